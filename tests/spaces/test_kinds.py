"""One contract for every kind of text that a room hands to moderation."""

import pytest
from django.utils.translation import override

from deliberation.spaces import kinds
from deliberation.spaces.models import Item


def registered():
    return sorted(kinds.KINDS.items())


@pytest.mark.parametrize(("name", "kind"), registered(), ids=[name for name, _kind in registered()])
def test_kind_keeps_the_contract(name, kind):
    assert kind.name == name
    assert len(name) <= Item._meta.get_field("kind").max_length
    # A moderator can always let a text pass and always take it off the page.
    assert set(kind.steps) <= {"admit", "decline", "hide"}
    assert "admit" in kind.steps
    assert {"decline", "hide"} & set(kind.steps)
    assert callable(kind.follow)
    with override("ko"):
        korean = str(kind.label)
    with override("en"):
        assert korean != str(kind.label)


def test_rooms_have_registered_theirs():
    assert "proposal" in kinds.KINDS
