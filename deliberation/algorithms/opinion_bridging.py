"""What would hold for everyone: agreement in every declared party and every found group together.

Two opinions on it. The first one can be recomputed by hand from counts (``bridge``). The second one is a model that
learns from the answers alone which disagreements are a matter of camps (``statement_intercepts``).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from deliberation.algorithms.opinion_statistics import Bools, Counts, Floats, Ints, count_groups

# The weights of Community Notes (Wojcik et al. 2022): intercepts are held back more than factors, so that a statement
# that only one camp likes is explained by its factor first.
HOLD_INTERCEPTS, HOLD_FACTORS = 0.15, 0.03
MOST_SWEEPS = 300
SETTLED = 1e-6  # no intercept moved by more: one answer of agreement is 1


class Camp(StrEnum):
    """What unites a set of people."""

    PARTY = "party"  # they declared it themselves
    GROUP = "group"  # the map found them close together


class Share(NamedTuple):
    """The answers of one party or group to one statement: all that the hand calculation of its share needs."""

    camp: Camp
    number: int  # position among the parties, or number of the group
    agree: int
    seen: int

    @property
    def smoothed(self) -> float:
        """(agree + 1) ÷ (seen + 2): pulls the share of few people towards a half, and is defined for nobody."""
        return (self.agree + 1) / (self.seen + 2)


@dataclass(frozen=True)
class Bridge:
    """How far a statement holds for everyone: the shares of all parties, then of all groups."""

    statement: int
    shares: tuple[Share, ...]

    @property
    def weakest(self) -> Share:
        """The party or group that agrees least, of equals the first."""
        return min(self.shares, key=lambda share: share.smoothed)

    @property
    def product(self) -> float:
        """The group-informed consensus over parties and groups: the smoothed shares multiplied."""
        return float(np.prod([share.smoothed for share in self.shares]))

    @property
    def holds(self) -> bool:
        """Whether more than half agree everywhere."""
        return self.weakest.smoothed > 1 / 2


@dataclass(frozen=True, eq=False)
class Bridging:
    """The counts of each party, then of each group (camps, statements), and the ranking that follows from them.

    A statement ranks by the **lowest** smoothed share of agreement among all parties and groups: it is a single
    fraction that anyone can check, nobody can be outvoted in it however small they are, and it does not fall only
    because there are more camps. Of equals, the one with the larger product comes first.

    ``camps`` says which party or group each row is. Parties and groups of which nobody has answered anything are in
    none: nothing can be said to hold for them, nor not to hold.
    """

    camps: tuple[tuple[Camp, int], ...]
    counts: Counts

    @property
    def share(self) -> Floats:
        """Smoothed shares of agreement (camps, statements)."""
        return (self.counts.agree + 1) / (self.counts.seen + 2)

    @property
    def lowest(self) -> Floats:
        """The figure that a statement ranks by (statements,)."""
        return self.share.min(axis=0)

    def of(self, statement: int) -> Bridge:
        """The ingredients of one statement's figure."""
        columns = self.counts.agree[:, statement].tolist(), self.counts.seen[:, statement].tolist()
        return Bridge(
            statement, tuple(Share(*camp, *counted) for camp, *counted in zip(self.camps, *columns, strict=True))
        )

    def ranked(self, *, hidden: Bools, most: int = 5) -> list[Bridge]:
        """Return the statements that come closest to holding for everyone, of those answered in every camp."""
        shown = np.flatnonzero((self.counts.seen > 0).all(axis=0) & ~hidden)
        order = np.lexsort((shown, -self.share.prod(axis=0)[shown], -self.lowest[shown]))
        return [self.of(int(statement)) for statement in shown[order[:most]]]


def bridge(
    person: Ints,
    statement: Ints,
    vote: Ints,
    *,
    parties: Ints,
    n_parties: int,
    groups: Ints,
    k: int,
    n_statements: int,
) -> Bridging:
    """Count the votes, given as for ``draw_map``, by declared party and by found group.

    ``parties`` and ``groups`` (people,) hold −1 for people in none; who declared no party still counts in their group.
    Raises ``ValueError`` naming the first person whose party or group does not exist, or where nobody in any party or
    group has answered anything.
    """
    camps: list[tuple[Camp, int]] = []
    counted = []
    for camp, belongs, size in ((Camp.PARTY, np.asarray(parties), n_parties), (Camp.GROUP, np.asarray(groups), k)):
        wrong = np.flatnonzero((belongs < -1) | (belongs >= size))
        if len(wrong):
            raise ValueError(f"person {wrong[0]}: {camp} is {belongs[wrong[0]]}, not from -1 to {size - 1}")
        counts = count_groups(person, statement, vote, groups=belongs, k=size, n_statements=n_statements)
        counted.append((counts.agree, counts.disagree, counts.seen))
        camps += [(camp, number) for number in range(size)]
    agree, disagree, seen = map(np.concatenate, zip(*counted, strict=True))
    speaking = np.flatnonzero(seen.sum(axis=1))
    if not len(speaking):
        raise ValueError("nobody in any party or group has answered anything")
    return Bridging(tuple(camps[row] for row in speaking), Counts(agree[speaking], disagree[speaking], seen[speaking]))


