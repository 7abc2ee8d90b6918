"""Sums of money as Korean offices write them."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

register = template.Library()
UNITS = ((10**12, "조"), (10**8, "억"), (10**4, "만"))


@register.filter
def won(sum_: int) -> str:
    """``2조 549억 원`` in Korean, ``2,054,900,000,000 won`` in English."""
    if (get_language() or "").startswith("en") or sum_ < UNITS[-1][0]:
        return gettext("%(shown)s won") % {"shown": number_format(sum_, force_grouping=True)}
    parts = []
    for size, name in UNITS:
        if count := sum_ // size:
            parts.append(f"{number_format(count, force_grouping=True)}{name}")
        sum_ %= size
    if sum_:
        parts.append(number_format(sum_, force_grouping=True))
    return f"{' '.join(parts)} 원"
