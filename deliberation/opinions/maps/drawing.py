"""The opinion map of a round: drawn cold from its answers and kept as a row. ``reading`` puts it into words."""

from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, QuerySet

from deliberation.algorithms import opinion_space
from deliberation.algorithms.opinion_statistics import Counts, Finding, Ints, distinctive, dividing, uniting
from deliberation.opinions.answering.routing import renew_priorities
from deliberation.opinions.maps import interim
from deliberation.opinions.maps.checking import check, common_ground
from deliberation.opinions.maps.models import Places
from deliberation.opinions.maps.picture import sketch
from deliberation.opinions.maps.votes import Votes, read_votes
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.processes.models import Stage
from deliberation.rounds.floor import live
from deliberation.spaces.models import Item

SEED = 1
MOST_FINDINGS = 5
COUNTED_AT_ONCE, COVERAGE_SECONDS = 100_000, 60
SCREEN = "map"  # of live.touch: what an open page of the map asks for


class Coverage(NamedTuple):
    people: int
    answers: int
    statements: int


def coverage(stage: Stage) -> Coverage:
    """How many people gave how many answers to how many admitted statements; nothing about what they said."""
    counts = _counted(stage).aggregate(people=Count("seat", distinct=True), answers=Count("pk"))
    return Coverage(counts["people"], counts["answers"], Statement.objects.admitted().filter(stage=stage).count())


def coverage_lately(stage: Stage) -> Coverage:
    """The same for pages: of many answers, which take long to count, as it was at most a minute ago."""
    key = f"opinions:coverage:{stage.pk}"
    known = cache.get(key)
    if known:
        return Coverage(*known)
    counted = coverage(stage)
    if counted.answers > COUNTED_AT_ONCE:
        cache.set(key, counted, COVERAGE_SECONDS)
    return counted


def latest_map(stage: Stage) -> OpinionMap | None:
    return OpinionMap.objects.filter(stage=stage).first()


def _counted(stage: Stage) -> QuerySet[Stance]:
    """Answers to admitted statements; those to a merged one were carried over to the other."""
    admitted = {"statement__item__state": Item.State.ADMITTED, "statement__merged_into": None}
    return Stance.objects.filter(statement__stage=stage, **admitted)


def draw_map(stage: Stage, votes: Votes | None = None) -> OpinionMap | None:
    """The map of the answers read, or as they are now; the known one when nothing has changed, None when too few.

    Two workers drawing at once make one row, since the votes' digest is part of its key. It is shown at once; how sure
    it is takes several times as long and is added when it is known.
    """
    votes = votes or read_votes(stage)
    key = {"digest": votes.digest, "seed": SEED, "version": opinion_space.VERSION}
    known = OpinionMap.objects.filter(stage=stage, **key).first()
    if known is not None and known.checks is not None:  # else the process that drew it has ended before it was through
        return _still_true(known, votes.as_of)
    drawn = opinion_space.draw_map(
        votes.person,
        votes.statement,
        votes.value,
        n_people=len(votes.seats),
        n_statements=len(votes.statements),
        seed=SEED,
        hidden=votes.hidden.tolist(),
        previous=_previous(latest_map(stage), votes),
    )
    if isinstance(drawn, opinion_space.NotEnough):
        return None
    kept = _keep(stage, key, votes, drawn)
    interim.remember(kept, drawn, votes)
    if kept.checks is None:
        kept.checks = check(drawn, votes, [statement for statement, *_shares in kept.result["bridges"]])
        kept.save(update_fields=["checks"])
        live.touch(stage, SCREEN)
    return kept


def refresh_interim() -> None:
    """Show the answers since the last cold run of a large round, where this process has drawn it."""
    interim.refresh(lambda stage: live.touch(stage, SCREEN), result_of)


def _still_true(known: OpinionMap, as_of: datetime) -> OpinionMap:
    """The votes are again, or still, those of a known map: it is the newest one, as of now."""
    if known.as_of < as_of:
        known.as_of = as_of
        known.save(update_fields=["as_of"])
        renew_priorities(known.stage)
        live.touch(known.stage, SCREEN)
    return known


def _previous(before: OpinionMap | None, votes: Votes) -> opinion_space.Previous | None:
    """Signs of axes and numbers of groups of the map before, in the positions of these votes."""
    if before is None:
        return None
    components = np.zeros((2, len(votes.statements)))
    _common, now, then = np.intersect1d(votes.statements, before.result["statements"], return_indices=True)
    components[:, now] = np.frombuffer(bytes(before.axes)).reshape(3, -1)[:2, then]
    groups: Ints = np.full(len(votes.seats), -1)
    places = before.places()
    _common, now, then = np.intersect1d(votes.seats, places.seats, assume_unique=True, return_indices=True)
    groups[now] = places.groups[then]
    return opinion_space.Previous(components, groups)


@transaction.atomic
def _keep(stage: Stage, key: dict[str, Any], votes: Votes, drawn: opinion_space.OpinionMap) -> OpinionMap:
    grouped = np.flatnonzero(drawn.groups >= 0)
    places = Places(votes.seats[grouped], drawn.groups[grouped], *drawn.coordinates[grouped].T)
    fields = {
        "as_of": votes.as_of,
        "votes": int(votes.visible.sum()),
        "people": len(np.unique(votes.person[votes.visible])),
        "result": result_of(drawn, votes.statements, votes.hidden) | common_ground(stage, drawn, votes),
        "picture": sketch(places, drawn.k),
        "axes": np.vstack([drawn.components, drawn.means]).tobytes(),
    }
    kept, new = OpinionMap.objects.get_or_create(stage=stage, **key, defaults=fields)
    if new:
        kept.keep_places(places)
        transaction.on_commit(lambda: renew_priorities(stage))
        live.touch(stage, SCREEN)
    return kept


def result_of(drawn: opinion_space.OpinionMap, statements: Ints, hidden: Ints) -> dict[str, Any]:
    """What pages tell: lists by position among the statements, counts as [agree, disagree, seen]."""
    counts = drawn.statistics.counts
    return {
        "k": drawn.k,
        "silhouette": round(drawn.silhouette, 6),
        "reliability": round(drawn.reliability, 6),
        "doubts": [str(doubt) for doubt in drawn.doubts],
        "sizes": drawn.sizes.tolist(),
        "statements": statements.tolist(),
        "hidden": hidden.tolist(),
        "totals": _counts(drawn.totals),
        "by_group": [_counts(Counts(*group)) for group in zip(counts.agree, counts.disagree, counts.seen, strict=True)],
        "unites": _found(uniting(drawn.statistics, hidden=drawn.hidden, most=MOST_FINDINGS)),
        "divides": _found(dividing(drawn.statistics, hidden=drawn.hidden, most=MOST_FINDINGS)),
        "says": [
            _found(distinctive(drawn.statistics, group, hidden=drawn.hidden, most=MOST_FINDINGS))
            for group in range(drawn.k)
        ],
        "priorities": {
            str(pk): round(float(weight), 6) for pk, weight in zip(statements, drawn.priorities, strict=True)
        },
    }


def _counts(counts: Counts) -> list[list[int]]:
    return np.stack([counts.agree, counts.disagree, counts.seen], axis=1).tolist()


def _found(findings: list[Finding]) -> list[list[Any]]:
    """[position of the statement, side] of each finding."""
    return [[finding.statement, str(finding.side)] for finding in findings]
