"""Pages of the bodies that prepare an agenda: for everyone who they are, for a steering committee what it takes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.agendas.bodies import steering
from deliberation.agendas.bodies.assisting import motion_of
from deliberation.agendas.bodies.forms import AnswerForm, AppointForm, ChairForm, NominationForm, ReportForm, SeatsForm
from deliberation.agendas.bodies.models import Mandate, Nomination, SteeringCommittee, SteeringMember
from deliberation.agendas.bodies.pages import ROLES, Bodies, bodies_of, in_words
from deliberation.agendas.models import Agenda
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.ledger.publishing import as_download
from deliberation.spaces.access import allowed, roles_in
from deliberation.spaces.disclosure.withheld import grouped, withheld_in
from deliberation.spaces.models import Decision, Role, Sitting, Space
from deliberation.spaces.paging import page_of
from deliberation.spaces.sitting_forms import ResolutionForm
from deliberation.spaces.sittings import next_meeting, put_on_agenda

SOME = 5
MANY = 100


def body_page(request, pk: int, right: str = "") -> tuple[Bodies, dict[str, Any]]:
    """The bodies of an agenda, which is public unless a moderator has hidden it; 403 for whoever lacks the right."""
    agenda = get_object_or_404(Agenda.objects.select_related("proposal"), pk=pk)
    bodies = bodies_of(agenda, request.user)
    if agenda.is_stub and not bodies.rights:
        raise Http404
    if right and right not in bodies.rights:
        raise PermissionDenied
    return bodies, {"agenda": agenda, "bodies": bodies, "rights": bodies.rights}


def act_page(request, context: dict[str, Any], form, *, heading: str, button: str, seen_by: str, undo: str):
    """The page of one act: what to know before it, its form, its button."""
    context |= {"form": form, "heading": heading, "button": button, "seen_by": seen_by, "undo": undo}
    return render(request, "agendas/bodies/act.html", context, status=422 if form.errors else 200)


def decision_page(request, context: dict[str, Any], form: ResolutionForm, *, heading: str):
    seen_by = _("Everyone reads the decision and its reason; who is concerned is told.")
    button, undo = _("Publish the decision"), _("No. It is minuted.")
    return act_page(request, context, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


def done(request, pk: int, told: str):
    messages.success(request, told)
    return redirect("bodies:all", pk)


@require_safe
def everybody(request, pk: int):
    """Who prepares the agenda: members with their groups and terms, support group, contractors, papers, sittings."""
    bodies, context = body_page(request, pk)
    if bodies.preparation:
        space = bodies.preparation.space
        papers = bodies.preparation.papers.visible_to(request.user).select_related("attachment")
        sittings = Sitting.objects.filter(space=space).order_by("-held_at", "-pk")
        context |= {
            "papers": papers[:MANY],
            "withheld": grouped(withheld_in([space])),
            "sittings": sittings[:SOME],
            "decisions": Decision.objects.filter(about__in=_subjects(bodies)).order_by("-decided_at"),
            "may_call": bool(bodies.members) and allowed(request.user, "spaces.call", space),
        }
        if bodies.steering and "read_nominations" in bodies.rights:
            context["consenting"] = len(steering.available(bodies.steering))
    return render(request, "agendas/bodies/bodies.html", context)


def _subjects(bodies: Bodies) -> list[str]:
    """What the committees decide about, as their decisions name it."""
    known = [*bodies.terms, *bodies.mandates]
    subjects = [row.subject for row in known]
    if bodies.steering:
        subjects += [bodies.steering.subject, steering.Chairing(bodies.steering).subject]
    return subjects


@login_required
def open_nominations(request, pk: int):
    bodies, context = body_page(request, pk, "open_nominations")
    form = SeatsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        steering.open_nominations(bodies.agenda, seats=form.cleaned_data["seats"], by=request.user)
        return done(request, pk, _("Nominations are open. Ask the groups, and enter whom they propose."))
    seen_by = _("Everyone sees how many seats there are; who is nominated, the office and the committee alone.")
    heading, button = _("Open nominations for a steering committee"), _("Open nominations")
    undo = _("No. It is minuted.")
    return act_page(request, context, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


def _steering(request, pk: int, right: str) -> tuple[SteeringCommittee, dict[str, Any]]:
    bodies, context = body_page(request, pk)
    if bodies.steering is None:
        raise Http404
    if right not in bodies.rights:
        raise PermissionDenied
    return bodies.steering, context


@login_required
@require_safe
def nominations(request, pk: int):
    """All nominations, for the office and the committee alone: 404 for others."""
    bodies, context = body_page(request, pk)
    if bodies.steering is None or "read_nominations" not in bodies.rights:
        raise Http404
    rows = list(bodies.steering.nominations.exclude(name="").prefetch_related("terms"))
    consenting, committee = sum(row.answer == Nomination.Answer.AGREED for row in rows), bodies.steering
    enough = committee.state == SteeringCommittee.State.APPOINTED or consenting >= committee.nominations_needed
    context |= {"nominations": rows, "consenting": consenting, "may_appoint": bodies.vacant > 0 and enough}
    return render(request, "agendas/bodies/nominations.html", context)


@login_required
def nominate(request, pk: int):
    committee, context = _steering(request, pk, "nominate")
    form = NominationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        steering.nominate(committee, form.person, by=request.user, **form.nomination())
        messages.success(request, _("The nomination is entered; the person is asked for consent."))
        return redirect("bodies:nominations", pk)
    seen_by = _("The nominee, the office and the committee. Everyone, once they are appointed.")
    undo = _("Yes, until they are appointed: the group can take it back.")
    heading = _("Enter a nomination")
    return act_page(request, context, form, heading=heading, button=_("Enter it"), seen_by=seen_by, undo=undo)


@login_required
def nomination(request, pk: int, nomination: int):
    """One nomination: the nominee says whether they consent, or the office what it has in writing."""
    bodies, context = body_page(request, pk)
    related = Nomination.objects.filter(committee=bodies.steering).select_related("committee__preparation__space")
    row = get_object_or_404(related, pk=nomination) if bodies.steering else None
    own = row is not None and row.user_id == request.user.pk
    if row is None or not (own or "read_nominations" in bodies.rights):
        raise Http404
    may_answer = allowed(request.user, "agendas.answer_nomination", row)
    form = AnswerForm(request.POST or None, own=own) if may_answer else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if request.method == "POST" and form and form.is_valid():
        steering.answer_nomination(row, by=request.user, **form.given())
        messages.success(request, _("The answer is noted."))
        return redirect("bodies:nomination" if own else "bodies:nominations", *([pk, row.pk] if own else [pk]))
    context |= {"nomination": row, "form": form, "own": own}
    return render(request, "agendas/bodies/nomination.html", context, status=422 if form and form.errors else 200)


@login_required
def appoint_members(request, pk: int):
    committee, context = _steering(request, pk, "appoint_members")
    possible = steering.available(committee)
    steering.demand_nominations(committee, len(possible))  # before anybody writes a reason
    form = AppointForm(Space.objects.city(), request.POST or None, committee, possible)

    def act(given):
        steering.appoint_members(committee, **form.appointment(), **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(act, by=request.user):
        return done(request, pk, _("The members are appointed; they are told."))
    context["numbers"] = {"places": committee.places, "vacant": context["bodies"].vacant, "possible": len(possible)}
    return decision_page(request, context, form, heading=_("Appoint members of the steering committee"))


def _seat(request, pk: int, seat: int) -> tuple[SteeringMember, dict[str, Any]]:
    bodies, context = body_page(request, pk)
    row = next((one for one in bodies.members if one.pk == seat), None)
    if row is None:
        raise Http404
    return row, context


@login_required
def dismiss_member(request, pk: int, seat: int):
    row, context = _seat(request, pk, seat)
    if "dismiss_member" not in context["rights"]:
        raise PermissionDenied
    form = ResolutionForm(Space.objects.city(), request.POST or None, about=row.subject)

    def act(given):
        steering.dismiss_member(row, **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(act, by=request.user):
        return done(request, pk, _("The seat has ended; its member is told."))
    return decision_page(request, context, form, heading=_("Dismiss %(name)s") % {"name": row.nomination.name})


@login_required
@require_POST
def resign(request, pk: int, seat: int):
    row, _context = _seat(request, pk, seat)
    if not allowed(request.user, "agendas.resign", row):
        raise PermissionDenied
    steering.resign(row, by=request.user)
    return done(request, pk, _("You have given up your seat."))


@login_required
def elect_chair(request, pk: int):
    committee, context = _steering(request, pk, "elect_chair")
    members, about = context["bodies"].members, steering.Chairing(committee).subject
    form = ChairForm(committee.space, request.POST or None, members, about=about)

    def act(given):
        steering.elect_chair(committee, form.cleaned_data["member"], **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(act, by=request.user):
        return done(request, pk, _("The chair is elected; the vote is minuted."))
    return decision_page(request, context, form, heading=_("Record the election of the chair"))


@login_required
def hand_in_report(request, pk: int):
    committee, context = _steering(request, pk, "hand_in_report")
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        role = Role.CHAIR if Role.CHAIR in roles_in(request.user, committee.space) else Role.OFFICIAL
        (report,) = form.cleaned_data["report"]
        try:
            steering.hand_in_report(committee, report, on=form.cleaned_data["on"], by=request.user, role=str(role))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return done(request, pk, _("The report is handed in; the steering committee is dissolved."))
    seen_by = _("Everyone can read the report.")
    undo = _("No. The steering committee is dissolved and all its seats end.")
    heading, button = _("Hand in the report"), _("Hand in and dissolve")
    return act_page(request, context, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


@login_required
@require_POST
def enter(request, pk: int):
    """Put the appointment, or the mandate that is named, on the agenda of the committee's next sitting."""
    bodies, _context = body_page(request, pk, "open_nominations")
    sitting = next_meeting(Space.objects.city())
    about, motion = _matter(bodies, request.POST.get("mandate", ""))
    put_on_agenda(sitting, about, motion, about.get_absolute_url())
    messages.success(request, _("It is on the agenda of the sitting that comes next."))
    return redirect(sitting)


