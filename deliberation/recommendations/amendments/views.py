"""Pages of amendments: all of one recommendation by sentence, one with its reasons, and the acts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.panels.rules import seat_of
from deliberation.recommendations.amendments import actions
from deliberation.recommendations.amendments.forms import AmendmentForm, MergeForm, RefusalForm, VersionForm
from deliberation.recommendations.amendments.reading import by_place, mark
from deliberation.recommendations.amendments.rule import rule_of
from deliberation.recommendations.models import Amendment, Recommendation
from deliberation.recommendations.pages import page_of, recommendation_at
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import allowed, demand, reach

RIGHTS = ("amend", "draft")


def page(request, recommendation: Recommendation, **more) -> dict:
    """What every page here shows: the text, the rule, and what this person may do."""
    stage = recommendation.stage
    drafted = recommendation.state == Recommendation.State.DRAFT
    may = {name: drafted and allowed(request.user, f"recommendations.{name}", stage) for name in RIGHTS}
    return page_of(
        recommendation.process, recommendation=recommendation, stage=stage, may=may, rule=rule_of(stage), **more
    )


@require_safe
def amendments(request, slug, pk):
    """All amendments of a recommendation, sentence by sentence; those for one sentence stand side by side."""
    recommendation = recommendation_at(request, slug, pk)
    seat = seat_of(request.user, recommendation)
    places, closed = by_place(recommendation, seat)
    context = page(request, recommendation, places=places, closed=closed)
    return render(request, "recommendations/amendments/amendments.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, slug, pk, act):
    """One's own amendment; the address names the sentence that it is about."""
    recommendation = recommendation_at(request, slug, pk, "recommendations.amend")
    if act not in Amendment.Act.values:
        raise Http404
    key = request.GET.get("sentence", "")
    sentence = recommendation.sentences.standing().filter(pk=key).first() if key.isdecimal() else None
    if sentence is None and act != Amendment.Act.ADD:
        raise Http404
    form = AmendmentForm(recommendation, act, sentence.text if sentence else "", request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"wording": ""} | form.cleaned_data | {"act": act, "sentence": sentence}
        seat = own_seat(request.user, recommendation)
        made = actions.propose(recommendation, seat=seat, channel=request.channel, **given)
        messages.success(request, _("Thank you. Your amendment stands beside the sentence; others can support it."))
        return redirect(made)
    context = page(request, recommendation, form=form, act=Amendment.Act(act), sentence=sentence)
    status = 422 if form.errors else 200
    return render(request, "recommendations/amendments/propose.html", context, status=status)


def _amendment(request, slug: str, pk: int, amendment: int, right: str | None = None) -> Amendment:
    rows = Amendment.objects.for_pages()
    found = reach(rows, request.user, pk=amendment, recommendation=pk, recommendation__process__slug=slug)
    found.recommendation.stage.process = found.recommendation.process
    if right:
        demand(request.user, right, found.stage)
    return found


@require_safe
def amendment(request, slug, pk, amendment):
    """One amendment: what it changes, why, who carries it, what became of it."""
    found = _amendment(request, slug, pk, amendment)
    return render(request, "recommendations/amendments/amendment.html", _page_of_one(request, found))


def _page_of_one(request, found: Amendment, refusal: RefusalForm | None = None) -> dict:
    recommendation = found.recommendation
    seat = seat_of(request.user, recommendation)
    mark([found], seat)
    invited = seat is not None and any(row.seat_id == seat.pk and not row.agreed_at for row in found.coauthors.all())
    context = page(request, recommendation, amendment=found, seat=seat, invited=invited and found.is_open)
    if context["may"]["draft"] and found.is_open:
        rivals = recommendation.amendments.open().filter(sentence=found.sentence).exclude(pk=found.pk)
        context |= {
            "takes": context["rule"].may_take(found.supports),
            "refuses": context["rule"].may_refuse(found.supports),
            "refusal": refusal or RefusalForm(),
            "rivals": list(rivals.for_pages()),
        }
    carries = seat is not None and found.seat_id == seat.pk
    return context | {
        "withdrawable": carries and found.is_open and context["may"]["amend"],
        "moderates": allowed(request.user, "spaces.moderate", found.stage),
    }


@login_required
@require_POST
def support(request, slug, pk, amendment):
    found = _amendment(request, slug, pk, amendment, "recommendations.amend")
    wanted = request.POST.get("wanted") != "0"
    actions.support(found, seat=own_seat(request.user, found), wanted=wanted)
    messages.success(request, _("Your support counts.") if wanted else _("Your support is taken back."))
    return redirect(found)


@login_required
@require_POST
def answer_invitation(request, slug, pk, amendment):
    found = _amendment(request, slug, pk, amendment, "recommendations.amend")
    agrees, named = request.POST.get("agrees") == "1", request.POST.get("named") == "1"
    actions.answer_invitation(found, seat=own_seat(request.user, found), agrees=agrees, named=named)
    messages.success(request, _("You carry this amendment now.") if agrees else _("You are not named."))
    return redirect(found)


@login_required
@require_POST
def withdraw(request, slug, pk, amendment):
    found = _amendment(request, slug, pk, amendment, "recommendations.amend")
    demand(request.user, "recommendations.withdraw", found)
    actions.withdraw(found, by=request.user)
    messages.success(request, _("Your amendment is withdrawn. A note that it was there stays."))
    return redirect(found)


@login_required
@require_POST
def take(request, slug, pk, amendment):
    found = _amendment(request, slug, pk, amendment, "recommendations.draft")
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    actions.take(found, version=version, by=request.user)
    messages.success(request, _("The amendment is in the text, and its authors have been told."))
    return redirect(found.recommendation)


@login_required
@require_POST
def refuse(request, slug, pk, amendment):
    found = _amendment(request, slug, pk, amendment, "recommendations.draft")
    form = RefusalForm(request.POST)
    if not form.is_valid():
        context = _page_of_one(request, found, form)
        return render(request, "recommendations/amendments/amendment.html", context, status=422)
    actions.refuse(found, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The amendment is not taken in; its authors have been told, with the reason."))
    return redirect(found)


@login_required
@require_POST
def merge(request, slug, pk, amendment):
    found = _amendment(request, slug, pk, amendment, "recommendations.draft")
    others = found.recommendation.amendments.open().exclude(pk=found.pk)
    form = MergeForm(others, request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose another amendment of the same recommendation."))
        return redirect(found)
    into = form.cleaned_data["into"]
    actions.merge(found, into, by=request.user)
    messages.success(request, _("The two are one now, and the author has been told."))
    return redirect(into)
