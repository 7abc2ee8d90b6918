"""The registry of item kinds: what moderation of a text means in the room that owns it."""

from typing import Any, Protocol

from deliberation.spaces.models import Item


class ItemKind(Protocol):
    name: str
    label: Any

    @property
    def steps(self) -> tuple[str, ...]:
        """Decisions that its moderators are offered: of admit, decline, hide."""

    def follow(self, item: Item, step: str) -> None:
        """Let the content follow a decision, in its transaction: the item is locked and not yet advanced or minuted."""


KINDS: dict[str, ItemKind] = {}


def register(kind: ItemKind) -> None:
    KINDS[kind.name] = kind
