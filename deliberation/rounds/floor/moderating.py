"""What is done at a meeting's console, and raising a hand. Each act is told to all screens.

The order of locks: the process, the meeting (both held), its floor, hands and turns. An act brings its own key and the
moment at which it was pressed, so that it can wait on a tablet for the network and still counts once and at its time.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused, hold
from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process
from deliberation.rounds.floor import live
from deliberation.rounds.floor.models import Act, Floor, Hand, Turn
from deliberation.rounds.floor.notes import PaperRun, Sheet
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem
from deliberation.spaces.models import Membership, Role

SPEAKING_FOR_A_SIDE = (Role.SIDE, Role.EXPERT)


@dataclass(frozen=True)
class Press:
    """A press of a button: by whom, under which key, when."""

    by: User
    key: UUID
    at: datetime


class Repeated(Exception):
    """The act was carried out before."""


def hold_running(meeting: Meeting) -> None:
    """Hold a meeting and its process for one write; refused while the process pauses."""
    stage, process, space = meeting.stage, meeting.stage.process, meeting.space
    hold(process)
    hold(meeting)
    meeting.stage, stage.process, process.space = stage, process, space
    if process.state != Process.State.RUNNING:
        raise Refused(_("The process is suspended. It goes on when the city resumes it."))


def hold_held(meeting: Meeting) -> None:
    """Hold a meeting for one write during it or afterwards; refused before it has begun."""
    hold_running(meeting)
    if meeting.state not in (Meeting.State.OPEN, Meeting.State.ENDED):
        raise Refused(_("This meeting has not been opened yet."))


def hold_in_session(meeting: Meeting) -> None:
    """Hold a meeting in session for one write; refused before it has begun and once it is over."""
    hold_running(meeting)
    if meeting.state != Meeting.State.OPEN:
        over = meeting.state == Meeting.State.ENDED
        raise Refused(_("This meeting is over.") if over else _("This meeting has not been opened yet."))


def _take(meeting: Meeting, press: Press, kind: str) -> Floor:
    """The floor, locked for one act of whoever is in charge. The first to press takes charge."""
    hold_in_session(meeting)
    Floor.objects.bulk_create([Floor(meeting=meeting)], ignore_conflicts=True)
    floor = Floor.objects.select_for_update(of=("self",)).select_related("in_charge", "item").get(meeting=meeting)
    try:
        with transaction.atomic():
            pressed = {"key": press.key, "kind": kind, "at": moment_of(meeting, press.at), "by": press.by}
            Act.objects.create(meeting=meeting, item=floor.item, **pressed)
    except IntegrityError as error:
        raise Repeated from error
    if floor.in_charge_id not in (None, press.by.pk) and kind != "take_over":
        raise Refused(
            _("%(person)s is in charge now. Take over first, if you have agreed so.") % {"person": floor.in_charge}
        )
    floor.in_charge = press.by
    floor.save(update_fields=["in_charge"])
    live.touch(meeting)
    return floor


def moment_of(meeting: Meeting, said: datetime) -> datetime:
    """When something took place: as the device says, but never in the future nor before the meeting was opened."""
    return max(min(said, timezone.now()), meeting.opened_at or said)


def part_at(meeting: Meeting, moment: datetime) -> ProgrammeItem | None:
    """The part of the programme that was running at a moment."""
    if meeting.ended_at and moment > meeting.ended_at:
        return None
    steps = Act.objects.filter(meeting=meeting, kind="step", at__lte=moment).select_related("item")
    last = steps.last()
    return last.item if last else None


@transaction.atomic
def step(meeting: Meeting, press: Press, *, position: int) -> Floor:
    """Go on in the programme, from the position that the page showed. Of two who press at once, one moves it."""
    floor = _take(meeting, press, "step")
    if floor.position != position:
        raise Refused(_("Somebody has gone on already: now it is “%(item)s”.") % {"item": floor.item or _("the end")})
    programme = list(meeting.programme.all())
    if position > len(programme):
        raise Refused(_("The programme is through. End the meeting when everybody is ready."))
    item = programme[position] if position < len(programme) else None
    now = moment_of(meeting, press.at)
    floor.position, floor.item, floor.began_at = position + 1, item, now
    floor.ends_at = now + timedelta(minutes=item.minutes) if item else None
    floor.round, floor.timer_ends_at, floor.prompt = Floor.Round.NONE, None, ""
    end_turn(meeting, now)
    floor.save()
    Act.objects.filter(meeting=meeting, key=press.key).update(item=item)
    return floor


@transaction.atomic
def extend(meeting: Meeting, press: Press, *, minutes: int) -> None:
    """Give the present part of the programme some minutes more."""
    floor = _take(meeting, press, "extend")
    if floor.ends_at is None:
        raise Refused(_("No part of the programme is running."))
    floor.ends_at += timedelta(minutes=minutes)
    floor.save()


@transaction.atomic
def set_timer(meeting: Meeting, press: Press, *, seconds: int) -> None:
    """Start the timer that everybody sees, or stop it with 0."""
    floor = _take(meeting, press, "timer")
    floor.timer_ends_at = moment_of(meeting, press.at) + timedelta(seconds=seconds) if seconds else None
    floor.save()


@transaction.atomic
def open_round(meeting: Meeting, press: Press, *, kind: str) -> None:
    """Open a statement or a question round, or close it with an empty kind."""
    floor = _take(meeting, press, "round")
    floor.round = Floor.Round(kind)
    floor.save()


@transaction.atomic
def show_prompt(meeting: Meeting, press: Press, *, text: str) -> None:
    """Show a sentence on all screens, or take it away."""
    floor = _take(meeting, press, "prompt")
    floor.prompt = text
    floor.save()


@transaction.atomic
def take_over(meeting: Meeting, press: Press, *, to: User | None = None) -> None:
    """Another facilitator takes charge, or is given it."""
    floor = _take(meeting, press, "take_over")
    if to is not None and not Membership.objects.current().filter(space=meeting.space, user=to, role=Role.FACILITATOR):
        raise Refused(_("Only a facilitator of this process can be in charge."))
    floor.in_charge = to or press.by
    floor.save()


@transaction.atomic
def raise_hand(meeting: Meeting, *, user: User, key: UUID, at: datetime | None = None) -> Hand:
    """A participant or a party's speaker wants to speak. Pressed again, or on a second device, it is the same hand."""
    hold_in_session(meeting)
    code, side = known_as(meeting, user)
    hand = Hand(meeting=meeting, key=key, user=user, code=code, side=side, raised_at=at or timezone.now())
    Hand.objects.bulk_create([hand], ignore_conflicts=True)
    live.touch(meeting)
    same_key = Hand.objects.filter(meeting=meeting, key=key, user=user).first()
    return same_key or Hand.objects.up().get(meeting=meeting, user=user)