def _matter(bodies: Bodies, key: str) -> tuple[Any, str]:
    if key:
        mandate = next((one for one in bodies.mandates if str(one.pk) == key), None)
        if mandate is None or mandate.state != Mandate.State.PROPOSED:
            raise Http404
        return mandate, motion_of(mandate)
    if bodies.steering is None or bodies.steering.state != SteeringCommittee.State.NOMINATING:
        raise Http404
    return bodies.steering, steering.motion_of("steering_appointed", bodies.steering)


@require_safe
def record(request, pk: int):
    """The minute book of the preparation, the latest first, and whether it holds."""
    bodies, context = body_page(request, pk)
    chain = get_object_or_404(Chain, name=bodies.preparation.space.name if bodies.preparation else "")
    page = page_of(request, Entry.objects.filter(chain=chain), "-n")
    lines = [(parse_datetime(row.at), in_words(row), ROLES.get(row.role, row.role), row.n) for row in page.rows]
    context |= {"chain": chain, "page": page, "lines": lines}
    if "check" in request.GET:
        context |= {"checked": True, "fault": first_fault(chain)}
    return render(request, "agendas/bodies/record.html", context)


@require_safe
def record_file(request, pk: int):
    bodies, _context = body_page(request, pk)
    return as_download(get_object_or_404(Chain, name=bodies.preparation.space.name if bodies.preparation else ""))
