"""The page of the rounds of agreement: asked, answered, and how it came out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.panels.rules import seat_of
from deliberation.processes.models import Stage
from deliberation.recommendations.agreement import actions
from deliberation.recommendations.agreement.forms import EndorsementForm
from deliberation.recommendations.agreement.models import ROUNDS
from deliberation.recommendations.agreement.reading import LABELS, standings
from deliberation.recommendations.models import AgreementRound, Endorsement, Recommendation
from deliberation.recommendations.pages import page_of
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import allowed, demand, reach


def stage_at(request, slug: str, pk: int, right: str | None = None) -> Stage:
    stages = Stage.objects.select_related("process__space")
    return reach(stages, request.user, right, process__slug=slug, pk=pk, kind="drafting")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, slug, pk):
    """What is asked now, for who takes part; the counts of closed rounds, for everyone; critiques, for the drafters."""
    stage = stage_at(request, slug, pk)
    rounds = list(stage.agreement_rounds.all())
    asked = next((row for row in rounds if row.state == AgreementRound.State.OPEN), None)
    rows = list(stage.recommendations.numbered())
    may = {name: allowed(request.user, f"recommendations.{name}", stage) for name in ("amend", "draft")}
    forms, status = [], 200
    if request.method == "POST":
        demand(request.user, "recommendations.amend", stage)
        asked = asked or get_object_or_404(AgreementRound, stage=stage, pk=request.POST.get("round") or 0)
    if asked and may["amend"]:
        mine = Endorsement.objects.filter(round=asked, seat=seat_of(request.user, stage))
        given = {row.recommendation_id: row for row in mine}
        drafts = [row for row in rows if row.state == Recommendation.State.DRAFT]
        forms = [EndorsementForm(row, given.get(row.pk), request.POST or None) for row in drafts]
    if request.method == "POST" and asked:
        checked = [form.is_valid() for form in forms]  # each shows its own faults
        if all(checked):
            asked.stage = stage
            answers = {form.recommendation.pk: form.answer for form in forms}
            actions.endorse(asked, answers, seat=own_seat(request.user, stage))
            messages.success(request, _("Thank you. You can change your answers until the round is closed."))
            return redirect("recommendations:agreement", slug, pk)
        status = 422
    critiques = Endorsement.objects.filter(round__stage=stage).exclude(critique="").select_related("recommendation")
    context = page_of(
        stage.process,
        stage=stage,
        rounds=rounds,
        asked=asked,
        may=may,
        forms=forms,
        begins=may["draft"] and not asked and len(rounds) < ROUNDS,
        labels=LABELS,
        standings=standings(stage, rows),
        # In the order of their words, which tells nothing about who answered when.
        critiques=critiques.order_by("round", "recommendation__number", "critique") if may["draft"] else [],
    )
    return render(request, "recommendations/agreement/agreement.html", context, status=status)


@login_required
@require_POST
def begin(request, slug, pk):
    actions.begin_round(stage_at(request, slug, pk, "recommendations.draft"), by=request.user)
    messages.success(request, _("The participants are asked now."))
    return redirect("recommendations:agreement", slug, pk)


@login_required
@require_POST
def close(request, slug, pk):
    stage = stage_at(request, slug, pk, "recommendations.draft")
    asked = get_object_or_404(stage.agreement_rounds, state=AgreementRound.State.OPEN)
    asked.stage = stage
    actions.close_round(asked, by=request.user)
    messages.success(request, _("The round is closed; everyone sees its counts."))
    return redirect("recommendations:agreement", slug, pk)
