"""What an answer is made of: each shape knows its JSON Schema and how it writes a value, so that neither can lie."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True)
class Shape:
    """``schema`` is JSON Schema 2020-12, in which descriptions may be lazy; ``write`` gives what JSON can hold."""

    schema: Mapping[str, Any]
    write: Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One member of an object: its value is the attribute of the same name, or what ``read`` takes from the row."""

    name: str
    shape: Shape
    read: Callable[[Any], Any] | None = None
    about: Any = ""

    def value(self, row: Any) -> Any:
        return self.shape.write((self.read or attrgetter(self.name))(row))


def absolute(address: str) -> str:
    """An address of this site as others follow it; one of another site stays as it is."""
    return settings.SITE_URL + address if address.startswith("/") else address


def in_city_time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


TEXT = Shape({"type": "string"}, str)
WHOLE = Shape({"type": "integer"}, int)
NUMBER = Shape({"type": "number"}, float)
TRUTH = Shape({"type": "boolean"}, bool)
MOMENT = Shape({"type": "string", "format": "date-time"}, in_city_time)
DAY = Shape({"type": "string", "format": "date"}, date.isoformat)
ADDRESS = Shape({"type": "string", "format": "uri"}, absolute)
# Facts of minutes: their keys differ from step to step.
FACTS = Shape({"type": "object"}, dict)


def optional(shape: Shape) -> Shape:
    """Null where there is nothing: None or an empty text."""
    written = {"anyOf": [shape.schema, {"type": "null"}]}
    return Shape(written, lambda value: None if value is None or value == "" else shape.write(value))


def many(shape: Shape) -> Shape:
    return Shape({"type": "array", "items": shape.schema}, lambda values: [shape.write(value) for value in values])


def record(fields: Iterable[Field]) -> Shape:
    """An object with all of these members and no other."""
    members = tuple(fields)
    schema = {
        "type": "object",
        "properties": {
            field.name: {**field.shape.schema, **({"description": field.about} if field.about else {})}
            for field in members
        },
        "required": [field.name for field in members],
        "additionalProperties": False,
    }
    return Shape(schema, lambda row: {field.name: field.value(row) for field in members})


def code(choices: Iterable[tuple[Any, Any]]) -> Shape:
    """A code that stays, with its label in the reader's language."""
    labels = dict(choices)
    kind = "integer" if all(isinstance(value, int) for value in labels) else "string"
    schema = {
        "type": "object",
        "properties": {"code": {"type": kind, "enum": list(labels)}, "label": {"type": "string"}},
        "required": ["code", "label"],
        "additionalProperties": False,
    }
    return Shape(schema, lambda value: {"code": value, "label": str(labels[value])})


def named(label_of: Callable[[Any], Any]) -> Shape:
    """The same of codes that rooms or committees may add to: any text."""
    schema = {
        "type": "object",
        "properties": {"code": {"type": "string"}, "label": {"type": "string"}},
        "required": ["code", "label"],
        "additionalProperties": False,
    }
    return Shape(schema, lambda value: {"code": value, "label": str(label_of(value))})


def _both(texts: tuple[str, str]) -> dict[str, str | None]:
    return {"ko": texts[0], "en": texts[1] or None}


# An official text in both languages; not every text has an English one.
BOTH = Shape(
    {
        "type": "object",
        "properties": {"ko": {"type": "string"}, "en": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
        "required": ["ko", "en"],
        "additionalProperties": False,
    },
    _both,
)


def both(name: str, column: str = "", about: Any = "") -> Field:
    """The field of a column and its English twin; a path of attributes leads to another row."""
    column = column or name
    return Field(name, BOTH, lambda row: (attrgetter(column)(row), attrgetter(f"{column}_en")(row)), about)


# What nearly every row begins with.
ID = Field("id", WHOLE, lambda row: row.pk)
PAGE = Field("url", ADDRESS, lambda row: row.get_absolute_url())
