import numpy as np
import pytest

from deliberation.algorithms.opinion_groups import Missing
from deliberation.algorithms.opinion_robustness import (
    Change,
    Difference,
    Sureness,
    Suspects,
    Verdict,
    convergence,
    stability,
    without_suspects,
)
from deliberation.algorithms.opinion_space import Doubt, draw_map
from deliberation.algorithms.opinion_statistics import Side, uniting

UNCHANGED = Change((), ())
STATEMENTS = 24
VIEWS = np.array([[1] * STATEMENTS, [-1] * (STATEMENTS - 4) + [1] * 4])  # the last four unite


def opinions(belongs, *, noise=0.3, seed=0):
    """One row of votes for each person, who mostly says what their group says."""
    rng = np.random.default_rng(seed)
    shape = len(belongs), STATEMENTS
    return np.where(rng.random(shape) < noise, rng.integers(-1, 2, shape), VIEWS[np.asarray(belongs)])


def votes_of(matrix):
    person, statement = np.indices(matrix.shape).reshape(2, -1)
    return person, statement, matrix.ravel()


def drawn_from(matrix, **options):
    """The map, and the votes it was drawn from."""
    votes = votes_of(np.asarray(matrix))
    sizes = dict(zip(("n_people", "n_statements"), np.shape(matrix), strict=True))
    return draw_map(*votes, **sizes, seed=1, **options), votes


def times(arrivals):
    """Everyone gives all their answers within a second."""
    return np.repeat(arrivals, STATEMENTS)


TWO_GROUPS = np.arange(90) % 3 // 2  # 60 and 30 people
NOISE = np.random.default_rng(4).integers(-1, 2, (90, STATEMENTS))


# --- how sure each group is ---


def test_groups_that_are_there_are_sure():
    found, votes = drawn_from(opinions(TWO_GROUPS))
    told = stability(found, *votes)
    assert found.sizes.tolist() == [60, 30]
    assert min(told.by_group) > 0.95
    assert (told.sureness, told.repetitions) == ((Sureness.SURE,) * 2, 12)


def test_groups_of_noise_are_unsure():
    found, votes = drawn_from(NOISE)
    assert set(stability(found, *votes).sureness) == {Sureness.UNSURE}


def test_a_clear_group_is_surer_than_a_cut_through_a_cloud():
    found, votes = drawn_from(opinions(TWO_GROUPS, noise=0.3), k=3)  # one of the groups is cut in two
    told = stability(found, *votes)
    small = int(np.bincount(found.groups[TWO_GROUPS == 1]).argmax())
    assert told.sureness[small] is Sureness.SURE
    assert max(np.delete(told.by_group, small)) < told.by_group[small] - 0.2


def test_stability_is_the_same_in_every_run():
    found, votes = drawn_from(opinions(TWO_GROUPS, noise=0.6))
    assert stability(found, *votes) == stability(found, *votes)


def test_of_very_many_people_some_are_asked(monkeypatch):
    found, votes = drawn_from(opinions(TWO_GROUPS))
    monkeypatch.setattr("deliberation.algorithms.opinion_robustness.MOST_PEOPLE", 40)
    assert stability(found, *votes).sureness == (Sureness.SURE,) * 2


# --- whether more answers would change the picture ---


def test_a_picture_that_stands_is_settled():
    found, votes = drawn_from(opinions(TWO_GROUPS, noise=0.1))
    told = convergence(found, *votes)
    assert list(told.by_share) == [0.8, 0.9]
    assert [one.answers_left_out for one in told.by_share.values()] == [432, 216]
    assert [one.moved_share for one in told.by_share.values()] == [0, 0]
    assert told.verdict is Verdict.SETTLED


def test_noise_does_not_settle():
    found, votes = drawn_from(NOISE)
    assert convergence(found, *votes).verdict is Verdict.MOVING


def test_time_tells_which_answers_came_last():
    """Nobody of the second group came before the last fifth."""
    found, votes = drawn_from(opinions([0] * 80 + [1] * 20))
    told = convergence(found, *votes, seconds=times(np.arange(100)))
    late = told.by_share[0.8]
    assert (late.people_left_out, late.answers_left_out, late.compared) == (20, 480, 80)
    assert late.moved_share > 0.2
    assert (told.by_share[0.9].people_left_out, told.verdict) == (10, Verdict.MOVING)


