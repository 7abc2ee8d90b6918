"""Pages of the office: what is kept from the public, and looking at each restriction again when its day comes."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deliberation.spaces.access import reach_city
from deliberation.spaces.disclosure.actions import keep
from deliberation.spaces.disclosure.forms import BasisForm, named_grounds
from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.disclosure.withheld import Withheld, readable_by, reviewed_by, source_of
from deliberation.spaces.forms import ALL
from deliberation.spaces.paging import counted, page_of
from deliberation.spaces.records import kept


def _grounds_or_all() -> list:
    return [ALL, *named_grounds()]


class RestrictionFilterForm(forms.Form):
    """What the list shows; whatever cannot be read counts as not chosen."""

    due = forms.ChoiceField(
        label=gettext_lazy("Review"), required=False, choices=[ALL, ("due", gettext_lazy("due today or earlier"))]
    )
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), required=False, choices=_grounds_or_all)


@login_required
def restrictions(request):
    """All that this official may read and the public may not, by day of review."""
    reach_city(request.user, "spaces.review")
    form = RestrictionFilterForm(request.GET)
    form.is_valid()
    rows, standing, today = reviewed_by(request.user), kept(), timezone.localdate()
    if form.cleaned_data.get("due"):
        rows, standing = rows.due(), [one for one in standing if one.review_on <= today]
    if ground := form.cleaned_data.get("ground"):
        rows, standing = rows.filter(ground=ground), [one for one in standing if one.ground == int(ground)]
    page = page_of(request, rows, "review_on", "id")
    told = readable_by(request.user, [row.pk for row in page.rows])
    context = {
        "page": page,
        "told": told,
        "form": form,
        "number": counted(rows),
        "standing": standing,
        "today": today,
    }
    return render(request, "spaces/disclosure/restrictions.html", context)


@login_required
def review(request, pk: int):
    """Keep it restricted until another day, with a reason; or release it, where that can be done here."""
    row, thing = _restriction(request, pk)
    form = BasisForm(request.POST or None, initial=BasisForm.again(row))
    form.fields["note"].required = True
    if request.method == "POST" and form.is_valid():
        keep(row, form.basis, by=request.user)
        messages.success(request, _("It stays restricted; the new day of review is minuted."))
        return redirect("spaces:restrictions")
    context = {"restriction": row, "thing": thing, "form": form, "can_release": source_of(thing).release is not None}
    return render(request, "spaces/disclosure/review.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def release(request, pk: int):
    """Make it public."""
    _row, thing = _restriction(request, pk)
    let_go = source_of(thing).release
    if let_go is None:
        raise Http404
    let_go(thing.thing, request.user)
    messages.success(request, _("It is public now."))
    return redirect("spaces:restrictions")


def _restriction(request, pk: int) -> tuple[Restriction, Withheld]:
    """A restriction and what lies behind it; 404 for who may not read that."""
    reach_city(request.user, "spaces.review")
    row = get_object_or_404(Restriction.objects.select_related("space", "decided_by"), pk=pk)
    told = readable_by(request.user, [pk])
    if not told:
        raise Http404
    return row, told[0]
