"""What an assignment of tables rests on: traits, who has met whom, who is kept apart or together.

Sides and opinion groups are among it; it is kept restricted and shown to nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q

from deliberation.panels.models import Seat
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings.models import CheckIn, Meeting, TablePlace, Tie

SHOWN = ("sex", "age_band", "district")  # what anybody sees of a person; all other traits are never told
MOST_VALUES = 12  # a stratum with more values than this tells people apart instead of mixing them


def basis_of(meeting: Meeting, codes: dict[str, int], *, shown: bool = False) -> dict[str, Any]:
    """Everything that an assignment of these people rests on, as plain data, people by the codes of their seats.

    What is ``shown`` of the balance needs neither sides nor opinion groups, so these are not asked for.
    """
    names = {seat: code for code, seat in codes.items()}
    traits = _strata(names)
    if shown:
        traits = {name: people for name, people in traits.items() if name in SHOWN}
    else:
        traits |= _known_elsewhere(meeting.process, names)
    return {
        "traits": {name: people for name, people in sorted(traits.items()) if len(set(people.values())) <= MOST_VALUES},
        "met": [[names[a], names[b], n] for (a, b), n in sorted(met(meeting).items()) if a in names and b in names],
        "apart": _tied(meeting.stage, Tie.Kind.APART, names),
        "together": _tied(meeting.stage, Tie.Kind.TOGETHER, names),
    }


def inputs_of(basis: dict[str, Any], people: Collection[str], tables: int) -> dict[str, Any]:
    """The part of a basis that concerns some of its people, who share this many tables."""

    def among(rows: list[list[Any]]) -> list[list[Any]]:
        return [row for row in rows if row[0] in people and row[1] in people]

    traits = {
        name: {code: value for code, value in values.items() if code in people}
        for name, values in basis["traits"].items()
    }
    rows = {name: among(basis[name]) for name in ("met", "apart", "together")}
    return {"people": sorted(people), "tables": tables, "traits": traits} | rows


def _strata(names: dict[int, str]) -> dict[str, dict[str, str]]:
    """What the draw knows of people."""
    traits: dict[str, dict[str, str]] = defaultdict(dict)
    for seat, strata in Seat.objects.filter(pk__in=names).values_list("pk", "strata"):
        for name, value in strata.items():
            traits[name][names[seat]] = str(value)
    return traits


def _known_elsewhere(process: Process, names: dict[int, str]) -> dict[str, dict[str, str]]:
    """What other stages know of people: sides, opinion groups."""
    traits: dict[str, dict[str, str]] = defaultdict(dict)
    for stage in process.stages.all():
        stage.process = process
        for seat, label in kind_of(stage).traits(stage).items():
            if seat in names:
                traits[f"stage:{stage.pk}"][names[seat]] = label
    return traits


def met(meeting: Meeting) -> Counter:
    """How often two seats share a table in the process's other meetings; once one is over, by those who came."""
    came = CheckIn.objects.filter(meeting=OuterRef("meeting"), seat=OuterRef("seat"))
    places = TablePlace.objects.filter(meeting__stage__process=meeting.process).exclude(meeting=meeting)
    places = places.exclude(meeting__state=Meeting.State.CANCELLED)
    sat = Q(meeting__seating__published_at__isnull=False) & Exists(came)
    places = places.filter(~Q(meeting__state=Meeting.State.ENDED) | sat)
    tables: dict[int, list[int]] = defaultdict(list)
    for table, seat in places.values_list("table", "seat"):
        tables[table].append(seat)
    return Counter(pair for people in tables.values() for pair in combinations(sorted(people), 2))


def _tied(stage: Stage, kind: str, names: dict[int, str]) -> list[list[str]]:
    rows = Tie.objects.filter(stage=stage, kind=kind).order_by("pk").values_list("one", "other")
    return [[names[one], names[other]] for one, other in rows if one in names and other in names]
