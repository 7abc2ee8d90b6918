"""Rounds of agreement on the drafts: how far each participant goes along, and what they tell the drafters alone."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.drafting.models import Recommendation

ROUNDS = 2  # what is still objected to after these is printed beside the text


class AgreementRound(models.Model):
    """One time that all participants are asked how far they agree with every draft."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("agreement", "being asked")
        CLOSED = "closed", _("closed")

    STEPS: ClassVar = {"close": ([State.OPEN], State.CLOSED)}

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="agreement_rounds")
    n = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "n"], name="recommendations_agreement_round_once"),
            models.UniqueConstraint(
                fields=["stage"], condition=Q(state="open"), name="recommendations_one_agreement_round_open"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Round of agreement no. %(n)d") % {"n": self.n})

    @property
    def chain(self) -> str:
        return self.stage.chain

    @property
    def subject(self) -> str:
        return f"agreement_round:{self.pk}"


class Endorsement(models.Model):
    """How far one seat goes along with one draft; the last answer of a round counts. Pages show counts alone.

    ``critique`` is read by the drafters, without a name.
    """

    class Value(models.IntegerChoices):
        FULLY = 4, _("I agree fully")
        MOSTLY = 3, _("I agree, with small wishes")
        BEARABLE = 2, _("I can live with it")
        OBJECT = 1, _("I object")

    round = models.ForeignKey(AgreementRound, on_delete=models.PROTECT, related_name="endorsements")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="endorsements")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(choices=Value)
    critique = models.TextField(blank=True, max_length=600)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "recommendation", "seat"], name="recommendations_endorsement_once"
            ),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=4), name="recommendations_endorsement_value"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}/{self.recommendation_id}: {self.value}"
