import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.counting.slips import (
    ABSTAIN,
    INVALID,
    NONE,
    Method,
    check,
    check_on_paper,
    longest,
    read,
    tally,
    write,
)

GOOD = """
    decision  2  for
    decision  2  against
    decision  2  abstain
    choice    4  4
    choice    4  abstain
    forced    2  1
    approval  4  1+3
    approval  4  none
    approval  4  abstain
    score     3  5/0/3
    score     3  abstain
    schulze   3  2>1>3
    irv       3  3>2>1
    stv       3  abstain
"""
BAD = """
    decision  2  yes               neither for nor against
    decision  2  none              neither for nor against
    decision  2  1                 neither for nor against
    choice    4  5                 there is no option 5
    choice    4  0                 there is no option 0
    choice    4  1+2               is no vote
    choice    4  none              is no vote
    choice    4  ٣                 is no vote
    choice    4  03                written otherwise
    forced    2  abstain           is no vote
    forced    2  3                 there is no option 3
    approval  4  3+1               written otherwise
    approval  4  1+1               option 1 is ranked twice
    approval  4  1+9               there is no option 9
    approval  4  +                 is no vote
    score     3  5/0               2 scores for 3 options
    score     3  5/0/6             no score from 0 to 5
    score     3  5/0/-1            is no vote
    schulze   3  2>1               incomplete: option 3
    irv       3  2>1>2             option 2 is ranked twice
    stv       3  2>1>3>4           there is no option 4
    stv       3  none              is no vote
    schulze   3  2>01>3            written otherwise
"""


def table(text):
    return [line.split(maxsplit=3) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("method", "options", "mark"), table(GOOD))
def test_a_vote_is_written_in_one_way(method, options, mark):
    check(mark, Method(method), int(options))
    assert len(mark) <= longest(Method(method), int(options))
    if mark not in (ABSTAIN, NONE) and method != "decision":
        assert write(read(mark, Method(method)), Method(method)) == mark


@pytest.mark.parametrize(("method", "options", "mark", "why"), table(BAD))
def test_what_is_no_vote_is_refused_in_a_sentence(method, options, mark, why):
    with pytest.raises(ValueError, match=why):
        check(mark, Method(method), int(options))


@given(st.permutations(range(1, 31)))
def test_no_ranking_is_longer_than_the_longest(ranking):
    assert len(write(tuple(ranking), Method.IRV)) == longest(Method.IRV, 30)


def test_each_method_counts_its_marks():
    def won(method, marks, options, seats=1):
        result = tally(marks, Method(method), options, seats)
        return result.winners, result.tied

    assert won("choice", {"1": 3, "2": 4, "abstain": 9}, 3) == ((2,), ())
    assert won("forced", {"1": 3, "2": 3}, 2) == ((), (1, 2))
    assert won("approval", {"1+2": 3, "2": 1, "none": 8}, 2) == ((2,), ())
    assert won("score", {"5/0/3": 1, "0/5/3": 1, "0/0/3": 1}, 3) == ((3,), ())
    # Two fifths rank 1 first, but three fifths have it last: what a runoff or a duel sees and a first choice does not.
    marks = {"1>2>3": 4, "2>3>1": 3, "3>2>1": 3}
    assert won("schulze", marks, 3) == ((2,), ())
    assert won("irv", {"1>2>3": 4, "2>3>1": 2, "3>2>1": 3}, 3) == ((3,), ())
    assert won("stv", marks, 3, seats=2) == ((1,), (2, 3))


def test_without_a_named_option_there_is_no_result():
    assert tally({"abstain": 5}, Method.CHOICE, 3) is None
    assert tally({"abstain": 5, "none": 2}, Method.APPROVAL, 3) is None
    assert tally({}, Method.STV, 3, 2) is None


def test_a_paper_may_be_invalid_and_a_vote_may_not():
    for method in Method:
        check_on_paper(INVALID, method, 2)
        with pytest.raises(ValueError, match="'invalid' is"):
            check(INVALID, method, 2)
    with pytest.raises(ValueError, match="neither for nor against"):
        check_on_paper("maybe", Method.DECISION, 0)


def test_an_invalid_paper_counts_for_no_option_even_where_nobody_abstains():
    counted = tally({"1": 3, "2": 2, INVALID: 4}, Method.FORCED, 2)
    assert (counted.winners, counted.totals) == ((1,), {1: 3, 2: 2})
    assert tally({INVALID: 4}, Method.FORCED, 2) is None


def test_an_invalid_question_takes_no_more_room_than_abstaining():
    assert all(longest(method, 2) >= len(INVALID) for method in Method)