def test_too_few_earlier_answers():
    found, votes = drawn_from(opinions([0] * 9 + [1], noise=0))
    told = convergence(found, *votes, seconds=times(np.arange(10)))  # until the last tenth all say the same
    assert [one.missing for one in told.by_share.values()] == [Missing.DIFFERENCES] * 2
    assert [(one.compared, one.moved, one.moved_share) for one in told.by_share.values()] == [(0, 0, 0.0)] * 2
    assert told.verdict is Verdict.TOO_EARLY


# --- against capture ---


def test_nobody_is_suspected_of_nothing():
    found, votes = drawn_from(opinions(TWO_GROUPS))
    told = without_suspects(found, *votes, seconds=np.full(len(votes[0]), 1_000))
    nothing = Difference(0, 0, None, (), 2, compared=90, moved=0, uniting=UNCHANGED, dividing=UNCHANGED)
    assert told == dict.fromkeys(Suspects, nothing)


def test_identical_answers_are_counted_once():
    """Thirty people with one sheet of answers carry a statement that unites nobody without them."""
    genuine = opinions(TWO_GROUPS)
    genuine[:, 0] = -1
    sheet = np.where(np.arange(STATEMENTS) == 0, 1, genuine[0])
    found, votes = drawn_from(np.vstack([genuine, np.tile(sheet, (31, 1))]))
    told = without_suspects(found, *votes, seconds=np.zeros(len(votes[0]), dtype=int))[Suspects.IDENTICAL]
    assert (told.people_left_out, told.answers_left_out, told.compared) == (30, 30 * STATEMENTS, 91)
    assert (0, Side.DISAGREE) in [(one.statement, one.side) for one in told.uniting.entered]
    assert not any(one.statement == 0 for one in uniting(found.statistics, hidden=found.hidden))


