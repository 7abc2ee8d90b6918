"""What this room itself keeps from the public: texts that moderators have declined or hidden."""

from django.db.models import F, Func, QuerySet, TextField, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.ledger.actions import Refused
from deliberation.spaces.actions import decide
from deliberation.spaces.disclosure.withheld import Source
from deliberation.spaces.models import Item


def texts(user) -> QuerySet[Item]:
    return Item.objects.all() if user is None else Item.objects.visible_to(user)


def show_text(pk: int, by) -> None:
    item = Item.objects.get(pk=pk)
    if item.state == Item.State.DECLINED:
        raise Refused(_("This text was declined before it was shown. Its author can reword it."))
    decide(item, "admit", by=by, version=item.version)


SOURCES = [
    Source(
        name="text",
        label=gettext_lazy("text out of sight"),
        rows=texts,
        title=lambda: Func("text", Value("\n"), Value(1), function="split_part", output_field=TextField()),
        address=lambda: F("url"),
        release=show_text,
    )
]
