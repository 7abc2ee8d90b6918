"""Rankings counted by transfers: the single transferable vote for seats, and for one seat instant runoff.

The rule: a paper counts for the first of its options that still stands. Who has the quota of Droop has a seat, and what
is above the quota goes on with each of the papers at the same part of its value (weighted inclusive Gregory), for all
who reach the quota in one round at once; if nobody has it, whoever has fewest leaves. As many as there are seats left
have them. A paper with several standing options on its best level waits until one of them is left. All values are
exact fractions, where laws cut after five decimals.

Who leaves can depend on a tie. Then all ways to go on are counted: a seat is won if it is won on every way, and tied
are those who win on some ways only. The rounds that are shown follow one of the ways and name each tie on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from deliberation.algorithms.counting.papers import Ranking, Rankings, Result, Weight, check_papers, check_seats

WAYS = 1_000  # states that are followed before all options that still stand are called tied
WAITING = 0  # in place of an option: the papers that wait

Parcel = tuple[Weight, list[tuple[Ranking, Weight]]]  # the part that each paper is worth, and the papers with weights


@dataclass(frozen=True)
class Round:
    """What one count of the standing options led to."""

    votes: dict[int, Weight]
    idle: Weight  # worth of the papers that name no standing option any more, or wait
    elected: tuple[int, ...]
    excluded: tuple[int, ...]
    tied: tuple[int, ...]  # those with equally few votes of whom one had to leave; the way shown takes one


@dataclass(frozen=True)
class Transfers(Result):
    """The result with the rounds that led to it."""

    quota: int
    rounds: tuple[Round, ...]
    all_ways: bool  # False where ties leave more ways than are followed: some who are called tied may have no chance


@dataclass(frozen=True)
class _State:
    standing: frozenset[int]
    piles: dict[int, list[Parcel]]
    votes: dict[int, Weight]
    elected: frozenset[int] = frozenset()
    # Leaving without a seat changes no value, so that what else there is to know are the elections and who stood then.
    elections: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()


@dataclass(frozen=True)
class _End:
    sure: frozenset[int]
    possible: frozenset[int]
    rounds: tuple[Round, ...] = ()


def instant_runoff(papers: Rankings, standing: Iterable[int]) -> Transfers:
    """Count for one seat."""
    return transferable_vote(papers, standing, 1)


def transferable_vote(papers: Rankings, standing: Iterable[int], seats: int) -> Transfers:
    """Count for ``seats``; more of them than standing options is a ``ValueError``."""
    check_papers(papers)
    options = frozenset(standing)
    check_seats(seats, options)
    parcel = (1, list(papers.items()))
    start = _moved(_State(options, {WAITING: [parcel]}, dict.fromkeys(options, 0)), {})
    valid = sum(start.votes.values()) + sum(_worth(parcel) for parcel in start.piles[WAITING])
    quota = floor(Fraction(valid) / (seats + 1)) + 1
    count = _Count(seats, quota, valid)
    end = count.follow(start)
    tied = end.possible - end.sure
    return Transfers(seats, tuple(sorted(end.sure)), tuple(sorted(tied)), quota, end.rounds, count.all_ways)


class _Count:
    def __init__(self, seats: int, quota: int, valid: Weight) -> None:
        self.seats, self.quota, self.valid = seats, quota, valid
        self.seen: dict[tuple, _End] = {}
        self.all_ways = True

    def follow(self, state: _State) -> _End:
        """Return how the count ends from here; a state that was reached by another way is counted once."""
        key = (state.standing, state.elections)
        if key not in self.seen:
            if len(self.seen) >= WAYS:
                self.all_ways = False
                return _End(state.elected, state.elected | state.standing)
            self.seen[key] = self._next(state)
        return self.seen[key]

    def _next(self, state: _State) -> _End:
        open_seats = self.seats - len(state.elected)
        if not open_seats:
            return _End(state.elected, state.elected)
        if len(state.standing) <= open_seats:
            winners = state.elected | state.standing
            return _End(winners, winners, (self._round(state, elected=state.standing),))
        if reached := frozenset(option for option in state.standing if state.votes[option] >= self.quota):
            return self._after(self._round(state, elected=reached), [self._elect(state, reached)])
        fewest = min(state.votes.values())
        lowest = frozenset(option for option in state.standing if state.votes[option] == fewest)
        rest = state.standing - lowest
        unmoved = not fewest and not state.piles[WAITING]  # whoever of them leaves first, no paper moves
        if len(state.standing) == open_seats + 1 or (unmoved and len(rest) <= open_seats):
            return self._last(state, rest, lowest, decided=len(rest) == open_seats)
        if unmoved:
            return self._after(self._round(state, excluded=lowest), [_moved(state, dict.fromkeys(lowest, 1))])
        first = frozenset([min(lowest)])
        tied = lowest if len(lowest) > 1 else frozenset()
        ways = [_moved(state, {option: 1}) for option in sorted(lowest)]
        return self._after(self._round(state, excluded=first, tied=tied), ways)

    def _last(self, state: _State, rest: frozenset[int], lowest: frozenset[int], *, decided: bool) -> _End:
        if decided:
            winners = state.elected | rest
            return _End(winners, winners, (self._round(state, elected=rest, excluded=lowest),))
        this = self._round(state, elected=rest, tied=lowest)
        return _End(state.elected | rest, state.elected | state.standing, (this,))

    def _after(self, this: Round, ways: list[_State]) -> _End:
        ends = [self.follow(state) for state in ways]
        sure = frozenset.intersection(*(end.sure for end in ends))
        possible = frozenset.union(*(end.possible for end in ends))
        return _End(sure, possible, (this, *ends[0].rounds))

    def _elect(self, state: _State, reached: frozenset[int]) -> _State:
        kept = {option: Fraction(state.votes[option] - self.quota) / state.votes[option] for option in reached}
        elections = (*state.elections, (state.standing, reached))
        return replace(_moved(state, kept), elected=state.elected | reached, elections=elections)

    def _round(
        self,
        state: _State,
        *,
        elected: frozenset[int] = frozenset(),
        excluded: frozenset[int] = frozenset(),
        tied: frozenset[int] = frozenset(),
    ) -> Round:
        votes = {option: state.votes[option] for option in sorted(state.standing)}
        idle = self.valid - sum(votes.values()) - len(state.elected) * self.quota
        return Round(votes, idle, tuple(sorted(elected)), tuple(sorted(excluded)), tuple(sorted(tied)))


def _moved(state: _State, leaving: Mapping[int, Weight]) -> _State:
    """Take the options ``leaving`` out; each paper of theirs goes on at the part of its value that stands beside."""
    standing = state.standing.difference(leaving)
    arrived: dict[tuple[int, Weight], list[tuple[Ranking, Weight]]] = defaultdict(list)
    for option, part in {**leaving, WAITING: 1}.items():
        for value, papers in state.piles.get(option, ()):
            if part:
                for target, moved in _by_next(papers, standing).items():
                    arrived[target, value * part] += moved
    piles = {option: list(state.piles.get(option, ())) for option in standing} | {WAITING: []}
    votes = {option: state.votes[option] for option in standing}
    for (target, value), moved in arrived.items():
        piles[target].append((value, moved))
        if target != WAITING:
            votes[target] += _worth((value, moved))
    return replace(state, standing=standing, piles=piles, votes=votes)


def _by_next(papers: list[tuple[Ranking, Weight]], standing: frozenset[int]) -> dict[int, list[tuple[Ranking, Weight]]]:
    """Sort papers by the option for which they count; those that name none any more are left out."""
    found: dict[int, list[tuple[Ranking, Weight]]] = defaultdict(list)
    for paper in papers:
        for rank in paper[0]:
            if rank in standing:
                found[rank].append(paper)
                break
            if type(rank) is frozenset and (left := rank & standing):
                found[WAITING if len(left) > 1 else min(left)].append(paper)
                break
    return found


def _worth(parcel: Parcel) -> Weight:
    value, papers = parcel
    return value * sum(weight for _ranking, weight in papers)
