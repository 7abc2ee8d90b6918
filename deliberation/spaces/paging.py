"""Lists paged by key: the same cost on every page, and no row skipped or repeated when others are added meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet

AFTER, BEFORE = "after", "before"
COUNTED_UP_TO = 1000


@dataclass(frozen=True)
class Page:
    """One page of rows; the addresses of its neighbours are empty at the ends, as ``parts/pager.html`` takes them."""

    rows: list[Any]
    previous_url: str
    next_url: str


class UnreadableCursor(ValueError):
    """A cursor that is none of this list's."""


def page_of(request, rows: QuerySet | Sequence[QuerySet], *order: str, size: int = 20, strict: bool = False) -> Page:
    """The page that ``?page=`` names of ``rows`` in the order of these columns, the last of them unique.

    ``rows`` may be several querysets without a row in common: they follow each other, each in this order, and a page
    asks only those that it shows. Columns are named as in ``order_by``; none may be null. A cursor that cannot be read
    shows the first page or, if ``strict``, raises `UnreadableCursor`.
    """
    parts = [rows] if isinstance(rows, QuerySet) else rows
    side, start, key = _begin(request.GET.get("page", ""), parts, order, strict)
    backwards = side == BEFORE
    turned = tuple(_turn(column) for column in order) if backwards else order
    found: list[tuple[int, Any]] = []
    for number in range(start, -1, -1) if backwards else range(start, len(parts)):
        part = parts[number].filter(_beyond(turned, key)) if key and number == start else parts[number]
        found += [(number, row) for row in part.order_by(*turned)[: size + 1 - len(found)]]
        if len(found) > size:
            break
    more, shown = len(found) > size, found[:size]
    if backwards:
        shown.reverse()
    earlier, later = (more, True) if backwards else (bool(key), more)
    return Page(
        [row for _part, row in shown],
        _url(request, BEFORE, *shown[0], order) if shown and earlier else "",
        _url(request, AFTER, *shown[-1], order) if shown and later else "",
    )


def counted(rows: QuerySet) -> str:
    """The number of rows, for people; counting stops at ``1,000+``."""
    return figure(rows.order_by()[: COUNTED_UP_TO + 1].count())


def figure(number: int) -> str:
    return f"{COUNTED_UP_TO:,}+" if number > COUNTED_UP_TO else f"{number:,}"


def _turn(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


def _beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows after ``key``: beyond it in the first column, or level there and beyond it in the rest.

    The first column is bounded on its own as well, which is what an index can use.
    """
    column, name, value = order[0], order[0].removeprefix("-"), key[0]
    further = "lt" if column.startswith("-") else "gt"
    beyond = Q(**{f"{name}__{further}": value})
    if len(order) == 1:
        return beyond
    return Q(**{f"{name}__{further}e": value}) & (beyond | _beyond(order[1:], key[1:]))


def _url(request, side: str, part: int, row: Any, order: Sequence[str]) -> str:
    key = json.dumps([part, *(getattr(row, column.removeprefix("-")) for column in order)], default=str)
    query = request.GET.copy()
    query["page"] = f"{side}.{urlsafe_b64encode(key.encode()).decode()}"
    return f"?{query.urlencode()}"


def _begin(cursor: str, parts: Sequence[QuerySet], order: Sequence[str], strict: bool) -> tuple[str, int, list[Any]]:
    """Side, number of the part and key of its columns; the beginning where the cursor cannot be read."""
    if not cursor:
        return AFTER, 0, []
    try:
        return _read(cursor, parts, order)
    except UnreadableCursor:
        if strict:
            raise
        return AFTER, 0, []


def _read(cursor: str, parts: Sequence[QuerySet], order: Sequence[str]) -> tuple[str, int, list[Any]]:
    side, _dot, code = cursor.partition(".")
    try:
        part, *key = json.loads(urlsafe_b64decode(code))
        rows = parts[range(len(parts)).index(part)]
        if side not in (AFTER, BEFORE):
            raise ValueError(side)
        pairs = zip(order, key, strict=True)
        return side, part, [_value(rows, column.removeprefix("-"), value) for column, value in pairs]
    except (ValueError, TypeError, ValidationError, OverflowError, RecursionError) as error:
        raise UnreadableCursor(cursor) from error


def _value(rows: QuerySet, name: str, value: Any) -> Any:
    """A value of the cursor as its column's type; what is annotated is a whole number."""
    try:
        field = rows.model._meta.get_field(name)
    except FieldDoesNotExist:
        return int(value)
    if (read := field.to_python(value)) is None:
        raise ValueError(name)
    return read
