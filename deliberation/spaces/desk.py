"""What waits for a moderator: rows that ``portal`` joins with those of other rooms on the desk page."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.disclosure.withheld import reviewed_by
from deliberation.spaces.models import Item, Membership, Role, Space

# Columns that every room's desk yields, of these types, so that they can be joined by UNION. None of the names is a
# column of a model, which an annotation may not shadow.
COLUMNS: dict[str, Field] = {
    "what": TextField(),
    "heading": TextField(),
    "address": TextField(),
    "since": DateTimeField(),
    "due": DateTimeField(null=True),
}


def rows(waiting: QuerySet, **columns) -> QuerySet:
    """A values-queryset of COLUMNS from an expression for each."""
    typed = {name: Cast(columns[name], field) for name, field in COLUMNS.items()}
    return waiting.order_by().annotate(**typed).values(*COLUMNS)


def address(name: str, *columns: str) -> Concat:
    """The address of that name, its keys from these columns."""
    keys = [f"{n}00000000" for n in range(1, len(columns) + 1)]
    parts, rest = [], reverse(name, args=keys)
    for key, column in zip(keys, columns, strict=True):
        before, _key, rest = rest.partition(key)
        parts += [Value(before), Cast(F(column), CharField())]
    return Concat(*parts, Value(rest), output_field=CharField())


def holds_in_city(user, *roles: Role) -> Exists:
    """Whether the person holds one of the roles in the city now, as a condition of the rows' own query."""
    return Exists(Membership.objects.current().filter(user=user, space__kind=Space.Kind.CITY, role__in=roles))


def midnight(day: Any, *, days: int = 0) -> Func:
    """When a day of the city begins, or the one so many days after it; ``day`` is an expression for a date."""
    return Func(
        Value(settings.TIME_ZONE), day + timedelta(days=days), function="timezone", output_field=DateTimeField()
    )


def restrictions(user) -> list[QuerySet]:
    """One row for all restrictions that are due for review by this official, since the earliest of them was.

    Nothing to join where none is due in the city: whose they are is asked of every room, in a query so long that making
    it costs more than all other rows of a desk together.
    """
    if not Restriction.objects.due().filter(holds_in_city(user, Role.OFFICIAL)).exists():
        return []
    due = reviewed_by(user).due().order_by()
    number = due.annotate(n=Func("pk", function="COUNT", output_field=IntegerField())).values("n")
    counted = Space.objects.filter(kind=Space.Kind.CITY).annotate(number=Subquery(number)).filter(number__gt=0)
    earliest = due.order_by("review_on").values("review_on")[:1]
    row = rows(
        counted,
        what=Value(_("Information that is not public, to look at again")),
        heading=Func(
            Value(_("Restrictions due for review: %(n)d")),
            Value("%(n)d"),
            Cast("number", TextField()),
            function="replace",
            output_field=TextField(),
        ),
        address=Value(reverse("spaces:restrictions") + "?due=due"),
        since=midnight(Subquery(earliest)),
        due=Value(None),
    )
    return [row]


def waiting(user) -> QuerySet:
    """Texts in the city's space that wait for an official; stages bring their own rows."""
    items = Item.objects.visible_to(user).waiting().filter(space__kind=Space.Kind.CITY)
    return rows(
        items,
        what=Value(_("Text to check")),
        heading=Func("text", Value("\n"), Value(1), function="split_part", output_field=TextField()),
        address=address("spaces:item", "pk"),
        since=F("submitted_at"),
        due=Value(None),
    )
