import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deliberation.algorithms.opinion_statistics import (
    Counts,
    Finding,
    GroupStatistics,
    Side,
    count_all,
    count_groups,
    distinctive,
    dividing,
    routing_priorities,
    uniting,
)

NOTHING_HIDDEN = np.zeros(4, dtype=bool)

# Two groups of 40 and 20 people on: what both affirm, what divides, what both deny, what nobody has seen.
SPLIT = GroupStatistics(
    Counts(
        agree=np.array([[36, 34, 2, 0], [18, 1, 1, 0]]),
        disagree=np.array([[2, 3, 37, 0], [1, 18, 17, 0]]),
        seen=np.array([[40, 40, 40, 0], [20, 20, 20, 0]]),
    )
)


def test_counts_of_everyone_and_of_groups():
    person, statement, vote = np.array([[0, 0, 1], [0, 1, -1], [1, 0, 0], [2, 1, 1], [3, 1, 1]]).T
    everyone = count_all(person, statement, vote, n_people=4, n_statements=3)
    groups = count_groups(person, statement, vote, groups=np.array([0, 0, 1, -1]), k=2, n_statements=3)
    assert [everyone.agree.tolist(), everyone.disagree.tolist()] == [[1, 2, 0], [0, 1, 0]]
    assert [everyone.passed.tolist(), everyone.seen.tolist()] == [[1, 0, 0], [2, 3, 0]]
    assert [groups.agree.tolist(), groups.seen.tolist()] == [[[1, 0, 0], [0, 1, 0]], [[2, 1, 0], [0, 1, 0]]]


def test_many_votes_are_counted_in_parts(monkeypatch):
    monkeypatch.setattr("deliberation.algorithms.opinion_statistics._CHUNK", 7)
    rng = np.random.default_rng(1)
    person, statement, vote = rng.integers(0, 10, 100), rng.integers(0, 3, 100), rng.integers(-1, 2, 100)
    counts = count_all(person, statement, vote, n_people=10, n_statements=3)
    assert counts.seen.tolist() == np.bincount(statement).tolist()
    assert counts.agree.tolist() == np.bincount(statement[vote == 1], minlength=3).tolist()


def test_leaning_by_hand():
    """34 of 40 against 1 of 20: the smoothed shares, their ratio and both tests."""
    agreeing = SPLIT.agreeing
    assert agreeing.share[:, 1] == pytest.approx([35 / 42, 2 / 22])
    assert agreeing.repness[:, 1] == pytest.approx([(35 / 42) / (2 / 22), (2 / 22) / (35 / 42)])
    assert agreeing.test[0, 1] == pytest.approx(2 * 41**0.5 * (35 / 41 - 0.5))
    pooled = 37 / 62
    spread = (pooled * (1 - pooled) * (1 / 41 + 1 / 21)) ** 0.5
    assert agreeing.repness_test[0, 1] == pytest.approx((35 / 41 - 2 / 21) / spread)


def test_the_side_that_tells_a_group_from_the_others():
    assert SPLIT.leans_to_agree[:, 1].tolist() == [True, False]
    assert SPLIT.repness[:, 1] == pytest.approx([SPLIT.agreeing.repness[0, 1], SPLIT.disagreeing.repness[1, 1]])
    assert SPLIT.repness_test[1, 1] == pytest.approx(SPLIT.disagreeing.repness_test[1, 1])


def test_consensus_and_divisiveness_by_hand():
    assert SPLIT.consensus == pytest.approx([37 / 42 * 19 / 22, 35 / 42 * 2 / 22, 3 / 42 * 2 / 22, 1 / 4])
    assert SPLIT.divisiveness == pytest.approx([37 / 42 - 19 / 22, 35 / 42 - 2 / 22, 2 / 22 - 3 / 42, 0])


def test_what_unites_divides_and_distinguishes():
    assert uniting(SPLIT, hidden=NOTHING_HIDDEN) == [
        Finding(0, Side.AGREE, pytest.approx(37 / 42 * 19 / 22)),
        Finding(2, Side.DISAGREE, pytest.approx(38 / 42 * 18 / 22)),
    ]
    assert [one[:2] for one in dividing(SPLIT, hidden=NOTHING_HIDDEN)] == [(1, Side.AGREE)]
    assert [one[:2] for one in distinctive(SPLIT, 0, hidden=NOTHING_HIDDEN)] == [(1, Side.AGREE)]
    assert [one[:2] for one in distinctive(SPLIT, 1, hidden=NOTHING_HIDDEN)] == [(1, Side.DISAGREE)]


def test_a_group_does_not_say_what_only_half_of_it_says():
    halves = GroupStatistics(Counts(np.array([[10], [0]]), np.array([[10], [2]]), np.array([[20], [20]])))
    assert halves.agreeing.repness_test[0, 0] > 3
    assert distinctive(halves, 0, hidden=np.array([False])) == []


def test_hidden_statements_are_not_told():
    hidden = np.ones(4, dtype=bool)
    assert uniting(SPLIT, hidden=hidden) + dividing(SPLIT, hidden=hidden) + distinctive(SPLIT, 0, hidden=hidden) == []


def test_at_most_so_many_are_told():
    assert [one.statement for one in uniting(SPLIT, hidden=NOTHING_HIDDEN, most=1)] == [0]


def test_routing_by_hand():
    totals = Counts(np.array([0, 6, 1]), np.array([0, 2, 1]), np.array([0, 10, 10]))
    expected = [(1 / 2 * 1 / 2 * 9) ** 2, (9 / 12 * 7 / 12 * 1.5 * 3) ** 2, (3 / 12 * 2 / 12 * 3) ** 2]
    assert routing_priorities(totals, np.array([0, 0.5, 0])) == pytest.approx(expected)


@st.composite
def group_counts(draw):
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 6)))
    agree, disagree, passed = (draw(arrays(np.int64, shape, elements=st.integers(0, 50))) for _ in range(3))
    return Counts(agree, disagree, agree + disagree + passed)


@given(group_counts())
def test_every_figure_is_defined_for_any_counts(counts):
    statistics = GroupStatistics(counts)
    totals = Counts(counts.agree.sum(axis=0), counts.disagree.sum(axis=0), counts.seen.sum(axis=0))
    figures = [
        *(statistics.repness, statistics.repness_test, statistics.consensus, statistics.divisiveness),
        *(statistics.agreeing.score, routing_priorities(totals, np.zeros(len(totals.seen)))),
    ]
    assert all(np.isfinite(figure).all() for figure in figures)
    assert ((statistics.consensus > 0) & (statistics.consensus < 1)).all()
    assert ((statistics.divisiveness >= 0) & (statistics.divisiveness < 1)).all()


@given(group_counts())
def test_turning_every_vote_turns_every_finding(counts):
    statistics = GroupStatistics(counts)
    turned = GroupStatistics(Counts(counts.disagree, counts.agree, counts.seen))
    hidden = np.zeros(counts.seen.shape[1], dtype=bool)
    other = {Side.AGREE: Side.DISAGREE, Side.DISAGREE: Side.AGREE}
    found = {(one.statement, one.side) for one in uniting(statistics, hidden=hidden, most=20)}
    assert found == {(one.statement, other[one.side]) for one in uniting(turned, hidden=hidden, most=20)}
