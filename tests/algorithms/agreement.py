"""How much two groupings of the same people agree."""

import numpy as np


def agreement(first, second):
    """Adjusted Rand index of the people who are in a group both times (Hubert and Arabie 1985)."""
    both = (first >= 0) & (second >= 0)
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first[both], second[both]), 1)

    def pairs(counts):
        return (counts * (counts - 1) / 2).sum()

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(table.sum())
    return (pairs(table) - expected) / ((rows + columns) / 2 - expected)


def same_parts(first, second):
    """Whether two groupings differ by the numbers of their groups at most."""
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    return len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})
