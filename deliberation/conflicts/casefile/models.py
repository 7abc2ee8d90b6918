"""The file of a conflict: the case itself, its timeline, its alert level, and the yearly lists that it stood on."""

from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.conflicts.rulebook import Extent, Grade
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.disclosure.models import Restrictable, Restriction
from deliberation.spaces.models import Attachment, Decision, Membership, Role, Space
from deliberation.spaces.searching import Columns, SearchQuerySet

INSIDERS_IN_CITY = [Role.OFFICIAL, Role.COMMITTEE, Role.CHAIR]
INSIDERS_HERE = [Role.EXPERT]
DEPARTMENTS = ("owning_department", "managing_department")


class Alert(models.IntegerChoices):
    NONE = 0, _("no alert")
    ATTENTION = 1, _("attention")
    PRELIMINARY = 2, _("preliminary alert")
    FULL = 3, _("conflict alert")


class Trigger(models.TextChoices):
    """What law asks for before the project may go on."""

    ASSESSMENT = "assessment", _("environmental impact assessment")
    PROPERTY = "property", _("public property plan")
    CONSENT = "consent", _("residents' consent")
    SITING = "siting", _("siting procedure of a facility")
    TAKING = "taking", _("taking of land")
    COUNCIL = "council", _("consent of the council")
    HERITAGE = "heritage", _("protection of heritage")
    PERMIT = "permit", _("permit of another authority")
    OTHER = "other", _("other requirement")


def opened_to(user) -> Q:
    """When a restricted row of a case file is open to a person: by an office in the city or a role in its space."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    mine = Membership.objects.current().filter(user=user)
    in_city = mine.filter(space__kind=Space.Kind.CITY, role__in=INSIDERS_IN_CITY)
    here = mine.filter(role__in=INSIDERS_HERE, space__kind=Space.Kind.CONFLICT)
    return Q(Exists(in_city)) | Q(conflict__space__in=here.values("space"))


class ConflictQuerySet(SearchQuerySet["ConflictCase"]):
    TITLE = Columns(("title", "title_en"), "title_grams", singles=True)
    EVERYTHING = Columns((*TITLE.texts, "summary", "summary_en", "place", *DEPARTMENTS), "bigrams")

    def visible_to(self, user):
        """Those in spaces that the person may enter; their restricted parts are asked for one by one."""
        return self.filter(space__in=Space.objects.visible_to(user))

    def listed_in(self, year: int):
        return self.filter(Exists(PriorityListing.objects.filter(conflict=OuterRef("pk"), year=year)))

    def due_in(self, year: int):
        """Listed ones about which nothing has been decided for this year: to be carried over or released."""
        earlier = PriorityListing.objects.running().filter(conflict=OuterRef("pk"), year__lt=year)
        return self.filter(Exists(earlier), state=ConflictCase.State.LISTED)

    def pressing(self):
        """Listed ones, the highest alert and the gravest grade first."""
        return self.filter(state=ConflictCase.State.LISTED).order_by("-alert", "grade", "-id")

    def public(self):
        """What everyone may read of: only such a case can be named where everyone reads."""
        return self.filter(space__restriction=None)

    def unsettled(self):
        """Those still managed, by their titles."""
        return self.exclude(state=ConflictCase.State.SETTLED).order_by("title", "pk")

    def for_list(self):
        """Without the long columns, of which a page would load twenty in vain."""
        return self.defer("summary", "summary_en", "restricted_note", "triggers_note", "bigrams", "title_grams")


class ConflictCase(models.Model):
    """The file of one public conflict: what a city starts from."""

    class State(models.TextChoices):
        FILED = "filed", _("with its department")
        LISTED = "listed", _("on the priority list")
        RELEASED = "released", _("released from the list")
        SETTLED = "settled", _("settled")

    STEPS: ClassVar = {
        "list": ([State.FILED], State.LISTED),
        "carry": ([State.LISTED], State.LISTED),
        "release": ([State.LISTED], State.RELEASED),
        "relist": ([State.RELEASED, State.SETTLED], State.LISTED),
        "settle": ([State.FILED, State.LISTED, State.RELEASED], State.SETTLED),
    }

    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="conflict")
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    summary = models.TextField(_("what it is about"), max_length=3000)
    summary_en = models.TextField(_("what it is about, in English"), max_length=4000, blank=True)
    restricted_note = models.TextField(_("restricted note"), max_length=3000, blank=True)
    note_restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owning_department = models.CharField(_("owning department"), max_length=60)
    managing_department = models.CharField(_("managing department"), max_length=60)
    district = models.CharField(_("district"), max_length=40, blank=True, help_text=_("empty: the whole city"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    extent = models.PositiveSmallIntegerField(_("area concerned"), choices=Extent, default=Extent.DISTRICT)
    cost = models.PositiveBigIntegerField(_("cost in won"), null=True, blank=True)
    triggers = ArrayField(models.CharField(max_length=12, choices=Trigger), default=list, blank=True)
    triggers_note = models.TextField(_("legal basis in words"), max_length=1000, blank=True)
    starts_on = models.DateField(_("planned start"), null=True, blank=True)
    decision_expected_on = models.DateField(_("decision expected"), null=True, blank=True)
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, null=True, blank=True)
    alert = models.PositiveSmallIntegerField(_("alert level"), choices=Alert, default=Alert.NONE)
    demo = models.BooleanField(default=False, help_text=_("demonstration data"))
    version = models.PositiveIntegerField(default=1, help_text=_("counts the wordings"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=timezone.now)
    title_grams = ArrayField(models.CharField(max_length=8), default=list)
    bigrams = ArrayField(models.CharField(max_length=8), default=list, help_text=_("of the public texts alone"))

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("public conflict")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grade=None) | Q(grade__in=Grade.values), name="conflicts_grade_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=Q(restricted_note="", note_restriction=None)
                | ~Q(restricted_note="") & Q(note_restriction__isnull=False),
                name="conflicts_note_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(grade__in=[1, 2, 3]), name="conflicts_listed_graded"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-filed_at", "-id"], name="conflicts_by_date"),
            models.Index(fields=["state", "-id"], name="conflicts_by_state"),
            GinIndex(fields=["title_grams"], name="conflicts_title_grams"),
            GinIndex(fields=["bigrams"], name="conflicts_bigrams"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("conflicts:detail", args=[self.pk])

    @property
    def about(self) -> str:
        return in_language(self.summary, self.summary_en)

    @property
    def requirements(self) -> list[Any]:
        """The legal triggers in words."""
        return [Trigger(trigger).label for trigger in self.triggers]

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"conflict:{self.pk}"


class PartOfCase(models.Model):
    """A row of a case file: it lies in the space of its conflict and is minuted there."""

    conflict: Any

    class Meta:
        abstract = True

    @staticmethod
    def public_when() -> Q:
        """Which rows everyone reads who sees the conflict; here all."""
        return ~Q(pk=None)

    @property
    def space(self) -> Space:
        return self.conflict.space

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"{self._meta.model_name}:{self.pk}"


class RestrictedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public rows for all who see the conflict, every row for officials, the committee and the case's expert."""
        seen = self.filter(conflict__space__in=Space.objects.visible_to(user))
        return seen.filter(cast(type[PartOfCase], self.model).public_when() | opened_to(user))


