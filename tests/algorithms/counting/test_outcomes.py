from fractions import Fraction

import pytest

from deliberation.algorithms.counting.outcomes import choose
from deliberation.algorithms.counting.slips import Method, tally
from deliberation.algorithms.tally import Share, Threshold

# marks (weight×mark), options, roll, quorum %, threshold, margin → chosen, votes, needed, reason
CASES = """
choice    3×1 2×2 1×3               3  10  50  simple          -    1  3  3  carried
choice    3×1 3×2                   3  10  50  simple          -    -  -  -  tied
choice    3×1 2×2                   3  12  50  simple          -    -  3  3  no_quorum
choice    6×abstain                 3  10  50  simple          -    -  -  -  nobody_decided
choice    5×1 2×2                   3  10  50  absolute        -    -  5  6  too_few_for
choice    6×1 2×2                   3  10  50  absolute        -    1  6  6  carried
choice    4×1 2×2 3×abstain         3  10  50  two_thirds      -    1  4  4  carried
choice    4×1 2×2 1×3               3  10  50  two_thirds      -    -  4  5  too_few_for
forced    280×1 191×2               2 471  50  outside_margin  3.6  1  280 208  carried
forced    240×1 231×2               2 471  50  outside_margin  3.6  -  240 248  inside_margin
approval  3×1+2 2×2 1×none          2   6  50  absolute        -    2  5  4  carried
approval  3×1+2 2×2 2×none          2   7  50  two_thirds      -    2  5  5  carried
score     2×5/0 1×0/4               2   3  50  two_thirds      -    1  10 10 carried
score     1×5/0 1×4/4               2   3  50  absolute        -    1  9  8  carried
score     1×3/0 1×4/4               2   3  50  absolute        -    -  7  8  too_few_for
schulze   4×1>2>3 3×2>3>1 3×3>2>1   3  10  50  absolute        -    2  6  6  carried
schulze   4×1>2>3 3×2>3>1 3×3>2>1   3  10  50  two_thirds      -    -  6  7  too_few_for
irv       4×1>2>3 2×2>3>1 3×3>2>1   3  10  50  simple          -    3  5  5  carried
irv       4×1>2>3 2×2>3>1 3×3>2>1   3  10  50  outside_margin  11   3  5  5  carried
irv       4×1>2>3 2×2>3>1 3×3>2>1   3  10  50  outside_margin  12   -  5  6  inside_margin
irv       5×1>2>3 1×abstain         3  10  50  two_thirds      -    1  5  4  carried
stv       4×1>2>3 3×2>3>1 3×3>2>1   3  10  50  simple          -    -  -  -  tied
"""


def lines():
    return [line.split() for line in CASES.strip().splitlines()]


@pytest.mark.parametrize("line", lines(), ids=" ".join)
def test_the_rule_set_beforehand_decides(line):
    method, *rest = line
    marks = {mark: int(n) for n, mark in (word.split("×") for word in rest if "×" in word)}
    options, roll, quorum, threshold, margin, chosen, votes, needed, reason = rest[len(marks) :]
    seats = 2 if method == "stv" else 1
    outcome = choose(
        tally(marks, Method(method), int(options), seats),
        method=Method(method),
        cast=sum(marks.values()),
        abstained=marks.get("abstain", 0),
        roll=int(roll),
        quorum=Share.at_least(int(quorum), 100),
        threshold=Threshold(threshold),
        margin=None if margin == "-" else Fraction(margin),
    )
    support = outcome.support
    told = [outcome.chosen[0] if outcome.chosen else "-", support.votes if support else "-"]
    told += ["-" if outcome.votes_needed is None else outcome.votes_needed, outcome.reason]
    assert [str(one) for one in told] == [chosen, votes, needed, reason]


def test_seats_by_transfers_are_chosen_together():
    result = tally({"1>2>3": 5, "2>1>3": 4, "3>1>2": 1}, Method.STV, 3, 2)
    outcome = choose(
        result,
        method=Method.STV,
        cast=10,
        abstained=0,
        roll=10,
        quorum=Share.at_least(1, 2),
        threshold=Threshold.SIMPLE,
    )
    assert (outcome.chosen, outcome.support, outcome.met) == ((1, 2), None, True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"cast": 11}, "11 papers were cast, but only 10 people"),
        ({"margin": Fraction(3)}, "a margin belongs to"),
        ({"threshold": Threshold.OUTSIDE_MARGIN}, "a margin belongs to"),
        ({"threshold": Threshold.ABSOLUTE, "method": Method.STV}, "their own quota"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changed, why):
    rule = {
        "method": Method.CHOICE,
        "cast": 3,
        "abstained": 0,
        "roll": 10,
        "quorum": Share.at_least(1, 2),
        "threshold": Threshold.SIMPLE,
    }
    with pytest.raises(ValueError, match=why):
        choose(tally({"1": 3}, Method.CHOICE, 2), **rule | changed)
