from math import ceil

import segno
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from deliberation.ballots import envelope
from deliberation.ballots.checking.forms import CodeForm
from deliberation.ballots.models import AT_THE_DESK, ENOUGH_TO_PAIR, Ballot, Question, RollEntry
from deliberation.ballots.pages import ballot_at, page_of, rule_of
from deliberation.ballots.rules import has_left
from deliberation.ballots.station import passes
from deliberation.ballots.voting.actions import cast
from deliberation.ballots.voting.forms import VoteForm, rows_of
from deliberation.ballots.voting.voters import for_voters, must_prove, voter_of
from deliberation.spaces.access import allowed

HALF_A_MINUTE = 0.5  # that a question takes


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request, slug, pk):
    """What is decided and by which rule, and for those on the roll the paper. A POST comes back from the review."""
    ballot = ballot_at(request, slug, pk)
    questions = questions_on(ballot)
    entry, channel = voter_of(request, ballot)
    form, unproven = None, entry is not None and must_prove(request, ballot, channel)
    if entry and not entry.voted_on and not unproven and ballot.is_open():
        form = VoteForm(ballot, questions, request.POST or None, checked=False)
    left = entry is None and has_left(request.user, ballot)
    context = _paper(request, ballot, entry, questions, form) | {"unproven": unproven, "left": left}
    return render(request, "ballots/vote.html", context)


def _paper(request, ballot: Ballot, entry: RollEntry | None, questions: list[Question], form: VoteForm | None) -> dict:
    return page_of(
        ballot,
        **rule_of(ballot),
        entry=entry,
        form=form,
        rows=form.rows if form else rows_of(ballot, questions),
        minutes=ceil(len(questions) * HALF_A_MINUTE),
        may_manage=allowed(request.user, "ballots.manage", ballot),
    )


def questions_on(ballot: Ballot) -> list[Question]:
    """With their options, in the order of the paper; none while the ballot is unsaved."""
    return list(Question.objects.filter(ballot=ballot.pk).prefetch_related("options"))


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@for_voters
def review(request, ballot, entry, channel):
    """Repeats the choices in words and makes the code, which rides in the page's form and is kept nowhere."""
    if entry.voted_on:
        return redirect(ballot)
    questions = questions_on(ballot)
    form = VoteForm(ballot, questions, request.POST)
    if not form.is_valid():
        return render(request, "ballots/vote.html", _paper(request, ballot, entry, questions, form), status=422)
    code = envelope.new_code()
    return render(request, "ballots/review.html", page_of(ballot, form=form, code=code))


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form", "code", "shown", "grouped", "picture")
@require_http_methods(["GET", "HEAD", "POST"])
@for_voters
def receipt(request, ballot, entry, channel):
    """Takes the vote and shows its code. Not a redirect: the code must stand in no address. A reload shows it again."""
    form, code = VoteForm(ballot, questions_on(ballot), request.POST), CodeForm(request.POST)
    if not (form.is_valid() and code.is_valid()):
        messages.error(request, _("Your vote did not arrive completely. Please choose again."))
        return redirect(ballot)
    shown = code.cleaned_data["code"]
    cast(ballot, entry.seat, form.marks, code=shown, channel=channel)
    grouped, paired = envelope.in_groups(shown), ballot.roll_size >= ENOUGH_TO_PAIR
    # What follows the # stays in the browser that opens the address: no server sees the code.
    address = request.build_absolute_uri(reverse("ballots:result", args=[ballot.stage.process.slug, ballot.stage_id]))
    picture = segno.make(f"{address}#code={grouped}", error="m").svg_data_uri(scale=4, border=2)
    in_booth = channel in AT_THE_DESK
    context = page_of(ballot, code=grouped, paired=paired, picture=picture, in_booth=in_booth)
    response = render(request, "ballots/receipt.html", context)
    return passes.leave(response, ballot) if in_booth else response