def statement_intercepts(
    person: Ints, statement: Ints, vote: Ints, *, n_people: int, n_statements: int, seed: int, hidden: Bools
) -> Floats:
    """Return how much each statement is agreed to beyond what the camps explain (statements,), 0 where nobody answered.

    The model of Community Notes (Wojcik et al. 2022, "Birdwatch: crowd wisdom and bridging algorithms"), fitted by
    alternating least squares: y = μ + b_u + b_n + f_u·f_n, with y = 1 for agreement, ½ for a pass, 0 for disagreement;
    b_u is how readily a person agrees, f_u their camp, f_n the statement's camp, and b_n, returned, what is left for
    the statement. Squares of intercepts and factors are held back by .15 and .03 times the mean number of answers.
    The seed decides only where the fit starts. Hidden statements are left out.
    """
    kept = ~np.asarray(hidden)[statement]
    if not kept.any():
        return np.zeros(n_statements)
    cells, shape = (person[kept], statement[kept]), (n_people, n_statements)
    agreed = sparse.csr_array(((vote[kept] + 1) / 2, cells), shape=shape)
    asked = sparse.csr_array((np.ones(kept.sum()), cells), shape=shape)
    rng = np.random.default_rng(seed)
    people, statements = np.zeros((n_people, 2)), np.zeros((n_statements, 2))  # columns: intercept, factor
    people[:, 1], statements[:, 1] = rng.normal(0, 0.3, n_people), rng.normal(0, 0.3, n_statements)
    mean = float(agreed.sum() / asked.sum())
    with threadpool_limits(1):  # on matrices of few columns more threads are slower
        sides = _Side(agreed, asked), _Side(agreed.T.tocsr(), asked.T.tocsr())
        for _ in range(MOST_SWEEPS):
            people = sides[0].solved(statements, mean)
            former, statements = statements, sides[1].solved(people, mean)
            people, statements = _balanced(people, statements)
            mean = sides[0].mean_rest(people, statements)
            if np.abs(statements[:, 0] - former[:, 0]).max() < SETTLED:
                break
    return statements[:, 0]


class _Side:
    """The answers as seen from the people, or, turned round, from the statements."""

    def __init__(self, agreed: sparse.csr_array, asked: sparse.csr_array) -> None:
        self.agreed, self.asked = agreed, asked
        self.counts = asked.sum(axis=1)
        self.sums = agreed.sum(axis=1)

    def solved(self, others: Floats, mean: float) -> Floats:
        """Return intercept and factor of each row, the best ones while those of the other side stay as they are."""
        intercept, factor = others.T
        known = self.asked @ np.stack([intercept, factor, factor**2, intercept * factor], axis=1)
        rest = self.sums - mean * self.counts - known[:, 0]
        rest_by_factor = self.agreed @ factor - mean * known[:, 1] - known[:, 3]
        typical = self.counts.mean()
        first, both = self.counts + HOLD_INTERCEPTS * typical, known[:, 1]
        second = known[:, 2] + HOLD_FACTORS * typical
        determinant = first * second - both**2  # above zero, for the sum of squares bounds that of products
        return np.stack(
            [
                (rest * second - rest_by_factor * both) / determinant,
                (first * rest_by_factor - both * rest) / determinant,
            ],
            axis=1,
        )

    def mean_rest(self, own: Floats, others: Floats) -> float:
        """Return the mean of what intercepts and factors leave of the answers."""
        explained = (
            self.counts @ own[:, 0] + (self.asked @ others[:, 0]).sum() + own[:, 1] @ (self.asked @ others[:, 1])
        )
        return float((self.sums.sum() - explained) / self.counts.sum())


def _balanced(people: Floats, statements: Floats) -> tuple[Floats, Floats]:
    """Scale the factors against each other so that both are held back alike; their products stay as they are."""
    sizes = [np.sqrt((side[:, 1] ** 2).mean()) for side in (people, statements)]
    if min(sizes) > 0:
        scale = np.sqrt(sizes[0] / sizes[1])
        people, statements = people * [1, 1 / scale], statements * [1, scale]
    return people, statements
