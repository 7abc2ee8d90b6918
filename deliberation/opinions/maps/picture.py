"""The map on the page as SVG: light enough to draw at each request, since it marks where the reader stands.

Its text is Latin letters alone, since an image has none of the page's fonts and the reader's machine may lack Hangul.
"""

from collections.abc import Iterable, Iterator

from django.template.loader import render_to_string

from deliberation.opinions.maps.reading import LETTERS
from deliberation.opinions.models import OpinionMap
from deliberation.panels.models import Seat

WIDTH, HEIGHT, MARGIN = 720, 480, 40


def picture(drawn: OpinionMap, seat: Seat | None) -> str:
    """The SVG of a map. Groups are told apart by shape and letter as well as by colour; no dot bears a name."""
    result = drawn.result
    places = _places(result["coordinates"])
    dots = list(zip(places, result["group_of_seat"], strict=True))
    mine = result["seats"].index(seat.pk) if seat and seat.pk in result["seats"] else None
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "dots": [(round(x, 1), round(y, 1), group) for (x, y), group in dots],
        "groups": list(_middles(dots, result["k"])),
        "me": tuple(round(axis, 1) for axis in places[mine]) if mine is not None else None,
    }
    return render_to_string("opinions/maps/map.svg", context)


def _places(coordinates: list[list[float]]) -> list[tuple[float, float]]:
    """Scaled by one factor for both axes, the centre of opinion in the middle.

    The scale fits all but the farthest hundredth, who stand at the edge: one lonely dot must not shrink the others.
    """
    reach_x, reach_y = (_most(abs(point[axis]) for point in coordinates) for axis in (0, 1))
    scale = min((WIDTH / 2 - MARGIN) / reach_x, (HEIGHT / 2 - MARGIN) / reach_y)
    return [(_within(scale * x, WIDTH), HEIGHT - _within(scale * y, HEIGHT)) for x, y in coordinates]


def _most(distances: Iterable[float]) -> float:
    ordered = sorted(distances)
    return ordered[len(ordered) * 99 // 100] or 1


def _within(offset: float, extent: int) -> float:
    edge = MARGIN / 2
    return min(max(extent / 2 + offset, edge), extent - edge)


def _middles(dots, k: int) -> Iterator[tuple[float, float, str]]:
    for group in range(k):
        places = [place for place, one in dots if one == group]
        middle = [sum(axis) / len(places) for axis in zip(*places, strict=True)]
        yield round(middle[0], 1), round(middle[1], 1), LETTERS[group]
