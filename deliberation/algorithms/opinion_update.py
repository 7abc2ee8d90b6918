"""A quick interim map after some more votes, on the axes of the last cold run, which the next cold run replaces."""

from dataclasses import replace

import numpy as np

from deliberation.algorithms.opinion_groups import nearest
from deliberation.algorithms.opinion_space import (
    Columns,
    OpinionMap,
    checked,
    doubts_of,
    needed_answers,
    refuse_repetitions,
    stretch,
)
from deliberation.algorithms.opinion_statistics import (
    Counts,
    Floats,
    GroupStatistics,
    Ints,
    count_all,
    count_groups,
    parts,
    routing_priorities,
)


def update_map(before: OpinionMap, earlier: Columns, new: Columns, *, n_people: int, n_statements: int) -> OpinionMap:
    """Add ``new`` votes to the cold map ``before`` of the ``earlier`` ones, which lie ordered by person and statement.

    A new vote takes the place of an earlier one on the same statement; new people and statements stand at the end of
    the positions. All counts are exact. Axes, means, silhouette and reliability stay as they were: who has voted since
    stands where their votes lead on these axes, in the group with the nearest centre; nobody else changes group.
    Statements hidden since need a cold run. Raises ``ValueError`` naming the first row that is out of range or order.
    """
    _check_earlier(before, earlier, n_people, n_statements)
    person, statement, vote = new = checked(new, n_people, n_statements)
    refuse_repetitions(new, n_statements)
    before = _widened(before, n_people, n_statements)
    # Looked up in their own type, for another would cost a copy of all votes.
    bounds = np.searchsorted(earlier[0], np.arange(n_people + 1, dtype=earlier[0].dtype))
    row = _rows_of(person, statement, earlier[1], bounds)
    again, first = row >= 0, row < 0
    gone = _picked(earlier, row[again])

    came, went = (count_all(*votes, n_people=n_people, n_statements=n_statements) for votes in (new, gone))
    totals = _changed(before.totals, added=[came], removed=[went])
    n_voted = int((totals.seen > 0).sum())
    answered = _answered(before, totals, person[first], statement[first])
    steps = vote - np.where(again, earlier[2][row], before.means[statement])
    straight = before.coordinates / stretch(before.n_voted, before.answered)[:, None]
    straight += _sums(person, steps * before.components[:, statement], n_people)
    coordinates = straight * stretch(n_voted, answered)[:, None]

    answers = np.diff(bounds) + np.bincount(person[first], minlength=n_people)
    voted = np.bincount(person, minlength=n_people) > 0
    voters = np.flatnonzero(voted & (answers >= needed_answers(n_voted)))
    groups = before.groups.copy()
    groups[voters] = nearest(coordinates[voters], _centres(coordinates, before))
    statistics = GroupStatistics(_counts_of_groups(before, groups, (earlier, bounds), new, gone))
    extremity = before.extremity * np.sqrt(n_voted / before.n_voted)
    return replace(
        before,
        coordinates=coordinates,
        groups=groups,
        answered=answered,
        totals=totals,
        statistics=statistics,
        extremity=extremity,
        priorities=np.where(before.hidden, 0.0, routing_priorities(statistics.totals, extremity)),
        doubts=doubts_of(int((groups >= 0).sum()), before.reliability, before.silhouette),
        interim=True,
    )


def _check_earlier(before: OpinionMap, earlier: Columns, n_people: int, n_statements: int) -> None:
    person, statement, vote = earlier
    if n_people < len(before.groups) or n_statements < len(before.hidden):
        raise ValueError("people and statements of the map before must stay")
    if not len(person) == len(statement) == len(vote) == before.totals.seen.sum():
        raise ValueError("the earlier votes are not those of the map before")
    for part in parts(len(person) - 1):
        this, following = person[:-1][part], person[1:][part]
        ordered = (this < following) | (this == following) & (statement[:-1][part] < statement[1:][part])
        if not ordered.all():
            row = part.start + 1 + int(np.flatnonzero(~ordered)[0])
            raise ValueError(f"row {row} of the earlier votes is out of order: they go by person, then by statement")


