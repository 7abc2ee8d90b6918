"""Planning and holding meetings: dates and places, programme, venues, opening and end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import period
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.actions import role_of, utc_text
from deliberation.processes.models import Process, Stage
from deliberation.rounds.floor import live
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem, Venue

State = Meeting.State
APPOINTED = ("starts_at", "ends_at", "place", "video_link")  # a change of these is told to the participants


@dataclass(frozen=True)
class Slot:
    """A part of the programme at its clock time."""

    item: ProgrammeItem
    starts_at: datetime
    ends_at: datetime

    @property
    def clock(self) -> str:
        begins, ends = (date_format(localtime(when), "H:i") for when in (self.starts_at, self.ends_at))
        return f"{begins}–{ends}"


def slots(meeting: Meeting) -> list[Slot]:
    """The programme at clock times, each part beginning where the one before ends."""
    told, clock = [], meeting.starts_at
    for item in meeting.programme.all():
        ends_at = clock + timedelta(minutes=item.minutes)
        told.append(Slot(item, clock, ends_at))
        clock = ends_at
    return told


def excess(meeting: Meeting, programme: list[Slot]) -> int:
    """By how many minutes the programme is longer than the meeting; negative when it is shorter."""
    return int((programme[-1].ends_at - meeting.ends_at).total_seconds() // 60) if programme else 0


@transaction.atomic
def plan_meeting(stage: Stage, *, by, starts_at: datetime, ends_at: datetime, **fields: Any) -> Meeting:
    """Another meeting of a stage, within its dates."""
    process = stage.process
    hold(process)
    stage = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    stage.process = process
    _demand_within(stage, starts_at, ends_at)
    last = stage.meetings.aggregate(last=models.Max("number"))["last"] or 0
    meeting = Meeting.objects.create(stage=stage, number=last + 1, starts_at=starts_at, ends_at=ends_at, **fields)
    record(meeting, "plan", by=by, role=role_of(by, stage.space), facts=_dates(meeting))
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by, **fields: Any) -> bool:
    """New particulars of a planned meeting; returns whether participants were told of another time or place."""
    held = locked(meeting, State.PLANNED)
    moved = any(getattr(held, name) != fields.get(name, getattr(held, name)) for name in APPOINTED)
    for name, value in fields.items():
        setattr(held, name, value)
    _demand_within(held.stage, held.starts_at, held.ends_at)
    held.revision += moved
    held.save(update_fields=[*fields, "revision"])
    if moved:
        _tell(held, "meeting_moved", occasion=f"{held.subject}:{held.revision}")
        record(held, "reschedule", by=by, role=role_of(by, held.space), facts=_dates(held))
    live.touch(held)
    return moved


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by, reason: str) -> None:
    """It does not take place; the reason is published and the participants are told."""
    if not reason.strip():
        raise Refused(_("Please give the reason: it is published."))
    held = locked(meeting, State.PLANNED)
    advance(
        held,
        "cancel",
        by=by,
        role=role_of(by, held.space),
        facts={"number": held.number},
        reason=reason.strip(),
        revision=held.revision + 1,
    )
    _tell(held, "meeting_cancelled", occasion=held.subject)
    live.touch(held)


@transaction.atomic
def open_meeting(meeting: Meeting, *, by) -> None:
    """It begins. Refused while the process does not run, or more than two hours early."""
    held = locked(meeting, State.PLANNED)
    _demand_running(held.process)
    now = timezone.now()
    if not held.admits(now):
        raise Refused(_("The meeting can be opened from two hours before it begins. Give it another time first."))
    facts = {"number": held.number, "people": held.check_ins.count()}
    advance(held, "open", by=by, role=role_of(by, held.space), facts=facts, opened_at=now)
    live.touch(held)


@transaction.atomic
def end_meeting(meeting: Meeting, *, by) -> None:
    """It is over, with the number of those who came. A check-in of that moment is counted or refused."""
    held = locked(meeting, State.OPEN)
    facts = {"number": held.number, "people": held.check_ins.count()}
    advance(held, "end", by=by, role=role_of(by, held.space), facts=facts, ended_at=timezone.now())
    live.touch(held)


@transaction.atomic
def write_programme(meeting: Meeting, rows: Iterable[dict[str, Any]], *, by) -> None:
    """The whole programme in its order. A row with the key of a part changes that part, so that its clock stays."""
    held = locked(meeting, State.PLANNED, State.OPEN)
    kept = {item.pk: item for item in held.programme.all()}
    parts = []
    for position, row in enumerate(rows, start=1):
        values = dict(row)
        part = kept.pop(values.pop("pk", None), None) or ProgrammeItem(meeting=held)
        part.position = position
        for name, value in values.items():
            setattr(part, name, value)
        parts.append(part)
    try:
        held.programme.filter(pk__in=kept).delete()
    except models.ProtectedError as error:
        raise Refused(_("Something was entered for a part that would go. Keep that part.")) from error
    for part in parts:
        part.save()
    record(held, "programme", by=by, role=role_of(by, held.space), facts={"number": held.number})
    live.touch(held)


@transaction.atomic
def write_venues(meeting: Meeting, rows: Iterable[dict[str, Any]], *, by) -> None:
    """All venues of the meeting. One that is left out is gone, and its tables stand in the meeting's own place."""
    held = locked(meeting, State.PLANNED, State.OPEN)
    kept = {venue.pk: venue for venue in held.venues.all()}
    venues = []
    for row in rows:
        values = dict(row)
        venue = kept.pop(values.pop("pk", None), None) or Venue(meeting=held)
        for name, value in values.items():
            setattr(venue, name, value)
        venues.append(venue)
    names = [venue.name for venue in venues]
    if len(set(names)) < len(names):
        raise Refused(_("Two venues have the same name."))
    held.venues.filter(pk__in=kept).delete()
    for venue in venues:
        Venue.objects.filter(pk=venue.pk).update(name=f"\x1f{venue.pk}")  # names may be exchanged
    for venue in venues:
        venue.save()
    Meeting.objects.filter(pk=held.pk).update(revision=models.F("revision") + 1)
    live.touch(held, "console")


def locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting's row alone, locked and read anew, in one of the states; its process is held."""
    process = meeting.process
    hold(process)
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("stage")
    held = rows.get(pk=meeting.pk)
    held.stage.process = process
    if held.state not in states:
        raise Refused(
            _("“%(title)s” is %(state)s, so this is not possible now.")
            % {"title": held, "state": held.get_state_display()}
        )
    return held


def participants(process: Process):
    """The people with a seat now."""
    return User.objects.filter(pk__in=Seat.objects.current().filter(process=process).values("user"), is_active=True)


def _tell(meeting: Meeting, kind: str, *, occasion: str) -> None:
    facts = titles(meeting=meeting, process=meeting.process) | {
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "place": meeting.place,
    }
    notify(participants(meeting.process), kind, occasion=occasion, url=meeting.get_absolute_url(), facts=facts)


def _dates(meeting: Meeting) -> dict[str, Any]:
    return {
        "number": meeting.number,
        "opens_at": utc_text(meeting.starts_at),
        "closes_at": utc_text(meeting.ends_at),
    }


def _demand_within(stage: Stage, starts_at: datetime, ends_at: datetime) -> None:
    if stage.state == Stage.State.CLOSED or stage.process.state == Process.State.CONCLUDED:
        raise Refused(_("This stage is closed. Nothing can be planned in it any more."))
    if ends_at <= starts_at:
        raise Refused(_("The end must lie after the beginning."))
    if not stage.opens_at <= starts_at < ends_at <= stage.closes_at:
        raise Refused(
            _("A meeting lies within the dates of its stage: %(period)s. Give the stage other dates first.")
            % {"period": period(stage.opens_at, stage.closes_at)}
        )


def _demand_running(process: Process) -> None:
    if process.state != Process.State.RUNNING:
        raise Refused(_("The process is not under way."))
