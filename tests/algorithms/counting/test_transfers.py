import time
from fractions import Fraction

import pytest

from deliberation.algorithms.counting.transfers import Round, Transfers, instant_runoff, transferable_vote


def test_a_surplus_goes_on_at_the_same_part_of_each_paper():
    papers = {(1, 2): 6, (1, 3): 2, (2,): 1, (3,): 3, (): 4}
    assert transferable_vote(papers, [1, 2, 3], 2) == Transfers(
        seats=2,
        winners=(1, 3),
        tied=(),
        quota=5,
        rounds=(
            Round({1: 8, 2: 1, 3: 3}, idle=0, elected=(1,), excluded=(), tied=()),
            Round({2: Fraction(13, 4), 3: Fraction(15, 4)}, idle=0, elected=(3,), excluded=(2,), tied=()),
        ),
        all_ways=True,
    )


def test_papers_that_name_nobody_any_more_are_idle():
    result = transferable_vote({(1,): 4, (1, 2): 4, (2,): 1, (3,): 2}, [1, 2, 3], 2)
    assert (result.quota, [this.idle for this in result.rounds]) == (4, [0, 2])


def test_a_paper_waits_while_several_on_its_level_stand():
    papers = {(frozenset({1, 2}), 3): 3, (1,): 2, (2,): 1, (3,): 4}
    result = instant_runoff(papers, [1, 2, 3])
    assert [(this.votes, this.idle) for this in result.rounds] == [({1: 2, 2: 1, 3: 4}, 3), ({1: 5, 3: 4}, 1)]
    assert result.winners == (1,)


def test_a_tie_for_the_seat():
    result = instant_runoff({(1,): 2, (2,): 2}, [1, 2, 3])
    assert (result.winners, result.tied, result.open_seats) == ((), (1, 2), 1)
    assert result.rounds[-1] == Round({1: 2, 2: 2}, idle=0, elected=(), excluded=(), tied=(1, 2))


def test_a_tie_on_the_way_that_decides_nothing():
    result = instant_runoff({(1,): 5, (2, 1): 2, (3, 1): 2, (4,): 3}, [1, 2, 3, 4])
    assert (result.winners, result.tied, result.rounds[0].tied) == ((1,), (), (2, 3))


def test_a_tie_on_the_way_that_decides():
    """If 2 leaves first, 3 wins; if 3 leaves first, 2 wins; 1 has most at first and can never win."""
    result = instant_runoff({(1,): 4, (2, 3): 3, (3, 2): 3}, [1, 2, 3])
    assert (result.winners, result.tied) == ((), (2, 3))


def test_seats_that_nobody_voted_for_are_tied():
    result = transferable_vote({(1,): 5}, [1, 2, 3, 4], 2)
    assert (result.winners, result.tied) == ((1,), (2, 3, 4))
    nobody = transferable_vote({(): 5}, [1, 2, 3], 2)
    assert (nobody.winners, nobody.tied) == ((), (1, 2, 3))


def test_as_many_seats_as_options():
    assert transferable_vote({(1,): 5}, [1, 2, 3], 3).winners == (1, 2, 3)


def test_more_ways_than_can_be_followed_are_a_tie_of_all():
    options = range(1, 31)
    papers = {(option, option % 30 + 1): 1 for option in options}
    start = time.perf_counter()
    result = transferable_vote(papers, options, 3)
    assert (result.winners, result.tied, result.all_ways) == ((), tuple(options), False)
    assert time.perf_counter() - start < 30


@pytest.mark.parametrize(
    ("papers", "seats", "said"),
    [
        ({}, 1, "there are no papers to count"),
        ({(1,): 1}, 3, "3 seats, but only 2 options stand"),
        ({(1,): 1}, 0, "there must be at least one seat"),
    ],
)
def test_what_cannot_be_counted(papers, seats, said):
    with pytest.raises(ValueError, match=said):
        transferable_vote(papers, [1, 2], seats)
