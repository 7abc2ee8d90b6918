"""The registry of notice kinds: the words of each, in the reader's language."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import get_language

TONGUES = ("", "_en")


class NoticeKind(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def by_mail(self) -> bool: ...

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Title and one or two sentences, translated at the time of reading from facts that hold codes and titles."""


@dataclass(frozen=True)
class Wording:
    """The usual notice kind: two lazy translated texts with %(named)s places that the facts fill."""

    name: str
    title: Any
    body: Any
    by_mail: bool = True

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        return str(self.title) % facts, str(self.body) % facts


KINDS: dict[str, NoticeKind] = {}


def titles(**things: Any) -> dict[str, str]:
    """Facts that name things with a ``title`` and, where there is one, its English ``title_en``."""
    return {f"{name}{tongue}": getattr(thing, f"title{tongue}") for name, thing in things.items() for tongue in TONGUES}


def in_readers_language(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, each by its English twin when the reader reads English and there is one."""
    if not (get_language() or "").startswith("en"):
        return facts
    return {name: facts.get(f"{name}_en") or fact for name, fact in facts.items()}


def register(kind: NoticeKind) -> None:
    KINDS[kind.name] = kind
