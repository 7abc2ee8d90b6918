"""The opinion map: where people stand by their votes on statements, and which groups they form.

A map is a pure function of votes, hidden statements, seed and ``VERSION``; the order of the votes does not matter. The
method is that of Polis, computed on sparse matrices: a missing vote takes the mean of its statement, so that the
centred matrix is zero there, and its principal components come from two sparse products. All of it is exact but for the
groups of more than 4,000 people (see ``form_groups``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy import sparse
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh
from threadpoolctl import threadpool_limits

from deliberation.algorithms.opinion_groups import Grouping, Missing, form_groups, number_as_before, number_by_size
from deliberation.algorithms.opinion_statistics import (
    Bools,
    Counts,
    Floats,
    GroupStatistics,
    Ints,
    count_all,
    count_groups,
    parts,
    routing_priorities,
)

Columns = tuple[Ints, Ints, Ints]  # person, statement, vote

VERSION = 2  # goes up whenever the same votes would give another map

ANSWERS_TO_BE_GROUPED = 7
PEOPLE_FOR_A_MAP = 50
RELIABLE = 0.7  # with groups planted in simulated votes, below this hardly half of them were found again
DISTINCT_GROUPS = 0.38  # a round cloud without groups, cut into 2 to 5 parts, still reaches a silhouette of 0.37
NEGLIGIBLE = 1e-9
DENSE_STATEMENTS = 150  # up to here solving the dense matrix is faster than iterating
LANCZOS_VECTORS = 14  # on real conversations the two axes are found with fifteen products
SINGLE_PRECISION_VOTES = 5_000_000  # from here on half the memory and time count for more than the eighth digit


class Doubt(StrEnum):
    """Why a map should be read with care."""

    FEW_PEOPLE = "few_people"
    UNSURE_POSITIONS = "unsure_positions"  # half of the statements would place people elsewhere
    BLURRED_GROUPS = "blurred_groups"


@dataclass(frozen=True, eq=False)
class NotEnough:
    """What there is instead of a map: the reason, the counts, and by what weights to ask on."""

    missing: Missing
    totals: Counts
    priorities: Floats


@dataclass(frozen=True, eq=False)
class Previous:
    """What an earlier map may decide: the signs of the axes and the numbers of the groups, nothing else.

    In today's positions: ``components`` (2, statements) with 0 for new statements, ``groups`` (people,) with −1 for
    people who were in none.
    """

    components: Floats
    groups: Ints


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """Where everyone stands; arrays are by person or by statement, in the positions of the input.

    ``coordinates`` (people, 2), zero for people without votes; ``groups`` is −1 for those with too few. ``components``
    (2, statements) and ``means`` (statements,) place anyone's votes; ``answered`` is by how many answers everyone is
    placed. ``extremity`` is how far a lone agreement with the statement would take someone from the centre.
    ``priorities`` are 0 for hidden statements. ``reliability`` is the agreement of the two halves of the statements on
    people's places, at most 1. An ``interim`` map (``opinion_update``) is no cold run: show it so, and do not keep it.
    """

    seed: int
    coordinates: Floats
    groups: Ints
    k: int
    silhouette: float
    reliability: float
    answered: Ints
    components: Floats
    means: Floats
    totals: Counts
    statistics: GroupStatistics
    extremity: Floats
    priorities: Floats
    hidden: Bools
    doubts: tuple[Doubt, ...]
    interim: bool = False
    version: int = VERSION

    @property
    def enough_data(self) -> bool:
        """Whether the groups can be shown without a warning."""
        return not self.doubts

    @property
    def n_voted(self) -> int:
        """How many statements anybody has answered; the others do not exist for the map."""
        return int((self.totals.seen > 0).sum())

    @property
    def sizes(self) -> Ints:
        """How many people each group has."""
        return np.bincount(self.groups[self.groups >= 0], minlength=self.k)


@dataclass(frozen=True, eq=False)
class _Votes:
    columns: Columns
    matrix: sparse.csr_array  # people × statements, an entry for every vote, also for a pass
    hidden: Bools
    hidden_answers: Ints  # by person
    totals: Counts

    @property
    def answers(self) -> Ints:
        """How many statements each person has answered, hidden ones included."""
        return np.diff(self.matrix.indptr)

    @property
    def answered(self) -> Ints:
        """By how many answers each person is placed.

        As on the Polis server, a hidden statement counts as one that everybody has answered in the middle.
        """
        return self.answers - self.hidden_answers + (self.totals.seen[self.hidden] > 0).sum()

    @property
    def n_voted(self) -> int:
        """How many statements anybody has answered; the others do not exist for the map."""
        return int((self.totals.seen > 0).sum())


@dataclass(frozen=True, eq=False)
class _Axes:
    """Principal components, and the people placed on them: by all statements, and by each half of them."""

    means: Floats
    components: Floats
    coordinates: Floats
    halves: tuple[Floats, Floats]


def draw_map(
    person: Ints,
    statement: Ints,
    vote: Ints,
    *,
    n_people: int,
    n_statements: int,
    seed: int,
    hidden: Iterable[int] = (),
    k: int | None = None,
    previous: Previous | None = None,
) -> OpinionMap | NotEnough:
    """Draw the map of votes given as three integer arrays of equal length: positions and −1, 0 or 1.

    ``hidden`` holds the positions of statements that moderation has taken out: they are still counted, but move nobody.
    Without ``k`` the number of groups is the one of 2 to 5 with the best silhouette. Everyone with at least seven
    answers (or all, where there are fewer statements) is grouped. Raises ``ValueError`` naming the first row that is
    out of range or there twice.
    """
    if k is not None and k < 2:  # noqa: PLR2004 -- a single group is no map
        raise ValueError(f"a map has at least 2 groups, not {k}")
    columns = checked((person, statement, vote), n_people, n_statements)
    votes = _collected(columns, (n_people, n_statements), hidden)
    with threadpool_limits(1):  # on matrices of two columns more threads are slower
        axes = _missing(votes) or _axes(votes, seed)
        if isinstance(axes, Missing):
            return _not_enough(axes, votes)
        placed = votes.answers >= needed_answers(votes.n_voted)
        grouping = form_groups(axes.coordinates[placed], k=k, seed=seed)
    if isinstance(grouping, Missing):
        return _not_enough(grouping, votes)
    groups: Ints = np.full(n_people, -1, dtype=np.int64)
    groups[placed] = number_by_size(grouping.labels, grouping.k)
    if previous is not None:  # only here, so that it cannot have a part in the groups
        axes = _turned(axes, previous)
        groups = number_as_before(groups, previous.groups, grouping.k)
    return _described(votes, axes, groups, grouping, seed)


def _described(votes: _Votes, axes: _Axes, groups: Ints, grouping: Grouping, seed: int) -> OpinionMap:
    n_statements, placed = len(votes.hidden), groups >= 0
    statistics = GroupStatistics(count_groups(*votes.columns, groups=groups, k=grouping.k, n_statements=n_statements))
    extremity = np.hypot(*axes.components) * (1 - axes.means) * np.sqrt(votes.n_voted)
    reliability = _reliability(*(half[placed, 0] for half in axes.halves))
    return OpinionMap(
        seed=seed,
        coordinates=axes.coordinates,
        groups=groups,
        k=grouping.k,
        silhouette=grouping.silhouette,
        reliability=reliability,
        answered=votes.answered,
        components=axes.components,
        means=axes.means,
        totals=votes.totals,
        statistics=statistics,
        extremity=extremity,
        priorities=np.where(votes.hidden, 0.0, routing_priorities(statistics.totals, extremity)),
        hidden=votes.hidden,
        doubts=doubts_of(int(placed.sum()), reliability, grouping.silhouette),
    )


def checked(columns: Columns, n_people: int, n_statements: int) -> Columns:
    """Return person, statement and vote as arrays; raises ``ValueError`` naming the first row that is out of range."""
    person, statement, vote = map(np.asarray, columns)
    columns = person, statement, vote
    if not person.shape == statement.shape == vote.shape == (person.size,):
        raise ValueError("person, statement and vote must be lists of one length")
    limits = (("person", 0, n_people - 1), ("statement", 0, n_statements - 1), ("vote", -1, 1))
    for column, (name, low, high) in zip(columns, limits, strict=True):
        if column.size and not np.issubdtype(column.dtype, np.integer):
            raise ValueError(f"{name} must hold integers, not {column.dtype}")
        if column.size and (column.min() < low or column.max() > high):
            row = int(np.flatnonzero((column < low) | (column > high))[0])
            raise ValueError(f"row {row}: {name} is {column[row]}, not from {low} to {high}")
    return columns


def _collected(columns: Columns, shape: tuple[int, int], hidden: Iterable[int]) -> _Votes:
    person, statement, vote = columns
    precision = np.float32 if len(vote) >= SINGLE_PRECISION_VOTES else np.float64
    matrix = sparse.csr_array((vote.astype(precision), (person, statement)), shape=shape)
    matrix.sum_duplicates()
    if matrix.nnz < len(vote):
        refuse_repetitions(columns, shape[1])
    mask = np.zeros(shape[1], dtype=bool)
    for position in hidden:
        if not 0 <= position < shape[1]:
            raise ValueError(f"hidden statement {position} is not from 0 to {shape[1] - 1}")
        mask[position] = True
    hidden_answers = np.bincount(person[mask[statement]], minlength=shape[0])
    return _Votes(columns, matrix, mask, hidden_answers, count_all(*columns, n_people=shape[0], n_statements=shape[1]))


def refuse_repetitions(columns: Columns, n_statements: int) -> None:
    """Raise ``ValueError`` naming the first row where somebody votes on a statement again."""
    person, statement, _ = columns
    pair = person.astype(np.int64) * n_statements + statement
    _, first = np.unique(pair, return_index=True)
    if len(first) < len(pair):
        row = int(np.setdiff1d(np.arange(len(pair)), first)[0])
        raise ValueError(f"row {row}: person {person[row]} has voted on statement {statement[row]} before")


def needed_answers(n_voted: int) -> int:
    """Return how many answers someone must have given to be grouped, of so many statements with answers."""
    return min(ANSWERS_TO_BE_GROUPED, n_voted)


def _missing(votes: _Votes) -> Missing | None:
    if not votes.matrix.nnz:
        return Missing.VOTES
    if (votes.totals.seen[~votes.hidden] > 0).sum() < 2:  # noqa: PLR2004 -- a map has two axes
        return Missing.STATEMENTS
    if votes.answers.max() < needed_answers(votes.n_voted):
        return Missing.ANSWERS
    return None


def _not_enough(missing: Missing, votes: _Votes) -> NotEnough:
    priorities = routing_priorities(votes.totals, np.zeros(len(votes.hidden)))
    return NotEnough(missing, votes.totals, np.where(votes.hidden, 0.0, priorities))


def _axes(votes: _Votes, seed: int) -> _Axes | Missing:
    means = _means(votes)
    centred = _centred(votes.matrix, means, votes.hidden)
    if max(np.abs(centred.data[part]).max() for part in parts(centred.nnz)) < NEGLIGIBLE:
        return Missing.DIFFERENCES
    components = _signed(_principal_components(centred, seed))
    first, second = _halves(components)
    stacked = np.concatenate([first, second]).T.astype(centred.dtype)
    projected = (centred @ stacked) * stretch(votes.n_voted, votes.answered)[:, None]
    halves = projected[:, :2], projected[:, 2:]
    return _Axes(means, components, halves[0] + halves[1], halves)


def _centred(matrix: sparse.csr_array, means: Floats, hidden: Bools) -> sparse.csr_array:
    """Put each vote's distance from the mean, 0 where hidden, in the place of the vote, which is not needed again."""
    means, shown = means.astype(matrix.dtype), (~hidden).astype(matrix.dtype)
    for part in parts(matrix.nnz):
        statement = matrix.indices[part]
        matrix.data[part] = (matrix.data[part] - means[statement]) * shown[statement]
    return matrix


