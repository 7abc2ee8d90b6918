"""Pages of committees' sittings: for everyone what is planned and what was decided, for the committee its own table."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.accounts.models import User
from deliberation.algorithms.text import normalise
from deliberation.ledger.actions import Refused
from deliberation.spaces import sitting_forms, sittings
from deliberation.spaces.access import allowed, demand, reach, roles_in
from deliberation.spaces.concealing import conceal
from deliberation.spaces.minutes import approve_minutes, missing_in_minutes, printed
from deliberation.spaces.models import Decision, Point, Sitting, Space
from deliberation.spaces.paging import page_of

State = Sitting.State


@require_safe
def all_sittings(request):
    """What is coming, and what was held, the latest first."""
    body, ours = _body(request), Sitting.objects.visible_to(request.user).select_related("space")
    visible = ours.filter(space=body) if body else ours
    past = visible.past()
    context = {
        "body": body,
        "coming": visible.exclude(pk__in=past.values("pk")).order_by("held_at", "pk")[:20],
        "page": page_of(request, past, "-held_at", "-id"),
        "may_call": allowed(request.user, "spaces.call", body or Space.objects.city()),
    }
    return render(request, "spaces/sittings.html", context)


def _body(request) -> Space | None:
    """The space of the body that the address names; without one it is about all of them."""
    name = normalise(request.GET.get("space", ""))
    bodies = Space.objects.visible_to(request.user).exclude(title="")
    return get_object_or_404(bodies, name=name) if name else None


@require_safe
def decisions(request):
    """Every decision of a committee in a sitting, the latest first, with its published reason."""
    body, rows = _body(request), Decision.objects.filter(space__in=Space.objects.visible_to(request.user))
    rows = rows.filter(sitting__space=body) if body else rows.filter(sitting__isnull=False)
    page = page_of(request, rows.select_related("sitting__space", "point"), "-decided_at", "-id")
    conceal(page.rows, "motion")
    return render(request, "spaces/decisions.html", {"page": page, "body": body})


@require_safe
def sitting(request, pk: int):
    """Its agenda; once it is closed who was there, what was said and decided, and the minutes."""
    found = sitting_at(request, pk)
    inside = allowed(request.user, "spaces.attend", found)
    points = points_of(found, request.user)
    conceal(points, "title")
    context = {
        "sitting": found,
        "points": [point for point in points if point.position],
        "off": [point for point in points if not point.position],
        "hidden": found.points.count() - len(points),
        "told": found.is_over or inside,
        "remarks_told": found.is_over or (inside and found.kind == Sitting.Kind.MEETING),
        "present": list(found.present.order_by("pk")),
        "may_conduct": allowed(request.user, "spaces.conduct", found),
        "may_reply": allowed(request.user, "spaces.reply", found),
    }
    return render(request, "spaces/sitting.html", context)


def sitting_at(request, pk: int, right: str | None = None) -> Sitting:
    return reach(Sitting.objects.select_related("space", "transcript"), request.user, right, pk=pk)


def points_of(found: Sitting, user) -> list[Point]:
    """Points about what the reader may see."""
    rows = found.points.filter(space__in=Space.objects.visible_to(user)).select_related("decision", "sitting__space")
    return list(rows.prefetch_related("recusals__user", "replies__user"))


@require_safe
def minutes(request, pk: int):
    """The minutes as a document: for everyone once the sitting is closed, a draft until they are approved."""
    found = sitting_at(request, pk)
    if not found.is_over:
        raise Http404
    response = HttpResponse(printed(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="minutes-{found.pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request):
    """Plan a sitting of the standing committee, or of the body that the address names, and invite its members."""
    body = _body(request) or Space.objects.city()
    if not roles_in(request.user, body):
        raise Http404
    demand(request.user, "spaces.call", body)
    form = sitting_forms.PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        planned = sittings.plan_sitting(body, by=request.user, **form.cleaned_data)
        messages.success(request, _("The sitting is called; its members are invited."))
        return redirect("spaces:conduct", planned.pk)
    context = {"form": form, "members": sittings.members_of(body), "body": body}
    return render(request, "spaces/call.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk: int):
    """Another date or place."""
    found = sitting_at(request, pk, "spaces.plan")
    form = sitting_forms.MoveForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sittings.move_sitting(found, by=request.user, **given)
        messages.success(request, _("The new date is told to the members."))
        return redirect("spaces:conduct", pk)
    return render(request, "spaces/move.html", {"form": form, "sitting": found}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk: int):
    """It does not take place."""
    found = sitting_at(request, pk, "spaces.plan")
    form = sitting_forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sittings.cancel_sitting(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The sitting is cancelled; its members are told."))
        return redirect(found)
    return render(request, "spaces/cancel.html", {"form": form, "sitting": found}, status=422 if form.errors else 200)


@login_required
@require_safe
def conduct(request, pk: int):
    """The sitting at the table: one next step, then the agenda point by point."""
    return table(request, sitting_at(request, pk, "spaces.conduct"))


def table(request, found: Sitting, status: int = 200, **given: Any):
    """``given`` are forms with errors: by their name, those of a point with its key behind it."""
    members = sittings.members_of(found.space)
    rows = points_of(found, request.user)
    points = [
        {
            "point": point,
            "waits_for": _silent(point, members),
            "recusal": given.get(f"recusal{point.pk}") or sitting_forms.RecusalForm(point, members),
            "remarks": given.get(f"remarks{point.pk}") or sitting_forms.RemarksForm(point),
            "business": given.get(f"business{point.pk}") or sitting_forms.BusinessForm(point),
            "off": given.get(f"off{point.pk}") or sitting_forms.ReasonForm(about=f"off_{point.pk}"),
            "recusals": [
                (one, given.get(f"back{one.pk}") or sitting_forms.ReasonForm(about=f"back_{one.pk}"))
                for one in point.recusals.all()
            ],
        }
        for point in rows
        if point.position
    ]
    context = {
        "sitting": found,
        "points": points,
        "off": [point for point in rows if not point.position],
        "members": members,
        "needed": len(members) // 2 + 1,
        "attendance": given.get("attendance") or sitting_forms.AttendanceForm(found),
        "new_point": given.get("new_point") or sitting_forms.PointForm(),
        "minutes_form": given.get("minutes_form") or sitting_forms.MinutesForm(initial={"minutes": found.minutes}),
        "missing": missing_in_minutes(found) if found.state == State.CLOSED else [],
        "may_decide": allowed(request.user, "spaces.decide", found),
        "may_approve": allowed(request.user, "spaces.approve", found),
    }
    return render(request, "spaces/conduct.html", context, status=status)


def _silent(point: Point, members: list[User]) -> int:
    """How many members could still reply."""
    replied = {row.user_id for row in point.replies.all()}
    recused = {row.user_id for row in point.recusals.all() if row.stands}
    return len({member.pk for member in members} - replied - recused)


@login_required
@require_POST
def attendance(request, pk: int):
    """Open with those who are present, or note who came and left."""
    found = sitting_at(request, pk, "spaces.conduct")
    form = sitting_forms.AttendanceForm(found, request.POST)
    if form.is_valid():
        given = {"present": list(form.cleaned_data["present"]), "attending": form.cleaned_data["attending"]}
        act = sittings.open_sitting if found.state == State.PLANNED else sittings.note_attendance
        try:
            act(found, by=request.user, **given)
        except Refused as error:
            form.add_error("present", str(error))
        else:
            messages.success(request, _("The attendance is noted."))
            return redirect("spaces:conduct", pk)
    return table(request, found, 422, attendance=form)


@login_required
@require_POST
def close(request, pk: int):
    sittings.close_sitting(sitting_at(request, pk, "spaces.close"), by=request.user)
    messages.success(request, _("The sitting is closed. Now the minutes are written and approved."))
    return redirect("spaces:conduct", pk)


@login_required
@require_POST
def write(request, pk: int):
    """The minutes' general part and the transcript."""
    found = sitting_at(request, pk, "spaces.conduct")
    form = sitting_forms.MinutesForm(request.POST, request.FILES)
    if form.is_valid():
        (transcript,) = form.cleaned_data["transcript"] or [None]
        sittings.write_minutes(found, minutes=form.cleaned_data["minutes"], transcript=transcript, by=request.user)
        messages.success(request, _("The minutes are kept."))
        return redirect("spaces:conduct", pk)
    return table(request, found, 422, minutes_form=form)


