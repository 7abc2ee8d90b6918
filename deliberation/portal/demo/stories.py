"""Lets everything in the demo city happen at its own moment, in the order of time, as minute books tell it."""

import heapq
from collections.abc import Generator, Iterable
from datetime import datetime
from typing import Any

import time_machine
from django.utils import timezone

# A story yields the moment at which it goes on. It does nothing before its first moment, and may return what it made.
Story = Generator[datetime, None, Any]


def play(stories: Iterable[Story]) -> None:
    """Run all stories to their ends, always the one whose moment comes next, with the clock set to that moment.

    The clock never goes back: a moment that another story has passed meanwhile comes right after it.
    """
    waiting = [(next(story), order, story) for order, story in enumerate(stories)]
    heapq.heapify(waiting)
    clock = waiting[0][0]
    while waiting:
        moment, order, story = heapq.heappop(waiting)
        with time_machine.travel(max(moment, clock)):
            following = next(story, None)
            clock = timezone.now()
        if following is not None:
            heapq.heappush(waiting, (following, order, story))
