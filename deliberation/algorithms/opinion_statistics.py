"""What groups say about statements: counts, representativeness, consensus, routing; and which ones to tell in words.

The formulas are those of the Polis server, so that results can be compared with it. Arrays of groups have the shape
(groups, statements), arrays of everyone the shape (statements,). All of it is defined for counts of zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Z_90 = 1.2816  # one-sided, 90 %: the level of significance that Polis uses throughout
_CHUNK = 200_000  # votes worked on at a time: the intermediate arrays stay in the processor's cache
_ANSWERS = (-1, 0, 1)


@dataclass(frozen=True, eq=False)
class Counts:
    """How many agree, disagree and pass; ``seen`` is all who answered."""

    agree: Ints
    disagree: Ints
    seen: Ints

    @property
    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Agree, disagree and seen."""
        return self.agree, self.disagree, self.seen

    @property
    def passed(self) -> Ints:
        """Those who answered that they are not sure."""
        return self.seen - self.agree - self.disagree


@dataclass(frozen=True, eq=False)
class Leaning:
    """How strongly each group takes one side of each statement, and how much more so than everyone else.

    ``share`` is the smoothed proportion (n+1)/(seen+2), ``test`` its z against one half, ``repness`` the ratio of the
    share to that of the other groups together, ``repness_test`` the z of the difference.
    """

    share: Floats
    test: Floats
    repness: Floats
    repness_test: Floats

    @property
    def score(self) -> Floats:
        """The order in which statements speak for a group."""
        return self.repness * self.repness_test * self.share * self.test

    @property
    def significant(self) -> Bools:
        """Where a group takes this side, and more so than the others."""
        return (self.test > Z_90) & (self.repness_test > Z_90)


@dataclass(frozen=True, eq=False)
class GroupStatistics:
    """The counts of each group and what follows from them."""

    counts: Counts

    @cached_property
    def agreeing(self) -> Leaning:
        """The groups' leaning to agree."""
        return _leaning(self.counts.agree, self.counts.seen)

    @cached_property
    def disagreeing(self) -> Leaning:
        """The groups' leaning to disagree."""
        return _leaning(self.counts.disagree, self.counts.seen)

    @property
    def totals(self) -> Counts:
        """The counts of everyone who is in a group."""
        return Counts(*(count.sum(axis=0) for count in self.counts.columns))

    @property
    def leans_to_agree(self) -> Bools:
        """Whether agreeing tells a group from the others better than disagreeing."""
        return self.agreeing.repness_test > self.disagreeing.repness_test

    @property
    def repness(self) -> Floats:
        """Representativeness of the side by which the group differs more."""
        return np.where(self.leans_to_agree, self.agreeing.repness, self.disagreeing.repness)

    @property
    def repness_test(self) -> Floats:
        """The z that belongs to ``repness``."""
        return np.maximum(self.agreeing.repness_test, self.disagreeing.repness_test)

    @property
    def consensus(self) -> Floats:
        """Group-informed consensus: the product over groups of the smoothed share that agrees."""
        return self.agreeing.share.prod(axis=0)

    @property
    def divisiveness(self) -> Floats:
        """Distance between the groups that agree most and least, from 0 to 1, in smoothed shares."""
        return np.ptp(self.agreeing.share, axis=0)


class Side(StrEnum):
    """On which side of a statement people stand."""

    AGREE = "agree"
    DISAGREE = "disagree"


class Finding(NamedTuple):
    """A statement worth telling: its position, the side taken, and the figure that it was ranked by."""

    statement: int
    side: Side
    strength: float


def parts(length: int) -> Iterator[slice]:
    """Cut arrays of many votes into slices that are worked on one after the other."""
    return (slice(start, start + _CHUNK) for start in range(0, length, _CHUNK))


def count_all(person: Ints, statement: Ints, vote: Ints, *, n_people: int, n_statements: int) -> Counts:
    """Count the votes of everyone on each statement."""
    one_group = np.zeros(n_people, dtype=np.int64)
    counts = count_groups(person, statement, vote, groups=one_group, k=1, n_statements=n_statements)
    return Counts(counts.agree[0], counts.disagree[0], counts.seen[0])


