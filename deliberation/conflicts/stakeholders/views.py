"""Pages of the map of a conflict: parties, issues, who stands where, and whose voice is missing."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.pages import act_page, conflict_page, withheld_of
from deliberation.conflicts.stakeholders import actions as mapping
from deliberation.conflicts.stakeholders import charting
from deliberation.conflicts.stakeholders.forms import (
    IssueForm,
    NoteForm,
    PartyForm,
    PartyRevisionForm,
    RelationsForm,
    StancesForm,
)
from deliberation.conflicts.stakeholders.models import (
    Issue,
    Party,
    Related,
    Relation,
    Shown,
    Stance,
    VoiceCheck,
    related,
    shown_to,
)
from deliberation.spaces.access import allowed, reach


@dataclass(frozen=True)
class Map:
    """A conflict's parties, the weightiest first, its issues, and how the parties stand to each other, for a reader."""

    parties: list[Shown]
    issues: list[Issue]
    relations: list[Related]


def map_of(conflict: ConflictCase, user, inside: bool, *, alternatives: bool = False) -> Map:
    """What this reader may know. Four queries."""
    issues = list(Issue.objects.filter(conflict=conflict).visible_to(user).order_by("pk"))
    stances = Prefetch("stances", Stance.objects.filter(issue__in=[issue.pk for issue in issues]))
    rows = Party.objects.filter(conflict=conflict).visible_to(user).prefetch_related(stances)
    parties = shown_to(inside, rows.order_by("-direct", "pk"), alternatives=alternatives)
    relations = Relation.objects.filter(first__conflict=conflict)
    return Map(parties, issues, related(parties, relations))


@require_safe
def parties(request, pk: int):
    """Who is concerned, by what they say and why, and where they stand: words and tables first, pictures after."""
    conflict, context = conflict_page(request, pk, "parties")
    inside = "read_restricted" in context["rights"]
    alternatives = allowed(request.user, "conflicts.read_alternatives", conflict)
    known = map_of(conflict, request.user, inside, alternatives=alternatives)
    rows, issues = known.parties, known.issues
    grid, matrix = charting.grid(rows, known.relations), charting.matrix(rows, issues)
    context |= {
        "relations": known.relations,
        "parties": rows,
        "issues": issues,
        "grid": grid,
        "matrix": matrix,
        "cells": _cells(rows, issues) if matrix else [],
        "voices": _voices(conflict, rows),
        "inside": inside,
        "withheld": withheld_of(conflict, "party", "issue"),
    }
    return render(request, "conflicts/stakeholders/parties.html", context)


