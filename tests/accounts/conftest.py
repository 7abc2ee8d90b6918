import json
import re

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def uncounted_attempts():
    """Rate limits are counted in the cache, which no test's rollback empties."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor():
    """A browser that signs in by itself, page by page."""
    return Client()


@pytest.fixture
def texts(settings, tmp_path):
    """The text messages sent so far, oldest first."""
    settings.SMS_FILE_PATH = tmp_path / "sms"
    return lambda: [json.loads(path.read_text()) for path in sorted(settings.SMS_FILE_PATH.glob("*.json"))]


def code_in(text: str) -> str:
    return re.search(r"(?<!\d)\d{6}(?!\d)", text).group()