def count_groups(person: Ints, statement: Ints, vote: Ints, *, groups: Ints, k: int, n_statements: int) -> Counts:
    """Count the votes of each of ``k`` groups on each statement; ``groups`` holds −1 for people in none."""
    # Those in no group are counted in a last row, which is then left out.
    shape = (k + 1, len(_ANSWERS), n_statements)
    row = np.where(groups < 0, k, groups) * len(_ANSWERS) + _ANSWERS.index(0)
    counted = np.zeros(np.prod(shape), dtype=np.int64)
    for part in parts(len(person)):
        counted += np.bincount(
            (row[person[part]] + vote[part]) * n_statements + statement[part], minlength=len(counted)
        )
    disagree, passed, agree = counted.reshape(shape)[:k].swapaxes(0, 1)
    return Counts(agree, disagree, disagree + passed + agree)


def routing_priorities(totals: Counts, extremity: Floats) -> Floats:
    """Return the weights by which the next statement is drawn for someone who has not answered it.

    Up with clear and agreeing answers and with extremity, down with passes; a new statement weighs up to nine times as
    much, halving with every five answers.
    """
    clear = 1 - (totals.passed + 1) / (totals.seen + 2)
    liked = (totals.agree + 1) / (totals.seen + 2)
    newness = 1 + 8 * 2.0 ** (-totals.seen / 5)
    return (clear * liked * (extremity + 1) * newness) ** 2


def uniting(statistics: GroupStatistics, *, hidden: Bools, most: int = 5) -> list[Finding]:
    """Return the statements on which every group takes the same side, the strongest first.

    Every group's smoothed share must exceed one half, and everyone's together significantly so. Ranked by the product
    of the shares: for agreement, the group-informed consensus.
    """
    totals = statistics.totals
    sides = (
        (Side.AGREE, statistics.agreeing.share, totals.agree),
        (Side.DISAGREE, statistics.disagreeing.share, totals.disagree),
    )
    found = []
    for side, share, count in sides:
        together = (share > 1 / 2).all(axis=0) & (_share_test(count, totals.seen) > Z_90) & ~hidden
        found += _findings(together, side, share.prod(axis=0))
    return _strongest(found, most)


def dividing(statistics: GroupStatistics, *, hidden: Bools, most: int = 5) -> list[Finding]:
    """Return the statements that one group significantly affirms and another denies, the most divisive first."""
    affirmed = (statistics.agreeing.test > Z_90).any(axis=0)
    denied = (statistics.disagreeing.test > Z_90).any(axis=0)
    return _strongest(_findings(affirmed & denied & ~hidden, Side.AGREE, statistics.divisiveness), most)


def distinctive(statistics: GroupStatistics, group: int, *, hidden: Bools, most: int = 5) -> list[Finding]:
    """Return what ``group`` says significantly more than the others, the most representative first."""
    found = []
    for side, leaning in ((Side.AGREE, statistics.agreeing), (Side.DISAGREE, statistics.disagreeing)):
        found += _findings(leaning.significant[group] & ~hidden, side, leaning.score[group])
    return _strongest(found, most)


def _leaning(count: Ints, seen: Ints) -> Leaning:
    share = (count + 1) / (seen + 2)
    others, others_seen = count.sum(axis=0) - count, seen.sum(axis=0) - seen
    repness = share / ((others + 1) / (others_seen + 2))
    return Leaning(share, _share_test(count, seen), repness, _difference_test(count, seen, others, others_seen))


def _share_test(count: Ints, seen: Ints) -> Floats:
    """z of one proportion against a half, one success added."""
    return 2 * np.sqrt(seen + 1) * ((count + 1) / (seen + 1) - 1 / 2)


def _difference_test(count: Ints, seen: Ints, others: Ints, others_seen: Ints) -> Floats:
    """Pooled z of two proportions, one success added to each; 0 where both are complete and cannot differ."""
    first, second, first_seen, second_seen = count + 1, others + 1, seen + 1, others_seen + 1
    pooled = (first + second) / (first_seen + second_seen)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / first_seen + 1 / second_seen))
    difference = first / first_seen - second / second_seen
    return np.divide(difference, spread, out=np.zeros_like(spread), where=spread > 0)


def _findings(chosen: Bools, side: Side, strength: Floats) -> list[Finding]:
    return [Finding(int(statement), side, float(strength[statement])) for statement in np.flatnonzero(chosen)]


def _strongest(found: list[Finding], most: int) -> list[Finding]:
    return sorted(found, key=lambda finding: (-finding.strength, finding.statement))[:most]
