"""The map as SVG within the page: marks computed when the map is drawn, the reader's own place added when it is shown.

Up to a thousand people each is a dot; of more, those of one group who stand in one cell of a grid share a mark, whose
area says how many they are. So the picture of a million people is as light as that of some hundreds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deliberation.algorithms.opinion_statistics import Floats, Ints
from deliberation.opinions.maps.models import Place, Places

WIDTH, HEIGHT, MARGIN = 720, 480, 40
MOST_DOTS = 1_000
CELL = 20
DOT, SMALLEST, LARGEST = 4.0, 1.5, 11.0  # half of a mark's width
LETTERS = "ABCDE"


@dataclass(frozen=True)
class Cluster:
    """A group on the picture: the outlines of its marks as one path, and where its letter stands."""

    index: int
    letter: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    clusters: list[Cluster]
    busiest: int  # people at the largest mark, 0 where each has a dot of their own
    me: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT


def sketch(places: Places, k: int) -> dict[str, Any]:
    """What is kept of a picture: ``scale``, ``middles`` of groups, ``busiest``, and ``marks`` [x, y, group, size]."""
    scale = _scale(places.x, places.y)
    x, y = _across(places.x, scale), _down(places.y, scale)
    middles = [[round(float(axis[places.groups == group].mean()), 1) for axis in (x, y)] for group in range(k)]
    if len(x) <= MOST_DOTS:
        people: Ints = np.ones(len(x), dtype=np.int64)
        marks, busiest = np.stack([x, y, places.groups, np.full(len(x), DOT)], axis=1), 0
    else:
        cell = (places.groups * WIDTH + x // CELL).astype(np.int64) * HEIGHT + (y // CELL).astype(np.int64)
        _cells, mark, people = np.unique(cell, return_inverse=True, return_counts=True)
        means = [np.bincount(mark, weights=axis) / people for axis in (x, y, places.groups)]
        busiest = int(people.max())
        marks = np.stack([*means, np.maximum(LARGEST * np.sqrt(people / busiest), SMALLEST)], axis=1)
    return {"scale": scale, "middles": middles, "busiest": busiest, "marks": np.round(marks, 1).tolist()}


def picture(kept: dict[str, Any], place: Place | None) -> Picture:
    """The picture of what ``sketch`` has kept, with the reader's place."""
    marks = [(x, y, int(group), size) for x, y, group, size in kept["marks"]]
    clusters = [
        Cluster(group, LETTERS[group], " ".join(outline(*mark) for mark in marks if mark[2] == group), *middle)
        for group, middle in enumerate(kept["middles"])
    ]
    scale = kept["scale"]
    me = (round(float(_across(place.x, scale)), 1), round(float(_down(place.y, scale)), 1)) if place else None
    return Picture(clusters, kept["busiest"], me)


def outline(x: float, y: float, group: int, size: float) -> str:
    """Circle, square, triangle, diamond, hourglass: groups are told apart by shape as well as by colour."""

    def by(*factors: float) -> str:
        return " ".join(f"{factor * size:.3g}" for factor in factors)

    return (
        f"M{x:g} {y:g}"
        + (
            f"m{by(-1)} 0a{by(1, 1)} 0 1 0 {by(2)} 0a{by(1, 1)} 0 1 0 {by(-2)} 0",
            f"m{by(-1, -1)}h{by(2)}v{by(2)}h{by(-2)}z",
            f"m0 {by(-1.2)}l{by(1.2, 2.1)}h{by(-2.4)}z",
            f"m0 {by(-1.4)}l{by(1.4, 1.4, -1.4, 1.4, -1.4, -1.4)}z",
            f"m{by(-1, -1.2)}h{by(2)}l{by(-2, 2.4)}h{by(2)}z",
        )[group]
    )


def _scale(x: Floats, y: Floats) -> float:
    """One factor for both axes, the centre of opinion in the middle.

    It fits all but the farthest hundredth, who stand at the edge: one lonely dot must not shrink the others.
    """
    reach = [np.sort(np.abs(axis))[len(axis) * 99 // 100] or 1 for axis in (x, y)]
    return float(min((WIDTH / 2 - MARGIN) / reach[0], (HEIGHT / 2 - MARGIN) / reach[1]))


def sampled(places: Places) -> Places:
    """At most so many people as have a dot each, evenly taken."""
    chosen = np.unique(np.linspace(0, len(places.seats) - 1, MOST_DOTS).astype(int))
    return Places(*(column[chosen] for column in places))


def _across(x, scale: float):
    return np.clip(WIDTH / 2 + scale * x, MARGIN / 2, WIDTH - MARGIN / 2)


def _down(y, scale: float):
    return HEIGHT - np.clip(HEIGHT / 2 + scale * y, MARGIN / 2, HEIGHT - MARGIN / 2)
