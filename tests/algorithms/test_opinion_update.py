import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.algorithms.opinion_space import Doubt, OpinionMap, draw_map
from deliberation.algorithms.opinion_statistics import count_groups
from deliberation.algorithms.opinion_update import update_map
from tests.algorithms.agreement import agreement
from tests.algorithms.test_opinion_space import simulated


def ordered(columns):
    person, statement, vote = columns
    order = np.lexsort((statement, person))
    return person[order], statement[order], vote[order]


def together(earlier, new):
    """The votes that hold after the new ones, ordered."""
    latest = {
        (p, s): v for p, s, v in zip(*(np.concatenate(pair) for pair in zip(earlier, new, strict=True)), strict=True)
    }
    rows = [(*pair, vote) for pair, vote in sorted(latest.items())]
    return tuple(np.array(rows, dtype=np.int64).reshape(len(rows), 3).T)


def assert_counts_are_those_of(interim, votes, n_statements):
    counts = count_groups(*votes, groups=interim.groups, k=interim.k, n_statements=n_statements)
    everyone = [np.bincount(votes[1][votes[2] == value], minlength=n_statements).tolist() for value in (1, 0, -1)]
    assert [count.tolist() for count in interim.statistics.counts.columns] == [
        count.tolist() for count in counts.columns
    ]
    totals = interim.totals
    assert [totals.agree.tolist(), totals.passed.tolist(), totals.disagree.tolist()] == everyone


def later(share=0.01, *, seed=3):
    """Votes of a conversation, parted into those before and a share of later ones, and the sizes."""
    person, statement, vote, _ = simulated(people=300, statements=40, groups=3, answered=0.5, seed=seed)
    new = np.random.default_rng(seed).random(len(vote)) < share
    votes = person, statement, vote
    sizes = {"n_people": 300, "n_statements": 40}
    return tuple(column[~new] for column in votes), tuple(column[new] for column in votes), sizes


def test_an_interim_map_counts_like_a_cold_one_and_stands_near_it():
    earlier, new, sizes = later()
    before = draw_map(*earlier, **sizes, seed=1)
    votes = together(earlier, new)
    interim, cold = update_map(before, earlier, new, **sizes), draw_map(*votes, **sizes, seed=1)
    assert (before.interim, interim.interim, cold.interim) == (False, True, False)
    assert_counts_are_those_of(interim, votes, 40)
    assert interim.totals.agree.tolist() == cold.totals.agree.tolist()
    assert interim.answered.tolist() == cold.answered.tolist()
    assert agreement(interim.groups, cold.groups) > 0.97
    assert np.abs(interim.coordinates - cold.coordinates).max() < 0.1 * np.abs(cold.coordinates).max()
    assert interim.priorities == pytest.approx(cold.priorities, rel=0.1)
    assert (interim.components is before.components, interim.k, interim.seed) == (False, before.k, before.seed)


def test_who_has_not_voted_since_stays():
    earlier, new, sizes = later()
    before = draw_map(*earlier, **sizes, seed=1)
    interim = update_map(before, earlier, new, **sizes)
    stayed = np.setdiff1d(np.arange(300), new[0])
    assert interim.coordinates[stayed] == pytest.approx(before.coordinates[stayed])
    assert interim.groups[stayed].tolist() == before.groups[stayed].tolist()


def test_whoever_votes_as_another_group_joins_it():
    earlier, _, sizes = later()
    before = draw_map(*earlier, **sizes, seed=1)
    mover, model = np.flatnonzero(before.groups == 0)[0], np.flatnonzero(before.groups == 1)
    typical = before.statistics.counts
    side = np.where(typical.agree[1] > typical.disagree[1], 1, -1)
    new = np.full(40, mover), np.arange(40), side
    interim = update_map(before, earlier, new, **sizes)
    assert interim.groups[mover] == 1
    assert len(model) + 1 == interim.sizes[1]
    assert_counts_are_those_of(interim, together(earlier, new), 40)


