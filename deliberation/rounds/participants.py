"""Who speaks in a round: seats and how their texts are signed, the charter's sides, the stage of an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from deliberation.panels.models import Seat
from deliberation.processes.models import Charter, Process, Stage
from deliberation.spaces.access import allowed, reach


@dataclass(frozen=True)
class Side:
    """A side of the charter: the name that it gave itself, its name in the reader's language, its mark on pages."""

    key: str
    name: str
    mark: str

    def __str__(self) -> str:
        return self.name


def sides_of(process: Process, used: Iterable[str] = ()) -> list[Side]:
    """The sides in the charter's order, then those that texts still bear though the charter names them otherwise."""
    charters = Charter.objects.filter(process=process).exclude(state=Charter.State.REPLACED)
    charter = charters.order_by("-state").first()  # the one in force comes before a draft
    named = [side["name"] for side in charter.sides] if charter else []
    keys = [*named, *sorted(set(used) - set(named))]
    return [
        Side(key, charter.side_named(key) if charter else key, "abc"[n] if n < len("abc") else "c")
        for n, key in enumerate(keys)
    ]


def turned(sides: list[Side], n: int) -> list[Side]:
    """The sides begun by another one each time, so that none always comes first."""
    start = (n - 1) % len(sides) if sides else 0
    return sides[start:] + sides[:start]


def seat_of(user, stage: Stage) -> Seat | None:
    """The person's current seat in the stage's process; read once per user object."""
    if not user.is_authenticated:
        return None
    known = user.__dict__.setdefault("_seats_by_process", {})
    if stage.process_id not in known:
        known[stage.process_id] = Seat.objects.current().filter(process=stage.process_id, user=user).first()
    return known[stage.process_id]


def own_seat(user, stage: Stage) -> Seat:
    """The seat that an act needs; rules have asked for it before."""
    seat = seat_of(user, stage)
    if seat is None:
        raise PermissionDenied
    return seat


def stage_of(request, slug: str, pk: int, kind: str, right: str | None = None) -> Stage:
    """The stage of an address: 404 for who may not see its process, 403 for who may not do this."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    stage = get_object_or_404(Stage, process=process, kind=kind, pk=pk)
    stage.process = process
    if right and not allowed(request.user, right, stage):
        raise PermissionDenied
    return stage


def signature(seat: Seat | None, named: bool) -> str:
    """Under what a text stands: the seat's code, or the person's name where they chose so."""
    if seat is None:
        return ""
    return str(seat.user) if named else seat.code


def rights_in(user, stage: Stage, *names: str) -> dict[str, Any]:
    return {name: allowed(user, f"rounds.{name}", stage) for name in names} | {
        "moderate": allowed(user, "spaces.moderate", stage)
    }
