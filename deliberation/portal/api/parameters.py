"""What may be asked of a list: each parameter knows its JSON Schema, how it is read and what it does to the rows."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.portal.searching import LONGEST_QUERY

MOST, USUAL = 100, 20  # rows of a page
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
NAME = r"^[-a-zA-Z0-9_]+$"
LONGEST = 2**63 - 1


class Unreadable(Exception):
    """Parameters that cannot be read: what is wrong by parameter, in the reader's language."""

    def __init__(self, faults: Mapping[str, str]):
        super().__init__(dict(faults))
        self.faults = dict(faults)


class Whole(forms.IntegerField):
    def to_python(self, value):
        if not re.fullmatch(r"\d{1,19}", value, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class Moment(forms.Field):
    def to_python(self, value) -> datetime:
        try:
            found = parse_datetime(value.upper()) if RFC_3339.fullmatch(value) else None
            found = found and found.astimezone(UTC)  # the database knows no difference of more than 16 hours
        except (ValueError, OverflowError):
            found = None
        if found is None:
            raise ValidationError(_("Write a moment like 2026-03-12T14:00:00+09:00, the + as %%2B.") % ())
        return found


class Words(forms.Field):
    def validate(self, value) -> None:
        if len(value) > LONGEST_QUERY:
            raise ValidationError(_("At most 60 characters."))


@dataclass(frozen=True)
class Parameter:
    """``narrow`` gives the rows that are left; None where the view itself uses the value."""

    name: str
    schema: Mapping[str, Any]
    field: forms.Field
    about: Any
    narrow: Callable[[Any, Any], QuerySet] | None = None
    required: bool = False


LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    Whole(min_value=1, max_value=MOST),
    gettext_lazy("How many rows a page has."),
)
PAGE = Parameter(
    "page",
    {"type": "string", "minLength": 1},
    forms.Field(),
    gettext_lazy("Where the page begins: take the addresses in next and previous as they are."),
)
WORDS = Parameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY},
    Words(),
    gettext_lazy("Words to look for, as in the search of this site. Hits in titles come first."),
)


def choice(name: str, choices: Iterable[tuple[Any, Any]], about: Any, column: str = "") -> Parameter:
    known = [(str(value), label) for value, label in choices if value != ""]
    kind = {"type": "string", "enum": [value for value, _label in known]}
    field = forms.ChoiceField(choices=known)
    return Parameter(name, kind, field, about, lambda rows, value: rows.filter(**{column or name: value}))


def key(name: str, about: Any, column: str = "") -> Parameter:
    """The number of another thing, such as a stage's."""
    kind = {"type": "integer", "minimum": 1, "maximum": LONGEST}
    field = Whole(min_value=1, max_value=LONGEST)
    return Parameter(name, kind, field, about, lambda rows, value: rows.filter(**{column or name: value}))


def slug(name: str, about: Any, column: str, *, required: bool = False) -> Parameter:
    kind = {"type": "string", "pattern": NAME, "maxLength": 80}
    field = forms.RegexField(NAME.replace("$", r"\Z"), max_length=80, strip=False)
    return Parameter(name, kind, field, about, lambda rows, value: rows.filter(**{column: value}), required)


def process(column: str = "stage__process__slug") -> Parameter:
    return slug("process", gettext_lazy("Only those of this deliberation, by its slug."), column)


def stage(column: str = "stage") -> Parameter:
    return key("stage", gettext_lazy("Only those of this stage, by its number."), column)


def district(choices: Iterable[tuple[Any, Any]]) -> Parameter:
    return choice("district", choices, gettext_lazy("Only those of this district or county."))


def state(choices: Iterable[tuple[Any, Any]]) -> Parameter:
    return choice("state", choices, gettext_lazy("Only those in this state."))


UPDATED_SINCE = Parameter(
    "updated_since",
    {"type": "string", "format": "date-time"},
    Moment(),
    gettext_lazy("Only those about which the minutes tell something since this moment."),
    lambda rows, value: rows.filter(updated_at__gte=value),
)


def read(given: QueryDict, known: Iterable[Parameter]) -> dict[str, Any]:
    """The values by name. Raises `Unreadable` for what is not known, given twice, empty or not understood."""
    parameters = {parameter.name: parameter for parameter in known}
    faults, values = {}, {}
    for name, texts in given.lists():
        if name not in parameters:
            faults[name] = _("There is no such parameter here.")
        elif len(texts) > 1:
            faults[name] = _("This parameter can be given once.")
        else:
            try:
                values[name] = parameters[name].field.clean(texts[0])
            except ValidationError as error:
                faults[name] = " ".join(error.messages)
    for name, parameter in parameters.items():
        if parameter.required and name not in given:
            faults[name] = str(parameter.field.error_messages["required"])
    if faults:
        raise Unreadable(faults)
    return values
