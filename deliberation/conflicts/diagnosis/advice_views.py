"""Pages of advice: which track the rules recommend, and the one taken instead."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conflicts.diagnosis.advising import advise, override
from deliberation.conflicts.diagnosis.forms import AdviceForm, OverrideForm
from deliberation.conflicts.pages import act_page, conflict_page
from deliberation.conflicts.rulebook import AdviceRules


@login_required
def ask_advice(request, pk: int):
    """Ask the rules which track the conflict calls for; all of them are shown in words."""
    conflict, context = conflict_page(request, pk, "detail", "conflicts.advise")
    form = AdviceForm(request.POST or None, initial={"days": _days_until(conflict.decision_expected_on)})
    if request.method == "POST" and form.is_valid():
        advise(conflict, by=request.user, **form.cleaned_data)
        messages.success(request, _("The recommended track stands on the page."))
        return redirect(conflict)
    rules = AdviceRules.objects.in_force()
    context |= {"form": form, "rules": rules, "rows": rules.rows.all()}
    return render(request, "conflicts/diagnosis/advice.html", context, status=422 if form.errors else 200)


@login_required
def take_another_track(request, pk: int):
    conflict, context = conflict_page(request, pk, "detail", "conflicts.override")
    advice = conflict.advices.order_by("-pk").first()
    if advice is None:
        raise Http404
    advice.conflict = conflict
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        override(advice, form.cleaned_data["track"], reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The track and your reason stand on the page."))
        return redirect(conflict)
    return act_page(
        request,
        context,
        form,
        heading=_("Take another track than recommended"),
        button=_("Take this track"),
        seen_by=_("Everyone, with the reason and your name."),
        undo=_("No. It is minuted; later advice can replace it."),
    )


def _days_until(day: date | None) -> int | None:
    return max((day - timezone.localdate()).days, 0) if day else None
