from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from deliberation.accounts.templatetags.words import moment
from deliberation.accounts.views import within_limits
from deliberation.ballots.complaints import actions
from deliberation.ballots.complaints.forms import AnswerForm, ComplaintForm
from deliberation.ballots.complaints.models import ANSWER_WITHIN
from deliberation.ballots.pages import ballot_at, city_role, page_of
from deliberation.ledger.actions import Refused
from deliberation.spaces.access import demand


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request, slug, pk):
    """Tell that a vote is missing. The number may come along from the page on which it was not found."""
    ballot = ballot_at(request, slug, pk, "ballots.complain")
    sent = request.method == "POST" and "contact" in request.POST
    brought = {"code": request.POST.get("code", "")}
    form = ComplaintForm(request.user, request.POST) if sent else ComplaintForm(request.user, initial=brought)
    if sent and form.is_valid():
        if not within_limits(request, "ballot_complaint", ballot.subject):
            form.add_error(None, _("Too many complaints from here. Please try again later, or call us."))
        elif filed := _file(ballot, form, request.user):
            told = _("Your complaint has number %(number)d. The answer will stand here by %(day)s.")
            messages.success(request, told % {"number": filed.number, "day": moment(filed.due_at)})
            return redirect(filed)
    context = page_of(ballot, form=form, days=ANSWER_WITHIN.days)
    return render(request, "ballots/complaints/complain.html", context, status=422 if form.errors else 200)


def _file(ballot, form: ComplaintForm, user):
    person = user if user.is_authenticated else None
    try:
        return actions.complain(ballot, user=person, **form.cleaned_data)
    except Refused as refused:  # beside the number, which must be in no message that is kept
        form.add_error("code", str(refused))
        return None


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, slug, pk, number):
    """One complaint, for those who answer it."""
    ballot = ballot_at(request, slug, pk, "ballots.manage")
    complaint = get_object_or_404(ballot.complaints.select_related("user"), number=number)
    complaint.ballot = ballot
    demand(request.user, "ballots.answer", complaint)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer(complaint, **form.cleaned_data, by=request.user, role=city_role(request.user, ballot))
        messages.success(request, _("The answer is public now."))
        return redirect(complaint)
    context = page_of(ballot, form=form, complaint=complaint)
    return render(request, "ballots/complaints/answer.html", context, status=422 if form.errors else 200)
