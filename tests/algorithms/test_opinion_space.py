import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.algorithms import opinion_groups, opinion_space
from deliberation.algorithms.opinion_groups import Missing
from deliberation.algorithms.opinion_space import Doubt, NotEnough, OpinionMap, Previous, draw_map
from deliberation.algorithms.opinion_statistics import distinctive, dividing, uniting
from tests.algorithms.agreement import agreement, same_parts


def simulated(people=120, statements=40, *, groups=2, answered=1.0, noise=0.15, seed=0):
    """Votes of planted groups that hold opposite or equal views, statement by statement, with some noise."""
    rng = np.random.default_rng(seed)
    belongs = np.arange(people) % groups
    views = rng.choice([-1, 1], (groups, statements))
    votes = np.where(
        rng.random((people, statements)) < noise, rng.integers(-1, 2, (people, statements)), views[belongs]
    )
    person, statement = np.nonzero(rng.random((people, statements)) < answered)
    return person, statement, votes[person, statement], belongs


def draw(person, statement, vote, **options):
    sizes = {"n_people": int(max(person, default=-1)) + 1, "n_statements": int(max(statement, default=-1)) + 1}
    return draw_map(person, statement, vote, **{**sizes, "seed": 1, **options})


def draw_matrix(rows, **options):
    """Draw the map of a small matrix; None is no vote."""
    cells = [(p, s, vote) for p, row in enumerate(rows) for s, vote in enumerate(row) if vote is not None]
    person, statement, vote = np.array(cells, dtype=np.int64).reshape(len(cells), 3).T
    sizes = {"n_people": len(rows), "n_statements": len(rows[0]) if rows else 0}
    return draw_map(person, statement, vote, **{**sizes, "seed": 1, **options})


def same_map(first, second):
    arrays = ("coordinates", "groups", "components", "means", "extremity", "priorities")
    scalars = ("k", "silhouette", "reliability", "doubts", "seed", "version")
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in arrays) and all(
        getattr(first, name) == getattr(second, name) for name in scalars
    )


# --- what a map shows ---


def test_planted_groups_are_found_and_counted():
    person, statement, vote, belongs = simulated(groups=3, people=150)
    found = draw(person, statement, vote)
    assert (found.k, found.sizes.tolist(), found.doubts) == (3, [50, 50, 50], ())
    assert found.enough_data
    assert agreement(found.groups, belongs) == 1
    assert found.statistics.counts.seen.tolist() == [[50] * 40] * 3
    assert (found.totals.seen == 150).all()


def test_coordinates_are_those_of_the_centred_matrix():
    person, statement, vote, _ = simulated(people=30, statements=9)
    matrix = np.zeros((30, 9))
    matrix[person, statement] = vote
    centred = matrix - matrix.mean(axis=0)
    found = draw(person, statement, vote)
    _, _, axes = np.linalg.svd(centred)
    assert np.abs((found.components * axes[:2]).sum(axis=1)) == pytest.approx([1, 1])
    assert found.coordinates == pytest.approx(centred @ found.components.T)
    assert found.means == pytest.approx(matrix.mean(axis=0))


def test_many_statements_give_the_same_axes_as_few(monkeypatch):
    votes = simulated(people=80, statements=60, answered=0.5)[:3]
    dense = draw(*votes)
    monkeypatch.setattr(opinion_space, "DENSE_STATEMENTS", 2)
    iterated = draw(*votes)
    assert iterated.components == pytest.approx(dense.components, abs=1e-6)
    assert iterated.groups.tolist() == dense.groups.tolist()


def test_very_many_votes_are_held_in_single_precision(monkeypatch):
    votes = simulated(people=80, statements=60)[:3]
    double = draw(*votes)
    monkeypatch.setattr(opinion_space, "SINGLE_PRECISION_VOTES", 100)
    assert draw(*votes).coordinates == pytest.approx(double.coordinates, abs=1e-4)