@login_required
@require_POST
def approve(request, pk: int):
    approve_minutes(sitting_at(request, pk, "spaces.approve"), by=request.user)
    messages.success(request, _("The minutes are approved and can no longer be changed."))
    return redirect("spaces:sitting", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request, pk: int):
    """A member's replies in a written procedure, point by point; nobody else sees them before it is closed."""
    found = sitting_at(request, pk, "spaces.reply")
    points = {str(row.pk): row for row in points_of(found, request.user) if row.position and not row.decision}
    forms = {key: _reply_form(point, request.user) for key, point in points.items()}
    if request.method == "POST":
        key = request.POST.get("point", "")
        if key not in points:
            raise Http404
        form = forms[key] = sitting_forms.ReplyForm(points[key], request.POST)
        if form.is_valid():
            sittings.reply(points[key], by=request.user, **form.cleaned_data)
            messages.success(request, _("Your reply is kept. You can change it until the time is over."))
            return redirect("spaces:replies", pk)
    rows = [
        {
            "point": point,
            "form": forms[key],
            "recused": any(row.user_id == request.user.pk for row in point.recusals.all() if row.stands),
        }
        for key, point in points.items()
    ]
    context = {"sitting": found, "rows": rows}
    return render(request, "spaces/replies.html", context, status=422 if request.method == "POST" else 200)


def _reply_form(point: Point, user) -> sitting_forms.ReplyForm:
    mine = next((row for row in point.replies.all() if row.user_id == user.pk), None)
    return sitting_forms.ReplyForm(point, initial={"choice": mine.choice, "remark": mine.remark} if mine else None)
