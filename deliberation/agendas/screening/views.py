"""Pages of the committee: what waits, and its decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from deliberation.agendas.models import Agenda, Assignment, Interest, Proposal
from deliberation.agendas.screening import considering
from deliberation.agendas.screening.actions import (
    choose_agenda,
    lift_proposal,
    put_proposals_on_agenda,
    screen_proposal,
)
from deliberation.agendas.screening.considering import glances, spreads
from deliberation.agendas.screening.forms import AgendaForm, AssignForm, InterestForm, MarksForm, RemarkForm, ScreenForm
from deliberation.spaces.access import allowed, reach, reach_city
from deliberation.spaces.models import Decision, Sitting
from deliberation.spaces.paging import page_of
from deliberation.spaces.sitting_forms import ResolutionForm
from deliberation.spaces.sittings import coming, members_of, next_meeting

CONFERRING = ("consider", "assign", "step_aside", "screen")


@login_required
def board(request):
    """What waits for the committee, the nearest deadline first, and what it decided last."""
    city = reach_city(request.user, "agendas.choose")
    shown = request.GET.get("show", "")
    waiting = Proposal.objects.filter(state=Proposal.State.SCREENING).for_list()
    narrowed = {"mine": {"assignment__member": request.user}, "overdue": {"screening_due__lte": timezone.now()}}
    page = page_of(
        request, waiting.filter(**narrowed.get(shown, {})).select_related("assignment__member"), "screening_due", "id"
    )
    sitting = coming(city).first()
    context = {
        "page": page,
        "rows": _rows(page.rows, request.user, sitting),
        "tabs": [
            {"label": label, "url": f"?show={name}" if name else "?", "current": name == shown}
            for name, label in (("", _("All")), ("mine", _("I report")), ("overdue", _("Overdue")))
        ],
        "agendas": Agenda.objects.listed().for_list().order_by("-selected_at", "-pk")[:5],
        "sitting": sitting,
        "members": len(members_of(city)),
    }
    return render(request, "agendas/screening/board.html", context)


def _rows(proposals: list[Proposal], user, sitting: Sitting | None) -> list[dict[str, Any]]:
    """Each with the members' marks, and whether this reader has a part in it; who has none sees no marks."""
    keys = [proposal.pk for proposal in proposals]
    seen = glances(proposals)
    proposed = set(Proposal.objects.filter(Proposal.of(user), pk__in=keys).values_list("pk", flat=True))
    aside = set(Interest.objects.filter(user=user, proposal__in=keys).values_list("proposal", flat=True))
    entered = set(sitting.points.standing().values_list("about", flat=True)) if sitting else set()
    return [
        {
            "proposal": proposal,
            "own": proposal.pk in proposed,
            "aside": proposal.pk in aside,
            "glance": seen.get(proposal.pk) if proposal.pk not in proposed | aside else None,
            "entered": proposal.subject in entered,
        }
        for proposal in proposals
    ]


@login_required
def confer(request, pk: int):
    """One proposal as the members see it before they decide: who reports, marks, remarks; nobody else reads this."""
    return _conference(request, _proposal(request, "agendas.confer", pk))


def _conference(request, proposal: Proposal, status: int = 200, **given: Any):
    """``given`` are forms with errors."""
    assignment = Assignment.objects.filter(proposal=proposal).select_related("member", "assigned_by").first()
    rights = {right for right in CONFERRING if allowed(request.user, f"agendas.{right}", proposal)}
    found = spreads(proposal)
    mine = [mark for one in found for mark in one.marks if mark.user_id == request.user.pk]
    members, sitting = members_of(proposal.space), coming(proposal.space).first()
    chosen = {"member": assignment.member_id if assignment else None}
    context = {
        "proposal": proposal,
        "rights": rights,
        "assignment": assignment,
        "spreads": found,
        "members": len(members),
        "remarks": proposal.remarks.select_related("user"),
        "interests": proposal.interests.select_related("user"),
        "sitting": sitting,
        "entered": sitting and sitting.points.standing().filter(about=proposal.subject).exists(),
        "assign_form": given.get("assign_form") or AssignForm(members, initial=chosen),
        "marks_form": given.get("marks_form") or MarksForm(mine),
        "remark_form": given.get("remark_form") or RemarkForm(),
        "interest_form": given.get("interest_form") or InterestForm(),
    }
    return render(request, "agendas/screening/confer.html", context, status=status)


