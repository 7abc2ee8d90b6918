"""The opinion map of a round: drawn cold from the stances and kept as a row. ``reading`` puts it into words."""

import hashlib
import io
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from deliberation.algorithms import opinion_space
from deliberation.algorithms.opinion_statistics import Counts, Finding, distinctive, dividing, uniting
from deliberation.opinions.answering.routing import forget_priorities
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.processes.models import Stage
from deliberation.spaces.models import Item

SEED = 1
MOST_FINDINGS = 5
# PostgreSQL's binary COPY: a header, rows whose columns bring their length, and an end mark. No column here is null, so
# that every row has the same length and the whole can be read as it lies.
COPY_HEADER, COPY_TRAILER = 19, 2
COPIED_ROW = np.dtype(
    [
        *(("columns", ">i2"), ("seat_length", ">i4"), ("seat", ">i8"), ("statement_length", ">i4")),
        *(("statement", ">i8"), ("value_length", ">i4"), ("value", ">i2")),
    ]
)


class Coverage(NamedTuple):
    people: int
    answers: int
    statements: int


def coverage(stage: Stage) -> Coverage:
    """How many people gave how many answers to how many admitted statements; nothing about what they said."""
    stances = Stance.objects.filter(statement__stage=stage, statement__item__state=Item.State.ADMITTED)
    counts = stances.aggregate(people=Count("seat", distinct=True), answers=Count("pk"))
    return Coverage(counts["people"], counts["answers"], Statement.objects.admitted().filter(stage=stage).count())


def latest_map(stage: Stage) -> OpinionMap | None:
    return OpinionMap.objects.filter(stage=stage).first()


def read_stances(stage: Stage) -> np.ndarray:
    """Rows (seat id, statement id, value) on the admitted statements, in that order, by COPY out of the database."""
    query = Stance.objects.filter(statement__stage=stage, statement__item__state=Item.State.ADMITTED)
    sql, params = (
        query.order_by("seat_id", "statement_id")
        .values_list("seat_id", "statement_id", "value")
        .query.sql_with_params()
    )
    copied = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(b"COPY (" + cursor.mogrify(sql, params) + b") TO STDOUT (FORMAT binary)", copied)
    rows = np.frombuffer(copied.getbuffer()[COPY_HEADER:-COPY_TRAILER], dtype=COPIED_ROW)
    return np.stack([rows["seat"], rows["statement"], rows["value"]], axis=1).astype(np.int64)


def digest_of(stances: np.ndarray) -> str:
    """SHA-256 over the rows as little-endian 64-bit integers: equal votes, equal digest."""
    return hashlib.sha256(stances.astype("<i8").tobytes()).hexdigest()


def draw_map(stage: Stage) -> OpinionMap | None:
    """The map of the stage's answers as they are now; the known one when nothing has changed, None when too few.

    Two workers drawing at once make one row, since the votes' digest is part of its key.
    """
    as_of, stances = timezone.now(), read_stances(stage)
    version = {"digest": digest_of(stances), "seed": SEED, "version": opinion_space.VERSION}
    known = OpinionMap.objects.filter(stage=stage, **version).first()
    if known is not None:
        return known
    result = _draw(stances)
    if result is None:
        return None
    return _keep(stage, as_of, stances, version, result)


def _keep(stage: Stage, as_of: datetime, stances: np.ndarray, version: dict[str, Any], result: dict) -> OpinionMap:
    people = len(np.unique(stances[:, 0]))
    fields = {"as_of": as_of, "votes": len(stances), "people": people, "result": result}
    drawn, _created = OpinionMap.objects.get_or_create(stage=stage, **version, defaults=fields)
    forget_priorities(stage)
    return drawn


def _draw(stances: np.ndarray) -> dict[str, Any] | None:
    seats, person = np.unique(stances[:, 0], return_inverse=True)
    statements, statement = np.unique(stances[:, 1], return_inverse=True)
    drawn = opinion_space.draw_map(
        person, statement, stances[:, 2], n_people=len(seats), n_statements=len(statements), seed=SEED
    )
    if isinstance(drawn, opinion_space.NotEnough):
        return None
    grouped = np.flatnonzero(drawn.groups >= 0)
    return {
        "k": drawn.k,
        "silhouette": round(drawn.silhouette, 6),
        "doubts": [str(doubt) for doubt in drawn.doubts],
        "seats": seats[grouped].tolist(),
        "group_of_seat": drawn.groups[grouped].tolist(),
        "coordinates": np.round(drawn.coordinates[grouped], 6).tolist(),
        "sizes": drawn.sizes.tolist(),
        "statements": statements.tolist(),
        "totals": _counts(drawn.totals),
        "by_group": [
            _counts(Counts(agree, disagree, seen))
            for agree, disagree, seen in zip(*_columns(drawn.statistics.counts), strict=True)
        ],
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


def _columns(counts: Counts) -> tuple[np.ndarray, ...]:
    return counts.agree, counts.disagree, counts.seen


def _counts(counts: Counts) -> list[list[int]]:
    """[agree, disagree, seen] of each statement."""
    return np.stack(_columns(counts), axis=1).tolist()


def _found(findings: list[Finding]) -> list[list[Any]]:
    """[position of the statement, side] of each finding."""
    return [[finding.statement, str(finding.side)] for finding in findings]
