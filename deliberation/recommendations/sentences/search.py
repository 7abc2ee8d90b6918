"""Finding what a sentence can rest on among what everyone may read of its process."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from deliberation.processes.models import Process
from deliberation.recommendations.drafting.search import OFFERED, find
from deliberation.recommendations.sentences.sources import SOURCES


def found_by_key(process: Process, keys: Iterable[str]) -> dict[str, Any]:
    """What the keys (``note:5``) name, without what is not there or not to be read."""
    found: dict[str, Any] = {}
    named = [key.partition(":") for key in keys]
    for kind in SOURCES:
        wanted = [int(key) for name, _colon, key in named if name == kind and key.isdecimal()]
        found |= _by_key(kind, _public(process, kind).filter(pk__in=wanted)) if wanted else {}
    return found


def offered(process: Process, query: str) -> dict[str, Any]:
    """What the query finds, at most OFFERED of each kind; without a query the first statements alone."""
    query = query.strip()
    found = _by_key("statement", find(process, query))
    for kind in (kind for kind in SOURCES if kind != "statement" and query):
        rows = _public(process, kind).filter(item__text__icontains=query).order_by("pk")[:OFFERED]
        found |= _by_key(kind, rows)
    return found


def _public(process: Process, kind: str) -> QuerySet:
    return SOURCES[kind].public(process).select_related(*SOURCES[kind].reads)


def _by_key(kind: str, rows: Iterable[Any]) -> dict[str, Any]:
    return named({f"{kind}:{row.pk}": row for row in rows})


def named(found: dict[str, Any]) -> dict[str, Any]:
    """Sources by their key, each knowing how pages call it (``called``)."""
    for key, row in found.items():
        row.called = SOURCES[key.partition(":")[0]].name(row)
    return found
