from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation.recommendations.models import Sentence
from deliberation.recommendations.pages import page_of, theme_of, writing_seat
from deliberation.recommendations.sentences.actions import ground_sentence
from deliberation.recommendations.sentences.forms import GroundsForm
from deliberation.spaces.access import demand, reach


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grounds(request, slug, pk, sentence):
    """What one sentence rests on: statements, arguments and notes that its drafter finds and ticks."""
    about = ("recommendation__process__space", "recommendation__stage", "recommendation__theme__group")
    rows = Sentence.objects.standing().select_related(*about)
    found = reach(rows, request.user, pk=sentence, recommendation=pk, recommendation__process__slug=slug)
    recommendation = found.recommendation
    recommendation.stage.process = recommendation.process
    theme = theme_of(recommendation)
    if theme:
        theme.stage = recommendation.stage
    demand(request.user, "recommendations.edit", recommendation)
    form, searching = GroundsForm(found, request.POST or None), "search" in request.POST
    if request.method == "POST" and not searching and form.is_valid():
        ground_sentence(found, form.keys, by=request.user, seat=writing_seat(request.user, theme))
        messages.success(request, _("What the sentence rests on is saved."))
        return redirect(found)
    status = 422 if form.is_bound and not searching and form.errors else 200
    context = page_of(recommendation.process, sentence=found, form=form, searching=searching)
    return render(request, "recommendations/sentences/grounds.html", context, status=status)
