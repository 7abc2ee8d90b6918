"""How many seats stand for each stratum."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS = {
    "district": _("District"),
    "sex": pgettext_lazy("stratum", "Sex"),
    "age_band": _("Age"),
    "side": _("Opinion at the draw"),
}


def count(strata: Iterable[dict[str, str]]) -> dict[str, Counter]:
    """Seats per value of each stratum, the usual strata first."""
    tables: dict[str, Counter] = {name: Counter() for name in LABELS}
    for seat in strata:
        for name, value in seat.items():
            tables.setdefault(name, Counter())[value] += 1
    return {name: cells for name, cells in tables.items() if cells}
