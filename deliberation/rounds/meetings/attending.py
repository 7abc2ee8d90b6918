"""Who came: checked in by a code at the door or on the list, once."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import moment
from deliberation.ledger.actions import Refused, hold
from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process, Stage
from deliberation.rounds.floor import live
from deliberation.rounds.meetings.models import CheckIn, Meeting, new_door

DOOR_STEP = timedelta(minutes=5)  # how long the code at the door stands; the one before is accepted as well
KEY = re.compile(r"[0-9]{1,18}")
How, State = CheckIn.How, Meeting.State


class Attendance(NamedTuple):
    """At how many of the meetings that were held somebody was."""

    came: int
    held: int


def attendance(seat: Seat) -> Attendance:
    """For a charter's rule of attendance: meetings that are over, since one under way can still be joined."""
    over = Meeting.objects.filter(stage__process=seat.process_id, state=State.ENDED)
    return Attendance(CheckIn.objects.filter(seat=seat, meeting__in=over).count(), over.count())


def door_path(meeting: Meeting) -> str:
    """Where the picture at the door leads just now: whoever has photographed it cannot use it for long."""
    return _path(meeting, _code_at(meeting, timezone.now()))


def poster_path(meeting: Meeting) -> str:
    """Where a printed picture leads, once ``accept_poster`` was decided; it holds until there is another door."""
    return _path(meeting, meeting.door)


def _path(meeting: Meeting, code: str) -> str:
    return reverse("rounds:check_in", args=[f"{meeting.pk}-{code}"])


def _code_at(meeting: Meeting, now: datetime) -> str:
    step = int(now.timestamp() // DOOR_STEP.total_seconds())
    return salted_hmac("rounds.door", f"{meeting.pk}:{meeting.door}:{step}").hexdigest()[:16]


def meeting_at(token: str) -> Meeting:
    """The meeting whose door shows this code. Refused in words for somebody who stands before it."""
    key, _dash, door = token.partition("-")
    rows = Meeting.objects.select_related("stage__process__space")
    meeting = rows.filter(pk=key).first() if KEY.fullmatch(key) else None
    if meeting is None:
        raise Refused(_("This is not a code for checking in. Please ask at the desk."))
    now = timezone.now()
    accepted = {_code_at(meeting, now), _code_at(meeting, now - DOOR_STEP)}
    if door not in accepted and not (meeting.poster and door == meeting.door):
        raise Refused(_("This code is old. Please scan the picture at the door or ask at the desk."))
    return meeting


def seat_at(meeting: Meeting, user) -> Seat:
    """The person's own seat in the meeting's process; refused without one."""
    seat = seat_of(user, meeting.stage)
    if seat is None:
        raise Refused(_("You have no seat in this deliberation. Please ask at the desk."))
    return seat


@transaction.atomic
def check_in(meeting: Meeting, seat: Seat, *, how: str, by) -> tuple[CheckIn, bool]:
    """Somebody is here: their check-in, and whether it is new. Whoever is checked in already stays so.

    With a phone it is possible from two hours before the beginning until the end; on the list also afterwards, from
    the signed sheets, until the stage is closed.
    """
    _hold_for(meeting, how)
    if seat.process_id != meeting.stage.process_id or seat.until:
        raise Refused(_("This person has no seat in this deliberation."))
    return CheckIn.objects.get_or_create(meeting=meeting, seat=seat, defaults={"how": how, "by": by})


@transaction.atomic
def take_back_check_in(meeting: Meeting, seat: Seat) -> None:
    """The list was ticked by mistake. Nothing happens when the person is not checked in."""
    _hold_for(meeting, How.LIST)
    CheckIn.objects.filter(meeting=meeting, seat=seat).delete()


def accept_poster(meeting: Meeting) -> None:
    """A code that stays the same goes into print: chosen where a screen at the door is not to be had."""
    Meeting.objects.filter(pk=meeting.pk).update(poster=True)


@transaction.atomic
def renew_door(meeting: Meeting) -> None:
    """Other codes: those shown and printed before are old from now on."""
    held = Meeting.objects.filter(pk=meeting.pk, state__in=[State.PLANNED, State.OPEN])
    held.update(door=new_door(), poster=False)
    meeting.refresh_from_db(fields=["door", "poster"])
    live.touch(meeting, "hall")


def _hold_for(meeting: Meeting, how: str) -> None:
    """Hold process, stage and meeting for a check-in; the clock is read after that."""
    stage, process = meeting.stage, meeting.process
    for row in (process, stage, meeting):
        hold(row)
    stage.process, meeting.stage = process, stage
    if process.state != Process.State.RUNNING or stage.state == Stage.State.CLOSED:
        raise Refused(_("Nobody can check in now: this stage of the deliberation is not under way."))
    if meeting.state == State.ENDED and how == How.LIST:
        return
    if meeting.is_over:
        raise Refused(_("“%(title)s” is over. Please ask at the desk.") % {"title": meeting})
    now = timezone.now()
    if not meeting.admits(now):
        raise Refused(
            _("“%(title)s” begins at %(moment)s. Checking in is possible from two hours before.")
            % {"title": meeting, "moment": moment(meeting.starts_at)}
        )
