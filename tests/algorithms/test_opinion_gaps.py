import numpy as np
import pytest

from deliberation.algorithms.opinion_bridging import Camp, Share, bridge
from deliberation.algorithms.opinion_gaps import Need, Reason, Suggestion, Unknown, suggestions, unknowns
from deliberation.algorithms.opinion_space import draw_map
from deliberation.algorithms.opinion_statistics import Counts


def totals(*passed_of_seen):
    """Counts of statements, by passes and answers; whoever does not pass agrees."""
    passed, seen = np.array(passed_of_seen, dtype=np.int64).reshape(-1, 2).T
    return Counts(seen - passed, np.zeros_like(seen), seen)


def asked(counts, hidden=(), **options):
    return unknowns(counts, hidden=np.isin(np.arange(len(counts.seen)), hidden), **options)


# --- what nobody knows yet ---


def test_what_is_passed_or_hardly_seen_is_unknown():
    """Usual is a fifth, 94 of 470 answers; so that 30 of 100 are not more than half as much again, 31 are."""
    counts = totals((31, 100), (10, 100), (45, 100), (3, 100), (4, 40), (1, 19), (0, 0), (0, 11))
    assert (counts.passed.sum(), counts.seen.sum()) == (94, 470)
    assert asked(counts) == [
        Unknown(2, Reason.PASSED, 45, 100),
        Unknown(0, Reason.PASSED, 31, 100),
        Unknown(6, Reason.FEW_ANSWERS, 0, 0),
        Unknown(7, Reason.FEW_ANSWERS, 0, 11),
        Unknown(5, Reason.FEW_ANSWERS, 1, 19),
    ]
    assert [one.statement for one in asked(counts, most=1)] == [2, 6]
    fewer = totals((30, 100), (11, 100), (45, 100), (3, 100), (4, 40), (1, 19), (0, 0), (0, 11))
    assert [one.statement for one in asked(fewer)] == [2, 6, 7, 5]


def test_a_few_passes_more_than_usual_are_chance():
    """Six of twenty are half as many again as usual, but of so few people; sixty of two hundred are no chance."""
    assert asked(totals((33, 180), (6, 20))) == []
    assert asked(totals((330, 1800), (60, 200))) == [Unknown(1, Reason.PASSED, 60, 200)]


def test_hidden_statements_are_neither_told_nor_usual():
    counts = totals((90, 100), (20, 100), (60, 100), (0, 0))
    assert asked(counts) == [Unknown(0, Reason.PASSED, 90, 100), Unknown(3, Reason.FEW_ANSWERS, 0, 0)]
    assert asked(counts, hidden=[0, 3]) == []
    assert asked(totals((95, 100), (20, 100), (70, 100), (5, 100)), hidden=[0]) == [Unknown(2, Reason.PASSED, 70, 100)]


@pytest.mark.parametrize("counts", [totals(), totals((0, 0)), totals((30, 30)), totals((0, 30))])
def test_where_nothing_differs_nothing_is_passed_a_lot(counts):
    assert not any(one.reason is Reason.PASSED for one in asked(counts))


# --- what to seed next ---

# Ten people of party 0 form one group, ten of party 1 the other; they contradict each other on the first five.
PARTIES = np.repeat([0, 1], 10)
NOBODYS = np.full(8, -1)


def conversation(*, statements=8, hidden=()):
    """Statement 5 holds for both; 6 is passed by everyone in both; 7 lacks one voice in the second group."""
    first = [1] * 5 + [1, 0, 1]
    rows = [first] * 10 + [[-1] * 5 + [1, 0, 1]] * 5 + [[-1] * 5 + [1, 0, -1]] * 5
    person, statement = np.indices((20, statements)).reshape(2, -1)
    vote = np.array(rows)[person, statement % 8]
    found = draw_map(person, statement, vote, n_people=20, n_statements=statements, seed=1, k=2, hidden=hidden)
    camps = {"parties": PARTIES, "n_parties": 2, "groups": found.groups, "k": 2, "n_statements": statements}
    return found, bridge(person, statement, vote, **camps)


def test_all_that_a_conversation_lacks():
    found, bridging = conversation()
    first, second = int(found.groups[0]), int(found.groups[10])
    assert {first, second} == {0, 1}
    authors = NOBODYS.copy()
    authors[2] = 3  # someone of the first group
    assert suggestions(found, bridging, authors=authors) == [
        Suggestion(Need.STATEMENTS, figure=8),
        Suggestion(Need.AUTHOR, group=second),
        Suggestion(Need.REWORDING, statement=7, short=Share(Camp.PARTY, 1, agree=5, seen=10)),
        Suggestion(Need.INFORMATION, statement=6),
    ]


def test_what_is_hidden_is_no_authors_work():
    found, bridging = conversation(hidden=[2, 6, 7])
    authors = np.full(8, 3)
    authors[2], authors[4] = 15, -1
    second = int(found.groups[10])
    assert suggestions(found, bridging, authors=authors) == [
        Suggestion(Need.STATEMENTS, figure=5),
        Suggestion(Need.AUTHOR, group=second),
    ]


def test_a_conversation_that_lacks_nothing():
    found, bridging = conversation(statements=21)
    authors = np.where(np.arange(21) % 2, 3, 15)
    told = suggestions(found, bridging, authors=authors, most=1)
    assert [one.need for one in told] == [Need.REWORDING, Need.INFORMATION]
    assert suggestions(found, bridging, authors=authors, most=0) == []


def test_groups_that_nothing_tells_apart():
    """Groups of one person each are so small that no difference between them is significant."""
    person, statement = np.indices((2, 2)).reshape(2, -1)
    votes = person, statement, np.array([1, 0, 0, 1])
    found = draw_map(*votes, n_people=2, n_statements=2, seed=1)
    camps = {"parties": np.full(2, -1), "n_parties": 0, "groups": found.groups, "k": 2, "n_statements": 2}
    assert suggestions(found, bridge(*votes, **camps), authors=np.array([0, 1])) == [
        Suggestion(Need.STATEMENTS, figure=2),
        Suggestion(Need.DISTINCTIVE, group=0),
        Suggestion(Need.DISTINCTIVE, group=1),
    ]


@pytest.mark.parametrize(
    ("near", "seen", "told"),
    [(4, 10, [Share(Camp.PARTY, 1, 4, 10)]), (3, 10, []), (0, 0, [])],
    ids=["nearly", "too far", "nobody there was asked"],
)
def test_a_statement_nearly_holds(near, seen, told):
    """Everyone of party 0 and of the group agrees, and some of party 1."""
    person = np.concatenate([np.arange(40), 40 + np.arange(seen)])
    vote = np.concatenate([np.ones(40, dtype=int), np.where(np.arange(seen) < near, 1, -1)])
    found, _ = conversation(statements=8)
    parties, groups = np.repeat([0, 1], [40, 10]), np.zeros(50, dtype=int)
    camps = {"parties": parties, "n_parties": 2, "groups": groups, "k": 1, "n_statements": 8}
    bridging = bridge(person, np.zeros(len(person), dtype=int), vote, **camps)
    needed = [one for one in suggestions(found, bridging, authors=NOBODYS) if one.need is Need.REWORDING]
    assert [one.short for one in needed] == told


@pytest.mark.parametrize(
    ("authors", "message"),
    [(np.full(3, -1), "there are 8 statements, but 3 authors"), (np.full(8, 20), "statement 0: author is 20")],
)
def test_authors_must_fit_the_map(authors, message):
    with pytest.raises(ValueError, match=message):
        suggestions(*conversation(), authors=authors)
