"""Pages of a diagnosis and of the committee's decisions: what waits, the grade, and the yearly list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from deliberation.conflicts.casefile import cycle
from deliberation.conflicts.committee import put_conflicts_on_agenda, to_carry, to_grade
from deliberation.conflicts.diagnosis.actions import diagnose, grade, review, withdraw_diagnosis
from deliberation.conflicts.diagnosis.forms import GradeForm, ListingForm, ReviewForm, SelfDiagnosisForm
from deliberation.conflicts.models import Diagnosis, Rating
from deliberation.conflicts.pages import act_page, conflict_page, decision_notes
from deliberation.conflicts.rulebook import Checklist
from deliberation.spaces.access import allowed, reach, reach_city
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm
from deliberation.spaces.sittings import coming, next_meeting

MOST = 100  # rows of a kind; a city has a dozen
# Of each step of the yearly cycle: its heading, and the word afterwards.
STEPS = {
    "list": (gettext_lazy("Put it on the priority list"), gettext_lazy("The conflict is on the list.")),
    "carry": (gettext_lazy("Carry it over to another year"), gettext_lazy("The conflict stays on the list.")),
    "release": (gettext_lazy("Release it from the priority list"), gettext_lazy("The conflict has left the list.")),
    "relist": (gettext_lazy("Put it on the priority list again"), gettext_lazy("The conflict is on the list again.")),
    "settle": (gettext_lazy("Find it settled"), gettext_lazy("The conflict is settled.")),
}


@login_required
@require_safe
def waiting(request):
    """What waits for the committee, for those who call its sittings."""
    city = reach_city(request.user, "spaces.call")
    context = {"diagnoses": to_grade()[:MOST], "cases": to_carry()[:MOST], "sitting": coming(city).first()}
    return render(request, "conflicts/diagnosis/waiting.html", context)


@login_required
@require_POST
def enter(request):
    """Put all that waits on the agenda of the sitting that comes next."""
    sitting = next_meeting(reach_city(request.user, "spaces.call"))
    number = put_conflicts_on_agenda(sitting)
    words = ngettext("%(number)d matter is on the agenda.", "%(number)d matters are on the agenda.", number)
    messages.success(request, words % {"number": number})
    return redirect(sitting)


@login_required
def decide(request, pk: int, step: str):
    """One step of the yearly cycle, by the committee's decision."""
    if step not in cycle.ACTS:
        raise Http404
    conflict, context = conflict_page(request, pk, "detail", f"conflicts.{step}")
    form_of_step = ListingForm if step in cycle.ENTRIES else ResolutionForm
    form = form_of_step(Space.objects.city(), request.POST or None, about=conflict.subject)
    heading, done = (str(word) for word in STEPS[step])

    def take(given: dict[str, Any]) -> None:
        years = {"year": form.cleaned_data["year"]} if step in cycle.ENTRIES else {}
        cycle.ACTS[step](conflict, **years, **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(take, by=request.user):
        messages.success(request, done)
        return redirect(conflict)
    return act_page(request, context, form, heading=heading, button=_("Publish the decision"), **decision_notes())


@login_required
def self_diagnosis(request, pk: int):
    """The department's own diagnosis by the checklist in force."""
    conflict, context = conflict_page(request, pk, "detail", "conflicts.diagnose")
    checklist = Checklist.objects.in_force()
    form = SelfDiagnosisForm(request.POST or None, checklist)
    if request.method == "POST" and form.is_valid():
        diagnosis = diagnose(conflict, form.levels(), note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("The diagnosis is handed in. An expert gives an opinion next."))
        return redirect("conflicts:diagnosis", pk, diagnosis.pk)
    context |= {
        "heading": _("Diagnosis by the department"),
        "button": _("Hand in the diagnosis"),
        "seen_by": _("Officials, the committee and the expert; everyone once the committee has decided."),
        "undo": _("Yes, until the expert has given an opinion."),
    }
    return _levels_page(request, context, form, checklist)


@login_required
def give_opinion(request, pk: int, diagnosis: int):
    """The expert's levels by the same version, beginning with those of the department, and an opinion."""
    row, context = _diagnosis(request, pk, diagnosis, "conflicts.review")
    theirs = dict(row.ratings.filter(voice=Rating.Voice.DEPARTMENT).values_list("item_id", "level"))
    form = ReviewForm(request.POST or None, row.checklist, initial=theirs)
    if request.method == "POST" and form.is_valid():
        review(row, form.levels(), opinion=form.cleaned_data["opinion"], by=request.user)
        messages.success(request, _("Your opinion is with the committee."))
        return redirect("conflicts:diagnosis", pk, diagnosis)
    context |= {
        "diagnosis": row,
        "heading": _("Opinion of the expert"),
        "button": _("Hand in the opinion"),
        "seen_by": _("Officials and the committee; the levels everyone, once the committee has decided."),
        "undo": _("No. It is minuted."),
    }
    return _levels_page(request, context, form, row.checklist)


@login_required
def decide_grade(request, pk: int, diagnosis: int):
    """The committee's grade, beside what department and expert found."""
    row, context = _diagnosis(request, pk, diagnosis, "conflicts.grade")
    form = GradeForm(Space.objects.city(), request.POST or None, about=row.subject)
    form.initial = {"level": row.expert_grade}

    def take(given: dict[str, Any]) -> None:
        grade(row, form.cleaned_data["level"], **given)

    if request.method == "POST" and form.is_valid() and form.carried_out(take, by=request.user):
        messages.success(request, _("The grade and its reason are published."))
        return redirect(row.conflict)
    context |= _found(row) | {"form": form, **decision_notes()}
    return render(request, "conflicts/diagnosis/grade.html", context, status=422 if form.errors else 200)


@require_safe
def show(request, pk: int, diagnosis: int):
    """One diagnosis: what each voice gave to each item, by which version, and what was decided."""
    row, context = _diagnosis(request, pk, diagnosis)
    acts = {right for right in ("review", "grade", "withdraw") if allowed(request.user, f"conflicts.{right}", row)}
    return render(request, "conflicts/diagnosis/diagnosis.html", context | _found(row) | {"acts": acts})


@login_required
@require_POST
def withdraw(request, pk: int, diagnosis: int):
    row, _context = _diagnosis(request, pk, diagnosis, "conflicts.withdraw")
    withdraw_diagnosis(row, by=request.user)
    messages.success(request, _("The diagnosis is withdrawn; it can be made anew."))
    return redirect("conflicts:diagnose", pk)


def _diagnosis(request, pk: int, diagnosis: int, right: str | None = None):
    """A diagnosis for a page; strangers do not learn of one that is not decided yet."""
    conflict, context = conflict_page(request, pk, "detail")
    rows = Diagnosis.objects.filter(conflict=conflict).select_related("checklist", "decision", "conflict__space")
    return reach(rows, request.user, right, pk=diagnosis), context


def _found(diagnosis: Diagnosis) -> dict:
    """The items of its checklist with the levels of both voices."""
    levels = {(item, voice): level for item, voice, level in _levels_of(diagnosis)}
    rows = [
        {"item": item, "department": levels.get((item.pk, "department")), "expert": levels.get((item.pk, "expert"))}
        for item in diagnosis.checklist.items.all()
    ]
    return {"diagnosis": diagnosis, "checklist": diagnosis.checklist, "rows": rows}


def _levels_of(diagnosis: Diagnosis):
    return diagnosis.ratings.values_list("item_id", "voice", "level")


def _levels_page(request, context, form, checklist: Checklist):
    context |= {"form": form, "checklist": checklist}
    return render(request, "conflicts/diagnosis/levels.html", context, status=422 if form.errors else 200)