def test_the_order_of_votes_does_not_matter():
    person, statement, vote, _ = simulated(answered=0.6)
    order = np.random.default_rng(7).permutation(len(vote))
    assert same_map(draw(person, statement, vote), draw(person[order], statement[order], vote[order]))


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_names_of_people_and_statements_do_not_matter(seed):
    person, statement, vote, _ = simulated(people=60, statements=14, groups=3, answered=0.8, noise=0.2, seed=seed)
    rng = np.random.default_rng(seed)
    people, statements = rng.permutation(60), rng.permutation(14)
    found, renamed = draw(person, statement, vote), draw(people[person], statements[statement], vote)
    assert same_parts(renamed.groups[people], found.groups)
    assert np.abs(renamed.coordinates[people]) == pytest.approx(np.abs(found.coordinates), abs=1e-9)
    assert renamed.statistics.consensus[statements] == pytest.approx(found.statistics.consensus)
    assert renamed.extremity[statements] == pytest.approx(found.extremity)


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_turning_every_vote_leaves_the_groups(seed):
    person, statement, vote, _ = simulated(people=60, statements=14, groups=3, answered=0.8, noise=0.2, seed=seed)
    found, turned = draw(person, statement, vote), draw(person, statement, -vote)
    assert same_parts(turned.groups, found.groups)
    assert np.abs(turned.coordinates) == pytest.approx(np.abs(found.coordinates), abs=1e-9)
    assert turned.statistics.disagreeing.share == pytest.approx(found.statistics.agreeing.share)
    assert (turned.silhouette, turned.reliability) == pytest.approx((found.silhouette, found.reliability))


def test_the_same_input_gives_the_same_map():
    votes = simulated(people=300, statements=200, answered=0.3, noise=0.6)[:3]
    assert same_map(draw(*votes), draw(*votes))


def test_light_voters_are_placed_but_not_grouped():
    person, statement, vote, _ = simulated(people=40, statements=20)
    few = ~((person == 3) & (statement >= 6)) & (person != 4)
    found = draw(person[few], statement[few], vote[few])
    assert np.flatnonzero(found.groups < 0).tolist() == [3, 4]
    assert found.coordinates[4].tolist() == [0, 0]
    assert np.hypot(*found.coordinates[3]) > 0


def test_hidden_statements_are_counted_but_move_nobody():
    person, statement, vote, _ = simulated(people=60, statements=12)
    hidden = draw(person, statement, vote, hidden=[3])
    assert (hidden.components[:, 3], hidden.means[3], hidden.priorities[3]) == (pytest.approx([0, 0]), 0, 0)
    assert hidden.totals.seen[3] == 60
    turned = np.where(statement == 3, -vote, vote)
    assert same_map(hidden, draw(person, statement, turned, hidden=[3]))


def test_statements_that_nobody_has_seen_change_nothing():
    person, statement, vote, _ = simulated(people=60, statements=12)
    plain, wider = draw(person, statement, vote), draw(person, statement, vote, n_statements=15)
    assert wider.coordinates == pytest.approx(plain.coordinates)
    assert wider.groups.tolist() == plain.groups.tolist()
    assert wider.priorities[12:] == pytest.approx([(1 / 2 * 1 / 2 * 9) ** 2] * 3)


def test_a_previous_map_turns_axes_and_keeps_numbers():
    person, statement, vote, _ = simulated(groups=3, people=90)
    found = draw(person, statement, vote)
    numbers = np.array([2, 0, 1])[found.groups]
    again = draw(person, statement, vote, previous=Previous(-found.components, numbers))
    assert again.groups.tolist() == numbers.tolist()
    assert again.coordinates.tolist() == (-found.coordinates).tolist()
    assert again.k == found.k


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_a_previous_map_decides_about_nothing_else(seed):
    rng = np.random.default_rng(seed)
    person, statement, vote, _ = simulated(people=60, statements=14, groups=3, answered=0.7, noise=0.4, seed=seed)
    found = draw(person, statement, vote)
    previous = Previous(rng.normal(size=found.components.shape), rng.integers(-1, 5, len(found.groups)))
    again = draw(person, statement, vote, previous=previous)
    assert np.abs(again.coordinates).tolist() == np.abs(found.coordinates).tolist()
    assert (again.k, again.silhouette, again.reliability) == (found.k, found.silhouette, found.reliability)
    assert same_parts(again.groups, found.groups)
    assert again.priorities.tolist() == found.priorities.tolist()


