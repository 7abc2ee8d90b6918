"""The answers of a round as arrays, read by COPY: what a map is drawn from, and what an export of the round writes.

Answers to a statement that moderation has taken out, or that was merged, stay among them, marked: as on the Polis
server, it then moves nobody, but counts as one that everybody has answered in the middle. An export that names it as
moderated out therefore gives the same groups again.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from django.db import connection
from django.utils import timezone

from deliberation.algorithms.opinion_statistics import Ints
from deliberation.opinions.models import Stance, Statement
from deliberation.processes.models import Stage
from deliberation.spaces.models import Item

# PostgreSQL's binary COPY: a header, rows whose columns bring their length, and an end mark. No column here is null, so
# that every row has the same length and the whole can be read as it lies.
COPY_HEADER, COPY_TRAILER = 19, 2
COPIED_ROW = np.dtype(
    [
        *(("columns", ">i2"), ("seat_length", ">i4"), ("seat", ">i8"), ("statement_length", ">i4")),
        *(("statement", ">i8"), ("value_length", ">i4"), ("value", ">i2"), ("at_length", ">i4"), ("at", ">i8")),
    ]
)
STANCE = np.dtype([("seat", np.int64), ("statement", np.int64), ("value", np.int64), ("at", np.int64)])
MICROSECONDS, POSTGRES_EPOCH = 1_000_000, 946_684_800  # times count from the year 2000


@dataclass(frozen=True, eq=False)
class Votes:
    """Every answer of a round up to ``as_of`` at least, as positions among those that gave or got one, by seat and
    statement.

    ``seats`` holds ids in ascending order, ``statements`` ids in the order of their numbers, ``hidden`` the positions
    of statements that are not offered any more. ``person``, ``statement``, ``value`` (−1, 0, 1) and ``seconds`` (since
    1970) have an entry for each answer.
    """

    as_of: datetime
    seats: Ints
    statements: Ints
    hidden: Ints
    person: Ints
    statement: Ints
    value: Ints
    seconds: Ints
    digest: str

    @cached_property
    def visible(self) -> np.ndarray:
        """Which answers were given to statements that are still offered."""
        return ~np.isin(self.statement, self.hidden)


def read_stances(stage: Stage, since: datetime | None = None) -> np.ndarray:
    """Rows (seat id, statement id, value, microseconds) of all answers or of later ones, by seat and statement.

    They are sorted here: in the database the order alone takes more time than all the rest.
    """
    query = Stance.objects.filter(statement__stage=stage).order_by()
    if since is not None:
        query = query.filter(answered_at__gt=since)
    sql, params = query.values_list("seat_id", "statement_id", "value", "answered_at").query.sql_with_params()
    copied = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(b"COPY (" + cursor.mogrify(sql, params) + b") TO STDOUT (FORMAT binary)", copied)
    rows = np.frombuffer(copied.getbuffer()[COPY_HEADER:-COPY_TRAILER], dtype=COPIED_ROW)
    order = np.lexsort([rows[name].astype(np.int64) for name in ("statement", "seat")])
    sorted_rows = np.empty(len(rows), dtype=STANCE)
    for name in STANCE.names or ():
        sorted_rows[name] = rows[name][order]
    return sorted_rows


def digest_of(stances: np.ndarray, hidden: Ints | None = None) -> str:
    """SHA-256 over seat, statement and value of each row as little-endian 64-bit integers, then the hidden statements.

    Equal votes under equal moderation, equal digest.
    """
    rows = np.stack([stances[name] for name in ("seat", "statement", "value")], axis=1)
    told = hashlib.sha256(rows.astype("<i8").data)
    if hidden is not None:
        told.update(np.sort(hidden).astype("<i8").data)
    return told.hexdigest()


def read_votes(stage: Stage) -> Votes:
    as_of, stances = timezone.now(), read_stances(stage)
    seats, person = np.unique(stances["seat"].astype(np.int64), return_inverse=True)
    answered, statement = np.unique(stances["statement"].astype(np.int64), return_inverse=True)
    known = Statement.objects.filter(stage=stage).values_list("pk", "number", "item__state", "merged_into")
    places = {pk: (number or 0, pk, state == Item.State.ADMITTED and not into) for pk, number, state, into in known}
    order = sorted(range(len(answered)), key=lambda n: places[int(answered[n])])
    statements = answered[order]
    hidden = np.flatnonzero([not places[pk][2] for pk in statements.tolist()])
    return Votes(
        as_of=as_of,
        seats=seats,
        statements=statements,
        hidden=hidden,
        person=person,
        statement=np.argsort(order)[statement] if order else statement,
        value=stances["value"].astype(np.int64),
        seconds=stances["at"].astype(np.int64) // MICROSECONDS + POSTGRES_EPOCH,
        digest=digest_of(stances, statements[hidden]),
    )
