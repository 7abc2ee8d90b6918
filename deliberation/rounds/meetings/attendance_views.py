"""At the door: the code, the check-in on a phone, the list of the desk; and the calendars."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.accounts.actions import reveal_all
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.rounds.meetings import attending, calendars
from deliberation.rounds.meetings.forms import NamesForm
from deliberation.rounds.meetings.hallpack import picture
from deliberation.rounds.meetings.models import CalendarLink, CheckIn, Meeting, TablePlace
from deliberation.rounds.meetings.views import meeting_at
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.paging import page_of

A_PAGE = 100
How = CheckIn.How


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request, token):
    """What the picture at the door leads to: one press of the participant's own. Looking at it changes nothing."""
    meeting = seat = done = None
    refusal, status = "", 200
    try:
        meeting = attending.meeting_at(token)
        seat = attending.seat_at(meeting, request.user)
        done = CheckIn.objects.filter(meeting=meeting, seat=seat).first()
        if request.method == "POST":
            done, _new = attending.check_in(meeting, seat, how=How.QR, by=request.user)
    except Refused as refused:
        meeting, refusal, status = meeting if seat else None, str(refused), 409
    table = meeting.table_of(request.user) if meeting and done else None
    context = {"meeting": meeting, "done": done, "refusal": refusal, "table": table}
    return render(request, "rounds/meetings/check_in.html", context, status=status)


@login_required
@never_cache
@require_safe
def attendance(request, slug, pk):
    """The list of the desk: a touch for each who comes. Names stand on it once a reason for seeing them was given."""
    meeting = meeting_at(request, slug, pk, "rounds.attendance")
    everybody, came = _on_the_list(meeting), meeting.check_ins.count()
    rows, query = everybody, request.GET.get("q", "").strip()
    named = _names_shown(request, meeting)
    if query:
        by_name = Q(user__display_name__icontains=query) if named else Q(pk__in=[])
        rows = rows.filter(Q(code__icontains=query) | by_name)
    if request.GET.get("show") == "missing":
        rows = rows.exclude(here=True)
    page = page_of(request, rows.select_related("user"), "code", size=A_PAGE)
    context = {
        "meeting": meeting,
        "process": meeting.process,
        "page": page,
        "lines": _lines(meeting, page.rows),
        "query": query,
        "missing": request.GET.get("show") == "missing",
        "came": came,
        "total": everybody.count(),
        "ticks": allowed(request.user, "rounds.tick", meeting),
        "named": named,
        "names_form": NamesForm(),
    }
    return render(request, "rounds/meetings/attendance.html", context)


def _on_the_list(meeting: Meeting):
    """Everybody who has a seat, and who came while they had one."""
    here = CheckIn.objects.filter(meeting=meeting, seat=OuterRef("pk"))
    return Seat.objects.filter(process=meeting.process).alias(here=Exists(here)).filter(Q(until=None) | Q(here=True))


def _lines(meeting: Meeting, seats: list[Seat]) -> list[tuple[Seat, CheckIn | None, int | None]]:
    """Each seat of the page with its check-in and the number of its table, once that is published."""
    done = {row.seat_id: row for row in CheckIn.objects.filter(meeting=meeting, seat__in=seats)}
    for row in done.values():
        row.meeting = meeting
    places = TablePlace.objects.filter(table__in=meeting.tables.published(), seat__in=seats)
    tables = dict(places.values_list("seat", "table__number"))
    return [(seat, done.get(seat.pk), tables.get(seat.pk)) for seat in seats]


def _names_shown(request, meeting: Meeting) -> bool:
    return meeting.pk in request.session.get("meetings_with_names", [])


@login_required
@require_POST
def names(request, slug, pk):
    """Show names on the list, in this sign-in: each look is logged once, with the reason."""
    meeting = meeting_at(request, slug, pk, "rounds.tick")
    form = NamesForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please say why you need to see this: it is logged."))
    people = [seat.user for seat in _on_the_list(meeting).select_related("user")]
    reveal_all(people, ["display_name"], by=request.user, why=form.cleaned_data["why"])
    request.session["meetings_with_names"] = [*request.session.get("meetings_with_names", []), meeting.pk]
    return redirect("rounds:attendance", slug, pk)


@login_required
@require_POST
def tick(request, slug, pk, seat_pk):
    """Somebody came, or was ticked by mistake."""
    meeting = meeting_at(request, slug, pk, "rounds.tick")
    seat = get_object_or_404(Seat, process=meeting.process, pk=seat_pk)
    if "undo" in request.POST:
        attending.take_back_check_in(meeting, seat)
    else:
        row, new = attending.check_in(meeting, seat, how=How.LIST, by=request.user)
        if not new and row.how != How.LIST:
            messages.info(request, _("%(code)s was checked in already, with a phone.") % {"code": seat.code})
    back = reverse("rounds:attendance", args=[slug, pk])
    return redirect(f"{back}?{request.GET.urlencode()}#seat-{seat.pk}")


@login_required
@never_cache
@require_safe
def door(request, slug, pk):
    """The picture for the door, as large as the page, new as long as the page is open.

    The hall's screen asks for it, too, whoever looks at that: only staff get the picture.
    """
    meeting = meeting_at(request, slug, pk)
    if not allowed(request.user, "rounds.arrange", meeting):
        if request.htmx:
            return HttpResponse(status=204)
        raise PermissionDenied
    path = attending.door_path(meeting)
    context = {
        "meeting": meeting,
        "process": meeting.process,
        "picture": picture(path).svg_data_uri(scale=8, border=2),
        "address": settings.SITE_URL + path,
        "renews": allowed(request.user, "rounds.tick", meeting),
    }
    return render(request, "rounds/meetings/door.html", context)


@login_required
@require_POST
def renew_door(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.tick")
    attending.renew_door(meeting)
    messages.success(request, _("There is another code now; the ones printed before are old."))
    return redirect("rounds:door", slug, pk)


@require_safe
def calendar_of_process(request, slug):
    process = reach(Process.objects.all(), request.user, slug=slug)
    return _as_calendar(calendars.of_process(process), f"{process.slug}.ics")


@never_cache
@require_safe
def calendar_of_person(request, token):
    """A person's own meetings, for whoever has the secret."""
    user = calendars.person_behind(token)
    if user is None:
        raise Http404
    return _as_calendar(calendars.of_person(user), "meetings.ics")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request):
    """Make, replace or end one's own address. It is shown in the answer to the POST and never again."""
    address = ""
    if request.method == "POST":
        if "revoke" in request.POST:
            calendars.revoke_link(request.user)
            messages.success(request, _("The address is worthless now."))
            return redirect("rounds:calendar")
        token = calendars.renew_link(request.user)
        address = settings.SITE_URL + reverse("rounds:person_calendar", args=[token])
    link = CalendarLink.objects.filter(user=request.user).first()
    return render(request, "rounds/meetings/calendar.html", {"address": address, "link": link})


def _as_calendar(feed: bytes, name: str) -> HttpResponse:
    response = HttpResponse(feed, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
