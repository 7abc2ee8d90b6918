"""Minority opinions: what participants hold against a recommendation, signed, and printed beside it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.drafting.models import Recommendation
from deliberation.rounds.participants import signature
from deliberation.spaces.models import Item, Space


class DissentQuerySet(models.QuerySet["Dissent"]):
    def visible_to(self, user):
        """All of processes that the person sees; what was hidden among them leaves a stub."""
        return self.filter(recommendation__process__in=Process.objects.visible_to(user))

    def signed(self):
        """Those that somebody stands by, with their signers, the oldest first."""
        rows = self.filter(pk__in=Signer.objects.values("dissent")).select_related("item").order_by("pk")
        return rows.prefetch_related(models.Prefetch("signers", Signer.objects.select_related("seat__user")))


class Dissent(models.Model):
    """Why a recommendation is wrong, and what would change its signers' minds. It stands as long as one signs it.

    Its words live in its item, too, for the moderators.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="dissents")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1500)
    would_change = models.TextField(max_length=600)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DissentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return f"{self.recommendation.get_absolute_url()}#dissent-{self.pk}"

    @property
    def stage(self) -> Stage:
        return self.recommendation.stage

    @property
    def space(self) -> Space:
        return self.recommendation.space

    @property
    def is_shown(self) -> bool:
        return self.item.state == Item.State.ADMITTED

    @property
    def names(self) -> list[str]:
        return [signature(signer.seat, signer.named) for signer in self.signers.all()]


class Signer(models.Model):
    """A seat that stands by a minority opinion."""

    dissent = models.ForeignKey(Dissent, on_delete=models.CASCADE, related_name="signers")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dissent", "seat"], name="recommendations_signer_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.dissent_id}"