def test_new_people_and_statements_come_at_the_end():
    earlier, _, sizes = later()
    before = draw_map(*earlier, **sizes, seed=1)
    full = np.repeat([300, 301], 41), np.tile(np.arange(41), 2), np.resize([1, -1, 1], 82)
    few = np.full(6, 302), np.arange(6), np.ones(6, dtype=int)
    new = tuple(np.concatenate(pair) for pair in zip(full, few, strict=True))
    interim = update_map(before, earlier, new, n_people=304, n_statements=42)
    assert (interim.groups[300] >= 0, interim.groups[302:].tolist()) == (True, [-1, -1])
    assert (interim.answered[300:].tolist(), interim.coordinates[303].tolist()) == ([41, 41, 6, 0], [0, 0])
    assert (interim.components[:, 40:].tolist(), interim.extremity[40:].tolist()) == ([[0, 0], [0, 0]], [0, 0])
    assert_counts_are_those_of(interim, together(earlier, new), 42)
    cold = draw_map(*together(earlier, new), n_people=304, n_statements=42, seed=1)
    assert interim.answered.tolist() == cold.answered.tolist()


def test_without_new_votes_all_stays_but_the_mark():
    earlier, _, sizes = later()
    before = draw_map(*earlier, **sizes, seed=1, hidden=[4, 5])
    nothing = (np.array([], dtype=int),) * 3
    interim = update_map(before, earlier, nothing, **sizes)
    assert interim.interim
    assert interim.coordinates == pytest.approx(before.coordinates)
    assert interim.groups.tolist() == before.groups.tolist()
    assert interim.priorities.tolist() == before.priorities.tolist()


def test_hidden_statements_still_move_nobody():
    earlier, _, sizes = later()
    earlier = tuple(column[earlier[1] != 7] for column in earlier)
    before = draw_map(*earlier, **sizes, seed=1, hidden=[4, 7])
    new = np.array([0, 1, 2]), np.array([4, 7, 7]), np.array([1, 1, 1])
    interim = update_map(before, earlier, new, **sizes)
    cold = draw_map(*together(earlier, new), **sizes, seed=1, hidden=[4, 7])
    assert interim.answered.tolist() == cold.answered.tolist()
    assert interim.coordinates == pytest.approx(cold.coordinates)
    assert interim.priorities[[4, 7]].tolist() == [0, 0]


def test_doubts_are_those_of_the_people_now():
    person, statement, vote, _ = simulated(people=60)
    earlier = tuple(column[person < 45] for column in (person, statement, vote))
    new = tuple(column[person >= 45] for column in (person, statement, vote))
    before = draw_map(*earlier, n_people=45, n_statements=40, seed=1)
    assert before.doubts == (Doubt.FEW_PEOPLE,)
    assert update_map(before, earlier, new, n_people=60, n_statements=40).doubts == ()


@given(st.integers(0, 10**6))
def test_any_new_and_changed_votes_are_counted_exactly(seed):
    rng = np.random.default_rng(seed)
    pairs = np.sort(rng.choice(20 * 12, 150, replace=False))
    earlier = pairs // 12, pairs % 12, rng.integers(-1, 2, 150)
    hidden = rng.choice(12, 2, replace=False)
    before = draw_map(*earlier, n_people=20, n_statements=12, seed=1, hidden=hidden)
    cast = rng.choice(23 * 13, 60, replace=False)
    new = cast // 13, cast % 13, rng.integers(-1, 2, 60)
    interim, votes = update_map(before, earlier, new, n_people=23, n_statements=13), together(earlier, new)
    cold = draw_map(*votes, n_people=23, n_statements=13, seed=1, hidden=hidden)
    assert isinstance(cold, OpinionMap)
    assert_counts_are_those_of(interim, votes, 13)
    assert interim.answered.tolist() == cold.answered.tolist()
    assert (interim.groups >= 0).tolist() == (cold.groups >= 0).tolist()
    assert np.isfinite(interim.coordinates).all()


@pytest.mark.parametrize(
    ("change", "sizes", "message"),
    [
        (
            lambda earlier, new: (tuple(column[::-1] for column in earlier), new),
            {},
            "row 1 of the earlier votes is out of",
        ),
        (lambda earlier, new: (tuple(column[:-1] for column in earlier), new), {}, "not those of the map before"),
        (lambda earlier, _: (earlier, ([300], [0], [1])), {}, "row 0: person is 300, not from 0 to 299"),
        (lambda earlier, _: (earlier, ([0, 0], [2, 2], [1, 0])), {}, "row 1: person 0 has voted on statement 2 before"),
        (lambda earlier, new: (earlier, new), {"n_people": 299}, "people and statements of the map before must stay"),
    ],
)
def test_bad_input_is_refused(change, sizes, message):
    earlier, new, usual = later()
    before = draw_map(*earlier, **usual, seed=1)
    earlier, new = change(earlier, new)
    with pytest.raises(ValueError, match=message):
        update_map(before, earlier, new, **(usual | sizes))
