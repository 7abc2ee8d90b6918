from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.tally import (
    MAJORITY,
    NO_QUORUM_ASKED,
    Choice,
    Counts,
    Outcome,
    Reason,
    Share,
    Threshold,
    count,
    decide,
)

#   for against abstained roll quorum            threshold  needed to open, to carry  reason
CASES = """
    26    20     4         50   more than 1/2     simple      26   24   carried
    24    24     2         50   more than 1/2     simple      26   25   tied
    20    26     4         50   more than 1/2     simple      26   24   too_few_for
    25     0     0         50   more than 1/2     simple      26   13   no_quorum
    26     0     0         50   more than 1/2     simple      26   14   carried
    25     0     0         50   at least 1/2      simple      25   13   carried
     0     0    50         50   more than 1/2     simple      26    1   nobody_decided
     0     0     0         50   at least 0/1      simple       0    1   nobody_decided
     0     0     0          0   at least 0/1      simple       0    1   nobody_decided
     0     0     0          0   more than 1/2     simple       1    1   no_quorum
     1     0    49         50   more than 1/2     simple      26    1   carried
    26    20     4         50   more than 1/2     absolute    26   26   carried
    25    20     5         50   more than 1/2     absolute    26   26   too_few_for
    25    25     0         50   more than 1/2     absolute    26   26   too_few_for
    26     0     0         51   more than 1/2     absolute    26   26   carried
    30    15     5         50   more than 1/2     two_thirds  26   30   carried
    29    15     6         50   more than 1/2     two_thirds  26   30   too_few_for
    20    20     0         50   more than 1/2     two_thirds  26   27   too_few_for
     0     0    40         50   at least 2/3      two_thirds  34    0   nobody_decided
   280   191     0        471   at least 2/3      simple     314  236   carried
"""

#   for against abstained roll margin  to carry  reason
OUTSIDE = """
   280   191     0        471  3.6     244       carried
   191   280     0        471  3.6     244       too_few_for
   595   405     0       1000  19      596       inside_margin
   595   405     0       1000  18.9    595       carried
   518   482     0       1000  3.6     519       inside_margin
   519   481     0       1000  3.6     519       carried
   482   518     0       1000  3.6     519       inside_margin
   481   519     0       1000  3.6     519       too_few_for
    20    20     9         50  0        21       inside_margin
    21    20     9         50  0        21       carried
     0     0     9         50  3.6       1       nobody_decided
"""


def parse(line):
    *numbers, a, b, part, threshold, opens, carries, reason = line.split()
    in_favour, against, abstained, roll = map(int, numbers)
    quorum = Share(Fraction(part), exceeded=f"{a} {b}" == "more than")
    counts = Counts(in_favour, against, abstained)
    return counts, roll, quorum, Threshold(threshold), int(opens), int(carries), Reason(reason)


@pytest.mark.parametrize("line", CASES.strip().splitlines(), ids=lambda line: " ".join(line.split()))
def test_worked_examples(line):
    counts, roll, quorum, threshold, opens, carries, reason = parse(line)
    outcome = decide(counts, roll=roll, quorum=quorum, threshold=threshold)
    assert outcome == Outcome(counts, roll, opens, carries, reason)
    assert outcome.met is (reason is Reason.CARRIED)


@pytest.mark.parametrize("line", OUTSIDE.strip().splitlines(), ids=lambda line: " ".join(line.split()))
def test_outside_a_published_margin(line):
    *numbers, roll, margin, carries, reason = line.split()
    counts = Counts(*map(int, numbers))
    rule = {"quorum": NO_QUORUM_ASKED, "threshold": Threshold.OUTSIDE_MARGIN, "margin": Fraction(margin)}
    assert decide(counts, roll=int(roll), **rule) == Outcome(counts, int(roll), 0, int(carries), Reason(reason))


