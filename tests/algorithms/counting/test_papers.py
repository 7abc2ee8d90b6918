from collections import Counter

import pytest

from deliberation.algorithms.counting.papers import check_complete, compress


def test_equal_papers_are_counted_once():
    level = frozenset({2, 3})
    assert compress([(1, level), (), (1, level), (3,)], 3) == Counter({(1, level): 2, (): 1, (3,): 1})


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        ((1, 4), "there is no option 4, only 1 to 3"),
        ((0,), "there is no option 0, only 1 to 3"),
        ((1, 2, 1), "option 1 is ranked twice"),
        ((1, frozenset({1, 2})), "option 1 is ranked twice"),
        ((frozenset({2, 5}),), "there is no option 5, only 1 to 3"),
    ],
)
def test_a_paper_that_cannot_be(paper, said):
    with pytest.raises(ValueError, match=said):
        compress([(1,), paper], 3)


def test_a_ranking_that_must_be_complete():
    check_complete((2, frozenset({1, 3})), 3)
    with pytest.raises(ValueError, match="the ranking is incomplete: option 3 is missing"):
        check_complete((2, 1), 3)
