"""Pages for everyone: how the city keeps its word, what it answered, what became of it; and contesting."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.processes.models import Process
from deliberation.responses.answering.actions import missing_in_answer
from deliberation.responses.checking.models import with_followup
from deliberation.responses.contesting.actions import contest as contest_milestone
from deliberation.responses.contesting.actions import contests_that_count
from deliberation.responses.contesting.models import with_contests
from deliberation.responses.forms import ContestForm, DashboardForm
from deliberation.responses.models import Check, Contest, Finding, Milestone, Report, Response, Ruling
from deliberation.responses.rulebook import AnswerRules
from deliberation.responses.tallying import answering, late, overdue, tallies, tally
from deliberation.responses.timeline import events
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.paging import page_of

OF_RESPONSE = ("read_draft", "draft", "extend", "publish", "plan")


@require_safe
def dashboard(request):
    """All processes: answered in time, accepted, done; those first where something is overdue."""
    form = DashboardForm(request.GET)
    chosen = form.chosen()
    rows = answering(request.user)
    found = rows.matching(chosen["q"]) if "q" in chosen else rows
    behind = found.filter(late())
    page = page_of(request, behind if "late" in chosen else [behind, found.exclude(late())], "-id")
    counted = tallies(page.rows)
    context = {
        "form": form,
        "chosen": bool(chosen),
        "page": page,
        "rows": [(process, counted[process.pk]) for process in page.rows],
        "total": tally(Response.objects.visible_to(request.user)),
        "late": rows.filter(late()).count(),
        "rules": AnswerRules.objects.in_force(),
    }
    return render(request, "responses/dashboard.html", context)


@require_safe
def overdue_list(request):
    """Everything whose day has passed, the longest first, for everyone."""
    return render(request, "responses/overdue.html", {"overdue": overdue(request.user)})


def process_at(request, slug: str) -> Process:
    return reach(Process.objects.select_related("space", "agenda__proposal"), request.user, slug=slug)


@require_safe
def of_process(request, slug):
    """The answers to one process's recommendations, and the committee's checks of them."""
    process = process_at(request, slug)
    rows = list(
        with_followup(Response.objects.of(process).for_list()).prefetch_related(
            Prefetch("milestones", with_contests(Milestone.objects.all()))
        )
    )
    findings = Finding.objects.select_related("response__recommendation__process")
    rulings = Ruling.objects.select_related("milestone__response__recommendation__process")
    told = process.answer_checks.select_related("decision__sitting")
    checks = list(told.prefetch_related(Prefetch("findings", findings), Prefetch("rulings", rulings)))
    waiting = next((check for check in checks if check.state == Check.State.WAITING), None)
    for check in checks:
        check.process = process
    context = {
        "process": process,
        "rows": rows,
        "tally": tally(Response.objects.of(process)) if rows else None,
        "checks": [check for check in reversed(checks) if check != waiting],
        "waiting": waiting,
        "may_check": waiting and allowed(request.user, "responses.check", waiting),
        "may_enter": waiting and allowed(request.user, "responses.enter_check", waiting),
        "may_extend": any(allowed(request.user, "responses.extend", row) for row in rows),
        "may_publish": any(allowed(request.user, "responses.publish", row) for row in rows),
    }
    return render(request, "responses/process.html", context)


def response_at(request, slug: str, pk: int, right: str | None = None) -> Response:
    """The answer to the recommendation of the address: 404 for strangers and where the city has none to give."""
    rows = Response.objects.select_related("recommendation__process__space", "rules")
    rows = rows.select_related("recommendation__process__agenda__proposal")
    return reach(with_followup(rows), request.user, right, recommendation__process__slug=slug, recommendation=pk)


@require_safe
def detail(request, slug, pk):
    """One recommendation from the first proposal to its last milestone, with the city's answer on top."""
    response = response_at(request, slug, pk)
    return render(request, "responses/detail.html", detail_page(request, response))


def detail_page(request, response: Response, **more: Any) -> dict[str, Any]:
    may = {right for right in OF_RESPONSE if allowed(request.user, f"responses.{right}", response)}
    opinions = list(response.opinions.all())
    milestones = list(with_contests(response.milestones.prefetch_related("progress")))
    for milestone in milestones:
        milestone.response = response
    recommendation = response.recommendation
    shown = response.is_answered or "read_draft" in may
    return {
        "process": recommendation.process,
        "recommendation": recommendation,
        "response": response,
        "shown": shown,
        "budget": response.budget.all() if shown else [],
        "opinions": opinions if shown else [],
        "missing": missing_in_answer(response) if "draft" in may and response.version else {},
        "milestones": milestones,
        "events": events(recommendation, response, milestones),
        "may": may,
        **more,
    }


def milestone_at(request, slug: str, pk: int, right: str | None = None) -> Milestone:
    rows = Milestone.objects.select_related("response__recommendation__process__space", "response__rules")
    return reach(rows, request.user, right, response__recommendation__process__slug=slug, pk=pk)


@require_safe
def milestone(request, slug, pk):
    """One milestone: everything that the city reported about it, and who contests that it is done."""
    return render(request, "responses/milestone.html", milestone_page(request, milestone_at(request, slug, pk)))


def milestone_page(request, found: Milestone, **more: Any) -> dict[str, Any]:
    contests = Contest.objects.select_related("item__author").prefetch_related("attachments")
    reports = Report.objects.prefetch_related("attachments", Prefetch("contests", contests)).order_by("-pk")
    claim = found.claim
    return {
        "process": found.process,
        "milestone": found,
        "response": found.response,
        "reports": reports.filter(milestone=found),
        "rulings": found.rulings.select_related("of__process"),
        "claim": claim,
        "count": contests_that_count(claim) if claim else 0,
        "may_report": allowed(request.user, "responses.report", found),
        "may_contest": claim is not None
        and (not request.user.is_authenticated or allowed(request.user, "responses.contest", found)),
        **more,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request, slug, pk):
    """Say with evidence that something is not done."""
    found = milestone_at(request, slug, pk, "responses.contest")
    form = ContestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = contest_milestone(found, by=request.user, channel=request.channel, **form.cleaned_data)
        messages.success(request, _("Your contest stands on the page. With enough of them the committee checks again."))
        return redirect(made)
    context = milestone_page(request, found, form=form)
    return render(request, "responses/contest.html", context, status=422 if form.errors else 200)
