"""The console, the hall screen and the participant's view of a meeting, what keeps them live, and their acts."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.rounds.floor import live, moderating
from deliberation.rounds.floor.forms import PROMPTS, ActForm, HandForm
from deliberation.rounds.floor.models import Hand
from deliberation.rounds.floor.moderating import SPEAKING_FOR_A_SIDE, Press
from deliberation.rounds.floor.notes import Note, PaperRun
from deliberation.rounds.floor.present import present
from deliberation.rounds.meetings.models import Meeting, Venue
from deliberation.rounds.participants import sides_of
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.models import Membership, Role

RIGHTS = {"console": "rounds.conduct", "hall": "rounds.watch", "floor": "rounds.watch"}
SHOWN = 30  # hands and notes on one screen
TIMES = [(60, 1), (120, 2), (180, 3), (300, 5)]  # seconds and minutes of the timer's buttons


class NewKey:
    """A new key each time that a template writes it, so that every form of a page has its own."""

    def __str__(self) -> str:
        return str(uuid4())


def meeting_of(request, slug: str, pk: int, right: str | None = None) -> Meeting:
    meetings = Meeting.objects.select_related("stage__process__space")
    return reach(meetings, request.user, right, pk=pk, stage__process__slug=slug)


@login_required
@require_safe
def console(request, slug, pk):
    return _screen(request, slug, pk, "console")


@login_required
@require_safe
def hall(request, slug, pk, venue_pk=None):
    """The screen of the hall, or of one venue where a meeting has several."""
    return _screen(request, slug, pk, f"hall-{venue_pk}" if venue_pk else "hall")


@login_required
@require_safe
def floor(request, slug, pk):
    """The participant's view; without script it shows the person's own hand by itself."""
    return _screen(request, slug, pk, "floor")


def _screen(request, slug: str, pk: int, screen: str) -> HttpResponse:
    kind = live.kind_of(screen)
    meeting = meeting_of(request, slug, pk, RIGHTS[kind])
    context = _part(request, meeting, screen)
    if kind == "console":
        context["codes"] = (
            Seat.objects.current().filter(process=meeting.stage.process_id).values_list("code", flat=True)
        )
    elif kind == "floor":
        seat = seat_of(request.user, meeting.stage)
        mine = [hand for hand in context["now"].queue if hand.user_id == request.user.pk]
        may_raise = allowed(request.user, "rounds.raise", meeting)
        me = seat.code if seat else str(request.user)
        context |= {"seat": seat, "me": me, "hand": mine and mine[0], "may_raise": may_raise}
        context |= {
            "table": meeting.table_of(request.user),
            "may_write": allowed(request.user, "rounds.write", meeting),
            "may_caption": allowed(request.user, "rounds.caption", meeting),
        }
    return render(request, f"rounds/floor/{kind}.html", context)


@require_safe
def worker(request):
    """The script that opens the pages of a meeting without network; a browser asks for a new one at every visit."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(render_to_string("rounds/floor/worker.js"), content_type="text/javascript", headers=headers)


@require_safe
def poll(request, slug, pk, screen):
    """News for a screen: ``live.polls`` answers most requests to this address before they come here."""
    kind = live.kind_of(screen)
    if kind not in RIGHTS:
        raise Http404
    meeting = meeting_of(request, slug, pk, RIGHTS[kind])
    context = _part(request, meeting, screen)
    part = render_to_string(f"rounds/floor/_{kind}.html", context, request)
    live.keep(meeting, screen, get_language() or "", context["stamp"], part)
    return HttpResponse(part)


def _part(request, meeting: Meeting, screen: str) -> dict[str, Any]:
    """What the living part of a screen shows; the stamp is read first, so that later news is never missed."""
    stamp = live.stamp_of(meeting, screen)
    kind, _dash, number = screen.partition("-")
    venue = _venue(meeting, number) if number else None
    now = present(meeting)
    context = {
        "meeting": meeting,
        "process": meeting.stage.process,
        "screen": screen,
        "stamp": stamp,
        "pass": live.pass_for(meeting, screen),
        "now": now,
        "clock": live.now_in_ms(),
        "prompt": PROMPTS.get(now.floor.prompt, now.floor.prompt),
        "queue": now.queue[:SHOWN],
        "more": len(now.queue) - SHOWN if len(now.queue) > SHOWN else 0,
        "new_key": NewKey(),
        "venue": venue,
    }
    if kind == "hall" and not now.floor.position and meeting.admits():
        context["door"] = True
    if kind == "console":
        notes = Note.objects.filter(meeting=meeting, filed_at__isnull=False).select_related("item", "table", "seat")
        rows = list(notes.order_by("-pk")[:SHOWN])
        staff = Membership.objects.current().filter(space=meeting.space, role=Role.FACILITATOR)
        speakers = _speakers(meeting)
        venues = list(meeting.venues.prefetch_related("tables"))
        if venues:
            _say_where(meeting, now.queue[:SHOWN])
        context |= {
            "venues": venues,
            "notes": [note for note in rows if note.kind == Note.Kind.NOTE],
            "parked": [note for note in rows if note.kind == Note.Kind.PARKED],
            "others": [row.user for row in staff.exclude(user=request.user).select_related("user")],
            "speakers": speakers,
            "on_paper": PaperRun.objects.filter(item=now.floor.item_id),
            "prompt_choices": PROMPTS.items(),
            "timer_choices": TIMES,
            "may_act": allowed(request.user, "rounds.act", meeting),
            "in_charge": now.floor.in_charge_id in (None, request.user.pk),
        }
    return context


