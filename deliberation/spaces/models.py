"""What a committee's sittings are made of. Spaces, roles, texts and files are in `places`, known here too."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.spaces.disclosure.models import Ground, Restriction
from deliberation.spaces.places import Attachment, Item, ItemVersion, Membership, Space
from deliberation.spaces.roles import Role

__all__ = [
    "Attachment",
    "Decision",
    "Ground",
    "Item",
    "ItemVersion",
    "Membership",
    "Point",
    "Recusal",
    "Reply",
    "Restriction",
    "Role",
    "Sitting",
    "Space",
]


class SittingQuerySet(models.QuerySet["Sitting"]):
    def visible_to(self, user):
        """That a committee sits, and about what, is public in an open space; what is said there once it is closed."""
        return self.filter(space__in=Space.objects.visible_to(user))

    def past(self):
        """What was held, and from the day after on what was cancelled."""
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        held = Q(state__in=[Sitting.State.CLOSED, Sitting.State.APPROVED])
        return self.filter(held | Q(state=Sitting.State.CANCELLED, held_at__lt=today))


class Sitting(models.Model):
    """A committee's meeting, or its written procedure, from the invitation to the approved minutes."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        WRITTEN = "written", _("written procedure")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", pgettext_lazy("sitting", "in session")
        CLOSED = "closed", pgettext_lazy("sitting", "closed")
        APPROVED = "approved", _("minutes approved")
        CANCELLED = "cancelled", pgettext_lazy("sitting", "cancelled")

    STEPS: ClassVar = {
        "open": ([State.PLANNED], State.OPEN),
        "cancel": ([State.PLANNED], State.CANCELLED),
        "close": ([State.OPEN], State.CLOSED),
        "approve": ([State.CLOSED], State.APPROVED),
    }

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="sittings")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEETING)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    title = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    replies_until = models.DateTimeField(null=True, blank=True, help_text=_("of a written procedure"))
    place = models.CharField(max_length=120, blank=True)
    change_reason = models.CharField(
        max_length=300, blank=True, help_text=_("why it was postponed or cancelled; public")
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    members = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("of the committee when it opened"))
    present = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    attending = models.TextField(blank=True, help_text=_("who attends without being a member"))
    minutes = models.TextField(blank=True)
    transcript = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes_digest = models.CharField(max_length=64, blank=True, help_text=_("of the approved minutes"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SittingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["space", "-held_at", "-id"], name="spaces_sitting_by_date")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("spaces:sitting", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.CLOSED, self.State.APPROVED)

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"sitting:{self.pk}"


class PointQuerySet(models.QuerySet["Point"]):
    def standing(self):
        """Those on the agenda, without what was taken off it."""
        return self.filter(position__isnull=False)


class Point(models.Model):
    """One thing on a sitting's agenda. Rooms above put theirs there by the subject that the minute books use."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(null=True, help_text=_("empty: taken off the agenda"))
    off_reason = models.CharField(max_length=300, blank=True, help_text=_("why it was taken off; public"))
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", help_text=_("of what it is about"))
    about = models.CharField(max_length=120, blank=True, help_text=_("subject, empty for business of the committee"))
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    remarks = models.TextField(blank=True)
    decision = models.OneToOneField("Decision", on_delete=models.PROTECT, null=True, related_name="point")

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            # Deferred, since points change places in one statement.
            models.UniqueConstraint(
                fields=["sitting", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="spaces_point_position_once",
            ),
            models.UniqueConstraint(
                fields=["sitting", "about"],
                condition=~Q(about="") & Q(position__isnull=False),
                name="spaces_point_once",
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=False, off_reason="")
                | Q(position=None, decision=None) & ~Q(off_reason=""),
                name="spaces_point_off_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def standing(self):
        return self.filter(back_at=None)


class Recusal(models.Model):
    """A member who takes no part in one point. One that was noted by mistake stays, marked as taken back."""

    class Kind(models.TextChoices):
        EXCLUSION = "exclusion", _("excluded by the rules")
        CHALLENGE = "challenge", _("challenged by a party")
        WITHDRAWAL = "withdrawal", _("withdrew of their own accord")

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=300)
    back_at = models.DateTimeField(null=True, blank=True, help_text=_("when it was taken back"))
    back_reason = models.CharField(max_length=300, blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["point", "user"], condition=Q(back_at=None), name="spaces_recusal_once"),
            models.CheckConstraint(
                condition=Q(back_at=None, back_reason="") | Q(back_at__isnull=False) & ~Q(back_reason=""),
                name="spaces_recusal_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()}"

    @property
    def stands(self) -> bool:
        return self.back_at is None


class Reply(models.Model):
    """A member's vote and words on one point of a written procedure; shown to others when it is closed."""

    class Choice(models.TextChoices):
        FOR = "for", pgettext_lazy("vote", "for")
        AGAINST = "against", pgettext_lazy("vote", "against")
        ABSTAIN = "abstain", pgettext_lazy("vote", "abstention")

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="replies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    remark = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["point", "user"], name="spaces_reply_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_choice_display()}"


class Decision(models.Model):
    """What a committee decided about one thing: grades, screening, adoption, checks all use this one model."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="decisions")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    about = models.CharField(max_length=120, help_text=_("subject as in the minute book, such as proposal:12"))
    motion = models.CharField(max_length=300)
    result = models.CharField(max_length=30)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)
    voting = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("present and not recused"))
    recusals = models.JSONField(default=list, blank=True)
    reason = models.TextField(help_text=_("published"))
    decided_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about"]),
            models.Index(fields=["decided_at", "id"], name="spaces_decision_by_date"),
        ]
        ordering: ClassVar = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.motion}: {self.result}"

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"decision:{self.pk}"
