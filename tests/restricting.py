"""Keeping things from the public in tests: the usual basis, and closing a space."""

from deliberation.spaces.disclosure.actions import set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Space


def usual() -> Basis:
    return Basis.usual(Ground.DELIBERATION)


def close(space: Space) -> None:
    set_basis(space, usual(), by=None, space=space.parent or space)


def withheld() -> dict[str, str]:
    """What a form says of a thing that stays among insiders."""
    basis = usual()
    return {"readers": "restricted", "ground": "5", "review_on": f"{basis.review_on}", "note": "협의 중입니다."}