@login_required
@require_POST
def assign(request, pk: int):
    """The chair makes a member report."""
    proposal = _proposal(request, "agendas.assign", pk)
    form = AssignForm(members_of(proposal.space), request.POST)
    if form.is_valid():
        considering.assign(proposal, form.cleaned_data["member"], by=request.user)
        messages.success(request, _("The member is told."))
        return redirect("agendas:confer", pk)
    return _conference(request, proposal, 422, assign_form=form)


@login_required
@require_POST
def mark(request, pk: int):
    proposal = _proposal(request, "agendas.consider", pk)
    form = MarksForm([], request.POST)
    if form.is_valid():
        considering.mark(proposal, form.marks, by=request.user)
        messages.success(request, _("Your marks are kept. You can change them until the committee decides."))
        return redirect("agendas:confer", pk)
    return _conference(request, proposal, 422, marks_form=form)


@login_required
@require_POST
def remark(request, pk: int):
    proposal = _proposal(request, "agendas.consider", pk)
    form = RemarkForm(request.POST)
    if form.is_valid():
        considering.remark(proposal, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The other members can read your remark."))
        return redirect("agendas:confer", pk)
    return _conference(request, proposal, 422, remark_form=form)


@login_required
@require_POST
def take_back_remark(request, pk: int, remark: int):
    considering.take_back_remark(_proposal(request, "agendas.consider", pk), remark, by=request.user)
    return redirect("agendas:confer", pk)


@login_required
@require_POST
def step_aside(request, pk: int):
    """A member declares a conflict of interest."""
    proposal = _proposal(request, "agendas.step_aside", pk)
    form = InterestForm(request.POST)
    if form.is_valid():
        considering.declare_interest(proposal, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("You take no part in this proposal from now on; the sitting notes it."))
        return redirect("agendas:screening")
    return _conference(request, proposal, 422, interest_form=form)


@login_required
def screen(request, pk: int):
    """Read one proposal whole and decide about it in a sitting of the committee."""
    proposal = _proposal(request, "agendas.screen", pk)
    form = ScreenForm(proposal.space, request.POST or None, about=proposal.subject)
    done = _("The decision and its reason are published.")
    if _decided(request, form, done, lambda given: screen_proposal(proposal, **form.screening(), **given)):
        return redirect("agendas:screening")
    return _decision_page(request, form, proposal, _("Screening"))


@login_required
def lift(request, pk: int):
    """Take up a proposal that missed its threshold."""
    proposal = _proposal(request, "agendas.lift", pk)
    form = ResolutionForm(proposal.space, request.POST or None, about=proposal.subject)
    done = _("The proposal now waits for screening.")
    if _decided(request, form, done, lambda given: lift_proposal(proposal, **given)):
        return redirect("agendas:screening")
    return _decision_page(request, form, proposal, _("Take up despite the missed threshold"))


@login_required
def choose(request):
    """Make an agenda that does not come from a proposal."""
    form = AgendaForm(reach_city(request.user, "agendas.choose"), request.POST or None)

    done = _("The agenda is set; a process can now be convened for it.")
    if _decided(request, form, done, lambda given: choose_agenda(**form.choice(), **given)):
        return redirect("agendas:screening")
    return render(request, "agendas/screening/choose.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def enter(request):
    """Put all that waits, or the one proposal that is named, on the agenda of the sitting that comes next."""
    sitting = next_meeting(reach_city(request.user, "agendas.choose"))
    asked = request.POST.get("proposal", "")
    only = get_object_or_404(Proposal, pk=asked, state=Proposal.State.SCREENING) if asked.isdecimal() else None
    number = put_proposals_on_agenda(sitting, by=request.user, only=only)
    words = ngettext("%(number)d proposal is on the agenda.", "%(number)d proposals are on the agenda.", number)
    messages.success(request, words % {"number": number})
    return redirect(sitting)


def _decided(request, form: ResolutionForm, done: str, act: Callable[[dict[str, Any]], object]) -> bool:
    if request.method != "POST" or not form.is_valid() or not form.carried_out(act, by=request.user):
        return False
    messages.success(request, done)
    return True


def _proposal(request, right: str, pk: int) -> Proposal:
    return reach(Proposal.objects.select_related("route", "item"), request.user, right, pk=pk)


def _decision_page(request, form, proposal: Proposal, heading: str):
    decisions = Decision.objects.filter(about=proposal.subject).order_by("-decided_at")
    context = {"form": form, "proposal": proposal, "heading": heading, "decisions": decisions}
    return render(request, "agendas/screening/decide.html", context, status=422 if form.errors else 200)
