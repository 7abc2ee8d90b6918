from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.recommendations.conftest import traveller

__all__ = ["clock", "traveller"]


@pytest.fixture
def clock():
    """A clock that tests move on, ticking; it begins at ten tomorrow, so that no test runs over a midnight."""
    morning = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with time_machine.travel(morning, tick=True) as clock:
        yield clock
