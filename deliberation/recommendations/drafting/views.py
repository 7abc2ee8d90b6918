from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ledger.models import Entry
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.amendments.models import with_coauthors
from deliberation.recommendations.dissent.reading import with_own
from deliberation.recommendations.drafting import actions
from deliberation.recommendations.drafting.forms import DraftForm
from deliberation.recommendations.holding import Overtaken
from deliberation.recommendations.models import AgreementRound, Recommendation, RecommendationVersion, Suggestion
from deliberation.recommendations.pages import page_of, recommendation_at
from deliberation.recommendations.sentences.reading import history, resting_on_nothing, with_grounds
from deliberation.recommendations.words import STEPS
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.sequels import sequels


@require_safe
def listing(request, slug):
    """Every recommendation of a process, by number, with its state and result."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    rows = process.recommendations.numbered()
    stages = process.stages.filter(kind="drafting")
    drafting = next((stage for stage in stages if allowed(request.user, "recommendations.draft", stage)), None)
    suggestions = from_tables().filter(stage__process=process)
    agreement = AgreementRound.objects.filter(stage__process=process).last()
    context = page_of(process, recommendations=rows, drafting=drafting, suggestions=suggestions, agreement=agreement)
    return render(request, "recommendations/drafting/list.html", context)


@require_safe
def detail(request, slug, pk):
    """One recommendation: its text, what each sentence rests on, its result, every version and every minuted act."""
    recommendation = recommendation_at(request, slug, pk)
    sentences = list(with_grounds().filter(recommendation=recommendation))
    told = {ground.statement_id for sentence in sentences for ground in sentence.grounds.all()}
    statements = recommendation.statements.select_related("item", "stage__process").order_by("number")
    context = page_of(
        recommendation.process,
        recommendation=recommendation,
        statements=[statement for statement in statements if statement.pk not in told],
        sentences=sentences,
        history=history(written(recommendation)),
        timeline=timeline(recommendation),
        sequels=sequels(recommendation, request.user),
        may_edit=is_draft(recommendation) and allowed(request.user, "recommendations.draft", recommendation.stage),
        may_amend=is_draft(recommendation) and allowed(request.user, "recommendations.amend", recommendation.stage),
        dissents=with_own(recommendation.dissents.signed(), seat_of(request.user, recommendation)),
    )
    return render(request, "recommendations/drafting/detail.html", context)


def written(recommendation: Recommendation) -> QuerySet[RecommendationVersion]:
    """Its versions with who wrote each, or from whose amendment it came."""
    amendment = ("amendment__recommendation__process", "amendment__seat__user")
    rows = recommendation.versions.select_related("author", *amendment)
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


def stage_at(request, slug: str, pk: int) -> Stage:
    """The drafting stage of the address: 404 for strangers, 403 for those who may not draft in it now."""
    stages = Stage.objects.select_related("process__space")
    return reach(stages, request.user, "recommendations.draft", process__slug=slug, pk=pk, kind="drafting")


@login_required
@require_safe
def draft(request, slug, pk):
    """The facilitator's list of drafts, with their order."""
    stage = stage_at(request, slug, pk)
    drafts = stage.recommendations.filter(state=Recommendation.State.DRAFT).with_open_amendments().order_by("number")
    suggestions = from_tables().filter(stage=stage, recommendation=None)
    orphans = resting_on_nothing(drafts)
    context = page_of(stage.process, stage=stage, drafts=drafts, suggestions=suggestions, orphans=orphans)
    return render(request, "recommendations/drafting/draft.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, slug, pk):
    """A new draft; one that begins with a suggestion of a table takes it up."""
    stage = stage_at(request, slug, pk)
    key = request.GET.get("suggestion", "")
    suggestion = stage.suggestions.filter(pk=key, recommendation=None).first() if key.isdecimal() else None
    form = DraftForm(stage.process, request.POST or None, text=suggestion.text if suggestion else "")
    searching = "search" in request.POST
    if request.method == "POST" and not searching and form.is_valid():
        actions.draft_recommendation(stage, **wording_in(form), suggestion=suggestion, by=request.user)
        messages.success(request, _("The recommendation is among the drafts."))
        return redirect("recommendations:draft", slug, pk)
    context = page_of(stage.process, stage=stage, form=form, searching=searching)
    return render(request, "recommendations/drafting/edit.html", context, status=status_of(form, searching))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug, pk):
    """A new wording. Who comes second sees the other wording beside what they typed, and decides."""
    recommendation = recommendation_at(request, slug, pk, "recommendations.draft")
    form = DraftForm(recommendation.process, request.POST or None, recommendation)
    searching, overtaken = "search" in request.POST, None
    if request.method == "POST" and not searching and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.edit_recommendation(recommendation, **wording_in(form), version=version, by=request.user)
        except Overtaken as error:
            overtaken = error
        else:
            messages.success(request, _("The new wording is saved."))
            return redirect("recommendations:draft", slug, recommendation.stage_id)
    context = {"stage": recommendation.stage, "form": form, "recommendation": recommendation, "overtaken": overtaken}
    status = 409 if overtaken else status_of(form, searching)
    page = page_of(recommendation.process, searching=searching, **context)
    return render(request, "recommendations/drafting/edit.html", page, status=status)


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
