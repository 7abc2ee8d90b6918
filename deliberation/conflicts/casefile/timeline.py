"""Everything that happened in a conflict, the latest first: what officials entered and what the minute book holds."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from deliberation.conflicts.casefile.minutes import UNTOLD, actor, sentence
from deliberation.conflicts.casefile.models import CaseEvent, ConflictCase
from deliberation.ledger.models import Entry

SIZE = 20


@dataclass(frozen=True)
class Line:
    """One line: an entered event, or a minuted step."""

    at: datetime
    text: str
    source: Any
    event: CaseEvent | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class Cursor:
    """Up to where both books have been read: earlier than this event and this entry."""

    on: date
    event: int
    entry: int

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}.{self.event}.{self.entry}"

    @classmethod
    def read(cls, code: str) -> "Cursor | None":
        """None, so that the first page shows, when it cannot be read."""
        try:
            day, event, entry = code.split(".")
            on = parse_date(day)
            return cls(on, min(int(event), 2**62), min(int(entry), 2**30)) if on else None
        except ValueError:
            return None


def timeline(conflict: ConflictCase, user, before: Cursor | None, size: int = SIZE) -> tuple[list[Line], Cursor | None]:
    """A page of lines, and where the next one begins; None at the end. Two queries, both by their keys."""
    events = CaseEvent.objects.filter(conflict=conflict).visible_to(user)
    entries = Entry.objects.filter(chain__name=conflict.chain).exclude(step__in=UNTOLD)
    if before:
        events = events.filter(Q(on__lt=before.on) | Q(on=before.on, pk__lt=before.event))
        entries = entries.filter(n__lt=before.entry)
    told = [_of_event(event) for event in events.order_by("-on", "-pk")[: size + 1]]
    minuted = [_of_entry(entry) for entry in entries.order_by("-n")[: size + 1]]
    lines = sorted([*told, *minuted], key=lambda line: line.at, reverse=True)
    shown = lines[:size]
    return shown, _after(shown, before) if len(lines) > size else None


def _after(shown: list[Line], before: Cursor | None) -> Cursor:
    """Where the next page begins: past what is shown of either book, or where this page began."""
    events = [line.event for line in shown if line.event]
    entries = [line.entry for line in shown if line.entry]
    start = before or Cursor(date.max, 2**62, 2**30)
    on, event = (events[-1].on, events[-1].pk) if events else (start.on, start.event)
    return Cursor(on, event, entries[-1].n if entries else start.entry)


def _of_event(event: CaseEvent) -> Line:
    midnight = timezone.make_aware(datetime.combine(event.on, time()))
    return Line(midnight, event.text, event.source, event=event)


def _of_entry(entry: Entry) -> Line:
    return Line(parse_datetime(entry.at) or timezone.now(), sentence(entry), actor(entry), entry=entry)
