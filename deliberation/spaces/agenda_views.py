"""What is done at a sitting's table with one point of its agenda."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.ledger.actions import Refused
from deliberation.spaces import agenda, sitting_forms, sittings
from deliberation.spaces.models import Point, Recusal, Space
from deliberation.spaces.sitting_views import sitting_at, table

PLACES = {"earlier": -1, "later": 1}


@login_required
@require_POST
def add_point(request, pk: int):
    found = sitting_at(request, pk, "spaces.conduct")
    form = sitting_forms.PointForm(request.POST)
    if form.is_valid():
        sittings.put_on_agenda(found, None, form.cleaned_data["title"])
        return redirect("spaces:conduct", pk)
    return table(request, found, 422, new_point=form)


def _point(request, pk: int, right: str = "spaces.conduct") -> Point:
    """A point of a sitting that the person may conduct, about something that they may see."""
    seen = (
        Point.objects.standing()
        .filter(space__in=Space.objects.visible_to(request.user))
        .select_related("sitting__space")
    )
    found = get_object_or_404(seen, pk=pk)
    found.sitting = sitting_at(request, found.sitting_id, right)
    return found


@login_required
@require_POST
def shift(request, pk: int):
    """One place earlier or later on the agenda of a sitting that has not opened."""
    found = _point(request, pk, "spaces.plan")
    to = request.POST.get("to", "")
    if to not in PLACES:
        raise Http404
    agenda.shift_point(found, PLACES[to])
    return redirect(at_table(found))


@login_required
@require_POST
def take_off(request, pk: int):
    found = _point(request, pk)
    form = sitting_forms.ReasonForm(request.POST, about=f"off_{pk}")
    if form.is_valid():
        agenda.take_off_agenda(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The point is off the agenda; it stays visible with the reason."))
        return redirect("spaces:conduct", found.sitting_id)
    return table(request, found.sitting, 422, **{f"off{pk}": form})


@login_required
@require_POST
def recuse(request, pk: int):
    found = _point(request, pk)
    form = sitting_forms.RecusalForm(found, sittings.members_of(found.sitting.space), request.POST)
    if form.is_valid():
        sittings.recuse(found, by=request.user, **form.cleaned_data)
        return redirect(at_table(found))
    return table(request, found.sitting, 422, **{f"recusal{pk}": form})


@login_required
@require_POST
def take_back(request, pk: int):
    """A recusal that was noted by mistake."""
    recusal = get_object_or_404(Recusal.objects.select_related("user"), pk=pk)
    recusal.point = _point(request, recusal.point_id)
    form = sitting_forms.ReasonForm(request.POST, about=f"back_{pk}")
    if form.is_valid():
        agenda.take_back_recusal(recusal, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The recusal is taken back; it stays in the minutes with the reason."))
        return redirect(at_table(recusal.point))
    return table(request, recusal.point.sitting, 422, **{f"back{pk}": form})


@login_required
@require_POST
def remark(request, pk: int):
    found = _point(request, pk)
    form = sitting_forms.RemarksForm(found, request.POST)
    if form.is_valid():
        sittings.note_remarks(found, form.cleaned_data["remarks"])
        messages.success(request, _("The remarks are kept."))
        return redirect(at_table(found))
    return table(request, found.sitting, 422, **{f"remarks{pk}": form})


@login_required
@require_POST
def decide(request, pk: int):
    """Business of the committee itself; what rooms above put on the agenda is decided on their pages."""
    found = _point(request, pk, "spaces.decide")
    form = sitting_forms.BusinessForm(found, request.POST)
    if form.is_valid() and not found.about:
        given = {"result": form.cleaned_data["result"], "reason": form.cleaned_data["reason"], "vote": form.vote}
        try:
            sittings.resolve(
                found, sitting=found.sitting, space=found.space, motion=found.title, by=request.user, **given
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect(at_table(found))
    return table(request, found.sitting, 422, **{f"business{pk}": form})


def at_table(point: Point) -> str:
    return f"{point.sitting.get_absolute_url()}conduct/#point-{point.pk}"
