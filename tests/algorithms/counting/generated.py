"""Elections made by chance, the same in every run: small, so that ties, cycles and blank papers are common."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from deliberation.algorithms.counting.papers import Ranking, Rankings


def elections(number: int, seed: int, *, options: int = 5, papers: int = 12, levels: bool = True) -> Iterator[tuple]:
    """Yield a source of chance, the options, and papers; with ``levels`` some put several options on one."""
    chance = Random(seed)
    for _ in range(number):
        standing = range(1, chance.randint(2, options) + 1)
        yield (
            chance,
            standing,
            Counter(paper(chance, standing, levels=levels) for _ in range(chance.randint(1, papers))),
        )


def paper(chance: Random, standing: range, *, levels: bool) -> Ranking:
    named = chance.sample(standing, chance.choice([len(standing), chance.randint(0, len(standing))]))
    if levels and len(named) > 1 and chance.random() < 0.2:
        place = chance.randrange(len(named) - 1)
        named[place : place + 2] = [frozenset(named[place : place + 2])]
    return tuple(named)


def renamed(papers: Rankings, names: dict[int, int]) -> Rankings:
    """Return the papers as they were if the options had other numbers; what comes last then comes first."""

    def rank(level):
        return frozenset(names[option] for option in level) if isinstance(level, frozenset) else names[level]

    return {tuple(map(rank, ranking)): weight for ranking, weight in reversed(papers.items())}
