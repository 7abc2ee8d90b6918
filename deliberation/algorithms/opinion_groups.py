"""Finding groups of people who stand close together on the opinion map."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from deliberation.algorithms.opinion_statistics import Floats, Ints

MOST_GROUPS = 5
PEOPLE_PER_FURTHER_GROUP = 12
MOST_POINTS = 4_000
SILHOUETTE_POINTS = 1_600
FEWEST_RESTARTS, MOST_RESTARTS = 10, 50
POINTS_OF_ALL_RESTARTS = 20_000  # small conversations get more restarts for the same time
FIRST_STEPS, FINALISTS = 10, 4  # as good on real conversations as letting all restarts go on to the end
MOST_ITERATIONS = 300
NEGLIGIBLE = 1e-12


class Missing(StrEnum):
    """Why there is no map yet."""

    VOTES = "votes"  # nobody has voted
    STATEMENTS = "statements"  # fewer than two visible statements have votes
    ANSWERS = "answers"  # nobody has answered enough statements
    DIFFERENCES = "differences"  # everyone stands at the same place
    PEOPLE = "people"  # fewer different places than the groups asked for


@dataclass(frozen=True, eq=False)
class Grouping:
    """The group of each point, from 0 to k−1, and how well the groups are set apart (−1 to 1)."""

    labels: Ints
    k: int
    silhouette: float


class _Sketch(NamedTuple):
    points: Floats
    weights: Floats


def form_groups(points: Floats, *, k: int | None, seed: int) -> Grouping | Missing:
    """Group ``points`` (people, 2) by k-means, into ``k`` groups or the number from 2 to 5 with the best silhouette.

    Above ``MOST_POINTS`` people the centres are found on a fine grid, and the silhouette is taken on a sample. The
    points are taken from left to right, for restarts and sample are drawn by position: an export that numbers people
    otherwise gives the same groups.
    """
    order = np.lexsort(points.round(9).T)
    points, given = points[order], np.argsort(order)
    sketch = _sketch(points)
    places = len(np.unique(sketch.points.round(9), axis=0))
    if places < 2:  # noqa: PLR2004 -- nobody stands anywhere else
        return Missing.DIFFERENCES
    if k is not None and places < k:
        return Missing.PEOPLE
    most = min(MOST_GROUPS, 2 + len(points) // PEOPLE_PER_FURTHER_GROUP, places)
    sample = _sample(len(points), seed)
    distances = cdist(points[sample], points[sample])
    numbers = [k] if k else range(2, most + 1)
    labelled = [nearest(points, k_means(sketch.points, sketch.weights, k=number, seed=seed)) for number in numbers]
    widths = silhouettes(distances, [labels[sample] for labels in labelled], numbers)
    groupings = (
        Grouping(*found) for found in zip((labels[given] for labels in labelled), numbers, widths, strict=True)
    )
    return max(groupings, key=lambda grouping: grouping.silhouette)


def k_means(points: Floats, weights: Floats, *, k: int, seed: int) -> Floats:
    """Return the ``k`` centres (k, 2) with the least weighted sum of squares that several restarts find.

    All restarts (k-means++, then Lloyd) run at once as arrays (restarts, k, 2). After a few steps the best ones go on
    until nothing changes, and the best of these is improved by moves of single points: without them the seed would
    decide about people halfway between groups.
    """
    restarts = min(max(POINTS_OF_ALL_RESTARTS // len(points), FEWEST_RESTARTS), MOST_RESTARTS)
    centres = _spread_starts(points, weights, (restarts, k), np.random.default_rng(seed))
    moments = np.column_stack([weights, points * weights[:, None]])
    for steps, survivors in ((FIRST_STEPS, FINALISTS), (MOST_ITERATIONS, 1)):
        labels, centres = _settled(points, moments, centres, steps)
        cost = _squares(points, np.take_along_axis(centres, labels[:, :, None], axis=1)) @ weights
        best = np.argsort(cost, kind="stable")[:survivors]
        labels, centres = labels[best], centres[best]
    return _improved(points, moments, labels[0], centres[0])


def _settled(points: Floats, moments: Floats, centres: Floats, steps: int) -> tuple[Ints, Floats]:
    """Move each restart's centres to the means of their points until nothing changes; return labels and centres."""
    centres, labels = centres.copy(), _nearest_of_each(points, centres)
    moving = np.arange(len(centres))
    for _ in range(steps):
        centres[moving] = _centres_of(moments, labels[moving], centres[moving])
        former, labels[moving] = labels[moving], _nearest_of_each(points, centres[moving])
        moving = moving[(labels[moving] != former).any(axis=1)]
        if not len(moving):
            break
    return labels, centres


def _improved(points: Floats, moments: Floats, labels: Ints, centres: Floats) -> Floats:
    """Return the centres (k, 2) after moving single points as long as one of the moves lowers the sum of squares.

    A point of weight w that leaves a group of mass W and distance d saves W·w/(W−w)·d², and costs the group that it
    joins W·w/(W+w)·d² (Hartigan 1975). Where no move helps, everyone is nearest to the centre of their own group.
    """
    everyone, weights = np.arange(len(points)), moments[:, 0]
    for _ in range(MOST_ITERATIONS):
        mass = np.bincount(labels, weights=weights, minlength=len(centres))
        squares = _squares(points[:, None], centres) * weights[:, None]
        left = mass[labels] - weights
        saved = np.divide(mass[labels], left, out=np.zeros(len(points)), where=left > 0) * squares[everyone, labels]
        cost = mass / (mass + weights[:, None]) * squares
        cost[everyone, labels] = np.inf
        gain = saved[:, None] - cost
        mover, group = np.unravel_index(gain.argmax(), gain.shape)
        if gain[mover, group] <= NEGLIGIBLE * squares.sum():
            break
        labels[mover] = group
        centres = _centres_of(moments, labels[None], centres[None])[0]
    return centres


