"""Pages of support groups and contractors, and of the papers of an agenda's preparation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deliberation.agendas.bodies import assisting
from deliberation.agendas.bodies.forms import EndForm, JoinForm, MandateDecisionForm, MandateForm, PaperForm
from deliberation.agendas.bodies.models import Mandate
from deliberation.agendas.bodies.views import act_page, body_page, decision_page, done
from deliberation.spaces.models import Membership, Space


@login_required
def propose(request, pk: int, kind: str):
    """Put a support group or a contractor before the committee."""
    if kind not in Mandate.Kind.values:
        raise Http404
    bodies, context = body_page(request, pk, "propose_mandate")
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assisting.propose_mandate(bodies.agenda, kind, by=request.user, **form.cleaned_data)
        return done(request, pk, _("It is before the committee."))
    support = kind == Mandate.Kind.SUPPORT
    heading = _("Propose a support group") if support else _("Propose a contractor")
    form.fields["name"].help_text = (
        _("For example: the departments that take part.") if support else _("The firm or institute.")
    )
    seen_by = _("The office and the committee. Everyone, once the committee has appointed it.")
    undo = _("The committee decides about it.")
    return act_page(request, context, form, heading=heading, button=_("Propose it"), seen_by=seen_by, undo=undo)


def _mandate(request, pk: int, mandate: int, right: str) -> tuple[Mandate, dict[str, Any]]:
    bodies, context = body_page(request, pk)
    row = next((one for one in bodies.mandates if one.pk == mandate), None)
    if row is None:
        raise Http404
    if right not in bodies.of_mandates[row.pk]:
        raise PermissionDenied
    return row, context | {"mandate": row}


@login_required
def decide(request, pk: int, mandate: int):
    row, context = _mandate(request, pk, mandate, "decide_mandate")
    form = MandateDecisionForm(Space.objects.city(), request.POST or None, about=row.subject)

    def act(given):
        assisting.decide_mandate(row, form.cleaned_data["step"], **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(act, by=request.user):
        return done(request, pk, _("The decision and its reason are published."))
    return decision_page(request, context, form, heading=_("Decide about “%(name)s”") % {"name": row.name})


@login_required
def people(request, pk: int, mandate: int):
    """Who works under a mandate, for the office alone; who joins is found by their contact."""
    row, context = _mandate(request, pk, mandate, "staff_mandate")
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assisting.join(row, form.person, label=form.cleaned_data["label"], by=request.user)
        messages.success(request, _("The person is entered and told."))
        return redirect("bodies:people", pk, mandate)
    working = Membership.objects.current().filter(pk__in=row.people.values("pk")).select_related("user")
    context |= {"form": form, "people": working.order_by("label", "pk")}
    return render(request, "agendas/bodies/mandate_people.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request, pk: int, mandate: int, membership: int):
    row, _context = _mandate(request, pk, mandate, "staff_mandate")
    assisting.leave(row, get_object_or_404(row.people, pk=membership), by=request.user)
    messages.success(request, _("The person works under it no longer."))
    return redirect("bodies:people", pk, mandate)


@login_required
def end(request, pk: int, mandate: int):
    row, context = _mandate(request, pk, mandate, "end_mandate")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assisting.end_mandate(row, reason=form.cleaned_data["reason"], by=request.user)
        return done(request, pk, _("It has ended, and with it the rights of all who worked under it."))
    heading = _("End “%(name)s” early") % {"name": row.name}
    seen_by, undo = _("Everyone reads the reason."), _("No. It is minuted.")
    return act_page(request, context, form, heading=heading, button=_("End it"), seen_by=seen_by, undo=undo)


@login_required
def hand_in(request, pk: int):
    bodies, context = body_page(request, pk, "hand_in_paper")
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        (upload,) = form.cleaned_data["upload"]
        assisting.hand_in_paper(bodies.agenda, upload, title=form.cleaned_data["title"], by=request.user)
        messages.success(request, _("The paper is handed in."))
        return redirect(reverse("bodies:all", args=[pk]) + "#papers")
    seen_by = _("Steering committee, support group, office and committee, until one of them opens it to everyone.")
    undo = _("No, but it can stay restricted.")
    heading = _("Hand in a paper")
    return act_page(request, context, form, heading=heading, button=_("Hand it in"), seen_by=seen_by, undo=undo)


@login_required
@require_POST
def set_readers(request, pk: int, paper: int):
    bodies, _context = body_page(request, pk, "set_readers")
    if bodies.preparation is None:
        raise Http404
    rows = bodies.preparation.papers.visible_to(request.user).select_related("attachment", "preparation__space")
    row = get_object_or_404(rows, pk=paper)
    assisting.set_readers(row, restricted=request.POST.get("readers") != "public", by=request.user)
    messages.success(request, _("Who may read it is changed."))
    return redirect(reverse("bodies:all", args=[pk]) + "#papers")
