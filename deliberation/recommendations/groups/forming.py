"""How participants fall into groups: as they sat at the tables of a meeting, or in equal parts."""

from collections.abc import Iterable

from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.rounds.meetings.models import Meeting, TablePlace


def in_equal_parts(process: Process, parts: int) -> list[list[Seat]]:
    """Everybody with a seat, in ``parts`` groups that differ by one person at most.

    They are dealt out one by one in the order of their strata, so that each group has some of every kind.
    """
    seats = sorted(Seat.objects.current().filter(process=process), key=_by_strata)
    return [seats[start::parts] for start in range(min(parts, len(seats)))]


def _by_strata(seat: Seat) -> tuple[Iterable[tuple[str, str]], str]:
    return sorted((name, str(value)) for name, value in seat.strata.items()), seat.code


def by_tables(meeting: Meeting) -> list[list[Seat]]:
    """Everybody who sat at a table of a meeting and still has a seat, table by table."""
    tables: dict[int, list[Seat]] = {}
    places = TablePlace.objects.filter(meeting=meeting, seat__until=None).select_related("seat")
    for place in places.order_by("table__number", "seat__code"):
        tables.setdefault(place.table_id, []).append(place.seat)
    return list(tables.values())


def meetings_with_tables(process: Process):
    """The meetings of the process whose tables everybody knows, the last one first."""
    rows = Meeting.objects.filter(stage__process=process, seating__published_at__isnull=False)
    return rows.order_by("-starts_at", "-pk")
