"""Between the cold runs of a large round: a quick map with the answers given since, marked so and never stored.

The process that drew the last cold map remembers it with its votes, and adds what has come by ``update_map``; what that
gives lies in the cache until the next cold run. A process that remembers nothing, or a cache that is away, means that
pages show the cold map alone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from deliberation.algorithms import opinion_space
from deliberation.algorithms.opinion_statistics import Ints
from deliberation.algorithms.opinion_update import update_map
from deliberation.opinions.maps.models import Places
from deliberation.opinions.maps.picture import sketch
from deliberation.opinions.maps.votes import Votes, read_stances
from deliberation.opinions.models import OpinionMap
from deliberation.processes.models import Stage

LARGE = 1_000_000  # votes; a smaller round is drawn cold within a second or two
LATEST_AFTER = timedelta(minutes=10)  # a cold run follows any new answer after this time


class Cold(NamedTuple):
    """A cold run with its votes, which lie by person and statement."""

    kept: OpinionMap
    drawn: opinion_space.OpinionMap
    seats: Ints
    statements: Ints
    columns: tuple[Ints, Ints, Ints]


_last: dict[int, Cold] = {}  # by stage, of one round alone, since it may be gigabytes


def remember(kept: OpinionMap, drawn: opinion_space.OpinionMap, votes: Votes) -> None:
    if len(votes.value) >= LARGE:
        order = np.lexsort((votes.statement, votes.person))
        columns = votes.person[order], votes.statement[order], votes.value[order]
        _last.clear()
        _last[kept.stage_id] = Cold(kept, drawn, votes.seats, votes.statements, columns)


def refresh(tell: Callable[[Stage], None], result_of: Callable[..., dict[str, Any]]) -> None:
    """Add what has come to the cold map that this process remembers, if it is still the newest one."""
    for stage_id, cold in list(_last.items()):
        newest = OpinionMap.objects.filter(stage=stage_id).first()
        if newest is None or newest.pk != cold.kept.pk:
            del _last[stage_id]
            continue
        as_of, stances = timezone.now(), read_stances(cold.kept.stage, since=newest.as_of)
        if len(stances):
            shown = _updated(cold, stances, result_of) | {"map": newest.pk, "as_of": as_of}
            cache.set(_key(stage_id), shown, 2 * LATEST_AFTER.total_seconds())
            tell(cold.kept.stage)


def with_interim(newest: OpinionMap) -> tuple[OpinionMap, datetime | None]:
    """The newest map with the answers since, and when a cold one will have replaced it; without any, the map itself."""
    shown = cache.get(_key(newest.stage_id))
    if not shown or shown.pop("map") != newest.pk or shown["as_of"] <= newest.as_of:
        return newest, None
    interim = OpinionMap(pk=newest.pk, stage=newest.stage, checks=newest.checks, **shown)
    return interim, newest.as_of + LATEST_AFTER


def _updated(cold: Cold, stances: np.ndarray, result_of: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    seats, person = _extended(cold.seats, stances["seat"].astype(np.int64))
    statements, statement = _extended(cold.statements, stances["statement"].astype(np.int64))
    new = person, statement, stances["value"].astype(np.int64)
    drawn = update_map(cold.drawn, cold.columns, new, n_people=len(seats), n_statements=len(statements))
    grouped = np.flatnonzero(drawn.groups >= 0)
    fixed = {name: cold.kept.result[name] for name in ("parties", "bridges", "unknown")}
    return {
        "votes": int(drawn.totals.seen[~drawn.hidden].sum()),
        "people": len(seats),
        "result": result_of(drawn, statements, np.flatnonzero(drawn.hidden)) | fixed,
        "picture": sketch(Places(seats[grouped], drawn.groups[grouped], *drawn.coordinates[grouped].T), drawn.k),
    }


def _extended(known: Ints, ids: Ints) -> tuple[Ints, Ints]:
    """The ids known and those that have come, which stand at the end; and where among them each of ``ids`` stands."""
    everyone = np.concatenate([known, np.setdiff1d(ids, known)])
    order = np.argsort(everyone, kind="stable")
    return everyone, order[np.searchsorted(everyone, ids, sorter=order)]


def _key(stage_id: int) -> str:
    return f"opinions:interim:{stage_id}"
