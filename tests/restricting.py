"""Keeping things from the public in tests: the usual basis, closing a space, hiding a text."""

from deliberation.spaces.disclosure.actions import restrict, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Item, Space


def usual() -> Basis:
    return Basis.usual(Ground.DELIBERATION)


def close(space: Space) -> None:
    set_basis(space, usual(), by=None, space=space.parent or space)


def hide(item: Item) -> None:
    """As a moderator does, without what follows for its content."""
    item.state, item.restriction = Item.State.HIDDEN, restrict(item.space, usual(), by=None)
    item.save()


def withheld() -> dict[str, str]:
    """What a form says of a thing that stays among insiders."""
    basis = usual()
    return {"readers": "restricted", "ground": "5", "review_on": f"{basis.review_on}", "note": "협의 중입니다."}
