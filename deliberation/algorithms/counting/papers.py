"""Papers that rank options, and what every count of them says."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

Rank = int | frozenset[int]  # an option, or several that the paper puts on one level
Ranking = tuple[Rank, ...]  # best first; options that are not named come after all that are
Weight = int | Fraction
Rankings = Mapping[Ranking, Weight]  # equal papers once, with the number of them

ALL_INT64 = 2**62


@dataclass(frozen=True)
class Result:
    """Who has a seat whatever a lot would say, and between whom only a lot could decide about the seats left."""

    seats: int
    winners: tuple[int, ...]  # ascending
    tied: tuple[int, ...]  # ascending; empty if there are as many winners as seats

    @property
    def open_seats(self) -> int:
        """Seats that the papers do not decide."""
        return self.seats - len(self.winners)


def check_ranking(ranking: Ranking, options: int) -> None:
    """Raise a ``ValueError`` in one sentence if ``ranking`` names what is no option, or an option twice."""
    named = [option for rank in ranking for option in (rank if isinstance(rank, frozenset) else (rank,))]
    for option in named:
        if not 1 <= option <= options:
            raise ValueError(f"there is no option {option}, only 1 to {options}")
    if len(set(named)) < len(named):
        twice = next(option for option, times in Counter(named).items() if times > 1)
        raise ValueError(f"option {twice} is ranked twice")


def check_complete(ranking: Ranking, options: int) -> None:
    """Raise a ``ValueError`` in one sentence if ``ranking`` leaves out one of the ``options``."""
    named = frozenset[int]().union(*(rank if isinstance(rank, frozenset) else (rank,) for rank in ranking))
    if missing := sorted(set(range(1, options + 1)) - named):
        raise ValueError(f"the ranking is incomplete: option {missing[0]} is missing")


def compress(papers: Iterable[Ranking], options: int) -> Counter[Ranking]:
    """Count equal papers together; a ``ValueError`` names what is wrong with a paper."""
    counted = Counter(papers)
    known = frozenset(range(1, options + 1))
    for ranking in counted:
        if not known.issuperset(ranking) or len(set(ranking)) < len(ranking):  # quick; says no to levels as well
            check_ranking(ranking, options)
    return counted


def check_seats(seats: int, standing: Collection[int]) -> None:
    """Raise a ``ValueError`` unless there is a seat, and an option for each."""
    if seats < 1:
        raise ValueError("there must be at least one seat")
    if seats > len(standing):
        raise ValueError(f"{seats} seats, but only {len(standing)} options stand")


def check_papers(papers: Mapping[tuple, Weight]) -> None:
    """Raise a ``ValueError`` if there is nothing to count."""
    if not papers:
        raise ValueError("there are no papers to count")


def highest(totals: Mapping[int, Weight], seats: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the ``seats`` options with the highest totals, and those that tie for the last seats."""
    last = sorted(totals.values(), reverse=True)[seats - 1]
    above = sorted(option for option, total in totals.items() if total > last)
    level = sorted(option for option, total in totals.items() if total == last)
    if len(above) + len(level) == seats:
        return tuple(sorted(above + level)), ()
    return tuple(above), tuple(level)


def weights_of(papers: Mapping[tuple, Weight]) -> np.ndarray:
    """Return the weights as an array in which sums stay exact: whole numbers while they fit, else Python's own."""
    total = sum(papers.values())
    exact = np.int64 if isinstance(total, int) and total < ALL_INT64 else object
    return np.array(list(papers.values()), dtype=exact)
