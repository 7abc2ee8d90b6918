"""The counts of closed rounds. Those of an open one are nobody's, so that nobody follows the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import pgettext_lazy

from deliberation.processes.models import Stage
from deliberation.recommendations.agreement.models import ROUNDS
from deliberation.recommendations.models import AgreementRound, Endorsement, Recommendation

# For tables, in the order of the values: a phone shows them beside the numbers.
LABELS = (
    pgettext_lazy("agreement", "fully"),
    pgettext_lazy("agreement", "mostly"),
    pgettext_lazy("agreement", "acceptable"),
    pgettext_lazy("agreement", "object"),
)


@dataclass(frozen=True)
class Standing:
    """How many gave each answer about one recommendation in one closed round, from full agreement to objection."""

    round: AgreementRound
    recommendation: Recommendation
    counts: tuple[int, ...]

    @property
    def labelled(self) -> list[tuple[str, int]]:
        return list(zip(map(str, LABELS), self.counts, strict=True))

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def objections(self) -> int:
        return self.counts[-1]

    @property
    def stays_divided(self) -> bool:
        """After the last round somebody still objects: the text is printed with the other views and their numbers."""
        return self.round.n == ROUNDS and self.objections > 0


def standings(stage: Stage, recommendations: Iterable[Recommendation]) -> list[Standing]:
    """By round and recommendation, in the order of both."""
    closed = [row for row in stage.agreement_rounds.all() if row.state == AgreementRound.State.CLOSED]
    counted = Endorsement.objects.filter(round__in=closed).values_list("round", "recommendation", "value")
    found = {(asked, row, value): n for asked, row, value, n in counted.annotate(n=Count("pk")).order_by()}
    rows = list(recommendations)
    return [
        Standing(asked, row, tuple(found.get((asked.pk, row.pk, value), 0) for value in Endorsement.Value.values))
        for asked in closed
        for row in rows
    ]
