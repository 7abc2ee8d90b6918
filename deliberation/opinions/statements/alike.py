"""Statements that are alike in words, shown to people who decide: nothing is merged by machine.

Letters do not know for from against: “we need it” and “we do not need it” look alike.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from django.db.models import QuerySet

from deliberation.algorithms.likeness import Texts
from deliberation.opinions.models import Statement

LEAST = 0.35  # what is less alike shares a word or two and no thought
SHOWN = 3


def alike_to(text: str, among: QuerySet[Statement], *, besides: int | None = None) -> list[Statement]:
    """The statements whose words are most like the text's, the most alike first. At most two queries."""
    return _nearest([(text, besides)], among)[0]


def mark_alike(rows: Sequence[Statement], among: QuerySet[Statement]) -> None:
    """Give each row as ``alike`` the others that are most like it. At most two queries."""
    found = _nearest([(row.item.text, row.pk) for row in rows], among)
    for row, alike in zip(rows, found, strict=True):
        cast(Any, row).alike = alike


@lru_cache(maxsize=4)
def _known(texts: tuple[tuple[int, str], ...]) -> Texts[int]:
    """Kept as long as these are the texts: letters are typed faster than statements come."""
    return Texts(dict(texts))


def _nearest(asked: Iterable[tuple[str, int | None]], among: QuerySet[Statement]) -> list[list[Statement]]:
    known = _known(tuple(among.order_by("pk").values_list("pk", "item__text")))
    found = [
        [key for key, _likeness in known.nearest(text, least=LEAST, most=SHOWN, besides=[besides or 0])]
        for text, besides in asked
    ]
    keys = {key for nearest in found for key in nearest}
    rows = among.select_related("item", "stage__process").in_bulk(keys) if keys else {}
    return [[rows[key] for key in nearest if key in rows] for nearest in found]
