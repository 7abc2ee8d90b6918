import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.portal.api.scene import City, city


@pytest.fixture(autouse=True)
def fresh_counts():
    """What an earlier test has asked is not counted against this one."""
    cache.clear()


@pytest.fixture
def here(db, clock) -> City:
    return city(clock)


@pytest.fixture
def ask(client):
    """`ask("proposals", limit=1)` gives the answer of the interface; an address is taken as it is."""

    def asked(where: str, headers: dict | None = None, **parameters):
        return client.get(where if where.startswith(("/", "http")) else f"/api/v1/{where}", parameters, headers=headers)

    return asked


@pytest.fixture
def application(settings):
    """The program as a server calls it, within the test's transaction, and without the limit of requests."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)
