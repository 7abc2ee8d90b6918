"""The page of the rounds of agreement: asked, answered, and how it came out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.panels.rules import seat_of
from deliberation.recommendations.agreement import actions
from deliberation.recommendations.agreement.forms import EndorsementForm
from deliberation.recommendations.agreement.models import ROUNDS
from deliberation.recommendations.agreement.reading import (
    LABELS,
    alternatives,
    critiques_for,
    missing_before_round,
    standings,
    steps,
)
from deliberation.recommendations.groups.models import group_of
from deliberation.recommendations.models import AgreementRound, Endorsement, Recommendation
from deliberation.recommendations.pages import drafting_at, page_of
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import allowed, demand


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, slug, pk):
    """What is asked now, for who takes part; the counts of closed rounds, for everyone; critiques, for the drafters."""
    stage = drafting_at(request, slug, pk)
    rounds = list(stage.agreement_rounds.all())
    asked = next((row for row in rounds if row.state == AgreementRound.State.OPEN), None)
    rows = list(stage.recommendations.numbered())
    may = {name: allowed(request.user, f"recommendations.{name}", stage) for name in ("amend", "draft")}
    forms, status = [], 200
    if request.method == "POST":
        demand(request.user, "recommendations.amend", stage)
        key = request.POST.get("round", "")
        asked = asked or get_object_or_404(AgreementRound, stage=stage, pk=key if key.isdecimal() else 0)
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
    found = standings(stage, rows)
    themes = list(stage.themes.standing())
    names, current = steps(themes, rounds)
    begins = may["draft"] and not asked and len(rounds) < ROUNDS
    context = page_of(
        stage.process,
        stage=stage,
        rounds=rounds,
        asked=asked,
        may=may,
        forms=forms,
        begins=begins,
        missing=missing_before_round(stage) if begins else [],
        themes=themes,
        steps=names,
        current=current,
        labels=LABELS,
        standings=found,
        divided=alternatives(found),
        critiques=critiques_for(stage, group=group_of(request.user, stage), facilitates=may["draft"]),
    )
    return render(request, "recommendations/agreement/agreement.html", context, status=status)


@login_required
@require_POST
def begin(request, slug, pk):
    actions.begin_round(drafting_at(request, slug, pk, "recommendations.draft"), by=request.user)
    messages.success(request, _("The participants are asked now."))
    return redirect("recommendations:agreement", slug, pk)


@login_required
@require_POST
def close(request, slug, pk):
    stage = drafting_at(request, slug, pk, "recommendations.draft")
    asked = get_object_or_404(stage.agreement_rounds, state=AgreementRound.State.OPEN)
    asked.stage = stage
    actions.close_round(asked, by=request.user)
    messages.success(request, _("The round is closed; everyone sees its counts."))
    return redirect("recommendations:agreement", slug, pk)
