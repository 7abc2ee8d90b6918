"""One kind of thing that everyone may read: its rows, its parameters, its shape. Views and description read this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, DateTimeField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.models import Entry
from deliberation.portal.api import parameters
from deliberation.portal.api.parameters import LIMIT, PAGE, UPDATED_SINCE, WORDS, Parameter
from deliberation.portal.api.shapes import MOMENT, Field, Shape, many, optional, record

UPDATED = Field("updated_at", MOMENT, about=_("The last step that the minutes tell about it, or when it came."))


@dataclass(frozen=True)
class Resource:
    """``rows`` are those that a stranger sees, never more: whatever is shown comes from there.

    ``order`` ends with a unique column; ``key`` is the one by which a row is known, empty where none is asked for
    alone. ``more`` stands in the answer about one thing, whose row ``whole`` reads; ``complete`` gives the rows of an
    answer what their query cannot tell, in a fixed number of queries.
    """

    name: str
    schema: str
    title: Any
    rows: Callable[[], Any]
    order: tuple[str, ...]
    fields: tuple[Field, ...]
    about: Any = ""
    narrowing: tuple[Parameter, ...] = ()
    more: tuple[Field, ...] = ()
    whole: Callable[[Any], QuerySet] = lambda rows: rows
    complete: Callable[[Sequence[Any]], None] = lambda _rows: None
    key: str = "pk"
    searched: bool = False
    shape: Shape = field(init=False)
    shape_of_one: Shape = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", record(self.fields))
        object.__setattr__(self, "shape_of_one", record([*self.fields, *self.more]))

    @property
    def by_name(self) -> bool:
        """Whether a row is known by a name instead of a number."""
        return self.key in ("slug", "name")

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        dated = (UPDATED_SINCE,) if UPDATED in self.fields else ()
        return (*self.narrowing, *dated, *((WORDS,) if self.searched else ()), LIMIT, PAGE)

    @property
    def page(self) -> Shape:
        """A page of the list."""
        return record(
            [
                Field("data", many(self.shape)),
                Field("next", optional(_ADDRESS), about=_("Address of the next page; null on the last one.")),
                Field("previous", optional(_ADDRESS), about=_("Address of the page before; null on the first one.")),
            ]
        )

    def found(self, values: dict[str, Any]) -> list[Any]:
        """The rows asked for, as parts that follow each other (`spaces.paging`)."""
        rows = self.rows()
        for parameter in self.parameters:
            if parameter.narrow and parameter.name in values:
                rows = parameter.narrow(rows, values[parameter.name])
        return rows.search(values[WORDS.name]).parts if WORDS.name in values else [rows]


_ADDRESS = Shape({"type": "string", "format": "uri"}, str)


def updated(rows: Any, kind: str, since: str, column: str = "pk") -> Any:
    """With ``updated_at``: the last minute about the subject ``kind:<column>``, or the column ``since``."""
    subject = Concat(Value(f"{kind}:"), Cast(OuterRef(column), CharField()))
    return _dated(rows, Entry.objects.filter(subject=subject).order_by("-at"), since)


def updated_in_book(rows: Any, chain: str, since: str) -> Any:
    """With ``updated_at``: the last minute in a book of its own."""
    return _dated(rows, Entry.objects.filter(chain__name=OuterRef(chain)).order_by("-n"), since)


def _dated(rows: Any, entries: QuerySet, since: str) -> Any:
    last = Cast(Subquery(entries.values("at")[:1]), DateTimeField())
    return rows.annotate(updated_at=Coalesce(last, F(since)))


def of_process(path: str = "stage.process") -> tuple[Field, ...]:
    """The deliberation and the stage of a row."""
    return (
        Field("process", _SLUG, lambda row: _at(row, path).slug, _("Slug of the deliberation.")),
        Field("stage", _NUMBER, lambda row: row.stage_id, _("Number of the stage.")),
    )


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return row


_SLUG = Shape({"type": "string", "pattern": parameters.NAME}, str)
_NUMBER = Shape({"type": "integer"}, int)
