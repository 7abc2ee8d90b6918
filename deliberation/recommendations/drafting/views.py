from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ledger.models import Entry
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process
from deliberation.recommendations.amendments.models import with_coauthors
from deliberation.recommendations.dissent.reading import with_own
from deliberation.recommendations.drafting import actions
from deliberation.recommendations.drafting.forms import DraftForm
from deliberation.recommendations.holding import Overtaken
from deliberation.recommendations.models import (
    AgreementRound,
    DraftingGroup,
    Recommendation,
    RecommendationVersion,
    Suggestion,
)
from deliberation.recommendations.pages import drafting_at, page_of, recommendation_at, theme_of, writing_seat
from deliberation.recommendations.sentences.reading import history, resting_on_nothing, with_grounds
from deliberation.recommendations.themes.reading import opinions_of
from deliberation.recommendations.words import STEPS
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.sequels import Sequel, sequels


@require_safe
def listing(request, slug):
    """Every recommendation of a process, by number, with its state and result."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    rows = process.recommendations.numbered()
    stages = process.stages.filter(kind="drafting")
    drafting = next((stage for stage in stages if allowed(request.user, "recommendations.draft", stage)), None)
    context = page_of(
        process,
        recommendations=rows,
        drafting=drafting,
        may_translate=bool(rows) and allowed(request.user, "recommendations.translate", rows[0]),
        suggestions=from_tables().filter(stage__process=process),
        agreement=AgreementRound.objects.filter(stage__process=process).last(),
        grouped=DraftingGroup.objects.filter(stage__process=process).first(),
    )
    return render(request, "recommendations/drafting/list.html", context)


@require_safe
def detail(request, slug, pk):
    """One recommendation: its text, what each sentence rests on, its result, every version and every minuted act."""
    recommendation = recommendation_at(request, slug, pk)
    sentences = list(with_grounds().filter(recommendation=recommendation))
    told = {ground.statement_id for sentence in sentences for ground in sentence.grounds.all()}
    statements = recommendation.statements.select_related("item", "stage__process").order_by("number")
    theme, drafted = theme_of(recommendation), is_draft(recommendation)
    context = page_of(
        recommendation.process,
        recommendation=recommendation,
        drafted=drafted,
        amended=not drafted and recommendation.amendments.exists(),
        statements=[statement for statement in statements if statement.pk not in told],
        sentences=sentences,
        history=history(written(recommendation)),
        timeline=timeline(recommendation),
        sequels=[] if drafted else what_came_of(recommendation, request.user),
        may_edit=allowed(request.user, "recommendations.edit", recommendation),
        may_translate=allowed(request.user, "recommendations.translate", recommendation),
        may_amend=drafted and allowed(request.user, "recommendations.amend", recommendation.stage),
        dissents=with_own(recommendation.dissents.signed(), seat_of(request.user, recommendation)),
        theme=theme,
        opinions=opinions_of(theme) if theme else [],
    )
    return render(request, "recommendations/drafting/detail.html", context)


def what_came_of(recommendation: Recommendation, user) -> list[Sequel]:
    """The earliest first; what this reader can do next stands last."""
    return sorted(sequels(recommendation, user), key=lambda one: (one.on is None, one.on))


def written(recommendation: Recommendation) -> QuerySet[RecommendationVersion]:
    """Its versions with who wrote each, or from whose amendment it came."""
    amendment = ("amendment__recommendation__process", "amendment__seat__user")
    rows = recommendation.versions.select_related("author", "group", "seat", *amendment)
    return rows.prefetch_related(with_coauthors("amendment__coauthors"))


def from_tables() -> QuerySet[Suggestion]:
    """Sentences that came from notes, with where each came from."""
    return Suggestion.objects.select_related(
        "note__table", "note__seat", "note__meeting__stage__process", "recommendation"
    )


def timeline(recommendation: Recommendation) -> list[tuple[datetime, str]]:
    """What the minute book says of it: when and what, in words."""
    entries = Entry.objects.filter(chain__name=recommendation.chain, subject=recommendation.subject).order_by("n")
    return [(datetime.fromisoformat(entry.at), str(STEPS[entry.step]) % entry.facts) for entry in entries]


def is_draft(recommendation: Recommendation) -> bool:
    return recommendation.state == Recommendation.State.DRAFT


@login_required
@require_safe
def draft(request, slug, pk):
    """The facilitator's list of drafts, with their order; while the participants are asked about them, to read."""
    stage = drafting_at(request, slug, pk, "recommendations.draft")
    rows = stage.recommendations.filter(state=Recommendation.State.DRAFT).for_pages()
    drafts = list(rows.select_related("theme__stage__process").order_by("number"))
    suggestions = from_tables().filter(stage=stage, recommendation=None)
    orphans = resting_on_nothing(drafts)
    context = page_of(stage.process, stage=stage, drafts=drafts, suggestions=suggestions, orphans=orphans)
    context["asked"] = any(draft.is_asked for draft in drafts)
    return render(request, "recommendations/drafting/draft.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, slug, pk):
    """A new draft: one that begins with a suggestion of a table takes it up; about a theme its group writes it, too."""
    stage = drafting_at(request, slug, pk)
    theme = _named(request, "theme", stage.themes.select_related("group"))
    if theme:
        theme.stage = stage
        demand(request.user, "recommendations.write", theme)
    else:
        demand(request.user, "recommendations.draft", stage)
    suggestion = _named(request, "suggestion", stage.suggestions.filter(recommendation=None))
    begun = {"text": suggestion.text if suggestion else "", "title": theme.title if theme else ""}
    form = DraftForm(stage.process, request.POST or None, begun=begun)
    searching = "search" in request.POST
    if request.method == "POST" and not searching and form.is_valid():
        about = {"suggestion": suggestion, "theme": theme, "seat": writing_seat(request.user, theme)}
        actions.draft_recommendation(stage, **wording_in(form), **about, by=request.user)
        messages.success(request, _("The recommendation is among the drafts."))
        return redirect(theme) if theme else redirect("recommendations:draft", slug, pk)
    context = page_of(stage.process, stage=stage, form=form, searching=searching, theme=theme)
    return render(request, "recommendations/drafting/edit.html", context, status=status_of(form, searching))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug, pk):
    """A new wording. Who comes second sees the other wording beside what they typed, and decides."""
    recommendation = recommendation_at(request, slug, pk)
    demand(request.user, "recommendations.edit", recommendation)
    theme = theme_of(recommendation)
    seat = writing_seat(request.user, theme)
    form = DraftForm(recommendation.process, request.POST or None, recommendation)
    searching, overtaken = "search" in request.POST, None
    if request.method == "POST" and not searching and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.edit_recommendation(recommendation, **wording_in(form), version=version, by=request.user, seat=seat)
        except Overtaken as error:
            overtaken = error
        else:
            messages.success(request, _("The new wording is saved."))
            if theme and seat:
                return redirect(theme)
            return redirect("recommendations:draft", slug, recommendation.stage_id)
    context = {"stage": recommendation.stage, "form": form, "recommendation": recommendation, "overtaken": overtaken}
    context["theme"] = theme if seat else None
    status = 409 if overtaken else status_of(form, searching)
    page = page_of(recommendation.process, searching=searching, **context)
    return render(request, "recommendations/drafting/edit.html", page, status=status)


def _named(request, name: str, rows: QuerySet) -> Any:
    """What the address names by its key, among these rows."""
    key = request.GET.get(name, "")
    return rows.filter(pk=key).first() if key.isdecimal() else None


def wording_in(form: DraftForm) -> dict:
    return {name: form.cleaned_data[name] for name in ("part", "title", "text", "statements")}


def status_of(form: DraftForm, searching: bool) -> int:
    return 422 if form.is_bound and form.errors and not searching else 200


@login_required
@require_POST
def move(request, slug, pk):
    recommendation = recommendation_at(request, slug, pk, "recommendations.draft")
    to = request.POST.get("to", "")
    actions.move_recommendation(recommendation, to=int(to) if to.isdecimal() else 0, by=request.user)
    return redirect("recommendations:draft", slug, recommendation.stage_id)


@login_required
@require_POST
def withdraw(request, slug, pk):
    recommendation = recommendation_at(request, slug, pk, "recommendations.draft")
    actions.withdraw_recommendation(recommendation, by=request.user)
    messages.success(request, _("The draft is withdrawn. Its page and its versions stay."))
    return redirect("recommendations:draft", slug, recommendation.stage_id)
