"""Each test plays several tests one after the other: what pytest runs before it, in this process, must not matter."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from deliberation.spaces.models import Space
from tests.standing import STAGE, standing

built = []


@standing
def house(name: str) -> tuple[Space, str]:
    """A space, and the file that was written with it."""
    built.append(name)
    key = storages["vault"].save(name, ContentFile(b"key"))
    return Space.objects.create(kind=Space.Kind.PROCESS, name=name), key


@standing
def extended(space: Space) -> tuple[Space, Space]:
    built.append("extended")
    return space, Space.objects.create(kind=Space.Kind.PROCESS, parent=space, name="extended")


def names() -> list[str]:
    return sorted(Space.objects.filter(kind=Space.Kind.PROCESS).values_list("name", flat=True))


def next_test() -> None:
    """What happens between two plain tests of one process."""
    atomics = STAGE.atomics
    STAGE.leave()
    assert STAGE.enter(lambda: pytest.fail("the transaction was not kept")) is atomics


@pytest.fixture(autouse=True)
def nothing_built_yet():
    built.clear()


def test_a_scene_is_built_once_and_a_test_finds_nothing_of_another_tests(db):
    for _ in range(3):
        space, key = house("once")
        assert (names(), space.title) == (["once"], "")
        space.title = "변경"
        Space.objects.create(kind=Space.Kind.PROCESS, name="own")
        assert storages["vault"].exists(key)
        storages["vault"].delete(key)
        next_test()
    assert built == ["once"]


def test_scenes_rest_on_each_other(db):
    for _ in range(2):
        space, _key = house("first")
        _first, second = extended(space)
        assert second.parent.name == "first"
        assert names() == ["extended", "first"]
        next_test()
    assert built == ["first", "extended"]


def test_a_test_that_needs_less_finds_less(db):
    extended(house("more")[0])
    next_test()
    house("more")
    assert (names(), built) == (["more"], ["more", "extended"])


def test_a_test_without_a_scene_finds_an_empty_house(db):
    house("other")
    next_test()
    assert names() == []


def test_a_test_that_replaces_parts_of_the_house_leaves_nothing(db, monkeypatch):
    house("replaced")
    assert (names(), STAGE.scenes) == (["replaced"], [])


def test_after_a_write_of_its_own_a_test_builds_anew(db):
    house("stands")
    next_test()
    Space.objects.create(kind=Space.Kind.PROCESS, name="own")
    house("stands")
    assert (names(), built) == (["own", "stands"], ["stands", "stands"])
    next_test()
    house("stands")
    assert (names(), built) == (["stands"], ["stands", "stands", "stands"])


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_begins_in_an_empty_house():
    assert names() == []
