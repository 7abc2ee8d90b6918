import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ballots import actions, envelope
from deliberation.ballots.forms import CodeForm, VoteForm
from deliberation.ballots.kind import BallotKind
from deliberation.ballots.models import ENOUGH_TO_PAIR, Ballot, PublishedReceipt, PublishedVote
from deliberation.ballots.results import outcomes, quorum_of, verdict
from deliberation.ballots.rules import entry_of
from deliberation.panels.rules import seat_of
from deliberation.processes.models import Charter, Stage
from deliberation.recommendations.models import Dissent
from deliberation.spaces.access import allowed, demand, reach, roles_in


def ballot_at(request, slug: str, pk: int, right: str | None = None) -> Ballot:
    """The ballot of the address: 404 for those who may not see its process, 403 for those who may not do this."""
    stages = Stage.objects.select_related("process__space")
    stage = reach(stages, request.user, process__slug=slug, pk=pk, kind=BallotKind.name)
    ballot = actions.ballot_of(stage)
    if right:
        demand(request.user, right, ballot)
    return ballot


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request, slug, pk):
    """What is decided and by which rule, and for those on the roll the paper. A POST comes back from the review."""
    ballot = ballot_at(request, slug, pk)
    questions = list(ballot.questions.all()) if ballot.pk else []
    entry = entry_of(request.user, ballot)
    form = None
    if entry and not entry.voted_on and ballot.is_open():
        form = VoteForm(ballot, questions, request.POST or None, checked=False)
    return render(request, "ballots/vote.html", page_of(ballot, entry=entry, questions=questions, form=form))


@login_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables("form", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, slug, pk):
    """Repeats the choices in words and makes the code, which rides in the page's form and is kept nowhere."""
    if request.method != "POST":
        return redirect("ballots:vote", slug, pk)
    ballot = ballot_at(request, slug, pk, "ballots.vote")
    entry = entry_of(request.user, ballot)
    if entry is None or entry.voted_on:
        return redirect("ballots:vote", slug, pk)
    questions = list(ballot.questions.all())
    form = VoteForm(ballot, questions, request.POST)
    if not form.is_valid():
        context = page_of(ballot, entry=entry, questions=questions, form=form)
        return render(request, "ballots/vote.html", context, status=422)
    code = envelope.new_code()
    return render(request, "ballots/review.html", page_of(ballot, form=form, code=code))


@login_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables("form", "code", "choices")
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request, slug, pk):
    """Takes the vote and shows its code. Not a redirect: the code must stand in no address. A reload shows it again."""
    if request.method != "POST":
        return redirect("ballots:vote", slug, pk)
    ballot = ballot_at(request, slug, pk, "ballots.vote")
    form, code = VoteForm(ballot, list(ballot.questions.all()), request.POST), CodeForm(request.POST)
    seat = seat_of(request.user, ballot.stage)
    if not (seat and form.is_valid() and code.is_valid()):
        messages.error(request, _("Your vote did not arrive completely. Please choose again."))
        return redirect("ballots:vote", slug, pk)
    shown = code.cleaned_data["code"]
    actions.cast(ballot, seat, form.choices, code=shown, channel=request.channel)
    paired = ballot.roll_size >= ENOUGH_TO_PAIR
    return render(request, "ballots/receipt.html", page_of(ballot, code=envelope.in_groups(shown), paired=paired))


@sensitive_post_parameters()
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def result(request, slug, pk):
    """The result once it is announced. A POST asks whether the vote under a confirmation number is counted."""
    ballot = ballot_at(request, slug, pk)
    if ballot.state in (Ballot.State.PLANNED, Ballot.State.READY):
        return redirect("ballots:vote", slug, pk)
    form = CodeForm(request.POST or None)
    counted = None
    if request.method == "POST" and allowed(request.user, "ballots.result", ballot) and form.is_valid():
        counted = lookup(ballot, form.cleaned_data["code"])
    rows = [(question, outcome, verdict(outcome)) for question, outcome in outcomes(ballot)]
    voted_on = [question.recommendation for question, _outcome, _said in rows]
    prefetch_related_objects(voted_on, Prefetch("dissents", Dissent.objects.signed()))
    charter = charter_of(ballot)
    more = {
        "met": sum(outcome.met for _question, outcome, _said in rows),
        "announce_at": charter and charter.announce_at,
    }
    context = page_of(ballot, rows=rows, form=form, counted=counted, **more)
    return render(request, "ballots/result.html", context, status=422 if form.errors else 200)


def lookup(ballot: Ballot, code: str) -> dict:
    """On how many questions the receipts of a code are in the published lists."""
    numbers = list(ballot.questions.values_list("number", flat=True))
    receipts = [envelope.receipt(code, ballot.stage_id, number) for number in numbers]
    mine = {"question__ballot": ballot, "receipt__in": receipts}
    found = sum(model.objects.filter(**mine).count() for model in (PublishedVote, PublishedReceipt))
    return {"found": found, "of": len(numbers), "receipts": list(zip(numbers, receipts, strict=True))}


@require_safe
def published(request, slug, pk, name):
    """One of the published lists as CSV, row by row."""
    ballot = ballot_at(request, slug, pk, "ballots.result")
    tables = {table: (columns, rows) for table, columns, rows in BallotKind().tables(ballot.stage)}
    if name not in tables:
        raise Http404
    columns, rows = tables[name]
    response = StreamingHttpResponse(_csv([columns], rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{pk}-{name}.csv"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(*tables) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for rows in tables:
        yield from (writer.writerow(row) for row in rows)


@login_required
@require_safe
def manage(request, slug, pk) -> HttpResponse:
    """For staff: the rule, the roll and turnout. Never a count."""
    ballot = ballot_at(request, slug, pk, "ballots.manage")
    charter = charter_of(ballot)
    more: dict[str, Any] = {
        "charter": charter,
        "too_early": charter is not None and timezone.now() < charter.announce_at,
    }
    more["questions_count"] = ballot.questions.count() if ballot.pk else 0
    may = allowed(request.user, "ballots.announce", ballot)
    return render(request, "ballots/manage.html", page_of(ballot, may_announce=may, **more))


def charter_of(ballot: Ballot) -> Charter | None:
    return ballot.stage.process.charters.filter(state=Charter.State.FROZEN).first()


@login_required
@require_POST
def announce(request, slug, pk):
    ballot = ballot_at(request, slug, pk, "ballots.announce")
    roles = roles_in(request.user, ballot.space)
    actions.announce(ballot, by=request.user, role="official" if "city:official" in roles else "committee")
    messages.success(request, _("The result is public now."))
    return redirect("ballots:result", slug, pk)


def page_of(ballot: Ballot, **more) -> dict:
    """What every page of a ballot shows about it: process, stage, rule, roll and turnout."""
    page: dict[str, Any] = {"ballot": ballot, "stage": ballot.stage, "process": ballot.stage.process}
    if ballot.pk:
        roll_size = ballot.roll_size
        page |= {
            "roll_size": roll_size,
            "turnout": ballot.turnout,
            "quorum_needed": quorum_of(ballot).needed(roll_size),
        }
    return page | {"steps": [_("Choose"), _("Check"), pgettext("step", "Done")]} | more
