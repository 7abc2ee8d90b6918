"""Pages of listening sessions: the tour, one place with both rounds, and what staff enter there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.rounds.listening import actions as acts
from deliberation.rounds.listening.forms import AnswerConcernForm, ConcernForm, JudgeForm, ReturnForm, TurnoutForm
from deliberation.rounds.listening.models import Concern, numbers_of, places_of, second_of
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.views import meeting_at
from deliberation.rounds.participants import rights_in, stage_of
from deliberation.spaces import paging
from deliberation.spaces.access import allowed, reach

SOME = 10  # concerns that stand open, on the page of the tour
PAGE = 30
ACTS = ("reword_concern", "answer_concern", "judge_concern")


@require_safe
def tour(request, slug: str, pk: int):
    """All places: what stands open first, then each place with its numbers."""
    stage = stage_of(request, slug, pk, "listening")
    concerns = Concern.objects.visible_to(request.user).filter(stage=stage)
    context = {
        "process": stage.process,
        "stage": stage,
        "numbers": numbers_of(stage),
        "standing": _read(concerns.standing()).order_by("number")[:SOME],
        "places": places_of(stage),
        "may": rights_in(request.user, stage, "plan"),
    }
    return render(request, "rounds/listening/tour.html", context)


def _read(concerns):
    return concerns.select_related("meeting__follows", "stage__process__space")


@require_safe
def place(request, slug: str, pk: int):
    """One place: who came, what was said, the answer, and what the second round found."""
    first = meeting_at(request, slug, pk)
    if first.stage.kind != "listening":
        return redirect(first)
    if first.follows_id:
        return redirect("rounds:place", slug, first.follows_id)
    second = second_of(first)
    visits = [visit for visit in (first, second) if visit]
    for visit in visits:
        visit.stage = first.stage
    found = _read(Concern.objects.visible_to(request.user).filter(stage=first.stage).of_place(first).in_order())
    page = paging.page_of(request, found, "rank", "number", size=PAGE)
    for concern in page.rows:
        concern.stage = concern.meeting.stage = first.stage
        concern.may = {act for act in ACTS if allowed(request.user, f"rounds.{act}", concern)}
        if second is None or second.state not in acts.HELD:
            concern.may.discard("judge_concern")
    shown = [_visit(visit, request.user) for visit in visits]
    standing = Concern.objects.filter(stage=first.stage).of_place(first).standing().count()
    context = {
        "process": first.process,
        "stage": first.stage,
        "first": first,
        "second": second,
        "visits": shown,
        "takes_down": any(visit["takes_down"] for visit in shown),
        "page": page,
        "standing": standing,
        "may_return": second is None and allowed(request.user, "rounds.return", first),
    }
    return render(request, "rounds/listening/place.html", context)


def _visit(meeting: Meeting, user) -> dict[str, Any]:
    turnouts = list(meeting.turnouts.order_by("-people", "group"))
    return {
        "meeting": meeting,
        "turnouts": turnouts,
        "people": sum(row.people for row in turnouts),
        "takes_down": allowed(user, "rounds.take_down", meeting),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def turnout(request, slug: str, pk: int):
    meeting = meeting_at(request, slug, pk, "rounds.take_down")
    form = TurnoutForm(request.POST or None, counted=dict(meeting.turnouts.values_list("group", "people")))
    if request.method == "POST" and form.is_valid():
        counts = {group: people or 0 for group, people in form.cleaned_data.items()}
        acts.count_turnout(meeting, counts, by=request.user)
        messages.success(request, _("Who came is kept and public."))
        return redirect("rounds:place", slug, pk)
    return _act(request, meeting, form, _("Who came"), _("Only numbers by group; leave a group empty if nobody came."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, slug: str, pk: int):
    meeting = meeting_at(request, slug, pk, "rounds.take_down")
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        concern = acts.write_concern(meeting, **form.cleaned_data, by=request.user)
        messages.success(request, _("“%(concern)s” is kept and public.") % {"concern": concern})
        return redirect("rounds:write_concern" if "more" in request.POST else "rounds:place", slug, pk)
    told = _("Everyone can read it at once.")
    return _act(request, meeting, form, _("Write down a concern"), told, more=_("Keep and write another"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def go_back(request, slug: str, pk: int):
    """Plan the second session at a place."""
    first = meeting_at(request, slug, pk, "rounds.return")
    kept = {name: getattr(first, name) for name in ("title", "title_en", "place", "video_link")}
    form = ReturnForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        acts.plan_return(first, by=request.user, **form.cleaned_data)
        messages.success(request, _("The second session at this place is planned."))
        return redirect("rounds:place", slug, pk)
    told = _("The city comes back to the same place and tells for each concern what came of it.")
    return _act(request, first, form, _("Plan the second session"), told)


def _concern(request, slug: str, pk: int, right: str) -> Concern:
    return reach(_read(Concern.objects.all()), request.user, right, stage__process__slug=slug, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request, slug: str, pk: int):
    concern = _concern(request, slug, pk, "rounds.reword_concern")
    form = ConcernForm(request.POST or None, initial={"group": concern.group, "text": concern.text})
    if request.method == "POST" and form.is_valid():
        acts.reword_concern(concern, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(concern)
    told = _("This is possible until the city has answered it.")
    return _act(request, concern.meeting, form, _("Correct a concern"), told, concern=concern)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, slug: str, pk: int):
    concern = _concern(request, slug, pk, "rounds.answer_concern")
    form = AnswerConcernForm(request.POST or None, initial={"answer": concern.answer})
    if request.method == "POST" and form.is_valid():
        acts.answer_concern(concern, **form.cleaned_data, by=request.user)
        messages.success(request, _("The answer is published."))
        return redirect(concern)
    return _act(request, concern.meeting, form, _("Answer a concern"), "", concern=concern)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request, slug: str, pk: int):
    concern = _concern(request, slug, pk, "rounds.judge_concern")
    form = JudgeForm(request.POST or None, initial={"finding": concern.finding})
    if request.method == "POST" and form.is_valid():
        acts.judge_concern(concern, **form.cleaned_data, by=request.user)
        messages.success(request, _("Kept and public."))
        return redirect(concern)
    return _act(request, concern.meeting, form, _("Say what came of a concern"), "", concern=concern)


def _act(request, meeting: Meeting, form, heading: str, told: str, **more: Any):
    context = {"process": meeting.process, "meeting": meeting, "form": form, "heading": heading, "told": told, **more}
    return render(request, "rounds/listening/act.html", context, status=422 if form.is_bound and form.errors else 200)
