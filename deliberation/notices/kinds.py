"""The registry of notice kinds: the words of each, in the reader's language."""

from dataclasses import dataclass
from typing import Any, Protocol


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


def register(kind: NoticeKind) -> None:
    KINDS[kind.name] = kind
