import pytest
from django.utils.translation import override

from tests.scenes import convened


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in the language of the source."""
    with override("en"):
        yield


@pytest.fixture
def scene():
    """A citizen panel under way, with the cast in it."""
    return convened()


@pytest.fixture
def process(scene):
    return scene[0]


@pytest.fixture
def cast(scene):
    return scene[1]