@pytest.mark.parametrize(
    ("threshold", "margin", "said"),
    [
        (Threshold.OUTSIDE_MARGIN, None, "a margin belongs to outside_margin and to no other threshold"),
        (Threshold.SIMPLE, Fraction(3), "a margin belongs to outside_margin and to no other threshold"),
        (Threshold.OUTSIDE_MARGIN, Fraction(-1), "between 0 and 100 percentage points, not at -1"),
        (Threshold.OUTSIDE_MARGIN, Fraction(100), "between 0 and 100 percentage points, not at 100"),
    ],
)
def test_a_margin_that_cannot_be(threshold, margin, said):
    with pytest.raises(ValueError, match=said):
        decide(Counts(3, 1, 0), roll=4, quorum=NO_QUORUM_ASKED, threshold=threshold, margin=margin)


def test_count_of_papers():
    assert count(["for", "against", "for", "abstain", Choice.FOR]) == Counts(3, 1, 1)


def test_count_of_no_papers():
    assert count([]) == Counts(0, 0, 0)


def test_count_refuses_what_is_no_choice():
    with pytest.raises(ValueError, match="'yes' is not a valid Choice"):
        count(["for", "yes"])


def test_counts_cannot_be_negative():
    with pytest.raises(ValueError, match="negative"):
        Counts(3, -1, 0)


def test_more_papers_than_people_are_refused():
    with pytest.raises(ValueError, match="3 papers were cast, but only 2 people are on the roll"):
        decide(Counts(1, 1, 1), roll=2, quorum=NO_QUORUM_ASKED, threshold=Threshold.SIMPLE)


@pytest.mark.parametrize("part", [Fraction(-1, 2), Fraction(3, 2)])
def test_a_share_is_a_part_of_the_whole(part):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Share(part, exceeded=False)


def test_turnout_and_support_are_exact():
    outcome = decide(Counts(59, 41, 5), roll=120, quorum=MAJORITY, threshold=Threshold.SIMPLE)
    assert (outcome.turnout, outcome.support) == (Fraction(7, 8), Fraction(59, 100))


def test_turnout_and_support_of_nothing():
    outcome = decide(Counts(0, 0, 0), roll=0, quorum=NO_QUORUM_ASKED, threshold=Threshold.SIMPLE)
    assert (outcome.turnout, outcome.support) == (0, 0)


COUNTS = st.builds(Counts, *[st.integers(0, 60)] * 3)
QUORA = st.builds(Share, st.fractions(0, 1, max_denominator=100), exceeded=st.booleans())


def rule_of(threshold, margin):
    return {"threshold": threshold, "margin": margin if threshold is Threshold.OUTSIDE_MARGIN else None}


@given(COUNTS, st.integers(0, 60), QUORA, st.sampled_from(Threshold), st.fractions(0, 99))
def test_one_more_vote_for_never_loses_a_question(counts, absent, quorum, threshold, margin):
    more = Counts(counts.in_favour + 1, counts.against, counts.abstained)
    rule = {"roll": counts.cast + absent + 1, "quorum": quorum, **rule_of(threshold, margin)}
    before, after = decide(counts, **rule), decide(more, **rule)
    assert after.met >= before.met


@given(COUNTS, st.integers(0, 60), QUORA, st.sampled_from(Threshold), st.fractions(0, 99))
def test_never_both_a_question_and_its_opposite(counts, absent, quorum, threshold, margin):
    opposite = Counts(counts.against, counts.in_favour, counts.abstained)
    rule = {"roll": counts.cast + absent, "quorum": quorum, **rule_of(threshold, margin)}
    outcomes = [decide(side, **rule) for side in (counts, opposite)]
    assert not all(outcome.met for outcome in outcomes)


@given(QUORA, st.integers(0, 500))
def test_needed_is_the_smallest_number_that_reaches_the_share(share, whole):
    def reached(number):
        return number > share.part * whole if share.exceeded else number >= share.part * whole

    assert reached(share.needed(whole))
    assert not reached(share.needed(whole) - 1)