class CaseEvent(PartOfCase, Restrictable):
    """Something that happened, as an official entered it: a line of the timeline."""

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="events")
    on = models.DateField(_("day"))
    text = models.TextField(_("what happened"), max_length=1000)
    source = models.CharField(_("source"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = RestrictedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conflict", "-on", "-id"], name="conflicts_events_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:40]}"

    @staticmethod
    def public_when() -> Q:
        return Q(restriction=None)


class CaseAttachment(PartOfCase):
    """A file of the case; whether it is restricted stands on the attachment, whose own page judges who reads it."""

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="files")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="case_file")

    objects: ClassVar = RestrictedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.attachment)

    @staticmethod
    def public_when() -> Q:
        return Q(attachment__restriction=None)


class AlertChange(PartOfCase):
    """A change of the alert level with its reason; the case keeps the present level."""

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="alert_changes")
    before = models.PositiveSmallIntegerField(choices=Alert)
    level = models.PositiveSmallIntegerField(choices=Alert)
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(before=F("level")), name="conflicts_alert_changes_something")
        ]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_level_display()}"


class ListingQuerySet(models.QuerySet["PriorityListing"]):
    def visible_to(self, user):
        return self.filter(conflict__in=ConflictCase.objects.visible_to(user))

    def running(self):
        return self.filter(outcome=PriorityListing.Outcome.RUNNING)


class PriorityListing(PartOfCase):
    """That a conflict stood on a year's list (중점갈등관리 대상사업): how it came onto it and how it left it."""

    class Entry(models.TextChoices):
        NEW = "new", pgettext_lazy("on the priority list", "new")
        CARRIED = "carried", _("carried over")
        RETURNED = "returned", _("returned")

    class Outcome(models.TextChoices):
        RUNNING = "", _("on the list")
        CARRIED = "carried", _("carried over to the next list")
        RELEASED = "released", _("released")
        SETTLED = "settled", _("settled")

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="listings")
    year = models.PositiveSmallIntegerField(_("year"))
    entry = models.CharField(max_length=10, choices=Entry)
    grade = models.PositiveSmallIntegerField(choices=Grade, help_text=_("as it was when the case was listed"))
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="listing")
    listed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING, blank=True)
    ended_by = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="ended_listing"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conflict"], condition=Q(outcome=""), name="conflicts_one_running_listing"),
            models.CheckConstraint(condition=Q(outcome="") | Q(ended_at__isnull=False), name="conflicts_listing_ended"),
        ]
        ordering: ClassVar = ["listed_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["year", "grade"], name="conflicts_listing_by_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.conflict}"
