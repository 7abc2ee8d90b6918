"""How grave a conflict is, and which track is advised."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.casefile.models import (
    ConflictCase,
    PartOfCase,
    RestrictedQuerySet,
)
from deliberation.conflicts.rulebook import AdviceRule, AdviceRules, Checklist, ChecklistItem, Extent, Grade, Track
from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.models import Decision


class Diagnosis(PartOfCase):
    """How grave a conflict is: the department's own diagnosis, an expert's opinion, the committee's decision.

    Points and grades are stored with the version of the checklist, so that a later version changes none of them.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("waits for the expert")
        REVIEWED = "reviewed", _("waits for the committee")
        DECIDED = "decided", _("decided")
        WITHDRAWN = "withdrawn", _("withdrawn")

    STEPS: ClassVar = {
        "review": ([State.SUBMITTED], State.REVIEWED),
        "grade": ([State.REVIEWED], State.DECIDED),
        "withdraw": ([State.SUBMITTED], State.WITHDRAWN),
    }

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="diagnoses")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="diagnoses")
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    points = models.PositiveIntegerField(help_text=_("by the department"))
    suggested = models.PositiveSmallIntegerField(choices=Grade, help_text=_("the grade that follows from the points"))
    note = models.TextField(max_length=2000, blank=True)
    restriction = models.OneToOneField(
        Restriction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("of note and opinion; none: they were made public"),
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expert_points = models.PositiveIntegerField(null=True, blank=True)
    expert_grade = models.PositiveSmallIntegerField(choices=Grade, null=True, blank=True)
    opinion = models.TextField(max_length=3000, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    grade = models.PositiveSmallIntegerField(choices=Grade, null=True, blank=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="diagnosis")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RestrictedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("diagnoses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conflict"],
                condition=Q(state__in=["submitted", "reviewed"]),
                name="conflicts_one_diagnosis_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(grade__isnull=False, decision__isnull=False, decided_at__isnull=False, expert_grade__isnull=False),
                name="conflicts_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conflict} {self.submitted_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("conflicts:diagnosis", args=[self.conflict_id, self.pk])

    @staticmethod
    def public_when() -> Q:
        return Q(state=Diagnosis.State.DECIDED)

    @property
    def restricted(self) -> bool:
        """Whether note and opinion stay inside."""
        return self.restriction_id is not None

    @property
    def overridden(self) -> bool:
        """True when the committee decided otherwise than the expert's points said."""
        return self.grade is not None and self.grade != self.expert_grade


class Rating(models.Model):
    """The level that the department or the expert gave to one item."""

    class Voice(models.TextChoices):
        DEPARTMENT = "department", _("department")
        EXPERT = "expert", _("expert")

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="ratings")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="ratings")
    voice = models.CharField(max_length=10, choices=Voice)
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["diagnosis", "item", "voice"], name="conflicts_rating_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="conflicts_level_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.level}"


class Advice(PartOfCase):
    """The track that the rules recommend from facts of the case, and the one taken instead, with a reason."""

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="advices")
    rules = models.ForeignKey(AdviceRules, on_delete=models.PROTECT, related_name="advices")
    rule = models.ForeignKey(AdviceRule, on_delete=models.PROTECT, related_name="advices")
    grade = models.PositiveSmallIntegerField(choices=Grade)
    parties = models.PositiveIntegerField()
    cost = models.PositiveBigIntegerField()
    extent = models.PositiveSmallIntegerField(choices=Extent)
    days = models.PositiveIntegerField()
    recommended = models.CharField(max_length=12, choices=Track)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    chosen = models.CharField(max_length=12, choices=Track, blank=True)
    reason = models.TextField(max_length=1000, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(chosen="") | (~Q(reason="") & Q(chosen_by__isnull=False, chosen_at__isnull=False)),
                name="conflicts_override_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(chosen=F("recommended")), name="conflicts_override_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.conflict}: {self.track}"

    @property
    def track(self) -> Any:
        """The track that counts, in words."""
        return Track(self.chosen or self.recommended).label
