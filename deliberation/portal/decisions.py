"""The committee's latest decisions, each with the thing it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from django.utils import timezone

from deliberation.agendas.models import Agenda, Proposal
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.recommendations.models import Adoption
from deliberation.responses.models import Check
from deliberation.spaces.models import Decision, Space
from deliberation.spaces.results import result_of

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Told:
    """A decision as the first page tells it."""

    decision: Decision
    heading: str
    address: str
    result: Any


def lately(user, at_most: int) -> list[Told]:
    """Decisions of the last 30 days about what this reader may see, the latest first. Six queries at most.

    A decision about a text that has been hidden or withdrawn since is left out: its motion repeats the title.
    """
    decisions = Decision.objects.filter(
        space__in=Space.objects.visible_to(user), decided_at__gt=timezone.now() - LATELY
    )
    rows = list(decisions.order_by("-decided_at", "-pk")[: 2 * at_most])
    agendas = Agenda.objects.visible_to(user).filter(pk__in=_keys(rows, "agenda")).for_list()
    proposals = Proposal.objects.visible_to(user).listed().filter(pk__in=_keys(rows, "proposal"))
    adoptions = Adoption.objects.visible_to(user).select_related("stage__process")
    things: dict[str, Any] = {thing.subject: thing for thing in chain(proposals, agendas)}
    things |= {adoption.subject: adoption for adoption in adoptions.filter(stage__in=_keys(rows, "adoption"))}
    checks = Check.objects.visible_to(user).filter(pk__in=_keys(rows, "check")).for_list()
    things |= {check.subject: check for check in checks}
    # A conflict has a space of its own, in which all its parts are decided about.
    conflicts = ConflictCase.objects.visible_to(user).for_list().filter(space__in={row.space_id for row in rows})
    cases = {conflict.space_id: conflict for conflict in conflicts}
    things |= {row.about: cases[row.space_id] for row in rows if row.space_id in cases}
    return list(_told(rows, things))[:at_most]


def _told(rows: list[Decision], things: dict[str, Any]) -> Iterator[Told]:
    for row in rows:
        thing, result = things.get(row.about), result_of(row)
        if isinstance(thing, Adoption):
            yield Told(row, str(thing.stage.process), thing.get_absolute_url(), result)
        elif isinstance(thing, Check):
            yield Told(row, str(thing.process), thing.get_absolute_url(), result)
        elif thing:
            yield Told(row, str(thing), thing.get_absolute_url(), result)


def _keys(rows: list[Decision], kind: str) -> list[str]:
    return [key for name, _colon, key in (row.about.partition(":") for row in rows) if name == kind]
