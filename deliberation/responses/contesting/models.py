"""Citizens who contest that something is done, each once against one report, with evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from deliberation.processes.models import Process
from deliberation.responses.following.models import Milestone, Report
from deliberation.spaces.models import Attachment, Item, Space


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, user):
        """All of processes that the person sees; what was hidden among them leaves a stub."""
        return self.filter(
            claim__milestone__response__recommendation__process__in=Process.objects.visible_to(user).values("pk")
        )

    def counting(self):
        return self.filter(item__state=Item.State.ADMITTED)

    def since_checked(self):
        """Those that count and came since the committee last let the report stand."""
        return self.counting().filter(Q(claim__checked_at=None) | Q(at__gt=F("claim__checked_at")))


def with_contests(milestones: models.QuerySet[Milestone]) -> models.QuerySet[Milestone]:
    """Each milestone with ``contested``: how many contests count against the report that it is done."""
    claims = Report.objects.filter(milestone=OuterRef(OuterRef("pk")), act=Report.Act.FINISH).order_by("-pk")
    against = Contest.objects.since_checked().filter(claim=Subquery(claims.values("pk")[:1])).order_by()
    counted = against.values("claim").annotate(n=Count("pk")).values("n")
    return milestones.annotate(contested=Coalesce(Subquery(counted), 0))


class Contest(models.Model):
    """Why somebody says that a milestone is not done. Its text is its item's, for the moderators."""

    claim = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="contests")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["claim", "user"], name="responses_contest_once")]

    def __str__(self) -> str:
        return self.item.text

    def get_absolute_url(self) -> str:
        return f"{self.claim.milestone.get_absolute_url()}#contest-{self.pk}"

    @property
    def space(self) -> Space:
        return self.claim.milestone.space

    @property
    def is_shown(self) -> bool:
        return self.item.state == Item.State.ADMITTED
