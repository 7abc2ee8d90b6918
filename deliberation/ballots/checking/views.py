from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ballots import envelope
from deliberation.ballots.checking import actions
from deliberation.ballots.checking.bundle import bundle
from deliberation.ballots.checking.forms import CodeForm
from deliberation.ballots.checking.lists import published_tables
from deliberation.ballots.checking.telling import headings, told
from deliberation.ballots.complaints.models import complaints_of
from deliberation.ballots.models import Ballot, PublishedReceipt, PublishedVote, Question, handed_out
from deliberation.ballots.pages import ballot_at, city_role, page_of, rule_of
from deliberation.documents import csvs
from deliberation.recommendations.models import Dissent
from deliberation.spaces.access import allowed


@sensitive_post_parameters()
@sensitive_variables("form", "looked_up")
@require_http_methods(["GET", "HEAD", "POST"])
def result(request, slug, pk):
    """The result once it is announced. A POST asks whether the vote under a confirmation number is counted."""
    ballot = ballot_at(request, slug, pk)
    if not ballot.has_ended:
        return redirect("ballots:vote", slug, pk)
    form = CodeForm(request.POST or None)
    looked_up = None
    if request.method == "POST" and allowed(request.user, "ballots.result", ballot) and form.is_valid():
        looked_up = lookup(ballot, form.cleaned_data["code"])
    rows = told(ballot)
    voted_on = [one.question.recommendation for one in rows if one.question.recommendation]
    prefetch_related_objects(voted_on, Prefetch("dissents", Dissent.objects.signed()))
    more = {
        "heading": " ".join(headings(rows)),
        "decisions": [one for one in rows if one.question.method == Question.Method.DECISION],
        "complaints": complaints_of(ballot),
        "may_answer": allowed(request.user, "ballots.manage", ballot),
    }
    context = page_of(ballot, **rule_of(ballot), rows=rows, form=form, looked_up=looked_up, **more)
    return render(request, "ballots/result.html", context, status=422 if form.errors else 200)


@sensitive_variables("code", "receipts", "mine")
def lookup(ballot: Ballot, code: str) -> dict:
    """Whether the receipts of a code are in the published lists, which have all of them or none."""
    numbers = list(ballot.questions.values_list("number", flat=True))
    receipts = [envelope.receipt(code, ballot.stage_id, number) for number in numbers]
    mine = {"question__ballot": ballot, "receipt__in": receipts}
    found = sum(model.objects.filter(**mine).count() for model in (PublishedVote, PublishedReceipt))
    return {"found": found, "of": len(numbers), "code": code, "receipts": list(zip(numbers, receipts, strict=True))}


@require_safe
def published(request, slug, pk, name):
    """One of the published lists as CSV, row by row."""
    ballot = ballot_at(request, slug, pk, "ballots.result")
    tables = {table: (columns, rows) for table, columns, rows in published_tables(ballot.stage)}
    if name not in tables:
        raise Http404
    columns, rows = tables[name]
    response = StreamingHttpResponse(csvs.parts(columns, rows), content_type=csvs.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}-{pk}-{name}.csv"'
    return response


@require_safe
def check_bundle(request, slug, pk):
    """Lists, minutes and the program that counts them again, in one file that is packed as it is sent."""
    ballot = ballot_at(request, slug, pk, "ballots.result")
    address = request.build_absolute_uri(ballot.get_absolute_url())
    response = StreamingHttpResponse(bundle(ballot, address), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{pk}-ballot.zip"'
    return response


@login_required
@require_safe
def manage(request, slug, pk) -> HttpResponse:
    """For staff: the rule, the roll and turnout. Never a count."""
    ballot = ballot_at(request, slug, pk, "ballots.manage")
    hour = ballot.announce_at
    context = page_of(
        ballot,
        **rule_of(ballot),
        announce_at=hour,
        too_early=hour is not None and timezone.now() < hour,
        serves=allowed(request.user, "ballots.station", ballot),
        counts=allowed(request.user, "ballots.count", ballot) and bool(handed_out(ballot)),
        may_announce=allowed(request.user, "ballots.announce", ballot),
    )
    return render(request, "ballots/manage.html", context)


@login_required
@require_POST
def announce(request, slug, pk):
    ballot = ballot_at(request, slug, pk, "ballots.announce")
    actions.announce(ballot, by=request.user, role=city_role(request.user, ballot))
    messages.success(request, _("The result is public now."))
    return redirect("ballots:result", slug, pk)
