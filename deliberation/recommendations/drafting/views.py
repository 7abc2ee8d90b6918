from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ledger.models import Entry
from deliberation.processes.models import Process, Stage
from deliberation.recommendations import actions
from deliberation.recommendations.forms import DraftForm
from deliberation.recommendations.models import Adoption, Recommendation, Sentence
from deliberation.recommendations.words import STEPS
from deliberation.spaces.access import allowed, demand, reach


@require_safe
def listing(request, slug):
    """Every recommendation of a process, by number, with its state and result."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    rows = process.recommendations.numbered()
    stages = process.stages.filter(kind="drafting")
    drafting = next((stage for stage in stages if allowed(request.user, "recommendations.draft", stage)), None)
    sentences = from_tables().filter(stage__process=process)
    context = page_of(process, recommendations=rows, drafting=drafting, sentences=sentences)
    return render(request, "recommendations/list.html", context)


@require_safe
def detail(request, slug, pk):
    """One recommendation: its text, what it rests on, its result, every version and every minuted act."""
    rows = Recommendation.objects.select_related("process__space", "stage")
    recommendation = reach(rows, request.user, process__slug=slug, pk=pk)
    process = recommendation.process
    recommendation.stage.process = process
    context = page_of(
        process,
        recommendation=recommendation,
        statements=recommendation.statements.select_related("item", "stage__process").order_by("number"),
        versions=recommendation.versions.order_by("-n"),
        sentences=from_tables().filter(recommendation=recommendation),
        timeline=timeline(recommendation),
        may_edit=allowed(request.user, "recommendations.draft", recommendation.stage) and is_draft(recommendation),
    )
    return render(request, "recommendations/detail.html", context)


def from_tables() -> QuerySet[Sentence]:
    """Sentences that came from notes, with where each came from."""
    return Sentence.objects.select_related(
        "note__table", "note__seat", "note__meeting__stage__process", "recommendation"
    )


def timeline(recommendation: Recommendation) -> list[tuple[datetime, str]]:
    """What the minute book says of it: when and what, in words."""
    entries = Entry.objects.filter(chain__name=recommendation.chain, subject=recommendation.subject).order_by("n")
    return [(datetime.fromisoformat(entry.at), str(STEPS[entry.step]) % entry.facts) for entry in entries]


def is_draft(recommendation: Recommendation) -> bool:
    return recommendation.state == Recommendation.State.DRAFT


def page_of(process: Process, **more) -> dict:
    """What every page here shows: the process, and whether its text is a 권고안 still or signed as a 권고문."""
    adoption = Adoption.objects.filter(stage__process=process).select_related("stage", "decision__sitting").first()
    return {"process": process, "adoption": adoption, "signed": bool(adoption and adoption.signed_at), **more}


def stage_at(request, slug: str, pk: int) -> Stage:
    """The drafting stage of the address: 404 for strangers, 403 for those who may not draft in it now."""
    stages = Stage.objects.select_related("process__space")
    return reach(stages, request.user, "recommendations.draft", process__slug=slug, pk=pk, kind="drafting")


def draft_at(request, slug: str, pk: int) -> Recommendation:
    rows = Recommendation.objects.select_related("stage", "process__space")
    recommendation = reach(rows, request.user, process__slug=slug, pk=pk)
    recommendation.stage.process = recommendation.process
    demand(request.user, "recommendations.draft", recommendation.stage)
    return recommendation


@login_required
@require_safe
def draft(request, slug, pk):
    """The facilitator's list of drafts, with their order."""
    stage = stage_at(request, slug, pk)
    drafts = stage.recommendations.filter(state=Recommendation.State.DRAFT).order_by("number")
    sentences = from_tables().filter(stage=stage, recommendation=None)
    context = page_of(stage.process, stage=stage, drafts=drafts, sentences=sentences)
    return render(request, "recommendations/draft.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, slug, pk):
    """A new draft; one that begins with a sentence of a table takes it up."""
    stage = stage_at(request, slug, pk)
    key = request.GET.get("sentence", "")
    sentence = stage.sentences.filter(pk=key, recommendation=None).first() if key.isdecimal() else None
    form = DraftForm(stage.process, request.POST or None, text=sentence.text if sentence else "")
    searching = "search" in request.POST
    if request.method == "POST" and not searching and form.is_valid():
        actions.draft_recommendation(stage, **wording_in(form), sentence=sentence, by=request.user)
        messages.success(request, _("The recommendation is among the drafts."))
        return redirect("recommendations:draft", slug, pk)
    context = page_of(stage.process, stage=stage, form=form, searching=searching)
    return render(request, "recommendations/edit.html", context, status=status_of(form, searching))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug, pk):
    """A new wording. Who comes second sees the other wording beside what they typed, and decides."""
    recommendation = draft_at(request, slug, pk)
    form = DraftForm(recommendation.process, request.POST or None, recommendation)
    searching, overtaken = "search" in request.POST, None
    if request.method == "POST" and not searching and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.edit_recommendation(recommendation, **wording_in(form), version=version, by=request.user)
        except actions.Overtaken as error:
            overtaken = error
        else:
            messages.success(request, _("The new wording is saved."))
            return redirect("recommendations:draft", slug, recommendation.stage_id)
    context = {"stage": recommendation.stage, "form": form, "recommendation": recommendation, "overtaken": overtaken}
    status = 409 if overtaken else status_of(form, searching)
    page = page_of(recommendation.process, searching=searching, **context)
    return render(request, "recommendations/edit.html", page, status=status)


def wording_in(form: DraftForm) -> dict:
    return {name: form.cleaned_data[name] for name in ("title", "text", "statements")}


def status_of(form: DraftForm, searching: bool) -> int:
    return 422 if form.is_bound and form.errors and not searching else 200


@login_required
@require_POST
def move(request, slug, pk):
    recommendation = draft_at(request, slug, pk)
    to = request.POST.get("to", "")
    actions.move_recommendation(recommendation, to=int(to) if to.isdecimal() else 0, by=request.user)
    return redirect("recommendations:draft", slug, recommendation.stage_id)


@login_required
@require_POST
def withdraw(request, slug, pk):
    recommendation = draft_at(request, slug, pk)
    actions.withdraw_recommendation(recommendation, by=request.user)
    messages.success(request, _("The draft is withdrawn. Its page and its versions stay."))
    return redirect("recommendations:draft", slug, recommendation.stage_id)
