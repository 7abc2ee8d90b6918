"""Minority opinions, which stand on the page of their recommendation: writing, signing, taking a signature back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deliberation.recommendations.dissent import actions
from deliberation.recommendations.dissent.forms import DissentForm
from deliberation.recommendations.models import Dissent
from deliberation.recommendations.pages import page_of, recommendation_at
from deliberation.rounds.participants import own_seat
from deliberation.spaces.access import demand, reach


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, slug, pk):
    """What one holds against a recommendation, and what would change one's mind."""
    recommendation = recommendation_at(request, slug, pk, "recommendations.amend")
    form = DissentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seat = own_seat(request.user, recommendation)
        made = actions.dissent(recommendation, seat=seat, channel=request.channel, **form.cleaned_data)
        messages.success(request, _("Your minority opinion stands beside the recommendation. Others can sign it."))
        return redirect(made)
    context = page_of(recommendation.process, recommendation=recommendation, form=form)
    return render(request, "recommendations/dissent/write.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def sign(request, slug, pk, dissent):
    found = _dissent(request, slug, pk, dissent)
    named = request.POST.get("named") == "1"
    actions.sign(found, seat=own_seat(request.user, found.recommendation), named=named)
    messages.success(request, _("You stand by this opinion now."))
    return redirect(found)


@login_required
@require_POST
def leave(request, slug, pk, dissent):
    found = _dissent(request, slug, pk, dissent)
    actions.leave(found, seat=own_seat(request.user, found.recommendation))
    messages.success(request, _("Your signature is taken back."))
    return redirect(found)


def _dissent(request, slug: str, pk: int, dissent: int) -> Dissent:
    rows = Dissent.objects.select_related("recommendation__process__space", "recommendation__stage")
    found = reach(rows, request.user, pk=dissent, recommendation=pk, recommendation__process__slug=slug)
    found.stage.process = found.recommendation.process
    demand(request.user, "recommendations.amend", found.stage)
    return found
