import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from deliberation.spaces.models import Space
from tests.standing import STAGE, standing

built = []


@standing
def house(name: str = "standing") -> Space:
    built.append(name)
    storages["vault"].save(f"{name}-{len(built)}", ContentFile(b"key"))
    return Space.objects.create(kind=Space.Kind.PROCESS, name=name)


@standing
def extended(space: Space) -> tuple[Space, Space]:
    built.append("extended")
    return space, Space.objects.create(kind=Space.Kind.PROCESS, parent=space, name="extended")


def names() -> list[str]:
    return sorted(Space.objects.filter(kind=Space.Kind.PROCESS).values_list("name", flat=True))


@pytest.mark.parametrize("turn", range(3))
def test_a_scene_is_built_once_and_a_test_finds_nothing_of_another_tests(db, turn):
    house().title = "변경"
    assert names() == ["standing"]
    assert house.__wrapped__("own").title == ""
    assert storages["vault"].exists("standing-1")
    storages["vault"].delete("standing-1")
    assert built.count("standing") == 1


@pytest.mark.parametrize("turn", range(2))
def test_scenes_rest_on_each_other(db, turn):
    _first, second = extended(house())
    assert second.parent.name == "standing"
    assert names() == ["extended", "standing"]
    assert built.count("standing") == built.count("extended") == 1


def test_a_test_that_needs_less_finds_less(db):
    assert house().name == "standing"
    assert names() == ["standing"]


def test_a_test_without_a_scene_finds_an_empty_house(db):
    assert names() == []


def test_after_a_write_of_its_own_a_test_builds_anew(db):
    Space.objects.create(kind=Space.Kind.PROCESS, name="own")
    house("second")
    assert (names(), built[-1]) == (["own", "second"], "second")


def test_a_test_that_replaces_parts_of_the_house_leaves_nothing(db, monkeypatch):
    house("replaced")
    assert (names(), STAGE.scenes) == (["replaced"], [])


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_begins_in_an_empty_house():
    assert names() == []