@transaction.atomic
def lower_hand(meeting: Meeting, *, user: User) -> None:
    hold_in_session(meeting)
    Hand.objects.up().filter(meeting=meeting, user=user).update(lowered_at=timezone.now())
    live.touch(meeting)


@transaction.atomic
def raise_for(meeting: Meeting, press: Press, *, user: User) -> Hand:
    """The facilitator sees a hand, or a numbered card, in the hall."""
    _take(meeting, press, "raise")
    return raise_hand(meeting, user=user, key=press.key, at=moment_of(meeting, press.at))


@transaction.atomic
def lower_for(meeting: Meeting, press: Press, *, hand: UUID) -> None:
    _take(meeting, press, "lower")
    Hand.objects.up().filter(meeting=meeting, key=hand).update(lowered_at=moment_of(meeting, press.at))


@transaction.atomic
def put_first(meeting: Meeting, press: Press, *, hand: UUID) -> None:
    """Change the fair order: this hand comes next."""
    _take(meeting, press, "first")
    first = min((0, *Hand.objects.up().filter(meeting=meeting).values_list("place", flat=True)))
    Hand.objects.up().filter(meeting=meeting, key=hand).update(place=first - 1)


@transaction.atomic
def call(meeting: Meeting, press: Press, *, hand: UUID) -> Turn:
    """Give somebody the floor; whoever spoke has ended with that. Refused when the hand is down by now."""
    floor = _take(meeting, press, "call")
    now = moment_of(meeting, press.at)
    on_paper = PaperRun.objects.filter(item=floor.item, sheet=Sheet.TURNS).first()
    if on_paper and on_paper.begun_at <= now:
        raise Refused(_("Who speaks in this part is kept on paper, so that nobody is counted twice."))
    called = Hand.objects.up().filter(meeting=meeting, key=hand).first()
    if called is None:
        raise Refused(_("This hand is not raised any more."))
    end_turn(meeting, now)
    called.called_at = now
    called.save(update_fields=["called_at"])
    times = {"began_at": now, "ended_at": on_paper.begun_at if on_paper else None}
    who = {"user": called.user, "code": called.code, "side": called.side}
    return Turn.objects.create(meeting=meeting, key=press.key, item=floor.item, **times, **who)


@transaction.atomic
def finish_turn(meeting: Meeting, press: Press) -> None:
    _take(meeting, press, "finish")
    end_turn(meeting, moment_of(meeting, press.at))


def end_turn(meeting: Meeting, now: datetime) -> None:
    for turn in Turn.objects.filter(meeting=meeting, ended_at=None):
        turn.ended_at = max(now, turn.began_at)
        turn.save(update_fields=["ended_at"])


def known_as(meeting: Meeting, user: User) -> tuple[str, str]:
    """Code of the seat, or the side that a party's speaker speaks for. A citizen has no side here."""
    seat = seat_of(user, meeting.stage)
    if seat is not None:
        return seat.code, ""
    speaker = Membership.objects.current().filter(space=meeting.space, user=user, role__in=SPEAKING_FOR_A_SIDE).first()
    if speaker is None:
        raise Refused(_("Only participants and the parties' speakers can ask to speak."))
    return "", speaker.label


def people_in_the_hall(meeting: Meeting) -> dict[str, User]:
    """Who can speak there, by the code of the seat without its dash; a party's speaker by name, or ``@`` and key."""
    speakers = Membership.objects.current().filter(space=meeting.space, role__in=SPEAKING_FOR_A_SIDE)
    by_key = {f"@{row.user_id}": row.user for row in speakers.select_related("user")}
    names = Counter(_plain(str(user)) for user in by_key.values())
    by_name = {_plain(str(user)): user for user in by_key.values() if names[_plain(str(user))] == 1}
    seats = Seat.objects.current().filter(process=meeting.stage.process_id).select_related("user")
    return by_key | by_name | {_plain(seat.code): seat.user for seat in seats}


def named(people: dict[str, User], who: str) -> User:
    """One of these people, as somebody has written it."""
    found = people.get(who if who.startswith("@") else _plain(who))
    if found is None:
        raise Refused(_("Nobody here has the code %(code)s.") % {"code": who})
    return found


def _plain(code: str) -> str:
    return "".join(filter(str.isalnum, code)).upper()
