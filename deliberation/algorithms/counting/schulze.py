"""Rankings by Schulze's method: each option against each other, and the strongest chains of victories.

A victory is as strong as the number of papers for it ("winning votes"), as Debian counts and Schulze recommends. What a
paper does not rank comes after all that it ranks; equal ranks say nothing about each other.
Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from deliberation.algorithms.counting.papers import (
    Ranking,
    Rankings,
    Result,
    Weight,
    check_papers,
    check_seats,
    weights_of,
)

Pairs = dict[tuple[int, int], Weight]


@dataclass(frozen=True)
class Duels(Result):
    """The result by pairs of options."""

    preferred: Pairs  # (one, other): papers that put one before the other
    paths: Pairs  # (one, other): the weakest victory of the strongest chain from one to the other; 0 without a chain

    @property
    def beats_all(self) -> int | None:
        """The option that wins against every other, if there is one (the Condorcet winner)."""
        options = sorted({one for one, _ in self.preferred}) or list(self.winners)
        for one in options:
            if all(self.margin(one, other) > 0 for other in options if other != one):
                return one
        return None

    def margin(self, one: int, other: int) -> Weight:
        """By how many papers ``one`` is ahead of ``other``; negative where it is behind."""
        return self.preferred[one, other] - self.preferred[other, one]


def schulze(papers: Rankings, standing: Iterable[int]) -> Duels:
    """Return who is not beaten by a stronger chain than its own; several are a tie."""
    check_papers(papers)
    options = sorted(standing)
    check_seats(1, options)
    preferred = _preferred(papers, options)
    paths = _strongest_paths(preferred, options)
    first = [one for one in options if all(paths[one, other] >= paths[other, one] for other in options if other != one)]
    winners, tied = (first, []) if len(first) == 1 else ([], first)
    return Duels(1, tuple(winners), tuple(tied), preferred, paths)


def _preferred(papers: Rankings, options: list[int]) -> Pairs:
    weights, ranks = weights_of(papers), _ranks(list(papers), max(options))
    pairs: Pairs = {}
    for one in options:
        before = ranks[:, [one]] < ranks[:, options]
        pairs |= {
            (one, other): n for other, n in zip(options, (weights @ before).tolist(), strict=True) if other != one
        }
    return pairs


def _ranks(rankings: list[Ranking], options: int) -> np.ndarray:
    """Return rankings × (option numbers), each with its rank from 0; what is not named has the last rank of all."""
    ranks = np.full((len(rankings), options + 1), np.iinfo(np.int16).max, dtype=np.int16)
    alike = defaultdict(list)  # strict rankings of one length make one array
    for row, ranking in enumerate(rankings):
        if frozenset not in map(type, ranking):
            alike[len(ranking)].append(row)
            continue
        for place, rank in enumerate(ranking):
            ranks[row, [*rank] if isinstance(rank, frozenset) else rank] = place
    for length, rows in alike.items():
        if length:
            named = np.array([rankings[row] for row in rows], dtype=np.int64)
            ranks[np.array(rows)[:, np.newaxis], named] = np.arange(length, dtype=np.int16)
    return ranks


def _strongest_paths(preferred: Pairs, options: list[int]) -> Pairs:
    paths = {(one, other): n if n > preferred[other, one] else 0 for (one, other), n in preferred.items()}
    for middle, one, other in permutations(options, 3):  # in this order: each middle is through before the next begins
        paths[one, other] = max(paths[one, other], min(paths[one, middle], paths[middle, other]))
    return paths
