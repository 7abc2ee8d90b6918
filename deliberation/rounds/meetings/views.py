"""The schedule: a stage's meetings, each with its page, and the pages on which they are planned."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.panels.rules import seat_of
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Stage
from deliberation.rounds.floor.rules import FLOOR_RIGHTS
from deliberation.rounds.meetings import scheduling
from deliberation.rounds.meetings.attending import attendance
from deliberation.rounds.meetings.forms import CancelForm, MeetingForm, ProgrammeForms, VenueForms, entered
from deliberation.rounds.meetings.models import CheckIn, Meeting
from deliberation.rounds.meetings.rules import RIGHTS
from deliberation.spaces.access import allowed, reach

MEETING_KINDS = ("meetings", "listening", "mediation")  # kinds of stages in which people meet


def meeting_at(request, slug: str, pk: int, right: str | None = None) -> Meeting:
    """404 for strangers, 403 without the right."""
    rows = Meeting.objects.select_related("stage__process__space")
    return reach(rows, request.user, right, stage__process__slug=slug, pk=pk)


def stage_at(request, slug: str, pk: int, right: str | None = None) -> Stage:
    rows = Stage.objects.select_related("process__space").filter(kind__in=MEETING_KINDS)
    return reach(rows, request.user, right, process__slug=slug, pk=pk)


@require_safe
def meetings(request, slug, pk):
    """The schedule of a stage."""
    stage = stage_at(request, slug, pk)
    rows = stage.meetings.annotate(came=Count("check_ins")).order_by("starts_at", "pk")
    context = {
        "stage": stage,
        "process": stage.process,
        "meetings": rows,
        "seats": _seated(stage),
        "plans": allowed(request.user, "rounds.plan", stage),
    }
    return render(request, "rounds/meetings/meetings.html", context)


def _seated(stage: Stage) -> bool:
    """Whether people with seats check in at its meetings."""
    return getattr(kind_of(stage), "seated", False)


@require_safe
def meeting(request, slug, pk):
    return _page(request, meeting_at(request, slug, pk), CancelForm())


def _page(request, meeting: Meeting, cancel_form: CancelForm):
    programme, seated = scheduling.slots(meeting), _seated(meeting.stage)
    context = {
        "meeting": meeting,
        "process": meeting.process,
        "programme": programme,
        "minutes": sum(slot.item.minutes for slot in programme),
        "venues": meeting.venues.all(),
        "came": meeting.check_ins.count() if meeting.state == Meeting.State.ENDED and seated else None,
        "seated": seated,
        "rights": {right for right in RIGHTS if allowed(request.user, f"rounds.{right}", meeting)},
        "floor_rights": {right for right in FLOOR_RIGHTS if allowed(request.user, f"rounds.{right}", meeting)},
        "caucuses": allowed(request.user, "rounds.caucus", meeting),
        "cancel_form": cancel_form,
        "mine": _own_part(meeting, request.user),
    }
    return render(request, "rounds/meetings/meeting.html", context, status=_status(cancel_form))


def _own_part(meeting: Meeting, user) -> dict[str, Any] | None:
    """What concerns the reader alone, when they have a seat: their table, their check-in, their attendance."""
    seat = seat_of(user, meeting.stage)
    if seat is None:
        return None
    return {
        "seat": seat,
        "table": meeting.table_of(user),
        "check_in": CheckIn.objects.filter(meeting=meeting, seat=seat).first(),
        "attendance": attendance(seat),
        "admits": meeting.admits(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, slug, pk):
    stage = stage_at(request, slug, pk, "rounds.plan")
    form = MeetingForm(request.POST or None, initial=_proposed(stage))
    if request.method == "POST" and form.is_valid():
        planned = scheduling.plan_meeting(stage, by=request.user, **form.cleaned_data)
        messages.success(request, _("The meeting is planned. Now write its programme."))
        return redirect("rounds:programme", slug, planned.pk)
    context = {"form": form, "stage": stage, "process": stage.process}
    return render(request, "rounds/meetings/plan.html", context, status=_status(form))


def _proposed(stage: Stage) -> dict[str, Any]:
    """The stage's own day and place, which one meeting of one day fills."""
    one_day = localtime(stage.opens_at).date() == localtime(stage.closes_at).date()
    dates = {"starts_at": stage.opens_at, "ends_at": stage.closes_at} if one_day else {}
    if stage.kind == "listening":
        return {"kind": Meeting.Kind.LISTENING}  # a place of its own each time
    return dates | {"title": stage.title, "title_en": stage.title_en, "place": stage.settings.get("place", "")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.change")
    form = MeetingForm(request.POST or None, initial={name: getattr(meeting, name) for name in MeetingForm.base_fields})
    if request.method == "POST" and form.is_valid():
        told = scheduling.change_meeting(meeting, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("Saved. The participants are told of the new time or place.") if told else _("Saved.")
        )
        return redirect(meeting)
    context = {"form": form, "meeting": meeting, "stage": meeting.stage, "process": meeting.process}
    return render(request, "rounds/meetings/plan.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.arrange")
    rows = [_values(item, "minutes", "title", "title_en", "closed_to_press") for item in meeting.programme.all()]
    forms = ProgrammeForms(request.POST or None, initial=rows)
    if request.method == "POST" and forms.is_valid():
        scheduling.write_programme(meeting, entered(forms), by=request.user)
        _say_excess(request, meeting)
        return redirect("rounds:programme" if "more" in request.POST else "rounds:meeting", slug, pk)
    return _table_of_forms(request, meeting, forms, "rounds/meetings/programme.html")


def _say_excess(request, meeting: Meeting) -> None:
    over = scheduling.excess(meeting, scheduling.slots(meeting))
    if over > 0:
        text = _("The programme is saved. It is %(n)d minutes longer than the meeting.") % {"n": over}
        messages.warning(request, text)
    else:
        messages.success(request, _("The programme is saved."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def venues(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.arrange")
    rows = [
        _values(venue, "name", "address", "video_link", "districts") | {"codes": ", ".join(venue.codes)}
        for venue in meeting.venues.all()
    ]
    forms = VenueForms(request.POST or None, initial=rows)
    if request.method == "POST" and forms.is_valid():
        scheduling.write_venues(meeting, entered(forms), by=request.user)
        messages.success(request, _("The venues are saved."))
        return redirect("rounds:venues" if "more" in request.POST else "rounds:meeting", slug, pk)
    return _table_of_forms(request, meeting, forms, "rounds/meetings/venues.html")


def _values(row, *names: str) -> dict[str, Any]:
    return {"pk": row.pk} | {name: getattr(row, name) for name in names}


def _table_of_forms(request, meeting: Meeting, forms, template: str):
    context = {"forms": forms, "meeting": meeting, "process": meeting.process}
    return render(request, template, context, status=422 if forms.is_bound else 200)


@login_required
@require_POST
def open_now(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.open")
    scheduling.open_meeting(meeting, by=request.user)
    messages.success(request, _("The meeting is open."))
    return redirect(meeting)


@login_required
@require_POST
def end_now(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.end")
    scheduling.end_meeting(meeting, by=request.user)
    messages.success(request, _("The meeting is over. The list can be completed until the stage is closed."))
    return redirect(meeting)


@login_required
@require_POST
def cancel(request, slug, pk):
    meeting = meeting_at(request, slug, pk, "rounds.cancel")
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, form)
    scheduling.cancel_meeting(meeting, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The meeting is cancelled, and the participants are told."))
    return redirect(meeting)


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200
