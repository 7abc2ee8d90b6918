"""How far an opinion map can be trusted: redrawn from other samples, from fewer answers, and without some people.

Everything here compares a map with redrawn ones. Group numbers are matched first (Hungarian method on common members),
so that only people who really stand with others count as moved. Of findings, only what the other map would not say at
all counts as changed: a statement that others push out of the five that are shown still unites, or divides, as before.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import sparse

from deliberation.algorithms.opinion_groups import Missing, number_as_before
from deliberation.algorithms.opinion_space import Doubt, NotEnough, OpinionMap, draw_map
from deliberation.algorithms.opinion_statistics import Bools, Finding, Ints, count_all, dividing, uniting

Votes = tuple[Ints, Ints, Ints]  # person, statement and vote, as ``draw_map`` takes them

REPETITIONS = 12
MOST_PEOPLE = 3_000  # of a larger conversation as many are drawn once, to bound the time
KEPT = 0.8  # of the people and of the statements in each repetition
SURE, DOUBTFUL = 0.75, 0.6  # Hennig 2007: from .75 a stable cluster, below .6 one not to be trusted

SHOWN = 5  # findings of a list that readers see

EARLIER = (0.8, 0.9)
FEW_MOVED, FEW_REPLACED = 0.1, 1

ANSWERS_TO_BE_ALIKE = 10
BURST_SECONDS = 600
BURST_PEOPLE = 10
BURST_FACTOR = 5
NEWCOMERS_SHARE = 0.1


class Sureness(StrEnum):
    """How sure it is that a group is there."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Stability:
    """How well each group, by its number, is found again: mean Jaccard of its members over the repetitions, 0 to 1."""

    by_group: tuple[float, ...]
    repetitions: int

    @property
    def sureness(self) -> tuple[Sureness, ...]:
        """The verdict on each group."""
        return tuple(_sureness(jaccard) for jaccard in self.by_group)


@dataclass(frozen=True)
class Change:
    """Shown findings of the other map that are none in this one, and the other way round, by statement and side."""

    entered: tuple[Finding, ...]
    left: tuple[Finding, ...]

    @property
    def replaced(self) -> int:
        """How many statements changed, one that leaves for one that enters counted once."""
        return max(len(self.entered), len(self.left))


@dataclass(frozen=True)
class Difference:
    """What becomes of a map when it is redrawn from part of its answers.

    ``missing`` says why there is no other map; then nobody is compared and nothing changes. ``doubts`` are those that
    only the other map raises, ``k`` is its number of groups. ``moved`` of the ``compared`` people, those grouped in
    both maps, stand in another group.
    """

    people_left_out: int
    answers_left_out: int
    missing: Missing | None
    doubts: tuple[Doubt, ...]
    k: int
    compared: int
    moved: int
    uniting: Change
    dividing: Change

    @property
    def moved_share(self) -> float:
        """Share of the people compared who change groups, from 0 to 1; 0 where nobody can be compared."""
        return self.moved / self.compared if self.compared else 0.0


class Verdict(StrEnum):
    """Whether more answers would change the picture."""

    SETTLED = "settled"
    MOVING = "moving"
    TOO_EARLY = "too_early"  # the earlier answers make no map


@dataclass(frozen=True)
class Convergence:
    """The differences that the last fifth and the last tenth of the answers made, by the earlier share."""

    by_share: dict[float, Difference]

    @property
    def verdict(self) -> Verdict:
        """Settled where neither moved more than a tenth of the people, nor more than one statement of either list."""
        if any(step.missing for step in self.by_share.values()):
            return Verdict.TOO_EARLY
        return Verdict.SETTLED if all(map(_is_small, self.by_share.values())) else Verdict.MOVING


class Suspects(StrEnum):
    """People who might be there to capture a map; most of them will be honest, which is why the map shows both."""

    IDENTICAL = "identical"
    BURST = "burst"
    NEWCOMERS = "newcomers"


def stability(found: OpinionMap, person: Ints, statement: Ints, vote: Ints) -> Stability:
    """Draw the map again from random four fifths of the people and of the statements, and look for each group.

    Clusterwise stability by subsetting (Hennig 2007), with the number of groups chosen anew each time. Both are drawn,
    for a group rests on who came and on what was asked. Of more than ``MOST_PEOPLE`` only so many take part.
    """
    votes = _checked(found, person, statement, vote)
    rng = np.random.default_rng(found.seed)
    grouped, visible = np.flatnonzero(found.groups >= 0), np.flatnonzero(~found.hidden)
    if len(grouped) > MOST_PEOPLE:
        grouped = rng.choice(grouped, MOST_PEOPLE, replace=False)
        taking_part = _among(grouped, len(found.groups))[votes[0]]
        votes = votes[0][taking_part], votes[1][taking_part], votes[2][taking_part]
    jaccards = np.zeros((REPETITIONS, found.k))
    for repetition in range(REPETITIONS):
        people, statements = (rng.choice(of, int(np.ceil(KEPT * len(of))), replace=False) for of in (grouped, visible))
        kept = _among(people, len(found.groups))[votes[0]] & _among(statements, len(found.hidden))[votes[1]]
        other = _redrawn(found, votes, kept)
        if isinstance(other, OpinionMap):
            jaccards[repetition] = _jaccards(found, other)
    return Stability(tuple(map(float, jaccards.mean(axis=0))), REPETITIONS)