@require_safe
def picture(request, pk: int, name: str):
    """The grid or the matrix as an image, of what this reader may know."""
    conflict, context = conflict_page(request, pk, "parties")
    known = map_of(conflict, request.user, "read_restricted" in context["rights"])
    if name == "grid":
        chart = charting.grid(known.parties, known.relations)
    else:
        chart = charting.matrix(known.parties, known.issues)
    if chart is None:
        raise Http404
    response = HttpResponse(chart.svg(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
def add(request, pk: int):
    conflict, context = conflict_page(request, pk, "parties", "conflicts.map")
    form = PartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mapping.add_party(conflict, by=request.user, **form.columns())
        messages.success(request, _("The party stands in the file."))
        return redirect("conflicts:parties", pk)
    return _act(request, context, form, heading=_("Add a party"), button=_("Add"))


@login_required
def party(request, pk: int, party: int):
    """One party as the file knows it: to be revised, with the notes of interviews."""
    row, context = _party(request, pk, party, "conflicts.map")
    form = PartyRevisionForm(request.POST or None, initial=PartyForm.of(row))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        mapping.edit_party(row, by=request.user, version=version, **form.columns())
        messages.success(request, _("The party is saved."))
        return redirect("conflicts:parties", pk)
    return _act(request, context, form, heading=_("Revise a party"), button=_("Save"))


@login_required
@require_POST
def drop(request, pk: int, party: int):
    row, _context = _party(request, pk, party, "conflicts.map")
    mapping.drop_party(row, by=request.user)
    messages.success(request, _("The party is taken out of the file."))
    return redirect("conflicts:parties", pk)


@login_required
def stances(request, pk: int, party: int):
    """Where one party stands on every issue."""
    row, context = _party(request, pk, party, "conflicts.map")
    issues = list(row.conflict.issues.order_by("pk"))
    if not issues:
        messages.info(request, _("First write down the issues."))
        return redirect("conflicts:add_issue", pk)
    form = StancesForm(request.POST or None, row, issues)
    if request.method == "POST" and form.is_valid():
        mapping.set_stances(row, form.sides(), version=form.cleaned_data["version"], by=request.user)
        messages.success(request, _("It is saved where the party stands."))
        return redirect("conflicts:parties", pk)
    heading = _("Where %(party)s stands") % {"party": row}
    return _act(request, context, form, heading=heading, button=_("Save"))


@login_required
def relations(request, pk: int, party: int):
    """How one party stands to every other."""
    row, context = _party(request, pk, party, "conflicts.map")
    others = list(row.conflict.parties.exclude(pk=row.pk).order_by("-direct", "pk"))
    if not others:
        messages.info(request, _("First write down the other parties."))
        return redirect("conflicts:add_party", pk)
    form = RelationsForm(request.POST or None, row, others, list(mapping.relations_of(row)))
    if request.method == "POST" and form.is_valid():
        mapping.set_relations(row, form.kinds(), version=form.cleaned_data["version"], by=request.user)
        messages.success(request, _("It is saved how the parties stand to each other."))
        return redirect("conflicts:parties", pk)
    heading = _("How %(party)s stands to others") % {"party": row}
    return _act(request, context, form, heading=heading, button=_("Save"))


@login_required
def notes(request, pk: int, party: int):
    """Notes of interviews with a party: never published."""
    row, context = _party(request, pk, party, "conflicts.read_restricted")
    may_write = "map" in context["rights"]
    form = NoteForm(request.POST or None) if may_write else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            mapping.note_interview(row, by=request.user, **form.cleaned_data)
            messages.success(request, _("The note is kept."))
            return redirect("conflicts:party_notes", pk, party)
    kept = row.notes.select_related("by").order_by("-on", "-pk")[:100]
    context |= {"party": row, "notes": kept, "form": form}
    return render(request, "conflicts/stakeholders/notes.html", context, status=422 if form and form.errors else 200)


@login_required
def add_issue(request, pk: int):
    conflict, context = conflict_page(request, pk, "parties", "conflicts.map")
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mapping.write_issue(conflict, by=request.user, **form.columns)
        messages.success(request, _("The issue stands in the file."))
        return redirect("conflicts:parties", pk)
    return _act(request, context, form, heading=_("Add an issue"), button=_("Add"))


@login_required
def issue(request, pk: int, issue: int):
    conflict, context = conflict_page(request, pk, "parties", "conflicts.map")
    row = get_object_or_404(Issue.objects.select_related("restriction"), conflict=conflict, pk=issue)
    form = IssueForm(request.POST or None, initial=IssueForm.of(row))
    if request.method == "POST" and form.is_valid():
        mapping.write_issue(conflict, row, by=request.user, **form.columns)
        messages.success(request, _("The issue is saved."))
        return redirect("conflicts:parties", pk)
    return _act(request, context, form, heading=_("Revise an issue"), button=_("Save"))


def _party(request, pk: int, party: int, right: str):
    conflict, context = conflict_page(request, pk, "parties", right)
    rows = Party.objects.filter(conflict=conflict).select_related("conflict__space")
    return reach(rows, request.user, pk=party), context


def _act(request, context: dict[str, Any], form, *, heading: str, button: str):
    seen_by = _("Everyone what you mark as public; the rest officials, the committee and the expert of this case.")
    undo = _("You can correct it later; that it was corrected is minuted.")
    context["back"] = reverse("conflicts:parties", args=[context["conflict"].pk])
    return act_page(request, context, form, heading=heading, button=button, seen_by=seen_by, undo=undo)


def _cells(rows: list[Shown], issues: list[Issue]) -> list[dict[str, Any]]:
    """The table behind the matrix, with the short positions."""
    return [
        {"party": row, "stances": [(issue, row.stances.get(issue.pk)) for issue in issues]}
        for row in rows
        if any(issue.pk in row.stances for issue in issues)
    ]


def _voices(conflict: ConflictCase, rows: list[Shown]) -> dict[str, Any] | None:
    """Which of the parties that the reader knows took part; None before anything was computed."""
    check = VoiceCheck.objects.filter(conflict=conflict).first()
    if check is None:
        return None
    looked_for = [(row, check.found[str(row.key)]) for row in rows if str(row.key) in check.found]
    return {
        "check": check,
        "there": [(row, told) for row, told in looked_for if told],
        "missing": [row for row, told in looked_for if not told],
        "unknown": [row for row in rows if str(row.key) not in check.found],
    }
