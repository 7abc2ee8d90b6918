"""Names out of sight: a point and a decision repeat the title of their thing, which a moderator may hide later.

Rooms above tell of which things, and what they are called meanwhile; public pages and minutes ask before they show one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

# For subjects as in the minute books: what those are called whose titles are not shown.
Tell = Callable[[Collection[str]], Mapping[str, str]]
_TELLING: list[Tell] = []


def register(tell: Tell) -> None:
    _TELLING.append(tell)


def conceal(rows: Iterable[Any], column: str) -> None:
    """Put another name into this column of points or decisions (with ``about``) whose thing is out of sight."""
    known = list(rows)
    subjects = {row.about for row in known if row.about}
    called = {subject: name for tell in _TELLING for subject, name in tell(subjects).items()}
    for row in known:
        setattr(row, column, called.get(row.about, getattr(row, column)))
