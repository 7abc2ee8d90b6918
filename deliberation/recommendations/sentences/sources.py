"""The kinds of things that a sentence can rest on. One more kind is one more entry here, and a column of `Ground`."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deliberation.processes.models import Process
from deliberation.recommendations.drafting.search import admitted
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.models import Item


class Source(NamedTuple):
    """``public``: those of a process that everyone may read; ``name``: how pages call one; ``short``: how print does;
    ``reads``: its relations of which pages show something."""

    public: Callable[[Process], QuerySet]
    name: Callable[[Any], str]
    short: Callable[[Any], str]
    reads: tuple[str, ...]


def notes(process: Process) -> QuerySet[Note]:
    """What has become material, or whose minutes are published: the links stand on a public page."""
    seen = Note.objects.visible_to(AnonymousUser())
    return seen.filter(meeting__stage__process=process, item__state=Item.State.ADMITTED)


def arguments(process: Process) -> QuerySet[Argument]:
    return Argument.objects.standing().filter(stage__process=process)


def _statement(row: Any) -> str:
    return _("Statement %(n)s") % {"n": row.number}


def _argument(row: Any) -> str:
    return _("Argument no. %(n)s") % {"n": row.number}


SOURCES: dict[str, Source] = {
    "statement": Source(admitted, _statement, _statement, ("item", "stage__process")),
    "note": Source(
        notes,
        lambda row: _("From a note: %(source)s, %(meeting)s") % {"source": row.source, "meeting": row.meeting},
        lambda row: _("Note %(n)s") % {"n": row.pk},
        ("item", "table", "seat", "meeting__stage__process"),
    ),
    "argument": Source(arguments, _argument, _argument, ("item", "stage__process")),
}
