"""What came of a thing in rooms above: they tell it, and the thing's page shows it without knowing who told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Sequel:
    """Something that came of a thing, as one reader may know it.

    ``on`` is None for what this reader can do with the thing next: ``title`` is what the button says.
    """

    what: Any
    title: str
    address: str
    facts: Sequence[Any] = ()
    on: datetime | None = None


Tell = Callable[[Any, Any], Iterable[Sequel]]
_TELLING: dict[str, list[Tell]] = {}


def register(kind: str, tell: Tell) -> None:
    """Let a room above tell what came of a thing of this kind: the beginning of its subject in the minute books."""
    _TELLING.setdefault(kind, []).append(tell)


def sequels(thing: Any, user) -> list[Sequel]:
    """Everything that the rooms above tell this reader."""
    kind = thing.subject.partition(":")[0]
    return [sequel for tell in _TELLING.get(kind, ()) for sequel in tell(thing, user)]
