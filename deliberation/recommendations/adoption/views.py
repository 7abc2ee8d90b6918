"""Pages of the adoption: for everyone what the committee did, for its members what they do next."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Process, Stage
from deliberation.processes.pages import links
from deliberation.recommendations.adoption import actions as adopting
from deliberation.recommendations.adoption.forms import DeliveryForm, VerdictForm
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm

ACTS = ("receive", "decide", "sign", "deliver")


def adoption_at(request, slug: str, pk: int, right: str) -> Adoption:
    """The adoption of the address: 404 for strangers and before it is prepared, 403 without the right."""
    adoptions = Adoption.objects.select_related("stage__process__space", "decision__sitting")
    return reach(adoptions, request.user, right, stage__process__slug=slug, stage=pk)


@require_safe
def adoption(request, slug, pk):
    """What the committee received, decided and signed, and when it was handed over."""
    stages = Stage.objects.select_related("process__space")
    stage = reach(stages, request.user, process__slug=slug, pk=pk, kind="adoption")
    found = Adoption.objects.filter(stage=stage).select_related("decision__sitting").first()
    return render(request, "recommendations/adoption/adoption.html", adoption_page(request, stage, found))


def adoption_page(request, stage: Stage, found: Adoption | None, **more) -> dict:
    """Everything the page shows; ``may`` are the acts open to this person now."""
    may = set()
    if found:
        found.stage = stage
        may = {act for act in ACTS if allowed(request.user, f"recommendations.{act}", found)}
    sitting = found.decision.sitting if found and found.decision else None
    return {
        "process": stage.process,
        "stage": stage,
        "adoption": found,
        "signed": bool(found and found.signed_at),
        "may": may,
        "missing": adopting.missing_before_received(stage.process) if "receive" in may else [],
        "sources": sources(stage.process, request.user) if may & {"receive", "decide"} else [],
        "present": sitting.present.order_by("pk") if sitting else [],
        "signatures": found.signatures.select_related("user").order_by("at") if found else [],
        "recommendations": stage.process.recommendations.numbered(),
        "delivery": DeliveryForm(),
        **more,
    }


def sources(process: Process, user) -> list[tuple[str, str]]:
    """Label and address of what the committee decides on: the stages that decided, and the reports."""
    named = process.charter.decides if process.charter else ""  # by agreement, there may have been no ballot
    stages = process.stages.order_by("position")
    deciding = [stage for stage in stages if kind_of(stage).decides or stage.title == named]
    return [(str(stage), stage.get_absolute_url()) for stage in deciding] + links(process, "overview", user)


@login_required
@require_POST
def receive(request, slug, pk):
    adopting.receive_result(adoption_at(request, slug, pk, "recommendations.receive"), by=request.user)
    messages.success(request, _("The result report is received."))
    return redirect("recommendations:adoption", slug, pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, slug, pk):
    """What the committee's sitting decided about every recommendation, in one form."""
    found = adoption_at(request, slug, pk, "recommendations.decide")
    final = found.stage.process.recommendations.filter(state=Recommendation.State.FINAL).numbered()
    form = ResolutionForm(Space.objects.city(), request.POST or None, about=found.subject)
    verdicts = [VerdictForm(row, request.POST or None) for row in final]
    valid = all([form.is_valid(), *(verdict.is_valid() for verdict in verdicts)])
    by_key = {verdict.recommendation.pk: verdict.verdict for verdict in verdicts} if valid else {}
    if valid and form.carried_out(lambda given: adopting.decide_adoption(found, by_key, **given), by=request.user):
        messages.success(request, _("The decision is recorded. Members who were present can sign now."))
        return redirect("recommendations:adoption", slug, pk)
    wrong = [verdict for verdict in verdicts if verdict.errors]
    context = {"process": found.stage.process, "stage": found.stage, "form": form, "verdicts": verdicts, "wrong": wrong}
    return render(
        request, "recommendations/adoption/decide.html", context, status=422 if request.method == "POST" else 200
    )


@login_required
@require_POST
def sign(request, slug, pk):
    adopting.sign_adoption(adoption_at(request, slug, pk, "recommendations.sign"), by=request.user)
    messages.success(request, _("You have signed."))
    return redirect("recommendations:adoption", slug, pk)


@login_required
@require_POST
def deliver(request, slug, pk):
    found = adoption_at(request, slug, pk, "recommendations.deliver")
    form = DeliveryForm(request.POST)
    if form.is_valid():
        adopting.deliver_recommendation(found, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, _("The handing over is recorded."))
        return redirect("recommendations:adoption", slug, pk)
    return render(
        request,
        "recommendations/adoption/adoption.html",
        adoption_page(request, found.stage, found, delivery=form),
        status=422,
    )
