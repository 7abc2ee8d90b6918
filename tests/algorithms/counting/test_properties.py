"""What defines the methods, on thousands of elections made by chance."""

from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import combinations

import pytest

from deliberation.algorithms.counting.marks import approval, plurality, score
from deliberation.algorithms.counting.schulze import schulze
from deliberation.algorithms.counting.transfers import instant_runoff, transferable_vote
from tests.algorithms.counting.generated import elections, renamed

METHODS = {
    "plurality": plurality,
    "approval": approval,
    "two of plurality": partial(plurality, seats=2),
    "irv": instant_runoff,
    "schulze": schulze,
    "stv": partial(transferable_vote, seats=2),
}
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@every_method
def test_names_and_the_order_of_papers_say_nothing(method):
    for chance, standing, papers in elections(400, seed=1):
        names = dict(zip(standing, chance.sample(standing, len(standing)), strict=True))
        there, here = method(renamed(papers, names), standing), method(papers, standing)
        assert there.winners == tuple(sorted(names[option] for option in here.winners))
        assert there.tied == tuple(sorted(names[option] for option in here.tied))


@every_method
def test_seats_are_filled_or_tied(method):
    for _chance, standing, papers in elections(400, seed=2):
        result = method(papers, standing)
        assert not set(result.winners) & set(result.tied)
        assert len(result.winners) <= result.seats
        assert (len(result.tied) > result.open_seats) if result.open_seats else not result.tied


@pytest.mark.parametrize("method", [plurality, approval, schulze])
def test_parts_of_papers_are_exact(method):
    for _chance, standing, papers in elections(300, seed=3):
        whole, thirds = method(papers, standing), method({one: Fraction(n, 3) for one, n in papers.items()}, standing)
        assert (thirds.winners, thirds.tied) == (whole.winners, whole.tied)


@pytest.mark.parametrize("method", [plurality, instant_runoff, schulze])
def test_the_first_choice_of_a_majority_wins(method):
    met = 0
    for _chance, standing, papers in elections(1000, seed=4):
        first = Counter({option: plurality(papers, standing).totals[option] for option in standing})
        [(option, votes)] = first.most_common(1)
        if 2 * votes > papers.total():
            met += 1
            assert method(papers, standing).winners == (option,)
    assert met > 200


def test_schulze_elects_who_beats_all_others_and_nobody_outside_the_smith_set():
    beaten_by_none = 0
    for _chance, standing, papers in elections(1000, seed=5):
        result = schulze(papers, standing)
        if result.beats_all:
            beaten_by_none += 1
            assert result.winners == (result.beats_all,)
        assert {*result.winners, *result.tied} <= smith_set(result, standing)
    assert 400 < beaten_by_none < 950


def smith_set(duels, standing):
    """The fewest options of which each wins against each other one."""
    for size in range(1, len(standing) + 1):
        for inside in combinations(standing, size):
            outside = set(standing) - set(inside)
            if all(duels.margin(one, other) > 0 for one in inside for other in outside):
                return set(inside)
    raise AssertionError(standing)


def test_a_clone_changes_nothing_for_others_in_schulze():
    for chance, standing, papers in elections(500, seed=6, levels=False):
        original, clone = chance.choice(standing), len(standing) + 1
        doubled = {with_clone(ranking, original, clone, chance): n for ranking, n in papers.items()}
        before, after = schulze(papers, standing), schulze(doubled, [*standing, clone])
        first = {*before.winners, *before.tied}
        first_now = {original if option == clone else option for option in (*after.winners, *after.tied)}
        assert first_now == first


def with_clone(ranking, original, clone, chance):
    if original not in ranking:
        return ranking
    place = ranking.index(original)
    both = chance.choice([(original, clone), (clone, original)])
    return (*ranking[:place], *both, *ranking[place + 1 :])


