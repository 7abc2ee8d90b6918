from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def traveller():
    """A clock that tests move on, ticking."""
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=True) as clock:
        yield clock
