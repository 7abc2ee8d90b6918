"""What is kept from the public, as a list: every room tells which of its rows can be.

A room above registers a :class:`Source` for each kind of row that points to a `Restriction`::

    disclosure.register(
        Source(
            name="case_event",
            label=_("line of a timeline"),
            rows=lambda user: CaseEvent.objects.all() if user is None else CaseEvent.objects.visible_to(user),
            title=lambda: F("text"),
            address=lambda: address("conflicts:detail", "conflict_id"),
            release=release_event,
        )
    )

:func:`withheld_in` then lists what is restricted in some spaces **as the public may know of it**: what kind of thing it
is, on which ground and until when, and on which page one is told so; its title only where that gives nothing away.
Officials who review see the titles as well (:func:`readable_by`). Each of them is one query, whatever the number of
sources. Rows that are not restricted are never told.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Field,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from deliberation.spaces.disclosure.models import Ground, Restriction, RestrictionQuerySet
from deliberation.spaces.models import Space


@dataclass(frozen=True)
class Source:
    """One kind of row that can be restricted.

    ``rows(user)``: those that this official may read, for who reviews; ``rows(None)``: all of them.
    ``title()`` and ``address()`` give expressions over a row, in the reader's language: what it is called, and the
    page on which everyone is told that something is withheld (empty: no public page). The public learns the title
    only where it is not ``telling``, as the names of the seven parts of an analysis. ``path`` leads from a row to
    its restriction. ``release(pk, by)`` makes the row public and minutes it; None where that is done elsewhere, as
    when the parties to it must all agree: ``place()`` is then the page on which it is, if there is one.
    """

    name: str
    label: Any
    rows: Callable[[Any], QuerySet]
    title: Callable[[], Any]
    address: Callable[[], Any]
    telling: bool = True
    path: str = "restriction"
    release: Callable[[int, Any], None] | None = None
    place: Callable[[], Any] = lambda: Value("")


@dataclass(frozen=True)
class Withheld:
    """One thing that is kept from the public."""

    kind: str  # the source's name, for sorting and for machines
    label: Any  # the kind in words
    title: str | None  # None where it would give away what is withheld
    url: str  # path of the page that says so; empty where there is none
    place: str  # path of the page on which it is made public, where that is not done in looking at it again
    ground: Ground  # `.citation`, `.label` and `.explained` say it in words, in the reader's language
    review_on: date  # when it is looked at again; this day or an earlier one: due
    decided_at: datetime  # when it was restricted, or last kept restricted
    note: str  # why, in the words of who decided; public; may be empty
    restriction: int  # key of the `Restriction`
    thing: int  # key of the restricted row


@dataclass(frozen=True)
class Group:
    """What a page says in one line: how many things of a kind are withheld on one ground until one day."""

    label: Any
    title: str | None
    ground: Ground
    review_on: date
    note: str
    number: int


_SOURCES: dict[str, Source] = {}

# Of these types, so that the sources' rows can be joined by UNION. None of the names is a column of a model.
_COLUMNS: dict[str, Field] = {
    "w_kind": CharField(),
    "w_title": TextField(),
    "w_url": TextField(),
    "w_place": TextField(),
    "w_ground": IntegerField(),
    "w_review_on": DateField(),
    "w_decided_at": DateTimeField(),
    "w_note": TextField(),
    "w_restriction": IntegerField(),
    "w_thing": IntegerField(),
}


def register(source: Source) -> None:
    _SOURCES[source.name] = source


def source_of(withheld: Withheld) -> Source:
    return _SOURCES[withheld.kind]


def withheld_in(spaces: Iterable[Space], *kinds: str, besides: Collection[int] = ()) -> list[Withheld]:
    """What is restricted in these spaces, as the public may know of it, by day of review; of some kinds (names of
    sources) alone, or of all; ``besides``, by these restrictions, wherever they lie. One query.

    A closed space is told as one thing in its parent, the space where everyone learns that it exists. Give both, and
    what is restricted within the closed space is listed, too, one by one and without a title.
    """
    keys = [space.pk for space in spaces]

    def narrow(source: Source) -> QuerySet:
        there = Q(**{f"{source.path}__space__in": keys}) | Q(**{f"{source.path}__in": besides})
        return source.rows(None).filter(there)

    found = _read(kinds or _SOURCES, narrow)
    return [replace(row, title=None) if source_of(row).telling else row for row in found]


def grouped(withheld: Iterable[Withheld]) -> list[Group]:
    """For a page, in the order in which they come."""
    counts = Counter((row.label, row.title, row.ground, row.review_on, row.note) for row in withheld)
    return [Group(*key, number) for key, number in counts.items()]


def readable_by(user, restrictions: Collection[int]) -> list[Withheld]:
    """The things behind these restrictions that this official may read, with their titles. One query."""
    return _read(_SOURCES, lambda source: source.rows(user).filter(**{f"{source.path}__in": restrictions}))


def reviewed_by(user) -> RestrictionQuerySet:
    """The restrictions of all things that this official may read."""
    mine = Q(pk__in=[])
    for source in _SOURCES.values():
        mine |= Q(Exists(source.rows(user).order_by().filter(**{source.path: OuterRef("pk")})))
    return Restriction.objects.filter(mine)


def _read(kinds: Iterable[str], narrow: Callable[[Source], QuerySet]) -> list[Withheld]:
    """The restricted rows of the sources of these names, each narrowed so, by day of review."""
    first, *others = (_columns(source, narrow(source)) for source in (_SOURCES[kind] for kind in kinds))
    rows = first.union(*others, all=True).order_by("w_review_on", "w_restriction")
    return [_told({name.removeprefix("w_"): value for name, value in row.items()}) for row in rows]


def _told(row: dict[str, Any]) -> Withheld:
    return Withheld(**row | {"label": _SOURCES[row["kind"]].label, "ground": Ground(row["ground"])})


def _columns(source: Source, rows: QuerySet) -> QuerySet:
    path = source.path
    values = {
        "w_kind": Value(source.name),
        "w_title": source.title(),
        "w_url": source.address(),
        "w_place": source.place(),
        "w_ground": F(f"{path}__ground"),
        "w_review_on": F(f"{path}__review_on"),
        "w_decided_at": F(f"{path}__decided_at"),
        "w_note": F(f"{path}__note"),
        "w_restriction": F(f"{path}__pk"),
        "w_thing": F("pk"),
    }
    typed = {name: Cast(values[name], field) for name, field in _COLUMNS.items()}
    return rows.filter(**{f"{path}__isnull": False}).order_by().annotate(**typed).values(*_COLUMNS)
