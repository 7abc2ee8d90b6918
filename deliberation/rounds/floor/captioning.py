"""Captions: what is said, typed along line by line for the hall screen and the phones, kept for the minutes."""

from uuid import UUID

from django.db import transaction

from deliberation.accounts.models import User
from deliberation.rounds.floor import live
from deliberation.rounds.floor.models import Caption
from deliberation.rounds.floor.moderating import hold_in_session
from deliberation.rounds.meetings.models import Meeting

SHOWN = 2  # lines on a screen


@transaction.atomic
def add_caption(meeting: Meeting, *, by: User, text: str, key: UUID) -> None:
    """One more line. Sent again under the same key, it is the line that is there."""
    hold_in_session(meeting)
    Caption.objects.bulk_create([Caption(meeting=meeting, by=by, text=text, key=key)], ignore_conflicts=True)
    live.touch(meeting, *live.SHARED)


@transaction.atomic
def withdraw_caption(meeting: Meeting, pk: int) -> None:
    """A line was wrong: it goes from the screens and from the text."""
    hold_in_session(meeting)
    Caption.objects.filter(meeting=meeting, pk=pk).delete()
    live.touch(meeting, *live.SHARED)


def latest(meeting: Meeting) -> list[Caption]:
    """The lines that the screens show, in their order."""
    return list(Caption.objects.filter(meeting=meeting).order_by("-pk")[:SHOWN])[::-1]


def whole_text(meeting: Meeting) -> str:
    return "\n".join(Caption.objects.filter(meeting=meeting).values_list("text", flat=True))
