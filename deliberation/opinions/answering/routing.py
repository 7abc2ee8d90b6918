"""Which statements a person is asked next: drawn without repeats, by weight, so that new ones get their turn."""

import random

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage

BATCH = 10
FLOOR = 1.0
CACHE_SECONDS = 60 * 60


def next_statements(stage: Stage, seat: Seat, *, rng: random.Random | None = None) -> list[Statement]:
    """Up to ten statements that the seat has not answered, drawn without replacement by routing priority.

    The weights come from the latest map through the cache; a statement without one has the floor weight, so that a new
    statement is never starved (Efraimidis–Spirakis keys u^(1/w)).
    """
    rng = rng or random.SystemRandom()
    weights = priorities(stage)
    open_ids = unanswered(stage, seat).values_list("pk", flat=True)
    keyed = sorted(open_ids, key=lambda pk: rng.random() ** (1 / max(weights.get(pk, FLOOR), FLOOR)), reverse=True)
    chosen = keyed[:BATCH]
    found = Statement.objects.select_related("item").in_bulk(chosen)
    return [found[pk] for pk in chosen]


def unanswered(stage: Stage, seat: Seat):
    """The statements of the round that the seat can still answer."""
    mine = Stance.objects.filter(statement=OuterRef("pk"), seat=seat)
    return Statement.objects.admitted().filter(~Exists(mine), stage=stage)


def priorities(stage: Stage) -> dict[int, float]:
    key = f"opinions:priorities:{stage.pk}"
    weights = cache.get(key)
    if weights is None:
        latest = OpinionMap.objects.filter(stage=stage).values_list("result__priorities", flat=True).first()
        weights = {int(pk): weight for pk, weight in (latest or {}).items()}
        cache.set(key, weights, CACHE_SECONDS)
    return weights


def forget_priorities(stage: Stage) -> None:
    cache.delete(f"opinions:priorities:{stage.pk}")