def convergence(
    found: OpinionMap, person: Ints, statement: Ints, vote: Ints, *, seconds: Ints | None = None
) -> Convergence:
    """Compare the map with that of the earlier 80 and 90 % of its answers.

    ``seconds`` (votes,) is when each answer was given; without it the answers left out are drawn by the map's seed.
    """
    votes = _checked(found, person, statement, vote)
    rank = np.random.default_rng(found.seed).random(len(votes[0]))
    if seconds is not None:
        rank += _checked_seconds(seconds, votes)  # equal moments stay in the order of the lot
    bounds = {share: np.quantile(rank, share, method="inverted_cdf") for share in EARLIER}
    return Convergence({share: _difference(found, votes, rank <= bound) for share, bound in bounds.items()})


def without_suspects(
    found: OpinionMap, person: Ints, statement: Ints, vote: Ints, *, seconds: Ints
) -> dict[Suspects, Difference]:
    """Compare the map with the one without each kind of people who might have come to capture it.

    - Identical: of everyone with the same answers to the same statements, at least ten of them, all but one.
    - Burst: everyone whose first answer lies in a dense span of ten minutes. Dense is one with at least ten first
      answers and more than five times as many as usual. Usual is the median of those ten minutes, counted from the very
      first answer, in which anybody came at all.
    - Newcomers: everyone whose first answer came in the last tenth of the time from the first answer to the last.

    ``seconds`` (votes,) is when each answer was given. Where a kind has nobody, nothing is redrawn and nothing changes.
    """
    votes = _checked(found, person, statement, vote)
    seconds = _checked_seconds(seconds, votes)
    arrivals: Ints = np.full(len(found.groups), np.iinfo(np.int64).max)
    np.minimum.at(arrivals, votes[0], seconds)
    came = np.flatnonzero(np.bincount(votes[0], minlength=len(arrivals)))
    suspects = {
        Suspects.IDENTICAL: _identical(found, votes),
        Suspects.BURST: came[_in_burst(arrivals[came])],
        Suspects.NEWCOMERS: came[arrivals[came] > _late_from(seconds)],
    }
    return {
        kind: _difference(found, votes, ~_among(people, len(arrivals))[votes[0]]) for kind, people in suspects.items()
    }


def _checked(found: OpinionMap, person: Ints, statement: Ints, vote: Ints) -> Votes:
    """Return the votes as arrays; raise ``ValueError`` where they are not those that the map was drawn from."""
    person, statement, vote = map(np.asarray, (person, statement, vote))
    sizes = len(found.groups), len(found.hidden)
    if not person.shape == statement.shape == vote.shape == (int(found.totals.seen.sum()),):
        raise ValueError(f"the map was drawn from {found.totals.seen.sum()} votes, not from these")
    for name, column, size in (("person", person, sizes[0]), ("statement", statement, sizes[1])):
        wrong = np.flatnonzero((column < 0) | (column >= size))
        if len(wrong):
            raise ValueError(f"row {wrong[0]}: {name} is {column[wrong[0]]}, not from 0 to {size - 1}")
    counts = count_all(person, statement, vote, n_people=sizes[0], n_statements=sizes[1])
    for name in ("agree", "disagree", "seen"):
        differing = np.flatnonzero(getattr(counts, name) != getattr(found.totals, name))
        if len(differing):
            raise ValueError(f"statement {differing[0]}: the map was drawn from other votes")
    return person, statement, vote


def _checked_seconds(seconds: Ints, votes: Votes) -> Ints:
    seconds = np.asarray(seconds)
    if seconds.shape != votes[0].shape:
        raise ValueError(f"there are {len(votes[0])} votes, but {seconds.size} times")
    if not np.issubdtype(seconds.dtype, np.integer):
        raise ValueError(f"seconds must hold integers, not {seconds.dtype}")
    return seconds.astype(np.int64)