def _means(votes: _Votes) -> Floats:
    """Return the mean vote of each statement; 0 where it is hidden or nobody voted."""
    sums = votes.totals.agree - votes.totals.disagree
    seen = np.maximum(votes.totals.seen, 1)
    return np.where(votes.hidden, 0.0, sums / seen)


def _principal_components(centred: sparse.csr_array, seed: int) -> Floats:
    """Return the two leading eigenvectors of the scatter matrix (2, statements); zero for an axis without variance."""
    size = centred.shape[1]
    if size <= DENSE_STATEMENTS:
        scatter = (centred.T @ centred).toarray()
        values, vectors = eigh(scatter, subset_by_index=[size - 2, size - 1])
    else:
        scatter = LinearOperator((size, size), matvec=lambda x: centred.T @ (centred @ x), dtype=centred.dtype)
        rng, tolerance = np.random.default_rng(seed), np.sqrt(np.finfo(centred.dtype).eps)
        start = rng.standard_normal(size).astype(centred.dtype)  # a regular one could be at right angles to an axis
        values, vectors = eigsh(scatter, k=2, which="LA", v0=start, ncv=LANCZOS_VECTORS, tol=tolerance, rng=rng)
    order = np.argsort(-values)
    components = vectors[:, order].T.astype(np.float64)
    components[values[order] < NEGLIGIBLE * values.max()] = 0
    return components


