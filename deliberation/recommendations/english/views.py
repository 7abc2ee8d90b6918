from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation.recommendations.english.actions import fingerprint, translate_recommendation
from deliberation.recommendations.english.forms import EnglishForm
from deliberation.recommendations.holding import Overtaken
from deliberation.recommendations.pages import page_of, recommendation_at
from deliberation.spaces.access import demand


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request, slug, pk):
    """The English of a recommendation. Who comes second sees the other texts beside what they typed, and decides."""
    recommendation = recommendation_at(request, slug, pk)
    demand(request.user, "recommendations.translate", recommendation)
    form, overtaken = EnglishForm(recommendation, request.POST or None), None
    seen = form["seen"].value()
    if request.method == "POST" and form.is_valid():
        try:
            translate_recommendation(recommendation, **form.cleaned_data, by=request.user)
        except Overtaken as error:
            overtaken, seen = error, fingerprint(error.current)
        else:
            messages.success(request, _("The English text is stored."))
            return redirect(recommendation)
    context = {"recommendation": recommendation, "form": form, "overtaken": overtaken, "seen": seen}
    page = page_of(recommendation.process, **context)
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "recommendations/english/translate.html", page, status=status)
