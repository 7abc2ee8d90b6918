"""Where the two who count the papers from the box enter them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from deliberation.ballots.models import Ballot, PaperCount, PaperReading, handed_out
from deliberation.ballots.pages import ballot_at, page_of
from deliberation.ballots.station import counting
from deliberation.ballots.station.forms import PaperForm, StackForm
from deliberation.ledger.actions import Refused
from deliberation.spaces.access import allowed, demand

MOST = 1_000_000  # more than any stack has


@login_required
@never_cache
@require_safe
def papers(request, slug, pk):
    """One's own reading, how far the colleague is, and after both which papers to look at again."""
    ballot = ballot_at(request, slug, pk, "ballots.count")
    return _page(request, ballot, n=request.GET.get("paper", ""))


def _page(request, ballot: Ballot, *, n: str = "", stack=None, paper=None) -> HttpResponse:
    count = PaperCount.objects.filter(ballot=ballot).first()
    readings = list(count.readings.select_related("by")) if count else []
    mine = next((reading for reading in readings if reading.by_id == request.user.pk), None)
    entered = list(mine.entries.values_list("n", flat=True)) if mine else []
    questions = list(ballot.questions.prefetch_related("options"))
    following = _number(n) or (entered[-1] if entered else 0) + 1
    context = page_of(
        ballot,
        count=count,
        readings=readings,
        mine=mine,
        entered=len(entered),
        last=entered[-1] if entered else 0,
        missing=sorted(set(range(1, entered[-1] + 1)) - set(entered))[:20] if entered else [],
        differing=[(int(number), asked) for number, asked in count.differing.items()] if count else [],
        handed_out=handed_out(ballot),
        stack=stack or StackForm(questions, initial={"first": following}),
        paper=paper or PaperForm(ballot, questions, n=following),
        may_declare=allowed(request.user, "ballots.declare_none", ballot),
    )
    wrong = any(form is not None and form.errors for form in (stack, paper))
    return render(request, "ballots/station/papers.html", context, status=422 if wrong else 200)


@login_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def do(request, slug, pk, act):
    """One of ACTS; what cannot be read comes back with the page."""
    if act not in ACTS:
        raise Http404
    ballot = ballot_at(request, slug, pk, "ballots.count")
    return ACTS[act](request, ballot) or redirect("ballots:papers", slug, pk)


def _begin(request, ballot: Ballot) -> None:
    counting.begin_reading(ballot, by=request.user)


def _stack(request, ballot: Ballot) -> HttpResponse | None:
    form = StackForm(list(ballot.questions.prefetch_related("options")), request.POST)
    if not form.is_valid():
        return _page(request, ballot, stack=form)
    try:
        counting.enter_papers(_mine(request, ballot), form.papers)
    except Refused as refused:
        form.add_error("lines", str(refused))
        return _page(request, ballot, stack=form)
    said = ngettext("%(n)d paper is entered.", "%(n)d papers are entered.", len(form.papers))
    messages.success(request, said % {"n": len(form.papers)})
    return None


def _paper(request, ballot: Ballot) -> HttpResponse | None:
    number = _number(request.POST.get("n", ""))
    form = PaperForm(ballot, list(ballot.questions.prefetch_related("options")), request.POST, n=number)
    if not form.is_valid():
        return _page(request, ballot, paper=form)
    counting.enter_papers(_mine(request, ballot), {number: form.marks})
    messages.success(request, _("Paper %(n)d is entered.") % {"n": number})
    return None


def _remove(request, ballot: Ballot) -> None:
    counting.remove_from(_mine(request, ballot), _number(request.POST.get("n", "")) or MOST)


def _finish(request, ballot: Ballot) -> None:
    count = counting.finish_reading(_mine(request, ballot), by=request.user)
    if count.differing:
        messages.warning(request, _("You and your colleague read some papers differently. Please look at them again."))
    elif count.state == PaperCount.State.CONFIRMED:
        messages.success(request, _("Both of you have read the same. The record is confirmed and minuted."))


def _give_up(request, ballot: Ballot) -> None:
    """One's own reading; an official may give up that of somebody who cannot go on."""
    reading = get_object_or_404(PaperReading, count__ballot=ballot, n=_number(request.POST.get("n", "")))
    if reading.by_id != request.user.pk:
        demand(request.user, "ballots.declare_none", ballot)
    counting.give_reading_up(reading, by=request.user)


def _declare_none(request, ballot: Ballot) -> None:
    demand(request.user, "ballots.declare_none", ballot)
    counting.declare_none(ballot, by=request.user)


def _number(text: str) -> int:
    """The number of a paper or a reading as posted, 0 if it is none."""
    return min(int(text), MOST) if text.isdecimal() and text.isascii() else 0


def _mine(request, ballot: Ballot) -> PaperReading:
    found = PaperReading.objects.filter(count__ballot=ballot, by=request.user).select_related("count__ballot").first()
    if found is None:
        raise Refused(_("Please begin a reading of your own first."))
    return found


ACTS: dict[str, Callable[[Any, Ballot], HttpResponse | None]] = {
    "begin": _begin,
    "stack": _stack,
    "paper": _paper,
    "remove": _remove,
    "finish": _finish,
    "give-up": _give_up,
    "none": _declare_none,
}
