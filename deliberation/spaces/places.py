"""Spaces, who is in them under which role, and the texts and files that they hold."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Channel
from deliberation.spaces.disclosure.models import Restrictable
from deliberation.spaces.roles import Role


class SpaceQuerySet(models.QuerySet["Space"]):
    def visible_to(self, user):
        """Open spaces, and the closed ones in which the person has a role."""
        if not user.is_authenticated:
            return self.filter(restriction=None)
        mine = Membership.objects.current().filter(user=user).values("space")
        return self.filter(Q(restriction=None) | Q(pk__in=mine))

    def city(self) -> "Space":
        return self.get_or_create(kind=Space.Kind.CITY, defaults={"name": "city"})[0]


class Space(Restrictable):
    """Where people meet under roles. The one root is the city; a process, a council, a conflict owns one space each.

    One that is restricted is closed: nobody without a role in it learns what it holds.
    """

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        PROCESS = "process", _("process")
        COUNCIL = "council", _("council")
        CONFLICT = "conflict", _("conflict")
        AGENDA = "agenda", _("agenda")

    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.SlugField(max_length=80, unique=True, allow_unicode=True, help_text=_("also the name of its chain"))
    title = models.CharField(max_length=160, blank=True, help_text=_("what a committee of its own is called"))
    url = models.CharField(max_length=200, blank=True, help_text=_("of the page of that committee"))

    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="city"), name="spaces_one_city"),
            models.CheckConstraint(condition=Q(kind="city", parent=None) | ~Q(kind="city"), name="spaces_city_is_root"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def closed(self) -> bool:
        return self.restricted

    @property
    def space(self) -> "Space":
        """Itself, so that rules can be asked about a space as about anything in it."""
        return self


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self):
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def moderating(self):
        """Roles that moderate texts: a facilitator in the own space, officials everywhere that is not closed."""
        official = Q(space__kind=Space.Kind.CITY, role__in=[Role.OFFICIAL, Role.ADMINISTRATOR])
        return self.filter(official | Q(role=Role.FACILITATOR))


class Membership(models.Model):
    """One person's role in one space for a time."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    label = models.CharField(max_length=60, blank=True, help_text=_("which side or department the person speaks for"))
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "user", "role"], condition=Q(until=None), name="spaces_membership_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="spaces_membership_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user):
        """Texts as moderation sees them: for their moderators alone. The public reads the content rows instead."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.current().moderating().filter(user=user)
        in_office = mine.filter(space__kind=Space.Kind.CITY)
        return self.filter(Q(space__in=mine.values("space")) | Q(Exists(in_office), space__restriction=None))

    def waiting(self):
        return self.filter(state=Item.State.WAITING)


class Item(Restrictable):
    """A text by a citizen as moderation sees it. Content rows in the rooms above point down to it one to one.

    One that is declined or hidden is restricted.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a moderator")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")
        ERASED = "erased", _("erased")

    STEPS: ClassVar = {
        "admit": ([State.WAITING, State.HIDDEN], State.ADMITTED),
        "decline": ([State.WAITING], State.DECLINED),
        "hide": ([State.WAITING, State.ADMITTED], State.HIDDEN),
        "revise": ([State.WAITING, State.ADMITTED, State.DECLINED], State.WAITING),
        "correct": ([State.WAITING, State.ADMITTED], State.WAITING),
        "withdraw": ([State.WAITING, State.ADMITTED], State.WITHDRAWN),
        "erase": ([State.WAITING, State.ADMITTED, State.DECLINED, State.HIDDEN, State.WITHDRAWN], State.ERASED),
    }

    kind = models.CharField(max_length=30, help_text=_("name of the registered ItemKind"))
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="items")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    url = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(help_text=_("as submitted, in its latest version"))
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    submitted_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True, help_text=_("published with the decision"))
    decided_version = models.PositiveIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["space", "submitted_at"], condition=Q(state="waiting"), name="spaces_item_waiting")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["declined", "hidden"], restriction__isnull=False)
                | ~Q(state__in=["declined", "hidden"]) & Q(restriction=None),
                name="spaces_item_out_of_sight_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def heading(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"item:{self.pk}"


class ItemVersion(models.Model):
    """An earlier or the present wording of an item; an edit adds one."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    n = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "n"], name="spaces_item_version_once")]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.n}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user):
        """Those of the spaces that the person sees; restricted ones for who has an office there or in the city.

        Who uploaded a restricted file keeps seeing it, but not in the space of an agenda, where a contractor hands in
        files, sees nothing restricted, and leaves when the term is over. A file that names its readers is theirs alone,
        as with drafts.
        """
        named = Attachment.readers.through.objects.filter(attachment=OuterRef("pk"))
        seen = self.filter(space__in=Space.objects.visible_to(user))
        if not user.is_authenticated:
            return seen.filter(restriction=None).exclude(Exists(named))
        mine = Membership.objects.current().filter(user=user).exclude(role=Role.CONTRACTOR)
        in_office = mine.filter(
            space__kind=Space.Kind.CITY, role__in=[Role.OFFICIAL, Role.ADMINISTRATOR, Role.COMMITTEE, Role.CHAIR]
        )
        own = Q(uploaded_by=user) & ~Q(space__kind=Space.Kind.AGENDA)
        insiders = Q(space__in=mine.values("space")) | Q(Exists(in_office)) | own
        unnamed = ~Exists(named) & (Q(restriction=None) | insiders)
        return seen.filter(Exists(named.filter(user=user)) | unnamed)


class Attachment(Restrictable):
    """A file of something in a space. Equal content is stored once, by its digest; rooms above point down here.

    A restricted one is kept in the vault and read by people in office alone.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100, help_text=_("found in the content, not believed from the browser"))
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", help_text=_("who alone reads it; nobody: by its space")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="spaces_attachment_digest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("spaces:file", args=[self.pk])

    @property
    def file(self) -> str:
        """Its name in the storage."""
        return f"attachments/{self.sha256[:2]}/{self.sha256}"

    @property
    def kind(self) -> str:
        """How people call the file's kind: ``PDF``, ``HWPX``."""
        return self.name.rpartition(".")[2].upper()
