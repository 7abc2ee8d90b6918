import numpy as np
import pytest
from scipy.stats import spearmanr

from deliberation.algorithms.opinion_bridging import Camp, Share, bridge, statement_intercepts
from deliberation.algorithms.opinion_space import draw_map
from tests.reference import conversation

NONE_HIDDEN = np.zeros(4, dtype=bool)


def votes_of(rows):
    """Votes of a small matrix; None is no vote."""
    cells = [(p, s, vote) for p, row in enumerate(rows) for s, vote in enumerate(row) if vote is not None]
    return np.array(cells, dtype=np.int64).reshape(len(cells), 3).T


# Persons 0 to 3 are of party 0, 4 and 5 of party 1, 6 of none; 0 to 4 stand in group 0, 5 and 6 in group 1.
ROWS = [
    [1, 1, -1, None],
    [1, 1, -1, None],
    [1, 1, 0, None],
    [1, -1, 1, None],
    [1, -1, 1, None],
    [0, -1, 1, None],
    [1, None, 1, None],
]
PARTIES, GROUPS = np.array([0, 0, 0, 0, 1, 1, -1]), np.array([0, 0, 0, 0, 0, 1, 1])


def of_parties_and_groups(**changes):
    options = {"parties": PARTIES, "n_parties": 2, "groups": GROUPS, "k": 2, "n_statements": 4}
    return bridge(*votes_of(ROWS), **{**options, **changes})


def test_the_figures_are_those_of_a_hand_calculation():
    first = of_parties_and_groups().of(0)
    assert first.shares == (
        Share(Camp.PARTY, 0, agree=4, seen=4),
        Share(Camp.PARTY, 1, agree=1, seen=2),
        Share(Camp.GROUP, 0, agree=5, seen=5),
        Share(Camp.GROUP, 1, agree=1, seen=2),
    )
    assert [share.smoothed for share in first.shares] == [5 / 6, 2 / 4, 6 / 7, 2 / 4]
    assert first.weakest == Share(Camp.PARTY, 1, 1, 2)
    assert first.product == pytest.approx(5 / 6 * 2 / 4 * 6 / 7 * 2 / 4)
    assert not first.holds  # exactly a half is not more than a half


def test_statements_rank_by_their_weakest_camp_then_by_all_of_them():
    bridging = of_parties_and_groups()
    assert bridging.lowest.tolist() == [2 / 4, 1 / 4, 2 / 6, 1 / 2]
    assert [one.statement for one in bridging.ranked(hidden=NONE_HIDDEN)] == [0, 2, 1]
    assert [one.statement for one in bridging.ranked(hidden=NONE_HIDDEN, most=1)] == [0]
    assert [one.statement for one in bridging.ranked(hidden=np.array([True, False, False, False]))] == [2, 1]
    tied = bridge(*votes_of([[1, 1, 1], [-1, 0, -1], [0, 1, 0]]), **two_camps_of_three())
    assert tied.lowest.tolist() == [1 / 3] * 3
    assert [one.statement for one in tied.ranked(hidden=NONE_HIDDEN[:3])] == [1, 0, 2]


def test_camps_without_voters_say_nothing():
    """Party 0 has no members here, and of party 2 nobody has answered."""
    bridging = of_parties_and_groups(
        parties=np.array([1, 1, 1, 1, 1, 1, -1, 2]), n_parties=3, groups=np.append(GROUPS, -1)
    )
    assert bridging.camps == ((Camp.PARTY, 1), (Camp.GROUP, 0), (Camp.GROUP, 1))
    assert bridging.of(2).shares == (
        Share(Camp.PARTY, 1, agree=3, seen=6),
        Share(Camp.GROUP, 0, agree=2, seen=5),
        Share(Camp.GROUP, 1, agree=2, seen=2),
    )


def test_a_statement_that_a_camp_has_not_answered_has_no_rank():
    rows = [[1, 1], [1, 1], [-1, None]]
    camps = {"parties": np.array([0, 0, 1]), "n_parties": 2, "groups": np.zeros(3, dtype=int), "k": 1}
    bridging = bridge(*votes_of(rows), **camps, n_statements=2)
    assert [one.statement for one in bridging.ranked(hidden=NONE_HIDDEN[:2])] == [0]
    assert bridging.of(1).weakest == Share(Camp.PARTY, 1, agree=0, seen=0)


def two_camps_of_three():
    """Everyone is of the first party but the second person, who is of the other; there are no groups."""
    return {"parties": np.array([0, 1, 0]), "n_parties": 2, "groups": np.full(3, -1), "k": 0, "n_statements": 3}


