"""One of several options, approval, and scores: whoever has most wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from deliberation.algorithms.counting.papers import (
    Rankings,
    Result,
    Weight,
    check_papers,
    check_seats,
    highest,
    weights_of,
)

BEST = 5  # the highest score; the lowest is 0
SCORES = frozenset({None, *range(BEST + 1)})
Scores = tuple[int | None, ...]  # one for each option in their order; None was left blank and gives nothing


@dataclass(frozen=True)
class Totals(Result):
    """The result of adding up, with what each option got."""

    totals: dict[int, Weight]
    unclear: Weight  # papers that name no option, or several as the first where one is asked

    @property
    def margin(self) -> Weight:
        """How far the last winner is ahead of the first who has no seat; nothing where all have or where they tie."""
        descending = sorted(self.totals.values(), reverse=True)
        return descending[self.seats - 1] - descending[self.seats] if self.seats < len(descending) else 0


def plurality(papers: Rankings, standing: Iterable[int], seats: int = 1) -> Totals:
    """Count the first choice of each paper among the options that stand."""
    return _count_named(papers, standing, seats, first_only=True)


def approval(papers: Rankings, standing: Iterable[int], seats: int = 1) -> Totals:
    """Count every option that a paper names, wherever it ranks it."""
    return _count_named(papers, standing, seats, first_only=False)


def _count_named(papers: Rankings, standing: Iterable[int], seats: int, *, first_only: bool) -> Totals:
    check_papers(papers)
    totals: dict[int, Weight] = dict.fromkeys(sorted(standing), 0)
    check_seats(seats, totals)
    unclear: Weight = 0
    for ranking, weight in papers.items():
        levels = ([rank] if isinstance(rank, int) else rank for rank in ranking)
        named = [left for level in levels if (left := [option for option in level if option in totals])]
        if first_only:
            named = [level for level in named[:1] if len(level) == 1]
        if not named:
            unclear += weight
        for level in named:
            for option in level:
                totals[option] += weight
    return Totals(seats, *highest(totals, seats), totals, unclear)


def score(papers: Mapping[Scores, Weight], standing: Iterable[int], seats: int = 1) -> Totals:
    """Add up the scores from 0 to 5 that each option got; a ``ValueError`` names a score that is none."""
    check_papers(papers)
    options = sorted(standing)
    check_seats(seats, options)
    length = len(next(iter(papers)))
    for scores in papers:
        check_scores(scores, length)
    given = np.array(list(papers), dtype=float)[:, [option - 1 for option in options]]  # None is not a number
    blank = np.isnan(given)
    points = np.where(blank, 0, given).astype(np.int64)
    *sums, unclear = (weights_of(papers) @ np.column_stack([points, blank.all(axis=1)])).tolist()
    totals = dict(zip(options, sums, strict=True))
    return Totals(seats, *highest(totals, seats), totals, unclear)


def check_scores(scores: Scores, options: int) -> None:
    """Raise a ``ValueError`` in one sentence unless there is one score from 0 to 5, or None, for each option."""
    if len(scores) != options:
        raise ValueError(f"{len(scores)} scores for {options} options")
    if not SCORES.issuperset(scores):
        wrong = next(one for one in scores if one not in SCORES)
        raise ValueError(f"{wrong} is no score from 0 to {BEST}")
