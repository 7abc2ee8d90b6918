"""Who sits at which table: mixed by traits, with new faces each time, some people kept apart or together.

The cost of two people at one table is a number for each pair (``_System.together``): what they share, how often they
have met, what is demanded of them. What a table should hold of each value adds a number for each person and table.
So a swap of two people costs four look-ups, and one row of the matrix finds the best partner for somebody. All numbers
are integers and chance comes from SHA-256 alone: equal inputs and seed give equal tables on every machine.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Pair = tuple[str, str]

# A table with one person too many of one value costs 1, with two of them 4. Two who met once and sit together again
# cost as much as two too many; a demand that is not met costs more than any mix.
MEETING_AGAIN = 4
DEMAND = 2_000
KICKS = 20  # how often a settled plan is disturbed and settled again; the best one stays


@dataclass(frozen=True)
class Inputs:
    """Everything that an assignment rests on, as plain data: people by code, in any order."""

    people: Sequence[str]
    traits: dict[str, dict[str, str]]  # name of a trait → person → value; somebody without a value counts as a value
    tables: int
    met: Sequence[tuple[str, str, int]] = ()  # how often two have sat at one table
    apart: Sequence[Pair] = ()
    together: Sequence[Pair] = ()

    def __post_init__(self) -> None:
        if not 0 < self.tables <= len(self.people):
            raise ValueError("every table needs somebody")

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Inputs":
        """From JSON, where pairs are lists."""
        return cls(**data)


def assign(inputs: Inputs, *, seed: str) -> list[list[str]]:
    """Tables of equal size (or one more), in the order of the people's codes."""
    system = _System(inputs, _sizes(len(inputs.people), inputs.tables))
    order = _shuffled(len(inputs.people), seed, "deal")
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order)) % inputs.tables
    best = _settled(system, places, order)
    least = system.cost(best)
    for kick in range(KICKS):
        shaken = best.copy()
        some = _shuffled(len(order), seed, f"kick {kick}")[: max(4, len(order) // 12)]
        shaken[some] = shaken[np.roll(some, 1)]
        settled = _settled(system, shaken, order)
        if (cost := system.cost(settled)) < least:
            best, least = settled, cost
    return system.as_tables(best)


def rebalance(inputs: Inputs, tables: Sequence[Iterable[str]]) -> list[list[str]]:
    """The tables without those who are no longer among the people and with those who are new.

    Sizes differ by one at most afterwards, and nobody moves who need not for that.
    """
    there = set(inputs.people)
    stay = [[person for person in table if person in there] for table in tables]
    count = [len(table) for table in stay]
    larger = sorted(range(inputs.tables), key=lambda table: (-count[table], table))
    sizes = np.zeros(inputs.tables, dtype=np.int64)
    sizes[larger] = _sizes(len(inputs.people), inputs.tables)
    system = _System(inputs, sizes)
    places = np.full(len(system.people), -1, dtype=np.int64)
    for number, table in enumerate(stay):
        places[[system.index[person] for person in table]] = number
    while (move := _next_move(system, places)) is not None:
        places[move[0]] = move[1]
    return system.as_tables(places)


def _next_move(system: "_System", places: Whole) -> tuple[int, int] | None:
    """The cheapest move of somebody without a place, or else from a table that is too large, to one that has room."""
    held = np.bincount(places[places >= 0], minlength=len(system.sizes))
    nowhere = places < 0
    movable = nowhere if nowhere.any() else (held > system.sizes)[places]
    if not movable.any():
        return None
    prices = system.prices(places)
    left = np.where(nowhere, 0, prices[np.arange(len(places)), places])
    change = prices - left[:, None]
    change[~movable] = np.iinfo(np.int64).max
    change[:, held >= system.sizes] = np.iinfo(np.int64).max
    person, table = np.unravel_index(np.argmin(change), change.shape)
    return int(person), int(table)


@dataclass(frozen=True)
class Balance:
    """How far the tables are from the mix of all people, in people, and how many pairs sit together again."""

    worst: dict[str, float]  # by trait: the most that a table has too many or too few of one value
    pairs: int
    again: int
    broken: int  # demands that are not met


def balance(inputs: Inputs, tables: Sequence[Sequence[str]]) -> Balance:
    """Measures of tables, however they came about."""
    n = sum(len(table) for table in tables)
    worst = {
        name: max((gap for table in tables for gap in _gaps(values, inputs.people, table, n)), default=0.0)
        for name, values in inputs.traits.items()
    }
    side_by_side = {frozenset(pair) for table in tables for pair in combinations(table, 2)}
    again = sum(frozenset((one, other)) in side_by_side for one, other, times in inputs.met if times)
    broken = sum(frozenset(pair) in side_by_side for pair in inputs.apart)
    broken += sum(frozenset(pair) not in side_by_side for pair in inputs.together)
    return Balance(worst, len(side_by_side), again, broken)


def _gaps(values: dict[str, str], people: Sequence[str], table: Sequence[str], n: int) -> Iterator[float]:
    for value in sorted({values.get(person, "") for person in people}):
        everywhere = sum(values.get(person, "") == value for person in people)
        here = sum(values.get(person, "") == value for person in table)
        yield abs(here - len(table) * everywhere / n)


class _System:
    """The prices of an assignment in integers: balance is counted in 1/n people, squared."""

    def __init__(self, inputs: Inputs, sizes: Whole):
        self.people = sorted(inputs.people)
        self.index = {person: i for i, person in enumerate(self.people)}
        self.sizes = sizes
        n = len(self.people)
        unit = n * n
        has = self._values(inputs)
        self.together: Whole = 2 * unit * (has @ has.T)
        self.each = np.diag(self.together).copy()
        for pairs, price in (
            (inputs.met, MEETING_AGAIN),
            ([(*pair, 1) for pair in inputs.apart], DEMAND),
            ([(*pair, 1) for pair in inputs.together], -DEMAND),
        ):
            for one, other, times in pairs:
                if one in self.index and other in self.index:
                    i, k = self.index[one], self.index[other]
                    self.together[[i, k], [k, i]] += price * times * unit
        self.wanted: Whole = 2 * n * (has @ has.sum(axis=0))[:, None] * sizes[None, :]

    def _values(self, inputs: Inputs) -> Whole:
        """A column of zeros and ones for each value of each trait."""
        columns = []
        for _name, values in sorted(inputs.traits.items()):
            mine = [values.get(person, "") for person in self.people]
            columns += [[own == value for own in mine] for value in sorted(set(mine))]
        return np.array(columns, dtype=np.int64).reshape(len(columns), len(self.people)).T

    def prices(self, places: Whole) -> Whole:
        """For each person and table: what sitting there costs beside those who sit there now."""
        prices = -self.wanted
        for table in range(len(self.sizes)):
            prices[:, table] += self.together[:, places == table].sum(axis=1)
        return prices

    def cost(self, places: Whole) -> int:
        everybody = np.arange(len(places))
        beside = (self.prices(places) - self.wanted)[everybody, places]
        return int(beside.sum())

    def as_tables(self, places: Whole) -> list[list[str]]:
        return [[self.people[i] for i in np.flatnonzero(places == table)] for table in range(len(self.sizes))]


def _settled(system: _System, places: Whole, order: Whole) -> Whole:
    """Swap two people as long as a swap of somebody with anybody makes the plan better."""
    places = places.copy()
    prices = np.ascontiguousarray(system.prices(places).T)
    together, twice, each = system.together, 2 * system.together, system.each
    everybody = np.arange(len(places))
    rest = each - prices[places, everybody]  # of the change by a swap, what depends on one of the two alone
    moved = True
    while moved:
        moved = False
        for i in order:
            s = places[i]
            change = prices[s] + prices[places, i] + rest - twice[i]
            change[places == s] = -rest[i]  # nobody swaps within a table
            k = int(np.argmin(change))
            if change[k] + rest[i] >= 0:
                continue
            t = places[k]
            step = together[k] - together[i]
            prices[s] += step
            prices[t] -= step
            places[i], places[k] = t, s
            rest = each - prices[places, everybody]
            moved = True
    return places


def _sizes(people: int, tables: int) -> Whole:
    """As equal as can be, the larger ones first."""
    least, larger = divmod(people, tables)
    return np.array([least + (table < larger) for table in range(tables)], dtype=np.int64)


def _shuffled(n: int, seed: str, use: str) -> Whole:
    """The numbers below n in an order that anybody can repeat: by SHA-256 of seed, use and number."""
    keys = [hashlib.sha256(f"{seed} {use} {i}".encode()).digest() for i in range(n)]
    return np.array(sorted(range(n), key=keys.__getitem__), dtype=np.int64)