@pytest.mark.parametrize("method", [plurality, approval, schulze])
def test_a_winner_that_rises_stays_a_winner(method):
    for chance, standing, papers in elections(700, seed=7, levels=False):
        before = method(papers, standing)
        favourite = chance.choice([*before.winners, *before.tied])
        ranking = chance.choice(list(papers))
        after = method(papers - Counter([ranking]) + Counter([risen(ranking, favourite)]), standing)
        assert favourite in after.winners or favourite in after.tied
        if before.winners:
            assert after.winners == (favourite,)


def risen(ranking, option):
    """The ranking with the option one place higher, or named where it was not."""
    place = ranking.index(option) if option in ranking else len(ranking)
    others = [other for other in ranking if other != option]
    return (*others[: max(place - 1, 0)], option, *others[max(place - 1, 0) :])


def test_a_higher_score_never_harms():
    for chance, standing, papers in elections(500, seed=8):
        scores = Counter(tuple(chance.choice([None, 0, 1, 3, 5]) for _ in standing) for _ in range(papers.total()))
        before = score(scores, standing)
        favourite = chance.choice([*before.winners, *before.tied])
        lower = chance.choice(list(scores))
        higher = tuple(5 if option == favourite else given for option, given in enumerate(lower, 1))
        after = score(scores - Counter([lower]) + Counter([higher]), standing)
        assert favourite in after.winners or favourite in after.tied


def test_seats_go_to_every_group_in_proportion():
    """Droop's criterion: who fills k quotas and puts one group before all others gets k seats of it."""
    met = 0
    for chance, standing, papers in elections(500, seed=9, options=6, papers=40, levels=False):
        seats = chance.randint(1, len(standing))
        result = transferable_vote(papers, standing, seats)
        assert all(this.idle >= 0 for this in result.rounds)
        for size in range(1, len(standing)):
            for group in map(set, combinations(standing, size)):
                solid = sum(n for ranking, n in papers.items() if set(ranking[:size]) == group)
                deserved = min(solid // result.quota, size)
                met += deserved > 0
                assert len(group & {*result.winners, *result.tied}) >= deserved
                if not result.tied:
                    assert len(group & set(result.winners)) >= deserved
    assert met > 1000


def test_ties_of_transfers_are_what_all_lots_together_say():
    met = 0
    for chance, standing, papers in elections(600, seed=10, papers=9):
        seats = chance.randint(1, len(standing))
        result = transferable_vote(papers, standing, seats)
        drawn = list(by_every_lot(papers, set(standing), seats, result.quota))
        met += len(set(map(frozenset, drawn))) > 1
        assert set(result.winners) == set.intersection(*drawn)
        assert {*result.winners, *result.tied} == set.union(*drawn)
    assert met > 100


def by_every_lot(papers, standing, seats, quota, elected=frozenset(), values=None):
    """Yield who is elected by each way to draw lots; as the rule says it, without any short cut."""
    values = values or {ranking: Fraction(n) for ranking, n in papers.items()}
    if len(standing) <= seats - len(elected):
        yield standing | elected
        return
    if len(elected) == seats:
        yield set(elected)
        return
    at = {ranking: counts_for(ranking, standing) for ranking in values}
    votes = {option: sum(values[ranking] for ranking in values if at[ranking] == option) for option in standing}
    reached = {option for option in standing if votes[option] >= quota}
    if reached:
        parts = {option: (votes[option] - quota) / votes[option] for option in reached}
        left = {ranking: value * parts.get(at[ranking], 1) for ranking, value in values.items()}
        yield from by_every_lot(papers, standing - reached, seats, quota, elected | reached, left)
        return
    for option in standing:
        if votes[option] == min(votes.values()):
            yield from by_every_lot(papers, standing - {option}, seats, quota, elected, values)


def counts_for(ranking, standing):
    for rank in ranking:
        left = standing & (rank if isinstance(rank, frozenset) else {rank})
        if left:
            return left.pop() if len(left) == 1 else None
    return None
