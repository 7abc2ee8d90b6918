"""Finding what a sentence can rest on: statements, notes and arguments of its process that everyone may read."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from deliberation.processes.models import Process
from deliberation.recommendations.drafting.search import OFFERED, admitted, find
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.models import Item


def notes(process: Process) -> QuerySet[Note]:
    """What has become material, or whose minutes are published: the links stand on a public page."""
    seen = Note.objects.visible_to(AnonymousUser()).filter(
        meeting__stage__process=process, item__state=Item.State.ADMITTED
    )
    return seen.select_related("item", "table", "seat", "meeting__stage__process")


def arguments(process: Process) -> QuerySet[Argument]:
    return Argument.objects.standing().filter(stage__process=process).select_related("item", "stage__process")


SHELVES: dict[str, Any] = {"statement": admitted, "note": notes, "argument": arguments}


def found_by_key(process: Process, keys: Iterable[str]) -> dict[str, Any]:
    """What the keys (``note:5``) name, without what is not there or not to be read."""
    found: dict[str, Any] = {}
    named = [key.partition(":") for key in keys]
    for kind, shelf in SHELVES.items():
        wanted = [int(key) for name, _colon, key in named if name == kind and key.isdecimal()]
        for row in shelf(process).filter(pk__in=wanted) if wanted else ():
            found[f"{kind}:{row.pk}"] = row
    return found


def offered(process: Process, query: str) -> dict[str, Any]:
    """What the query finds, at most OFFERED of each kind; without a query the first statements alone."""
    query = query.strip()
    found = {f"statement:{row.pk}": row for row in find(process, query)}
    for kind in ("argument", "note") if query else ():
        rows = SHELVES[kind](process).filter(item__text__icontains=query).order_by("pk")[:OFFERED]
        found |= {f"{kind}:{row.pk}": row for row in rows}
    return found