def _redrawn(found: OpinionMap, votes: Votes, kept: Bools) -> OpinionMap | NotEnough:
    person, statement, vote = (column[kept] for column in votes)
    return draw_map(
        person,
        statement,
        vote,
        n_people=len(found.groups),
        n_statements=len(found.hidden),
        seed=found.seed,
        hidden=np.flatnonzero(found.hidden).tolist(),
    )


def _difference(found: OpinionMap, votes: Votes, kept: Bools) -> Difference:
    left_out = len(kept) - int(kept.sum())
    had, has = (np.bincount(voters, minlength=len(found.groups)) > 0 for voters in (votes[0], votes[0][kept]))
    people = int((had & ~has).sum())
    other = _redrawn(found, votes, kept) if left_out else found
    if isinstance(other, NotEnough):
        return Difference(people, left_out, other.missing, (), 0, 0, 0, Change((), ()), Change((), ()))
    both = (found.groups >= 0) & (other.groups >= 0)
    moved = _matched(found, other)[both] != found.groups[both]
    doubts = tuple(doubt for doubt in other.doubts if doubt not in found.doubts)
    changes = [_change(before, after) for before, after in zip(_told(found), _told(other), strict=True)]
    return Difference(people, left_out, None, doubts, other.k, int(both.sum()), int(moved.sum()), *changes)


def _matched(found: OpinionMap, other: OpinionMap) -> Ints:
    """Return the other map's groups under the numbers of this one; those that match none get further numbers."""
    return number_as_before(other.groups, found.groups, max(found.k, other.k))


def _jaccards(found: OpinionMap, other: OpinionMap) -> list[float]:
    matched, both = _matched(found, other), other.groups >= 0
    shares = []
    for group in range(found.k):
        before, after = (found.groups == group) & both, (matched == group) & (found.groups >= 0)
        everyone = int((before | after).sum())
        shares.append(int((before & after).sum()) / everyone if everyone else 0.0)
    return shares


def _told(drawn: OpinionMap) -> list[list[Finding]]:
    """Return all that unites, and all that divides, the strongest first."""
    return [tell(drawn.statistics, hidden=drawn.hidden, most=len(drawn.hidden)) for tell in (uniting, dividing)]


def _change(before: list[Finding], after: list[Finding]) -> Change:
    def only_shown_in(these: list[Finding], those: list[Finding]) -> tuple[Finding, ...]:
        known = {(finding.statement, finding.side) for finding in those}
        return tuple(finding for finding in these[:SHOWN] if (finding.statement, finding.side) not in known)

    return Change(entered=only_shown_in(after, before), left=only_shown_in(before, after))


def _is_small(step: Difference) -> bool:
    return step.moved_share <= FEW_MOVED and max(step.uniting.replaced, step.dividing.replaced) <= FEW_REPLACED


def _sureness(jaccard: float) -> Sureness:
    if jaccard >= SURE:
        return Sureness.SURE
    return Sureness.DOUBTFUL if jaccard >= DOUBTFUL else Sureness.UNSURE


def _among(positions: Ints, size: int) -> Bools:
    chosen = np.zeros(size, dtype=bool)
    chosen[positions] = True
    return chosen


def _identical(found: OpinionMap, votes: Votes) -> Ints:
    """Return all but the first of each set of people with the same answers."""
    person, statement, vote = votes
    # Equal answers add up to equal sums of random 64-bit numbers, one for each answer; others do so by no chance.
    keys = np.random.default_rng(found.seed).integers(0, 2**64, (3 * len(found.hidden), 1), dtype=np.uint64)
    given = sparse.csr_array(
        (np.ones(len(vote), dtype=np.uint64), (person, 3 * statement + vote + 1)), (len(found.groups), len(keys))
    )
    busy = np.flatnonzero(np.diff(given.indptr) >= ANSWERS_TO_BE_ALIKE)
    _, first = np.unique((given @ keys)[busy, 0], return_index=True)
    return np.delete(busy, first)


def _in_burst(arrivals: Ints) -> Bools:
    """Return who came in a burst; see ``without_suspects``."""
    order = np.argsort(arrivals, kind="stable")
    times = arrivals[order]
    spans = np.unique((times - times[0]) // BURST_SECONDS, return_counts=True)[1]
    end = np.searchsorted(times, times + BURST_SECONDS)
    within = end - np.arange(len(times))
    dense = np.flatnonzero((within >= BURST_PEOPLE) & (within > BURST_FACTOR * np.median(spans)))
    edges = np.zeros(len(times) + 1, dtype=np.int64)
    np.add.at(edges, dense, 1)
    np.add.at(edges, end[dense], -1)
    burst = np.zeros(len(times), dtype=bool)
    burst[order] = edges.cumsum()[:-1] > 0
    return burst


def _late_from(seconds: Ints) -> float:
    return float(seconds.max() - NEWCOMERS_SHARE * np.ptp(seconds))