@pytest.mark.parametrize(("answers", "alike"), [(10, 2), (9, 0)])
def test_few_equal_answers_are_no_sign(answers, alike):
    votes = [(p, s, 1) for p in (0, 1, 2) for s in range(answers)]
    votes += [(p, s, (-1) ** (p + s // p)) for p in range(3, 9) for s in range(STATEMENTS)]
    person, statement, vote = np.array(votes).T
    found = draw_map(person, statement, vote, n_people=9, n_statements=STATEMENTS, seed=1)
    told = without_suspects(found, person, statement, vote, seconds=person)
    assert told[Suspects.IDENTICAL].people_left_out == alike


def test_a_burst_is_taken_out():
    """One person comes every ten minutes; twelve of the second group come within five, with two of the others."""
    quiet = np.arange(90) * 600
    found, votes = drawn_from(opinions([*TWO_GROUPS, *[1] * 12]))
    told = without_suspects(found, *votes, seconds=times(np.concatenate([quiet, 30_010 + np.arange(12) * 25])))
    burst = told[Suspects.BURST]
    assert (burst.people_left_out, burst.answers_left_out, burst.moved) == (14, 14 * STATEMENTS, 0)
    assert (told[Suspects.IDENTICAL].people_left_out, told[Suspects.NEWCOMERS].people_left_out) == (0, 9)


@pytest.mark.parametrize(
    ("arrivals", "suspected"),
    [
        ([*range(0, 12_000, 600), *[5_000] * 8], 0),  # nine at most
        ([*range(0, 12_000, 600), *[5_000] * 9], 11),  # and the two who came less than ten minutes before and after
        ([*range(0, 12_000, 200), *[5_000] * 12], 0),  # usual are three, and fifteen are not more than five times that
        ([*range(0, 12_000, 200), *[5_000] * 13], 18),
        ([7] * 40, 0),  # everybody at once, in a hall
    ],
    ids=["few", "many", "many at a busy time", "very many at a busy time", "all"],
)
def test_what_a_burst_is(arrivals, suspected):
    found, votes = drawn_from(opinions(np.arange(len(arrivals)) % 2))
    told = without_suspects(found, *votes, seconds=times(np.array(arrivals)))
    assert told[Suspects.BURST].people_left_out == suspected


def test_newcomers_change_a_list():
    """Thirty newcomers of the larger group bring down what all agreed on."""
    matrix = opinions([*TWO_GROUPS, *[0] * 30], noise=0.1)
    matrix[90:, -4:] = -1
    found, votes = drawn_from(matrix)
    told = without_suspects(found, *votes, seconds=times(np.concatenate([np.arange(90) * 9, np.full(30, 900)])))
    late = told[Suspects.NEWCOMERS]
    assert (late.people_left_out, late.missing, late.k) == (30, None, 2)
    assert {(one.statement, one.side) for one in late.uniting.entered} == {(n, Side.AGREE) for n in range(20, 24)}
    assert (late.uniting.left, late.uniting.replaced, late.dividing.entered) == ((), 4, ())
    assert {one.statement for one in late.dividing.left} <= {20, 21, 22, 23}


def test_a_map_that_rests_on_suspects_alone_is_a_finding():
    found, votes = drawn_from(opinions([0, *[1] * 30]))
    told = without_suspects(found, *votes, seconds=times(np.array([0] + [100_000] * 30)))
    nothing = {"compared": 0, "moved": 0, "uniting": UNCHANGED, "dividing": UNCHANGED}
    assert told[Suspects.NEWCOMERS] == Difference(30, 30 * STATEMENTS, Missing.DIFFERENCES, (), 0, **nothing)


def test_who_stays_in_a_group_with_another_number_has_not_moved():
    """Without the newcomers the smaller group is the larger one."""
    belongs = np.repeat([0, 1, 0], [20, 40, 30])
    found, votes = drawn_from(opinions(belongs))
    late = without_suspects(found, *votes, seconds=times(np.repeat([0, 9, 900], [20, 40, 30])))[Suspects.NEWCOMERS]
    assert (found.groups == belongs).all()
    assert (late.people_left_out, late.compared, late.moved) == (30, 60, 0)


def test_a_map_that_becomes_doubtful_is_a_finding():
    found, votes = drawn_from(opinions(np.arange(60) % 2))
    told = without_suspects(found, *votes, seconds=times(np.array([*range(45), *[900] * 15])))
    late = told[Suspects.NEWCOMERS]
    assert (found.doubts, late.doubts, late.people_left_out, late.k) == ((), (Doubt.FEW_PEOPLE,), 15, 2)


def test_hidden_statements_stay_hidden():
    found, votes = drawn_from(opinions(TWO_GROUPS), hidden=[22, 23])
    late = without_suspects(found, *votes, seconds=times(np.arange(90)))[Suspects.NEWCOMERS]
    assert not {22, 23} & {one.statement for change in (late.uniting, late.dividing) for one in change.entered}


# --- bad input ---


@pytest.mark.parametrize("ask", [stability, convergence])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p, s, v: (p[1:], s[1:], v[1:]), "the map was drawn from 2160 votes, not from these"),
        (lambda p, s, v: (p[1:], s, v), "the map was drawn from 2160 votes, not from these"),
        (lambda p, s, v: (np.where(p == 89, 90, p), s, v), "row 2136: person is 90, not from 0 to 89"),
        (lambda p, s, v: (p, s - 1, v), "row 0: statement is -1, not from 0 to 23"),
        (lambda p, s, v: (p, s, np.where(s == 7, 2, v)), "statement 7: the map was drawn from other votes"),
    ],
    ids=["fewer", "ragged", "person", "statement", "votes"],
)
def test_other_votes_than_those_of_the_map_are_refused(ask, change, message):
    found, votes = drawn_from(opinions(TWO_GROUPS))
    with pytest.raises(ValueError, match=message):
        ask(found, *change(*votes))


@pytest.mark.parametrize(
    ("seconds", "message"),
    [(np.zeros(7, dtype=int), "there are 2160 votes, but 7 times"), (np.zeros(2160), "seconds must hold integers")],
)
def test_times_must_fit_the_votes(seconds, message):
    found, votes = drawn_from(opinions(TWO_GROUPS))
    for ask in (convergence, without_suspects):
        with pytest.raises(ValueError, match=message):
            ask(found, *votes, seconds=seconds)
