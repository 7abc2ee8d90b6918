"""What a case leaves behind and what is still open in it: every room tells its own records, its own tasks, and what of
it no bundle ever holds. Rooms above put them together without knowing who told.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from deliberation.algorithms.disclosure import cover
from deliberation.documents.blocks import Column, Document, Table, with_text
from deliberation.spaces.attaching import storage_of
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.models import Attachment, Space


@dataclass(frozen=True)
class Scope:
    """Where a case lies: its spaces, closed ones among them, and the subjects of its things in the minute books.

    ``restrictions`` are those of its things that lie elsewhere, as a proposal does in the city's space.
    """

    spaces: tuple[Space, ...]
    subjects: frozenset[str]
    restrictions: frozenset[int] = frozenset()

    @property
    def keys(self) -> list[int]:
        return [space.pk for space in self.spaces]


@dataclass(frozen=True)
class Record:
    """A document or a file. ``content`` is bytes or an open file, asked for when its turn has come."""

    space: Space
    kind: Any
    title: str
    on: date
    name: str
    content: Callable[[], bytes | IO[bytes]]
    number: str = ""
    confined: bool = False

    @property
    def restricted(self) -> bool:
        """A record of a closed space is never public, whatever its room says."""
        return self.confined or self.space.closed

    @property
    def access(self) -> str:
        return _("restricted") if self.restricted else _("public")


@dataclass(frozen=True)
class Task:
    """Something that somebody still has to do; ``due`` None where nothing sets a day."""

    what: Any
    title: str
    due: date | datetime | None = None


# Grounds that stand for a whole kind are declared by the rooms and no rows; who has looked at all of them again moves
# this day.
STANDING_REVIEW = date(2027, 12, 31)


@dataclass(frozen=True)
class Kept:
    """A whole kind of thing that no bundle holds, not even that for auditors: on which standing ground, and why."""

    what: Any
    ground: Ground
    why: Any
    review_on: date = STANDING_REVIEW


@dataclass(frozen=True)
class Room:
    """One room's declaration."""

    records: Callable[[Scope], Iterable[Record]] = field(default=lambda _scope: ())
    tasks: Callable[[Scope], Iterable[Task]] = field(default=lambda _scope: ())
    kept: tuple[Kept, ...] = ()


_ROOMS: list[Room] = []


def register(room: Room) -> None:
    _ROOMS.append(room)


def records(scope: Scope) -> list[Record]:
    """Everything, the earliest first."""
    told = [record for room in _ROOMS for record in room.records(scope)]
    return sorted(told, key=lambda record: (record.on, str(record.kind), record.title, record.name))


def tasks(scope: Scope) -> list[Task]:
    """What is open, by its deadline; what has none stands last."""
    told = [task for room in _ROOMS for task in room.tasks(scope)]
    return sorted(told, key=lambda task: (task.due is None, str(task.due or ""), task.title))


def kept() -> list[Kept]:
    return [one for room in _ROOMS for one in room.kept]


def particulars(caption: str, rows: Iterable[tuple[str, str]]) -> Table:
    """What a document says of one thing, name by name; what is empty is left out."""
    columns = (Column(_("Item")), Column(_("Content")))
    return Table(caption, columns, tuple((name, text) for name, text in rows if text))


def covered(document: Document) -> Document:
    """Without ways to reach a person, in what auditors alone are given: they judge the words."""
    return with_text(document, lambda text: cover(text)[0])


def of_files(attachments, kind: Any) -> Iterator[Record]:
    """Attachments as records under their own names; public are those that a stranger may read. Two queries."""
    rows = list(attachments.select_related("space").order_by("pk"))
    everyones = Attachment.objects.visible_to(AnonymousUser()).filter(pk__in=[row.pk for row in rows])
    public = set(everyones.values_list("pk", flat=True))
    for row in rows:
        yield Record(
            space=row.space,
            kind=kind,
            title=row.name,
            on=localdate(row.uploaded_at),
            name=row.name,
            content=_opened(row),
            confined=row.pk not in public,
        )


def _opened(row: Attachment) -> Callable[[], IO[bytes]]:
    return lambda: storage_of(row).open(row.file)
