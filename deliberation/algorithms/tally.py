"""Counting for, against and abstained, and saying whether the rule set beforehand is met. Exact, ties never broken.

A forced choice between two sides is counted alike: the one side as for, the other as against, blank as abstained. How
choices among several options are counted is in ``counting``.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor


class Choice(StrEnum):
    """What one paper says on one question."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Threshold(StrEnum):
    """How many votes for a question carry it."""

    SIMPLE = "simple"  # more than half of those for and against
    ABSOLUTE = "absolute"  # more than half of everyone on the roll
    TWO_THIRDS = "two_thirds"  # at least two thirds of those for and against
    OUTSIDE_MARGIN = "outside_margin"  # ahead of those against by more than a margin of error published beforehand


class Reason(StrEnum):
    """Why a question is carried or not; the first that holds, in this order."""

    NO_QUORUM = "no_quorum"  # too few took part, whatever they voted
    NOBODY_DECIDED = "nobody_decided"  # nobody voted for or against
    TIED = "tied"  # as many for as against, where that decides
    INSIDE_MARGIN = "inside_margin"  # the two sides are no further apart than the margin of error, whoever leads
    TOO_FEW_FOR = "too_few_for"
    CARRIED = "carried"


@dataclass(frozen=True)
class Share:
    """A part of a whole that must be reached (``at_least``) or exceeded (``more_than``)."""

    part: Fraction
    exceeded: bool

    def __post_init__(self) -> None:
        if not 0 <= self.part <= 1:
            raise ValueError(f"a share lies between 0 and 1, not at {self.part}")

    @classmethod
    def at_least(cls, numerator: int, denominator: int) -> "Share":
        """Return the share that ``numerator/denominator`` of the whole reaches."""
        return cls(Fraction(numerator, denominator), exceeded=False)

    @classmethod
    def more_than(cls, numerator: int, denominator: int) -> "Share":
        """Return the share that only more than ``numerator/denominator`` of the whole reaches."""
        return cls(Fraction(numerator, denominator), exceeded=True)

    def needed(self, whole: int) -> int:
        """Return the smallest number out of ``whole`` that reaches this share."""
        return floor(self.part * whole) + 1 if self.exceeded else ceil(self.part * whole)


PERCENT = 100
NO_QUORUM_ASKED = Share.at_least(0, 1)
MAJORITY = Share.more_than(1, 2)
TWO_THIRDS = Share.at_least(2, 3)


@dataclass(frozen=True)
class Counts:
    """How many papers say what on one question."""

    in_favour: int
    against: int
    abstained: int

    def __post_init__(self) -> None:
        if min(self.in_favour, self.against, self.abstained) < 0:
            raise ValueError(f"counts cannot be negative: {self}")

    @property
    def cast(self) -> int:
        """Everyone who took part, the abstaining included."""
        return self.decided + self.abstained

    @property
    def decided(self) -> int:
        """Those who took a side."""
        return self.in_favour + self.against

    @property
    def tied(self) -> bool:
        """Whether the two sides are equally strong, and there are sides at all."""
        return self.in_favour == self.against > 0


@dataclass(frozen=True)
class Outcome:
    """The result of one question, with the numbers that a reader needs to check it."""

    counts: Counts
    roll: int
    quorum_needed: int
    votes_needed: int
    reason: Reason

    @property
    def met(self) -> bool:
        """Whether quorum and threshold are both met."""
        return self.reason is Reason.CARRIED

    @property
    def turnout(self) -> Fraction:
        """The part of the roll that took part; nothing of an empty roll."""
        return Fraction(self.counts.cast, self.roll) if self.roll else Fraction(0)

    @property
    def support(self) -> Fraction:
        """The part of those for and against that is for; nothing where nobody took a side."""
        return Fraction(self.counts.in_favour, self.counts.decided) if self.counts.decided else Fraction(0)


def count(choices: Iterable[str]) -> Counts:
    """Count what the papers say on one question; a ``ValueError`` names a choice that is none."""
    found = Counter(choices)
    for choice in found:
        Choice(choice)
    return Counts(found[Choice.FOR], found[Choice.AGAINST], found[Choice.ABSTAIN])


def decide(
    counts: Counts, *, roll: int, quorum: Share, threshold: Threshold, margin: Fraction | None = None
) -> Outcome:
    """Say whether ``counts`` out of ``roll`` entitled people meet the quorum (of the roll) and the threshold.

    ``margin`` goes with ``OUTSIDE_MARGIN`` alone: the percentage points by which the share for must exceed the share
    against, both of those who took a side (59.5 : 40.5 is outside ±3.6, being 19.0 apart). A tie is reported as such
    and carries nothing; more papers than people on the roll, or a margin missing or too much, is a ``ValueError``.
    """
    if counts.cast > roll:
        raise ValueError(f"{counts.cast} papers were cast, but only {roll} people are on the roll")
    if (margin is None) is (threshold is Threshold.OUTSIDE_MARGIN):
        raise ValueError(f"a margin belongs to {Threshold.OUTSIDE_MARGIN} and to no other threshold")
    needed = _share_needed(threshold, margin).needed(roll if threshold is Threshold.ABSOLUTE else counts.decided)
    quorum_needed = quorum.needed(roll)
    return Outcome(counts, roll, quorum_needed, needed, _reason(counts, quorum_needed, needed, threshold))


def _share_needed(threshold: Threshold, margin: Fraction | None) -> Share:
    if threshold is Threshold.TWO_THIRDS:
        return TWO_THIRDS
    if margin is None:
        return MAJORITY
    if not 0 <= margin < PERCENT:
        raise ValueError(f"a margin lies between 0 and 100 percentage points, not at {margin}")
    return Share(Fraction(PERCENT + margin) / (2 * PERCENT), exceeded=True)  # of two shares that make up 100 %


def _reason(counts: Counts, quorum_needed: int, votes_needed: int, threshold: Threshold) -> Reason:
    if counts.cast < quorum_needed:
        return Reason.NO_QUORUM
    if not counts.decided:
        return Reason.NOBODY_DECIDED
    if counts.in_favour >= votes_needed:
        return Reason.CARRIED
    if counts.tied and threshold is Threshold.SIMPLE:
        return Reason.TIED
    if counts.against < votes_needed and threshold is Threshold.OUTSIDE_MARGIN:
        return Reason.INSIDE_MARGIN
    return Reason.TOO_FEW_FOR
