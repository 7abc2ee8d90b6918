"""Pages of the city's offices and of the committee: the answer in its making, reports, the check."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.processes.models import Process
from deliberation.responses.answering import actions as answering
from deliberation.responses.checking import actions as checking
from deliberation.responses.following import actions as following
from deliberation.responses.forms import (
    AnswerForm,
    CheckForm,
    DepartmentForm,
    ExtensionForm,
    MilestoneForm,
    OpinionForm,
    ReportForm,
    WithdrawalForm,
)
from deliberation.responses.models import Check, Milestone, Response
from deliberation.responses.views import detail_page, milestone_at, process_at, response_at
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.models import Space
from deliberation.spaces.sittings import next_meeting

both = require_http_methods(["GET", "HEAD", "POST"])


def act_page(request, thing: Response | Milestone, form, *, heading: str, button: str, seen_by: str, undo: str):
    """The page of one act: what to know before it, its form, its button."""
    context = {"thing": thing, "process": thing.process, "form": form, "heading": heading, "button": button}
    context |= {"seen_by": seen_by, "undo": undo}
    return render(request, "responses/act.html", context, status=422 if form.errors else 200)


@login_required
@both
def draft(request, slug, pk):
    """The answer in its making; saved, nobody but officials sees it. Who comes second sees the other draft beside what
    they typed, and decides."""
    response = response_at(request, slug, pk, "responses.draft")
    form = AnswerForm(response, request.POST or None)
    overtaken = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            answering.draft_answer(response, form.given, budget=form.budget, version=version, by=request.user)
        except answering.Overtaken as error:
            overtaken = error
        else:
            told = _("The draft is saved. Nobody but the city's officials sees it.")
            if form.complete:
                answering.submit_answer(response, version + 1, by=request.user)
                told = _("The answer is submitted. Somebody else reads and publishes it.")
            messages.success(request, told)
            return redirect(response)
    more = {"form": form, "overtaken": overtaken, "department_form": DepartmentForm(auto_id="id_asked_%s")}
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "responses/draft.html", detail_page(request, response, **more), status=status)


@login_required
@require_POST
def ask(request, slug, pk):
    response = response_at(request, slug, pk, "responses.draft")
    form = DepartmentForm(request.POST)
    if form.is_valid():
        answering.ask_department(response, form.cleaned_data["department"], by=request.user)
        messages.success(request, _("The department stands among those asked. Enter its opinion when you have it."))
        return redirect("responses:draft", slug, pk)
    heading, button = _("Ask another department"), _("Ask for its opinion")
    seen_by, undo = _("Everyone, once the answer is published."), _("No. It is minuted.")
    return act_page(request, response, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


@login_required
@both
def opinion(request, slug, pk, opinion):
    """What a co-operating department says."""
    response = response_at(request, slug, pk, "responses.draft")
    asked = get_object_or_404(response.opinions, pk=opinion)
    asked.response = response
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answering.note_opinion(asked, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The opinion is entered."))
        return redirect("responses:draft", slug, pk)
    heading, button = _("Opinion of %(department)s") % {"department": asked}, _("Enter the opinion")
    seen_by, undo = _("Everyone, once the answer is published."), _("No. It is minuted.")
    return act_page(request, response, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


@login_required
@both
def withdraw(request, slug, pk, opinion):
    """Wait no longer for a department that stays silent."""
    response = response_at(request, slug, pk, "responses.draft")
    asked = get_object_or_404(response.opinions, pk=opinion)
    asked.response = response
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answering.withdraw_question(asked, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The question is withdrawn. The answer says that no opinion came, and why."))
        return redirect("responses:draft", slug, pk)
    heading, button = _("Wait no longer for %(department)s") % {"department": asked}, _("Withdraw the question")
    seen_by, undo = _("Everyone, once the answer is published."), _("No. It is minuted.")
    return act_page(request, response, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


def rows_with(request, process: Process, right: str) -> list[Response]:
    """The answers of a process for which the person has the right now; where there is none, the refusal says why."""
    rows = Response.objects.of(process).select_related("rules", "submitted_by").for_list()
    rows = rows.prefetch_related("budget", "opinions")
    found = [row for row in rows if allowed(request.user, right, row)]
    if not found:
        for row in rows:
            demand(request.user, right, row)
        raise PermissionDenied
    return found


@login_required
@both
def extend(request, slug):
    """Put off the deadline of answers that are still waited for."""
    process = process_at(request, slug)
    rows = rows_with(request, process, "responses.extend")
    form = ExtensionForm(rows, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("until", "reason")}
        answering.extend_answers(process, form.keys, by=request.user, **given)
        messages.success(request, _("The deadline is extended. The reason is published, and participants are told."))
        return redirect("responses:process", slug)
    context = {"process": process, "form": form}
    return render(request, "responses/extend.html", context, status=422 if form.errors else 200)


@login_required
@both
def publish(request, slug):
    """What somebody else has submitted, as everyone will read it; what is ticked is published as it stands here."""
    process = process_at(request, slug)
    rows = rows_with(request, process, "responses.publish")
    if request.method == "POST":
        versions = {key: value for key, value in request.POST.items() if key.isdecimal() and value.isdecimal()}
        chosen = {int(key): int(versions[key]) for key in request.POST.getlist("publish") if key in versions}
        answering.publish_answers(process, chosen, by=request.user)
        messages.success(request, _("The answers are published. Participants and proposers are told."))
        return redirect("responses:process", slug)
    told = [(row, answering.missing_in_answer(row)) for row in rows]
    context = {
        "process": process,
        "ready": [row for row, missing in told if not missing],
        "unready": [(row, missing.values()) for row, missing in told if missing],
    }
    return render(request, "responses/publish.html", context)


@login_required
@both
def plan(request, slug, pk):
    """A milestone of an answer."""
    response = response_at(request, slug, pk, "responses.plan")
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        following.plan_milestone(response, by=request.user, **form.cleaned_data)
        messages.success(request, _("The milestone stands on the page."))
        return redirect(response)
    seen_by, undo = _("Everyone."), _("No. It can be changed or stopped later, with a reason.")
    heading, button = _("Plan a milestone"), _("Publish the milestone")
    return act_page(request, response, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


@login_required
@both
def report(request, slug, pk):
    """What the city reports about a milestone."""
    milestone = milestone_at(request, slug, pk, "responses.report")
    form = ReportForm(milestone, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        following.report(milestone, given.pop("act"), by=request.user, **given)
        messages.success(request, _("The report is published."))
        return redirect(milestone)
    context = {"milestone": milestone, "process": milestone.process, "form": form}
    return render(request, "responses/report.html", context, status=422 if form.errors else 200)


def check_at(request, slug: str, pk: int, right: str) -> Check:
    return reach(Check.objects.select_related("process__space"), request.user, right, process__slug=slug, pk=pk)


@login_required
@both
def check(request, slug, pk):
    """What the committee's sitting found about every answer, in one form."""
    found = check_at(request, slug, pk, "responses.check")
    answers = checking.promising(found.process)
    contested = Milestone.objects.of(found.process).filter(state=Milestone.State.REOPENED).for_list()
    form = CheckForm(found, answers, list(contested), Space.objects.city(), request.POST or None)

    def record(given: dict[str, Any]) -> None:
        checking.record_check(found, form.findings, form.rulings, **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(record, by=request.user):
        messages.success(request, _("The check is recorded."))
        return redirect(found)
    context = {"process": found.process, "check": found, "form": form}
    return render(request, "responses/check.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def enter_check(request, slug, pk):
    found = check_at(request, slug, pk, "responses.enter_check")
    sitting = next_meeting(Space.objects.city())
    checking.put_check_on_agenda(sitting, found)
    messages.success(request, _("It stands on the agenda of “%(sitting)s”.") % {"sitting": sitting})
    return redirect(found)
