from collections import Counter
from fractions import Fraction

import pytest

from deliberation.algorithms.counting.marks import Totals, approval, plurality, score

THREE = [1, 2, 3]
PAPERS = Counter({(1, 2): 4, (2, 1): 3, (3, 2): 2, (frozenset({1, 3}), 2): 1, (): 5})


def test_plurality_counts_one_first_choice_a_paper():
    result = plurality(PAPERS, THREE)
    assert result == Totals(1, (1,), (), totals={1: 4, 2: 3, 3: 2}, unclear=6)
    assert result.margin == 1


def test_approval_counts_every_option_named():
    assert approval(PAPERS, THREE) == Totals(1, (2,), (), totals={1: 8, 2: 10, 3: 3}, unclear=5)


def test_who_has_withdrawn_is_passed_over():
    assert plurality(PAPERS, [2, 3]) == Totals(1, (2,), (), totals={2: 7, 3: 3}, unclear=5)


def test_a_tie_is_reported_with_all_whom_it_concerns():
    papers = {(1,): 3, (2,): 2, (3,): 2, (4,): 1}
    assert plurality(papers, [1, 2, 3, 4], seats=2) == Totals(
        2, (1,), (2, 3), totals={1: 3, 2: 2, 3: 2, 4: 1}, unclear=0
    )
    assert plurality(papers, [1, 2, 3, 4], seats=3).winners == (1, 2, 3)
    assert plurality({(): 4}, THREE) == Totals(1, (), (1, 2, 3), totals={1: 0, 2: 0, 3: 0}, unclear=4)


def test_scores_are_added_up():
    papers = Counter({(5, 0, 3): 2, (None, 4, 3): 1, (None, None, None): 7})
    assert score(papers, THREE) == Totals(1, (1,), (), totals={1: 10, 2: 4, 3: 9}, unclear=7)
    assert score({(5, 0): Fraction(1, 3), (0, 2): Fraction(2, 3)}, [1, 2]).totals == {
        1: Fraction(5, 3),
        2: Fraction(4, 3),
    }


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        ({(6, 0): 1}, "6 is no score from 0 to 5"),
        ({(-1, 0): 1}, "-1 is no score"),
        ({(1, 0): 1, (1,): 1}, "1 scores for 2"),
    ],
)
def test_what_is_no_score(papers, said):
    with pytest.raises(ValueError, match=said):
        score(papers, [1, 2])


@pytest.mark.parametrize("count", [plurality, approval, score])
def test_nothing_to_count(count):
    with pytest.raises(ValueError, match="there are no papers to count"):
        count({}, THREE)


@pytest.mark.parametrize(("seats", "said"), [(4, "4 seats, but only 3 options stand"), (0, "at least one seat")])
def test_seats_that_cannot_be_filled(seats, said):
    with pytest.raises(ValueError, match=said):
        plurality(PAPERS, THREE, seats)
