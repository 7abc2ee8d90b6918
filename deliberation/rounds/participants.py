"""Who speaks in a round: seats and how their texts are signed, the charter's sides, the stage of an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process, Stage
from deliberation.spaces.access import allowed, reach


@dataclass(frozen=True)
class Side:
    """A side of the charter: its place there, the name that it gave itself, its name in the reader's language."""

    number: int
    key: str
    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        """Its shape and hue on pages; from the third on the names alone tell sides apart."""
        return "abc"[min(self.number, 3) - 1]


def sides_of(process: Process, used: Iterable[str] = ()) -> list[Side]:
    """The sides in the charter's order, then those that texts still bear though the charter names them otherwise."""
    charter = process.charter
    named = [side["name"] for side in charter.sides] if charter else []
    keys = [*named, *sorted(set(used) - set(named))]
    return [Side(n, key, charter.side_named(key) if charter else key) for n, key in enumerate(keys, start=1)]


def turned(sides: list[Side], n: int) -> list[Side]:
    """The sides begun by another one each time, so that none always comes first."""
    start = (n - 1) % len(sides) if sides else 0
    return sides[start:] + sides[:start]


def own_seat(user, of) -> Seat:
    """The seat in the process of a thing, which an act needs; rules have asked for it before."""
    seat = seat_of(user, of)
    if seat is None:
        raise PermissionDenied
    return seat


def stage_of(request, slug: str, pk: int, kind: str, right: str | None = None) -> Stage:
    """The stage of an address: 404 for who may not see its process, 403 for who may not do this."""
    stages = Stage.objects.select_related("process__space")
    return reach(stages, request.user, right, process__slug=slug, kind=kind, pk=pk)


def signature(seat: Seat | None, named: bool) -> str:
    """Under what a text stands: the seat's code, or the person's name where they chose so."""
    if seat is None:
        return ""
    return str(seat.user) if named else seat.code


def rights_in(user, stage: Stage, *names: str) -> dict[str, Any]:
    return {name: allowed(user, f"rounds.{name}", stage) for name in names} | {
        "moderate": allowed(user, "spaces.moderate", stage)
    }
