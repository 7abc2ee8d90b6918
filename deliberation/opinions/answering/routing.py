"""Which statements a person is asked next: drawn without repeats, by weight, so that new ones get their turn."""

import random
from enum import StrEnum
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.opinions.rules import is_sealed
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage

BATCH = 10
SETTLED = 20  # answers; below, a statement weighs at least as much as an average one
CACHE_SECONDS = 60 * 60


class Reason(StrEnum):
    """What decided that a statement came this early."""

    FEW = "few"
    TELLING = "telling"
    LOT = "lot"
    AGAIN = "again"


WHY: dict[Reason, str | Promise] = {
    Reason.FEW: _("It is new: few people have answered it so far."),
    Reason.TELLING: _("Answers to it show best where people agree and where they do not."),
    Reason.LOT: _("It was drawn by lot from those that you have not answered."),
    Reason.AGAIN: _("You have come back to it. What you choose now replaces your answer."),
}


class Offer(NamedTuple):
    statement: Statement
    reason: Reason
    value: int | None = None  # that it was answered with

    @property
    def why(self) -> str | Promise:
        return WHY[self.reason]


class Known(NamedTuple):
    """A statement as the latest map knows it."""

    priority: float
    answers: int


def next_statements(stage: Stage, seat: Seat, *, rng: random.Random | None = None) -> list[Offer]:
    """Up to ten statements that the seat has not answered, drawn without replacement by weight, each with the reason.

    The weights come from the latest map through the cache. A statement with fewer than 20 answers weighs at least as
    much as the average of the others, so that a new one is never starved. Each waits a random time, the shorter the
    more it weighs, and the first ten are taken. In a sealed round weights and reasons know only how often each was
    answered, for the order would tell what the map must not.
    """
    rng = rng or random.SystemRandom()
    open_ids = unanswered(stage, seat).order_by("pk").values_list("pk", flat=True)
    weigh = _scale(priorities(stage), sealed=is_sealed(stage))
    weighed = {pk: weigh(pk) for pk in open_ids}
    waits = {pk: rng.expovariate(weight) for pk, (weight, _reason) in weighed.items()}
    chosen = sorted(waits, key=waits.__getitem__)[:BATCH]
    found = Statement.objects.select_related("item").prefetch_related("translations").in_bulk(chosen)
    return [Offer(found[pk], weighed[pk][1]) for pk in chosen]


def _scale(known: dict[int, Known], *, sealed: bool):
    """The function from a statement's key to its weight and what decides it."""
    settled = [one.priority for one in known.values() if one.answers >= SETTLED and one.priority > 0]
    average = sum(settled) / len(settled) if settled else 1.0

    def weigh(pk: int) -> tuple[float, Reason]:
        one = known.get(pk, Known(0.0, 0))
        if not known:
            return 1.0, Reason.LOT
        if sealed:
            return _by_newness(one.answers)
        if one.answers < SETTLED:
            return max(one.priority, average), Reason.FEW
        return one.priority or average, Reason.TELLING if one.priority > average else Reason.LOT

    return weigh


def _by_newness(answers: int) -> tuple[float, Reason]:
    """The part of a routing priority that asks only how often a statement was answered."""
    return (1 + 8 * 2.0 ** (-answers / 5)) ** 2, Reason.FEW if answers < SETTLED else Reason.LOT


def unanswered(stage: Stage, seat: Seat):
    """The statements of the round that the seat can still answer."""
    mine = Stance.objects.filter(statement=OuterRef("pk"), seat=seat)
    return Statement.objects.admitted().filter(~Exists(mine), stage=stage)


def priorities(stage: Stage) -> dict[int, Known]:
    """What the latest map knows of each statement; empty before the first map. One query when the cache has none."""
    known = cache.get(_key(stage))
    return renew_priorities(stage) if known is None else known


def renew_priorities(stage: Stage) -> dict[int, Known]:
    """Read the latest map anew; whoever draws one calls it, so that no page has to."""
    columns = ("result__statements", "result__totals", "result__priorities")
    empty: tuple[list, list, dict] = ([], [], {})
    statements, totals, weights = OpinionMap.objects.filter(stage=stage).values_list(*columns).first() or empty
    known = {
        pk: Known(weights[str(pk)], seen) for pk, (_agree, _disagree, seen) in zip(statements, totals, strict=True)
    }
    cache.set(_key(stage), known, CACHE_SECONDS)
    return known


def _key(stage: Stage) -> str:
    return f"opinions:priorities:{stage.pk}"
