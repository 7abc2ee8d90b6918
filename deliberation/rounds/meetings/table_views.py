"""Seating people at tables, and printing what a hall needs. No page here knows of sides or opinion groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.documents.hall import render as as_pdf
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat
from deliberation.panels.rules import seat_of
from deliberation.panels.strata import LABELS
from deliberation.rounds.meetings import hallpack
from deliberation.rounds.meetings import tables as actions
from deliberation.rounds.meetings.attending import accept_poster
from deliberation.rounds.meetings.forms import AssignForm, CaptionerForm, MoveForm, PackForm, TableForm, TieForm
from deliberation.rounds.meetings.models import CheckIn, Meeting, Seating, Table, TablePlace, Tie
from deliberation.rounds.meetings.views import meeting_at
from deliberation.spaces.access import allowed

A_LINE = 50  # codes of people without a table
A_TABLE = 8  # people, for the number that is proposed


@login_required
@require_safe
def tables(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.tables")
    return render(request, "rounds/meetings/tables.html", _context(request, meeting))


def _context(request, meeting: Meeting, **forms) -> dict:
    seats = Seat.objects.current().filter(process=meeting.process)
    seating = Seating.objects.filter(meeting=meeting).defer("inputs").first()
    here = set(CheckIn.objects.filter(meeting=meeting).values_list("seat", flat=True))
    rows = _tables_of(meeting, here)
    placed = {seat.pk for _table, people in rows for seat, _missing in people}
    people = seats.count()
    seated = len(placed)
    return {
        "meeting": meeting,
        "process": meeting.process,
        "tables": rows,
        "seating": seating,
        "figures": _figures(seating),
        "people": people,
        "placed": seated,
        "without": _without(seats, placed) if rows else [],
        "absent": len(placed - here) if here else 0,
        "seats_people": allowed(request.user, "rounds.seat", meeting),
        "assign_form": AssignForm(initial={"tables": len(rows) or max(1, round(people / A_TABLE))}),
        "move_form": MoveForm(meeting),
        "tie_form": TieForm(meeting),
        "ties": Tie.objects.filter(stage=meeting.stage).select_related("one", "other").order_by("pk"),
    } | forms


def _without(seats, placed: set[int]) -> list[str]:
    return list(seats.exclude(pk__in=placed).order_by("code").values_list("code", flat=True)[:A_LINE])


def _tables_of(meeting: Meeting, here: set[int]) -> list[tuple[Table, list[tuple[Seat, bool]]]]:
    """Each table with its people, and whether they are missing once others are here."""
    places = Prefetch("places", queryset=TablePlace.objects.select_related("seat").order_by("seat__code"))
    tables = meeting.tables.select_related("venue", "moderator", "scribe").prefetch_related(places, "interpreters")
    rows = []
    for table in tables:
        seats = [place.seat for place in table.places.all()]
        codes = [seat.code for seat in seats if seat.user_id == table.scribe_id]
        table.written_by = codes[0] if codes else str(table.scribe or "")  # type: ignore[attr-defined]
        rows.append((table, [(seat, bool(here) and seat.pk not in here) for seat in seats]))
    return rows


def _figures(seating: Seating | None) -> dict | None:
    if seating is None:
        return None
    worst = [(LABELS.get(name, name), value) for name, value in sorted(seating.figures["worst"].items())]
    return seating.figures | {"worst": worst}


@login_required
@require_POST
def assign(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    form = AssignForm(request.POST)
    if not form.is_valid():
        return render(request, "rounds/meetings/tables.html", _context(request, meeting, assign_form=form), status=422)
    actions.assign_tables(meeting, tables=form.cleaned_data["tables"], by=request.user)
    messages.success(request, _("The tables are assigned. Nobody sees them before you publish them."))
    return redirect("rounds:tables", slug, pk)


@login_required
@require_POST
def publish(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    actions.publish_tables(meeting, by=request.user)
    messages.success(request, _("The tables are published: everybody sees their own."))
    return redirect("rounds:tables", slug, pk)


@login_required
@require_POST
def rebalance(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    moved = actions.rebalance_tables(meeting)
    text = ngettext("%(n)d person sits elsewhere now.", "%(n)d people sit elsewhere now.", moved)
    messages.success(request, text % {"n": moved})
    return redirect("rounds:tables", slug, pk)


@login_required
@require_POST
def move(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    form = MoveForm(meeting, request.POST)
    if not form.is_valid():
        return render(request, "rounds/meetings/tables.html", _context(request, meeting, move_form=form), status=422)
    seat, table = form.cleaned_data["seat"], form.cleaned_data["table"]
    actions.move_person(meeting, seat, table)
    if table:
        messages.success(request, _("%(code)s sits at table %(n)d now.") % {"code": seat.code, "n": table.number})
    else:
        messages.success(request, _("%(code)s sits at no table now.") % {"code": seat.code})
    return redirect("rounds:tables", slug, pk)


@login_required
@require_POST
def tie(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    form = TieForm(meeting, request.POST)
    if not form.is_valid():
        return render(request, "rounds/meetings/tables.html", _context(request, meeting, tie_form=form), status=422)
    given = form.cleaned_data
    actions.tie(meeting.stage, given["one"], given["other"], kind=given["kind"], note=given["note"], by=request.user)
    messages.success(request, _("Noted. It holds from the next assignment on."))
    return redirect("rounds:tables", slug, pk)


@login_required
@require_POST
def untie(request, slug, pk, tie_pk):
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    get_object_or_404(Tie, stage=meeting.stage, pk=tie_pk).delete()
    messages.success(request, _("The rule is removed."))
    return redirect("rounds:tables", slug, pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request, slug, pk):
    """Who leads each table, who writes down, and at which venue it stands."""
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    rows = list(meeting.tables.prefetch_related("places__seat", "interpreters"))
    data = request.POST or None
    moderators, staff = actions.moderators_of(meeting), actions.staff_of(meeting)
    who: dict = {"meeting": meeting, "staff": staff, "moderators": moderators}
    forms = [TableForm(data, prefix=f"t{row.pk}", table=row, initial=_led(row), **who) for row in rows]
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419 - all errors
        actions.arrange_tables(meeting, {row.pk: form.cleaned_data for row, form in zip(rows, forms, strict=True)})
        messages.success(request, _("Saved."))
        return redirect("rounds:tables", slug, pk)
    context = {"meeting": meeting, "process": meeting.process, "forms": list(zip(rows, forms, strict=True))}
    return render(request, "rounds/meetings/arrange.html", context, status=422 if data else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def captioner(request, slug, pk):
    """Who types captions at this meeting: appointed by name, until it is over or the appointment is ended."""
    meeting = meeting_at(request, slug, pk, "rounds.seat")
    ends = "end" in request.POST
    form = CaptionerForm(meeting, None if ends else request.POST or None)
    if ends or (request.method == "POST" and form.is_valid()):
        actions.appoint_captioner(meeting, None if ends else form.cleaned_data["captioner"])
        messages.success(request, _("The appointment has ended.") if ends else _("Saved."))
        return redirect("rounds:captioner", slug, pk)
    person = meeting.captioner
    seat = seat_of(person, meeting.stage) if person else None
    context = {"meeting": meeting, "process": meeting.process, "form": form, "appointed": seat.code if seat else person}
    return render(request, "rounds/meetings/captioner.html", context, status=422 if form.is_bound else 200)


def _led(table) -> dict:
    chairs = "\n".join(str(chair) for chair in table.interpreters.all())
    led = {"moderator": table.moderator_id, "scribe": table.scribe_id, "venue": table.venue_id}
    return led | {"interpreters": chairs}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hall_pack(request, slug, pk):
    """Sheets to print before a meeting, as one PDF. Names are asked for with a reason, which is logged."""
    meeting = meeting_at(request, slug, pk, "rounds.print")
    form = PackForm(meeting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if hallpack.POSTER in form.cleaned_data["parts"]:
            accept_poster(meeting)
        try:
            packed = hallpack.pack(meeting, by=request.user, **form.cleaned_data)
        except PermissionDenied as denied:
            raise Refused(_("Names can be printed by facilitators and officials alone.")) from denied
        response = HttpResponse(as_pdf(packed), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.pdf"'
        return response
    context = {"form": form, "meeting": meeting, "process": meeting.process}
    return render(request, "rounds/meetings/hall_pack.html", context, status=422 if form.is_bound else 200)