def test_a_previous_map_has_no_part_in_the_groups_on_the_grid(monkeypatch):
    monkeypatch.setattr(opinion_groups, "MOST_POINTS", 100)
    person, statement, vote, _ = simulated(people=400, statements=20, noise=1.0, seed=2)
    found = draw(person, statement, vote, k=5)
    again = draw(person, statement, vote, k=5, previous=Previous(-found.components, found.groups))
    assert again.groups.tolist() == found.groups.tolist()


def test_a_previous_map_without_likeness_turns_nothing():
    person, statement, vote, _ = simulated()
    found = draw(person, statement, vote)
    unknown = Previous(np.zeros_like(found.components), np.full_like(found.groups, -1))
    assert same_map(found, draw(person, statement, vote, previous=unknown))


def test_words_name_what_unites_and_what_divides():
    rng = np.random.default_rng(2)
    belongs = np.arange(100) % 2
    both, against = np.ones((100, 3)), np.where(belongs, 1, -1)[:, None] * np.ones((100, 4))
    votes = np.hstack([both, against]).astype(int) * np.where(rng.random((100, 7)) < 0.05, -1, 1)
    person, statement = np.indices(votes.shape).reshape(2, -1)
    found = draw(person, statement, votes.ravel())
    statistics, hidden = found.statistics, found.hidden
    assert {one.statement for one in uniting(statistics, hidden=hidden)} == {0, 1, 2}
    assert {one.statement for one in dividing(statistics, hidden=hidden)} == {3, 4, 5, 6}
    assert {one.statement for one in distinctive(statistics, 0, hidden=hidden)} == {3, 4, 5, 6}


# --- how sure it is ---


def test_a_few_people_raise_a_doubt():
    assert draw(*simulated(people=20)[:3]).doubts == (Doubt.FEW_PEOPLE,)


def test_votes_by_chance_raise_doubts():
    found = draw(*simulated(people=400, statements=60, noise=1.0)[:3])
    assert found.doubts == (Doubt.UNSURE_POSITIONS, Doubt.BLURRED_GROUPS)
    assert not found.enough_data


def test_people_who_agree_on_nothing_but_one_statement_have_no_reliable_place():
    found = draw_matrix([[vote] + [0] * 9 for vote in [1, -1] * 30])
    assert (found.reliability, found.k) == (0.0, 2)
    assert Doubt.UNSURE_POSITIONS in found.doubts


# --- bad input ---


@pytest.mark.parametrize(
    ("votes", "options", "message"),
    [
        (([0, 2], [0, 0], [1, 1]), {}, "row 1: person is 2, not from 0 to 1"),
        (([0, -1], [0, 0], [1, 1]), {}, "row 1: person is -1, not from 0 to 1"),
        (([0, 1], [5, 0], [1, 1]), {"n_statements": 3}, "row 0: statement is 5, not from 0 to 2"),
        (([0, 1], [0, 0], [1, 2]), {}, "row 1: vote is 2, not from -1 to 1"),
        (([0, 1], [0, 0], [1, 0.5]), {}, "vote must hold integers, not float64"),
        (([0, 1, 0], [0, 0, 0], [1, 0, -1]), {}, "row 2: person 0 has voted on statement 0 before"),
        (([0, 1], [0, 0], [1]), {}, "person, statement and vote must be lists of one length"),
        (([[0]], [[0]], [[1]]), {"n_people": 1, "n_statements": 1}, "lists of one length"),
        (([0, 1], [0, 0], [1, 1]), {"hidden": [1]}, "hidden statement 1 is not from 0 to 0"),
        (([0, 1], [0, 0], [1, 1]), {"k": 1}, "a map has at least 2 groups, not 1"),
    ],
)
def test_bad_input_is_refused_by_its_row(votes, options, message):
    columns = [np.array(column) for column in votes]
    with pytest.raises(ValueError, match=message):
        draw_map(*columns, **{"n_people": 2, "n_statements": 1, "seed": 0} | options)