def _signed(components: Floats) -> Floats:
    """Turn each axis so that its heaviest statement is positive."""
    heaviest = np.abs(components).argmax(axis=1)
    return components * np.sign(components[[0, 1], heaviest])[:, None]


def _turned(axes: _Axes, previous: Previous) -> _Axes:
    """Turn each axis as in the previous map, where there is any likeness."""
    likeness = (axes.components * previous.components).sum(axis=1)
    sign = np.where(likeness < 0, -1.0, 1.0)
    return replace(axes, components=axes.components * sign[:, None], coordinates=axes.coordinates * sign)


def _halves(components: Floats) -> tuple[Floats, Floats]:
    """Deal the statements out in turn, the heaviest first, and return the components of each half."""
    order = np.argsort(-np.hypot(*components), kind="stable")
    dealt = np.zeros(components.shape[1], dtype=bool)
    dealt[order[::2]] = True
    return components * dealt, components * ~dealt


def stretch(n_voted: int, answered: Ints) -> Floats:
    """Return by how much each person's projection is stretched, since unseen statements add nothing to it."""
    return np.sqrt(n_voted / np.maximum(answered, 1))


def _reliability(first: Floats, second: Floats) -> float:
    """Return the correlation of two halves, raised to that of the whole (Spearman and Brown); 0 where undefined."""
    deviations = first - first.mean(), second - second.mean()
    spread = np.sqrt((deviations[0] ** 2).sum() * (deviations[1] ** 2).sum())
    correlation = float((deviations[0] * deviations[1]).sum() / spread) if spread > 0 else 0.0
    return 2 * correlation / (1 + correlation) if correlation > 0 else 0.0


def doubts_of(people: int, reliability: float, silhouette: float) -> tuple[Doubt, ...]:
    """Return what speaks against the groups of so many people."""
    raised = (
        (people < PEOPLE_FOR_A_MAP, Doubt.FEW_PEOPLE),
        (reliability < RELIABLE, Doubt.UNSURE_POSITIONS),
        (silhouette < DISTINCT_GROUPS, Doubt.BLURRED_GROUPS),
    )
    return tuple(doubt for holds, doubt in raised if holds)