def nearest(points: Floats, centres: Floats) -> Ints:
    """Return for each point which of the centres is the nearest, of equals the first."""
    return _nearest_of_each(points, centres[None])[0]


def silhouettes(distances: Floats, labelled: Sequence[Ints], numbers: Sequence[int]) -> list[float]:
    """Return the mean silhouette of each labelling into so many groups, from a square of distances (Rousseeuw 1987)."""
    members = [np.eye(k)[labels] for labels, k in zip(labelled, numbers, strict=True)]
    sums = np.split(distances @ np.hstack(members), np.cumsum(numbers)[:-1], axis=1)  # the square is read only once
    return [_silhouette(*one) for one in zip(sums, members, labelled, strict=True)]


def _silhouette(sums: Floats, members: Floats, labels: Ints) -> float:
    """``sums`` are everyone's distances to each group; someone alone in a group counts as 0."""
    everyone = np.arange(len(labels))
    sizes = members.sum(axis=0)
    inside = sums[everyone, labels] / np.maximum(sizes[labels] - 1, 1)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    means[everyone, labels] = np.inf
    outside = means.min(axis=1)
    widest = np.maximum(inside, outside)
    defined = (sizes[labels] > 1) & (widest > 0) & np.isfinite(outside)
    return float(np.divide(outside - inside, widest, out=np.zeros_like(widest), where=defined).mean())


def number_by_size(labels: Ints, k: int) -> Ints:
    """Return ``labels`` (−1 for none) renumbered from the largest group to the smallest, of equals by their first."""
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    first = np.full(k, len(labels))
    np.minimum.at(first, labels[labels >= 0], np.flatnonzero(labels >= 0))
    rank = np.full(k + 1, -1, dtype=np.int64)  # the last one is for the label −1
    rank[np.lexsort((first, -sizes))] = np.arange(k)
    return rank[labels]


def number_as_before(labels: Ints, before: Ints, k: int) -> Ints:
    """Return ``labels`` (−1 for none) renumbered so that as many people as possible keep the number of ``before``."""
    stayed = (labels >= 0) & (before >= 0) & (before < k)
    overlap = np.zeros((k, k), dtype=np.int64)
    np.add.at(overlap, (labels[stayed], before[stayed]), 1)
    _, kept = linear_sum_assignment(overlap, maximize=True)
    return np.append(kept, -1)[labels]


def _sketch(points: Floats) -> _Sketch:
    """Return weighted points to find the centres on: the points themselves, or the means of the cells of a grid."""
    if len(points) <= MOST_POINTS:
        return _Sketch(points, np.ones(len(points)))
    low, span = points.min(axis=0), np.maximum(np.ptp(points, axis=0), np.finfo(np.float64).tiny)
    lines = int(np.sqrt(MOST_POINTS))
    column, row = np.minimum((points - low) / span * lines, lines - 1).astype(np.int64).T
    _, cell, count = np.unique(column * lines + row, return_inverse=True, return_counts=True)
    sums = [np.bincount(cell, weights=points[:, axis]) for axis in (0, 1)]
    return _Sketch(np.stack(sums, axis=1) / count[:, None], count.astype(np.float64))


def _sample(people: int, seed: int) -> Ints:
    if people <= SILHOUETTE_POINTS:
        return np.arange(people)
    return np.sort(np.random.default_rng(seed).choice(people, SILHOUETTE_POINTS, replace=False))


def _spread_starts(points: Floats, weights: Floats, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Draw starting centres (restarts, k, 2), each with odds that grow with its distance from those drawn before."""
    restarts, k = shape
    centres = np.empty((restarts, k, 2))
    odds = np.broadcast_to(weights, (restarts, len(points)))
    closest = np.full(odds.shape, np.inf)
    for drawn in range(k):
        bounds = odds.cumsum(axis=1)
        aim = rng.random((restarts, 1)) * bounds[:, -1:]
        centres[:, drawn] = points[np.minimum((bounds <= aim).sum(axis=1), len(points) - 1)]
        closest = np.minimum(closest, _squares(points, centres[:, drawn, None]))
        odds = closest * weights
    return centres


def _squares(points: Floats, others: Floats) -> Floats:
    """Return the squares of the distances; by column, since numpy is slow in summing along so short an axis."""
    return (points[..., 0] - others[..., 0]) ** 2 + (points[..., 1] - others[..., 1]) ** 2


def _nearest_of_each(points: Floats, centres: Floats) -> Ints:
    """Return the nearest centre of each point for each restart (restarts, points)."""
    restarts, k, _ = centres.shape
    # The nearest centre c of x has the greatest x·c − c²/2; this spares the squares of all differences.
    closeness = centres.reshape(-1, 2) @ points.T - (centres**2).sum(axis=2).reshape(-1, 1) / 2
    closeness = closeness.reshape(restarts, k, len(points))
    best, labels = closeness[:, 0].copy(), np.zeros((restarts, len(points)), dtype=np.int8)
    for group in range(1, k):  # several times faster than argmax along so short an axis
        labels[closeness[:, group] > best] = group
        np.maximum(best, closeness[:, group], out=best)
    return labels


def _centres_of(moments: Floats, labels: Ints, former: Floats) -> Floats:
    """Return the weighted means of the groups; a group that nobody is nearest to keeps its former centre.

    ``moments`` (points, 3) holds each point's weight and its coordinates times that.
    """
    sums = np.stack([(labels == group).astype(np.float64) @ moments for group in range(former.shape[1])], axis=1)
    mass = sums[:, :, :1]
    return np.divide(sums[:, :, 1:], mass, out=former.copy(), where=mass > 0)