def _venue(meeting: Meeting, number: str) -> Venue:
    """One of the meeting's venues, with its tables."""
    for venue in meeting.venues.prefetch_related("tables"):
        if str(venue.pk) == number:
            return venue
    raise Http404


def _speakers(meeting: Meeting) -> list[tuple[Membership, str]]:
    """Who speaks for a side, with its name in the reader's language."""
    rows = Membership.objects.current().filter(space=meeting.space, role__in=SPEAKING_FOR_A_SIDE).exclude(label="")
    speakers = list(rows.select_related("user").order_by("label", "pk"))
    labels = {row.label for row in speakers}
    names = {side.key: side.name for side in sides_of(meeting.stage.process, labels)} if labels else {}
    return [(row, names[row.label]) for row in speakers]


def _say_where(meeting: Meeting, hands: list[Hand]) -> None:
    """At which venue each of these hands is raised, where the tables are known."""
    places = meeting.places.filter(
        seat__code__in=[hand.code for hand in hands if hand.code], table__venue__isnull=False
    )
    names = dict(places.values_list("seat__code", "table__venue__name"))
    for hand in hands:
        hand.at = names.get(hand.code, "")


@login_required
@require_POST
def act(request, slug, pk):
    """One press of a button at the console."""
    meeting = meeting_of(request, slug, pk, "rounds.conduct")
    form = ActForm(request.POST)
    if not form.is_valid():
        return answered(request, meeting, "console", told=told_by(form), done=False)
    data = form.cleaned_data
    try:
        ACTS[data["kind"]](meeting, Press(request.user, data["key"], data["at"]), data)
    except moderating.Repeated:
        pass
    except Refused as error:
        return answered(request, meeting, "console", told=str(error), done=False)
    return answered(request, meeting, "console")


def _take_over(meeting: Meeting, press: Press, data: dict[str, Any]) -> None:
    to = User.objects.filter(pk=data["to"]).first() if data["to"] else None
    moderating.take_over(meeting, press, to=to)


def _raise(meeting: Meeting, press: Press, data: dict[str, Any]) -> None:
    user = moderating.named(moderating.people_in_the_hall(meeting), data["who"])
    moderating.raise_for(meeting, press, user=user)


@login_required
@require_POST
def hand(request, slug, pk):
    """A participant raises or lowers a hand, on the phone."""
    meeting = meeting_of(request, slug, pk, "rounds.watch")
    form = HandForm(request.POST)
    if not form.is_valid():
        return answered(request, meeting, "floor", told=_("This could not be read. Please press again."), done=False)
    if not allowed(request.user, "rounds.raise", meeting) and meeting.state == Meeting.State.OPEN:
        raise PermissionDenied
    try:
        if form.cleaned_data["up"]:
            moderating.raise_hand(meeting, user=request.user, key=form.cleaned_data["key"])
        else:
            moderating.lower_hand(meeting, user=request.user)
    except Refused as error:
        return answered(request, meeting, "floor", told=str(error), done=False)
    return answered(request, meeting, "floor")


ACTS: dict[str, Callable[[Meeting, Press, dict[str, Any]], Any]] = {
    "step": lambda meeting, press, data: moderating.step(meeting, press, position=data["position"]),
    "extend": lambda meeting, press, data: moderating.extend(meeting, press, minutes=data["number"]),
    "timer": lambda meeting, press, data: moderating.set_timer(meeting, press, seconds=data["number"]),
    "round": lambda meeting, press, data: moderating.open_round(meeting, press, kind=data["round"]),
    "prompt": lambda meeting, press, data: moderating.show_prompt(meeting, press, text=data["text"]),
    "take_over": _take_over,
    "raise": _raise,
    "lower": lambda meeting, press, data: moderating.lower_for(meeting, press, hand=data["hand"]),
    "first": lambda meeting, press, data: moderating.put_first(meeting, press, hand=data["hand"]),
    "call": lambda meeting, press, data: moderating.call(meeting, press, hand=data["hand"]),
    "finish": lambda meeting, press, data: moderating.finish_turn(meeting, press),
}


def told_by(form: Form) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def answered(request, meeting: Meeting, page: str, *, told: str = "", done: bool = True) -> HttpResponse:
    """To a script, in data; to a plain form, by going back to the page with a message."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"done": done, "told": told}, status=200 if done else 409)
    if told:
        (messages.success if done else messages.error)(request, told)
    return redirect(reverse(f"rounds:{page}", args=[meeting.stage.process.slug, meeting.pk]))