def _widened(before: OpinionMap, n_people: int, n_statements: int) -> OpinionMap:
    """Give people and statements that have come since their empty places."""
    people, statements = (0, n_people - len(before.groups)), (0, n_statements - len(before.hidden))
    counts = before.statistics.counts
    hidden_and_seen = int((before.totals.seen[before.hidden] > 0).sum())
    return replace(
        before,
        coordinates=np.pad(before.coordinates, (people, (0, 0))),
        groups=np.pad(before.groups, people, constant_values=-1),
        answered=np.pad(before.answered, people, constant_values=hidden_and_seen),
        components=np.pad(before.components, ((0, 0), statements)),
        means=np.pad(before.means, statements),
        totals=Counts(*(np.pad(count, statements) for count in before.totals.columns)),
        statistics=GroupStatistics(Counts(*(np.pad(count, ((0, 0), statements)) for count in counts.columns))),
        extremity=np.pad(before.extremity, statements),
        hidden=np.pad(before.hidden, statements),
    )


def _rows_of(person: Ints, statement: Ints, statements: Ints, bounds: Ints) -> Ints:
    """Return the row of each earlier vote of the person on the statement, −1 where there is none; found by halving."""
    low, end = bounds[person], bounds[person + 1]
    high, last = end, len(statements) - 1
    while (low < high).any():
        middle = (low + high) // 2
        below = (low < high) & (statements[np.minimum(middle, last)] < statement)
        low, high = np.where(below, middle + 1, low), np.where(below, high, np.minimum(middle, high))
    found = (low < end) & (statements[np.minimum(low, last)] == statement)
    return np.where(found, low, -1)


def _changed(counts: Counts, *, added: list[Counts], removed: list[Counts]) -> Counts:
    changed = np.array(counts.columns)
    for one in added:
        changed += one.columns
    for one in removed:
        changed -= one.columns
    return Counts(*changed)


def _picked(columns: Columns, rows: Ints) -> Columns:
    person, statement, vote = columns
    return person[rows], statement[rows], vote[rows]


def _answered(before: OpinionMap, totals: Counts, person: Ints, statement: Ints) -> Ints:
    """Return ``answered`` after first answers on statements; hidden ones count as soon as anybody has seen them."""
    came = ((totals.seen > 0) & (before.totals.seen == 0) & before.hidden).sum()
    return before.answered + came + np.bincount(person[~before.hidden[statement]], minlength=len(before.groups))


def _sums(person: Ints, values: Floats, n_people: int) -> Floats:
    """Return the sums (people, 2) of each person's values (2, votes)."""
    return np.stack([np.bincount(person, weights=value, minlength=n_people) for value in values], axis=1)


def _centres(coordinates: Floats, before: OpinionMap) -> Floats:
    grouped = before.groups >= 0
    return _sums(before.groups[grouped], coordinates[grouped].T, before.k) / before.sizes[:, None]


def _counts_of_groups(
    before: OpinionMap, groups: Ints, earlier: tuple[Columns, Ints], new: Columns, gone: Columns
) -> Counts:
    """Count by today's groups: new votes in, replaced ones out, and those of who has changed group moved with them."""
    columns, bounds = earlier
    movers = np.flatnonzero(groups != before.groups)
    start, length = bounds[movers], np.diff(bounds)[movers]
    rows = np.arange(length.sum()) + np.repeat(start - (length.cumsum() - length), length)
    moved = _picked(columns, rows)

    def counted(votes: Columns, belonging: Ints) -> Counts:
        return count_groups(*votes, groups=belonging, k=before.k, n_statements=len(before.hidden))

    added = [counted(moved, groups), counted(new, groups)]
    return _changed(
        before.statistics.counts, added=added, removed=[counted(moved, before.groups), counted(gone, groups)]
    )
