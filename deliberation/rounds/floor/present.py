"""What is now at a meeting, as console, hall screen and phones show it: one reading for all of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from deliberation.rounds.floor import captioning
from deliberation.rounds.floor.models import Caption, Floor, Hand, Turn
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem
from deliberation.rounds.participants import Side, sides_of


@dataclass(frozen=True)
class Airtime:
    """How long somebody, or a side, has spoken in this meeting, and how often."""

    name: str
    seconds: int
    turns: int
    percent: int = 0
    side: Side | None = None

    @property
    def length(self) -> str:
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


@dataclass(frozen=True)
class Present:
    meeting: Meeting
    floor: Floor
    programme: list[ProgrammeItem]
    queue: list[Hand]
    speaking: Turn | None
    people: list[Airtime] = field(default_factory=list)
    sides: list[Airtime] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)

    @property
    def following(self) -> ProgrammeItem | None:
        """The part of the programme that comes next."""
        return self.programme[self.floor.position] if self.floor.position < len(self.programme) else None

    @property
    def through(self) -> bool:
        return self.floor.position > len(self.programme)


def present(meeting: Meeting) -> Present:
    """Seven queries at most, however many hands are up and whoever has spoken."""
    now = meeting.ended_at or timezone.now()
    programme = list(meeting.programme.all())
    floor = Floor.objects.select_related("in_charge", "item").filter(meeting=meeting).first() or Floor(meeting=meeting)
    if meeting.ended_at:  # no part runs any more, and nobody waits
        floor = Floor(meeting=meeting, in_charge=floor.in_charge, position=len(programme) + 1)
    turns = list(Turn.objects.filter(meeting=meeting).select_related("user"))
    spoken = _by(turns, lambda turn: turn.user_id, now)
    hands = list(Hand.objects.up().filter(meeting=meeting).select_related("user"))
    for hand in hands:
        hand.spoken = spoken.get(hand.user_id)
    sides = _named([*turns, *hands], meeting)
    return Present(
        meeting=meeting,
        floor=floor,
        programme=programme,
        queue=[] if meeting.ended_at else sorted(hands, key=_fairly),
        speaking=next((turn for turn in turns if turn.ended_at is None and meeting.ended_at is None), None),
        people=sorted(spoken.values(), key=lambda row: -row.seconds),
        sides=_shares(sides, _by([turn for turn in turns if turn.side], lambda turn: turn.side, now)),
        captions=captioning.latest(meeting) if meeting.state == Meeting.State.OPEN else [],
    )


def _fairly(hand: Hand) -> tuple[int, int, int, datetime]:
    """What the facilitator has put first; then who has spoken least, in time and in turns; then who raised first."""
    spoken = hand.spoken
    return (hand.place, spoken.seconds if spoken else 0, spoken.turns if spoken else 0, hand.raised_at)


def _by(turns: list[Turn], key, now: datetime) -> dict:
    groups: dict = {}
    for turn in turns:
        groups.setdefault(key(turn), []).append(turn)
    return {group: _airtime(group, rows, now) for group, rows in groups.items()}


def _airtime(group, turns: list[Turn], now: datetime) -> Airtime:
    length = sum((turn.length(now) for turn in turns), timedelta())
    name = group if isinstance(group, str) else str(turns[0])
    return Airtime(name, round(length.total_seconds()), len(turns))


def _named(speakers: list[Any], meeting: Meeting) -> list[Side]:
    """The sides for which people speak, in the charter's order; the speakers get them by name."""
    used = {speaker.side for speaker in speakers if speaker.side}
    sides = sides_of(meeting.stage.process, used) if used else []
    names = {side.key: side.name for side in sides}
    for speaker in speakers:
        speaker.side_name = names.get(speaker.side, "")
    return sides


def _shares(sides: list[Side], spoken: dict[str, Airtime]) -> list[Airtime]:
    whole = sum(row.seconds for row in spoken.values()) or 1
    return [
        Airtime(side.name, row.seconds, row.turns, round(100 * row.seconds / whole), side)
        for side in sides
        if (row := spoken.get(side.key))
    ]
