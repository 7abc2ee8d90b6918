"""Whether the option that leads has been chosen under the rule set beforehand: quorum, threshold, ties.

Every method names the leader's support, its strongest rival's, and out of how much both are:

========  ==================================================================  =========================================
method    support                                                             out of
========  ==================================================================  =========================================
choice    papers for the option                                               papers that chose
approval  papers that approve                                                 papers that did not abstain
score     points                                                              five points a paper that did not abstain
Schulze   papers that prefer it, in the duel with the narrowest result        the papers of that duel
runoff    papers in the round that decided                                    papers that count in that round
========  ==================================================================  =========================================

Seats by transfers have a quota of their own, so no further threshold goes with them.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from deliberation.algorithms.counting.marks import BEST, Totals
from deliberation.algorithms.counting.papers import Result, Weight
from deliberation.algorithms.counting.schulze import Duels
from deliberation.algorithms.counting.slips import Method
from deliberation.algorithms.counting.transfers import Transfers
from deliberation.algorithms.tally import MAJORITY, PERCENT, TWO_THIRDS, Reason, Share, Threshold


@dataclass(frozen=True)
class Support:
    """How strong the leader is: ``votes`` against the next one's, out of ``whole``; ``unit`` points make up a paper."""

    leader: int
    votes: Weight
    rival_votes: Weight  # 0 where only one stood
    whole: Weight
    unit: int = 1


@dataclass(frozen=True)
class Choosing:
    """The result of one question with options, with the numbers that a reader needs to check it."""

    method: Method
    result: Result | None  # None: no paper names an option
    support: Support | None  # None without a single leader, and for seats by transfers
    roll: int
    cast: int
    abstained: int
    quorum_needed: int
    votes_needed: int | None  # of ``support.votes``
    reason: Reason

    @property
    def met(self) -> bool:
        """Whether the question is decided: quorum and threshold are met and nothing is tied."""
        return self.reason is Reason.CARRIED

    @property
    def chosen(self) -> tuple[int, ...]:
        """The options that the ballot has chosen; none unless the rule is met."""
        return self.result.winners if self.result and self.met else ()


def choose(
    result: Result | None,
    *,
    method: Method,
    cast: int,
    abstained: int,
    roll: int,
    quorum: Share,
    threshold: Threshold,
    margin: Fraction | None = None,
) -> Choosing:
    """Say whether the leader of ``result`` is chosen; ``margin`` is in percentage points of ``Support.whole``.

    More papers than people on the roll, a margin without ``OUTSIDE_MARGIN`` or a threshold for seats by transfers is a
    ``ValueError``.
    """
    if cast > roll:
        raise ValueError(f"{cast} papers were cast, but only {roll} people are on the roll")
    if (margin is None) is (threshold is Threshold.OUTSIDE_MARGIN):
        raise ValueError(f"a margin belongs to {Threshold.OUTSIDE_MARGIN} and to no other threshold")
    if method is Method.STV and threshold is not Threshold.SIMPLE:
        raise ValueError("seats by transfers have their own quota, and no other threshold")
    quorum_needed = quorum.needed(roll)
    alone = result and len(result.winners) == 1 and not result.tied
    support = support_of(result, method, cast - abstained) if result and alone else None
    needed = votes_needed(support, threshold, roll, margin) if support else None
    reason = _reason(result, support, needed, threshold, enough=cast >= quorum_needed)
    return Choosing(method, result, support, roll, cast, abstained, quorum_needed, needed, reason)


def support_of(result: Result, method: Method, decided: int) -> Support | None:
    """Return how strong the single winner of ``result`` is, of ``decided`` papers; None for seats by transfers."""
    leader = result.winners[0]
    match result:
        case Totals():
            unit = BEST if method is Method.SCORE else 1
            against = max((got for one, got in result.totals.items() if one != leader), default=0)
            return Support(leader, result.totals[leader], against, decided * unit, unit)
        case Duels():
            others = sorted({other for one, other in result.preferred if one == leader})
            if not others:
                return Support(leader, decided, 0, decided)
            rival = min(others, key=lambda other: result.margin(leader, other))
            votes, against = result.preferred[leader, rival], result.preferred[rival, leader]
            return Support(leader, votes, against, votes + against)
        case Transfers() if result.seats == 1:
            last = result.rounds[-1].votes
            against = max((got for one, got in last.items() if one != leader), default=0)
            return Support(leader, last[leader], against, sum(last.values()))
    return None


def votes_needed(support: Support, threshold: Threshold, roll: int, margin: Fraction | None = None) -> int:
    """Return the least support, in the unit of ``Support.votes``, with which the leader meets the threshold."""
    whole = Fraction(support.whole)
    if threshold is Threshold.ABSOLUTE:
        return MAJORITY.needed(roll * support.unit)
    if threshold is Threshold.TWO_THIRDS:
        return TWO_THIRDS.needed(floor(whole))
    ahead_by = (margin or Fraction(0)) * whole / PERCENT
    return floor(support.rival_votes + ahead_by) + 1


def _reason(
    result: Result | None, support: Support | None, needed: int | None, threshold: Threshold, *, enough: bool
) -> Reason:
    if not enough:
        return Reason.NO_QUORUM
    if result is None:
        return Reason.NOBODY_DECIDED
    if result.tied:
        return Reason.TIED
    if support is None or needed is None or support.votes >= needed or threshold is Threshold.SIMPLE:
        return Reason.CARRIED
    return Reason.INSIDE_MARGIN if threshold is Threshold.OUTSIDE_MARGIN else Reason.TOO_FEW_FOR
