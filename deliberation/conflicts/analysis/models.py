"""The impact analysis of a conflict (갈등영향분석서) in the seven parts that the Decree's Article 10 (3) asks for."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.casefile.models import ConflictCase, PartOfCase, RestrictedQuerySet
from deliberation.spaces.disclosure.models import Restrictable


class ImpactAnalysis(PartOfCase):
    """One version. Once issued its texts stay as they are; what changes then is who may read a part."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        ISSUED = "issued", _("issued")

    STEPS: ClassVar = {"issue": ([State.DRAFT], State.ISSUED)}

    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, related_name="analyses")
    n = models.PositiveIntegerField(_("version"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    issued_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32, blank=True, help_text=_("of the check value of the issued texts"))

    objects: ClassVar = RestrictedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("impact analyses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conflict", "n"], name="conflicts_analysis_version_once"),
            models.UniqueConstraint(
                fields=["conflict"], condition=Q(state="draft"), name="conflicts_one_analysis_being_written"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_at__isnull=False), name="conflicts_issued_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conflict} v{self.n}"

    def get_absolute_url(self) -> str:
        return reverse("conflicts:analysis_version", args=[self.conflict_id, self.n])

    @staticmethod
    def public_when() -> Q:
        return Q(state=ImpactAnalysis.State.ISSUED)


class AnalysisPart(Restrictable):
    """One of the seven parts, who wrote it and when; a version that leaves it unchanged keeps both."""

    class Kind(models.IntegerChoices):
        OUTLINE = 1, _("Outline of the policy and its expected effect")
        STAKEHOLDERS = 2, _("Stakeholders and what they say")
        BODIES = 3, _("Opinions of other bodies and of experts")
        CAUSES = 4, _("What causes the conflict and its main issues")
        IMPACT = 5, _("Social impact of the conflict")
        PLAN = 6, _("How to prevent and resolve it")
        OTHER = 7, _("Other matters")

    analysis = models.ForeignKey(ImpactAnalysis, on_delete=models.PROTECT, related_name="parts")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    text = models.TextField(max_length=10_000, blank=True)
    version = models.PositiveIntegerField(default=1, help_text=_("counts the wordings while it is being written"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["analysis", "kind"], name="conflicts_part_once"),
            models.CheckConstraint(condition=Q(kind__range=(1, 7)), name="conflicts_seven_parts"),
            models.CheckConstraint(
                condition=Q(text="") | Q(by__isnull=False, at__isnull=False), name="conflicts_part_has_an_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}. {self.get_kind_display()}"

    @property
    def conflict(self) -> ConflictCase:
        return self.analysis.conflict

    @property
    def chain(self) -> str:
        return self.analysis.chain

    @property
    def subject(self) -> str:
        return f"{self.analysis.subject}/part:{self.kind}"

    def as_copied(self) -> dict[str, Any]:
        """What the next version begins with; on which basis it is restricted, is decided anew."""
        return {"kind": self.kind, "text": self.text, "by": self.by, "at": self.at}