FULL = [[1, -1, 0], [-1, 1, 1], [1, 1, -1], [0, 0, 1]]


@pytest.mark.parametrize(
    ("rows", "options", "missing"),
    [
        ([], {}, Missing.VOTES),
        ([[None, None], [None, None]], {}, Missing.VOTES),
        ([[1], [-1], [0]], {}, Missing.STATEMENTS),
        ([[1, None], [-1, None]], {}, Missing.STATEMENTS),
        ([[1, 1], [-1, 0]], {"hidden": [0]}, Missing.STATEMENTS),
        ([[1, None, -1], [None, 0, 1]], {}, Missing.ANSWERS),
        ([[1, -1, 0]] * 5, {}, Missing.DIFFERENCES),
        ([[0, 0, 0]] * 5, {}, Missing.DIFFERENCES),
        ([[1, 0, 1]] * 3 + [[0, 1, None]], {}, Missing.DIFFERENCES),
        (FULL, {"k": 5}, Missing.PEOPLE),
    ],
    ids=[
        *("nobody", "no votes", "one statement", "one seen", "one visible", "no full answers"),
        *("all alike", "all pass", "one left to group alike", "more groups than people"),
    ],
)
def test_not_enough_yet(rows, options, missing):
    found = draw_matrix(rows, **options)
    assert isinstance(found, NotEnough)
    assert found.missing is missing
    assert np.isfinite(found.priorities).all()
    assert len(found.priorities) == len(found.totals.seen) == (len(rows[0]) if rows else 0)


def test_two_people_and_two_statements_are_a_map_with_doubts():
    found = draw_matrix([[1, -1], [-1, 1]])
    assert (sorted(found.groups.tolist()), found.k) == ([0, 1], 2)
    assert Doubt.FEW_PEOPLE in found.doubts


def test_where_all_differences_lie_on_one_line_the_second_axis_is_empty():
    found = draw_matrix([[1, 1, -1]] * 9 + [[-1, -1, 1]] * 9)
    assert found.coordinates[:, 1].tolist() == [0] * 18
    assert found.components[1].tolist() == [0, 0, 0]
    assert (found.k, found.silhouette) == (2, 1)


def test_one_difference_among_many_statements(monkeypatch):
    monkeypatch.setattr(opinion_space, "DENSE_STATEMENTS", 2)
    found = draw_matrix([[1] * 20] * 9 + [[-1] * 20] * 9)
    assert found.sizes.tolist() == [9, 9]
    assert np.abs(found.coordinates[:, 1]).max() < 1e-6


@given(st.data())
def test_any_votes_give_a_finite_map_or_a_reason(data):
    shape = data.draw(st.tuples(st.integers(1, 14), st.integers(1, 9)))
    cell = st.sampled_from([None, -1, 0, 1, 1])
    rows = data.draw(
        st.lists(st.lists(cell, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
    )
    hidden = data.draw(st.sets(st.integers(0, shape[1] - 1), max_size=2))
    with np.errstate(divide="raise", invalid="raise"):
        found = draw_matrix(rows, hidden=hidden)
    if isinstance(found, OpinionMap):
        figures = (found.coordinates, found.extremity, found.priorities, found.silhouette, found.reliability)
        assert all(np.isfinite(figure).all() for figure in figures)
        assert found.sizes.min() > 0
        assert (found.statistics.counts.seen.sum(axis=0) <= found.totals.seen).all()
