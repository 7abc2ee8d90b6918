"""How the groups of a map, and the answers to each statement, divide over the strata of the draw.

Small counts are hidden before anything is stored. Only a round that has ended has these tables: of two that follow each
other in an open one, the difference would tell what the few people between them said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.accounts.characteristics import characteristic
from deliberation.algorithms.disclosure import LEAST, hide_small_in_table
from deliberation.algorithms.opinion_statistics import Ints
from deliberation.opinions.maps.votes import Votes
from deliberation.opinions.models import CrossTab, OpinionMap, Statement
from deliberation.panels.models import Seat
from deliberation.panels.strata import LABELS

MOST_VALUES = 25  # of a stratum; with more of them it is rather a name, and hardly a cell could be shown
ANSWERS = (1, -1, 0)  # the columns of a statement's tables: agree, disagree, not sure


class _Stratum(NamedTuple):
    name: str
    values: list[str]
    of_person: Ints  # position among the values


@dataclass(frozen=True)
class Line:
    """One value of a stratum; None stands for a hidden count."""

    name: str
    cells: list[int | None]
    total: int | None


@dataclass(frozen=True)
class Table:
    """One stratum; an answer or a group of fewer than five people has no column."""

    label: str
    columns: list[str]
    lines: list[Line]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, int | None]], int | None]]:
        """Name, counts with their columns' names, and total of each line."""
        return [(line.name, list(zip(self.columns, line.cells, strict=True)), line.total) for line in self.lines]


@transaction.atomic
def keep_crosstabs(drawn: OpinionMap, votes: Votes) -> None:
    """Store the tables of a map drawn from these votes. Two workers at once store them once."""
    strata = list(_strata(drawn, votes))
    places, group = drawn.places(), np.full(len(votes.seats), -1)
    group[np.searchsorted(votes.seats, places.seats)] = places.groups
    tables = {one.name: _hidden(_by_group(one, group, drawn.result["k"]), one.values) for one in strata}
    rows = [CrossTab(map=drawn, statement=None, tables=_told(tables))]
    counted = {one.name: _by_statement(one, votes) for one in strata}
    for position in np.delete(np.arange(len(votes.statements)), votes.hidden).tolist():
        tables = {one.name: _hidden(counted[one.name][:, position], one.values) for one in strata}
        rows.append(CrossTab(map=drawn, statement_id=int(votes.statements[position]), tables=_told(tables)))
    CrossTab.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def of_groups() -> Subquery:
    """A column of maps: what ``tables_in_words`` takes; null in an open round."""
    return Subquery(CrossTab.objects.filter(map=OuterRef("pk"), statement=None).values("tables")[:1])


def answer_tables(drawn: OpinionMap, statement: Statement) -> list[Table]:
    """How the answers to one statement divide, in the reader's language; none in an open round."""
    kept = CrossTab.objects.filter(map=drawn, statement=statement).values_list("tables", flat=True).first()
    return tables_in_words(kept, [_("Agree"), _("Disagree"), _("Not sure")])


def tables_in_words(kept: dict[str, Any] | None, columns: list[str]) -> list[Table]:
    """Stored tables in the reader's language and the usual order of strata."""
    return [
        Table(
            label=str(label),
            columns=[columns[n] for n in kept[name]["columns"]],
            lines=[
                Line(characteristic(value, name) or pgettext("stratum", "not known"), *rest)
                for value, *rest in kept[name]["lines"]
            ],
        )
        for name, label in LABELS.items()
        if kept and name in kept
    ]


def _strata(drawn: OpinionMap, votes: Votes) -> Iterator[_Stratum]:
    """The usual strata alone, for others may name people; whoever has no value in one counts as not known."""
    seats = Seat.objects.filter(process=drawn.stage.process_id).values_list("pk", "strata")
    given = dict(seats.iterator(chunk_size=5_000))
    for name in LABELS:
        told = [str(given[seat].get(name, "")) for seat in votes.seats.tolist()]
        values, of_person = np.unique(np.array(told, dtype=object), return_inverse=True)
        if 1 < len(values) <= MOST_VALUES:
            yield _Stratum(name, values.tolist(), of_person)


def _by_group(stratum: _Stratum, group: Ints, k: int) -> Ints:
    counts = np.zeros((len(stratum.values), k), dtype=np.int64)
    np.add.at(counts, (stratum.of_person[group >= 0], group[group >= 0]), 1)
    return counts


def _by_statement(stratum: _Stratum, votes: Votes) -> Ints:
    """Counts (values, statements, answers)."""
    shape = len(stratum.values), len(votes.statements)
    cell = stratum.of_person[votes.person] * shape[1] + votes.statement
    counted = [np.bincount(cell[votes.value == value], minlength=shape[0] * shape[1]) for value in ANSWERS]
    return np.stack(counted, axis=1).reshape(*shape, len(ANSWERS))


def _hidden(counts: Ints, values: list[str]) -> dict[str, Any] | None:
    """The table as it may be shown; None where most of its lines would tell nothing.

    How many people a group has, and how many gave an answer, stands elsewhere. So nothing may rest on hiding that: a
    column of fewer than five people is left out as a whole, and a table with a hidden total is none.
    """
    columns = np.flatnonzero(counts.sum(axis=0) >= LEAST)
    if not len(columns):
        return None
    table = hide_small_in_table(counts[:, columns].tolist())
    if None in (table.total, *table.column_totals):
        return None
    lines = [list(line) for line in zip(values, table.cells, table.row_totals, strict=True)]
    telling = [cells for cells in table.cells if any(cell is not None for cell in cells)]
    return {"columns": columns.tolist(), "lines": lines} if 2 * len(telling) >= len(lines) else None


def _told(tables: dict[str, dict[str, Any] | None]) -> dict[str, Any]:
    return {name: table for name, table in tables.items() if table}