def test_nobody_can_be_outvoted():
    """A thousand people of one party cannot carry a statement that the five of the other deny."""
    parties = np.array([0] * 1_000 + [1] * 5)
    votes = votes_of([[1, 1]] * 600 + [[1, -1]] * 400 + [[-1, 1]] * 5)
    bridging = bridge(*votes, parties=parties, n_parties=2, groups=parties * 0, k=1, n_statements=2)
    ranked = bridging.ranked(hidden=NONE_HIDDEN[:2])
    assert [(one.statement, one.holds) for one in ranked] == [(1, True), (0, False)]
    assert ranked[1].weakest == Share(Camp.PARTY, 1, agree=0, seen=5)


def test_without_parties_the_product_is_the_group_informed_consensus():
    rng = np.random.default_rng(3)
    votes = votes_of(rng.integers(-1, 2, (60, 12)).tolist())
    drawn = draw_map(*votes, n_people=60, n_statements=12, seed=1)
    nobody = np.full(60, -1)
    bridging = bridge(*votes, parties=nobody, n_parties=0, groups=drawn.groups, k=drawn.k, n_statements=12)
    assert [bridging.of(n).product for n in range(12)] == pytest.approx(drawn.statistics.consensus.tolist())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parties": np.array([0, 0, 0, 2, 1, 1, -1])}, "person 3: party is 2, not from -1 to 1"),
        ({"groups": np.array([0, 0, 0, 0, 0, 1, -2])}, "person 6: group is -2, not from -1 to 1"),
        ({"parties": PARTIES * 0 - 1, "groups": GROUPS * 0 - 1}, "nobody in any party or group has answered anything"),
    ],
)
def test_unknown_camps_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        of_parties_and_groups(**changes)


# --- the second opinion ---


def camps(*, liked_by_both, people=80, statements=24, seed=0):
    """Two camps that contradict each other on every statement but those that both like; half of it is answered."""
    rng = np.random.default_rng(seed)
    sides = rng.choice([-1, 1], statements)
    views = np.array([sides, -sides])[np.arange(people) % 2]
    views[:, liked_by_both] = 1
    person, statement = np.nonzero(rng.random((people, statements)) < 0.5)
    return person, statement, views[person, statement]


def test_what_both_camps_like_stands_out():
    votes = camps(liked_by_both=[3, 11])
    found = statement_intercepts(*votes, n_people=80, n_statements=24, seed=0, hidden=np.zeros(24, dtype=bool))
    others = np.delete(found, [3, 11])
    assert found[[3, 11]].min() > 0.3
    assert np.abs(others).max() < 0.1


def test_the_start_decides_nothing():
    votes = camps(liked_by_both=[5])
    found = [
        statement_intercepts(*votes, n_people=80, n_statements=24, seed=seed, hidden=np.zeros(24, dtype=bool))
        for seed in (0, 0, 1, 2)
    ]
    assert (found[0] == found[1]).all()
    assert found[2] == pytest.approx(found[0], abs=1e-4)
    assert found[3] == pytest.approx(found[0], abs=1e-4)


def test_hidden_statements_decide_nothing():
    person, statement, vote = camps(liked_by_both=[5])
    hidden = np.arange(24) == 23
    sizes = {"n_people": 80, "n_statements": 24, "seed": 0, "hidden": hidden}
    found = statement_intercepts(person, statement, vote, **sizes)
    assert found[23] == 0
    visible = statement < 23
    assert found == pytest.approx(statement_intercepts(person[visible], statement[visible], vote[visible], **sizes))


@pytest.mark.parametrize(
    "rows", [[], [[1]], [[1, 1], [1, 1]], [[0, 0], [0, 0]], [[None, 1]]], ids=["none", "one", "agree", "pass", "unseen"]
)
def test_where_nothing_differs_there_is_nothing_to_explain(rows):
    statements = len(rows[0]) if rows else 2
    found = statement_intercepts(
        *votes_of(rows),
        n_people=len(rows),
        n_statements=statements,
        seed=0,
        hidden=np.zeros(statements, dtype=bool),
    )
    assert found == pytest.approx(np.zeros(statements), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "least"), [("vtaiwan.uberx", 0.93), ("reference/biodiversity", 0.95)], ids=["uberx", "biodiversity"]
)
def test_it_agrees_with_the_group_informed_consensus_of_real_conversations(name, least):
    export = conversation(name)
    votes = export.votes.person, export.votes.statement, export.votes.value
    sizes = {"n_people": len(export.participants), "n_statements": len(export.statements), "seed": 0}
    drawn = draw_map(*votes, **sizes, hidden=export.hidden)
    found = statement_intercepts(*votes, **sizes, hidden=drawn.hidden)
    told = (drawn.totals.seen >= 20) & ~drawn.hidden
    assert spearmanr(found[told], drawn.statistics.consensus[told]).statistic >= least
