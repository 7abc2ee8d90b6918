"""Pages of the impact analysis: one version to read, what changed in it, writing, opening, printing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from deliberation.algorithms.difference import Change, differences
from deliberation.conflicts.analysis import actions as analysing
from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.analysis.printing import document
from deliberation.conflicts.pages import act_page, conflict_page
from deliberation.conflicts.stakeholders.views import map_of
from deliberation.documents import pdf
from deliberation.spaces.access import allowed
from deliberation.spaces.disclosure.forms import BasisForm
from deliberation.spaces.fields import PlainText

HELP: dict[int, Any] = {
    1: gettext_lazy("What the city plans, why, until when and at what cost; what is expected of it."),
    2: gettext_lazy("Who is concerned, how they were found and asked, and what they answered."),
    3: gettext_lazy("Which bodies and experts were asked, and what they said."),
    4: gettext_lazy("Why it is in dispute: facts, interests, values, relations; which issues are to be expected."),
    5: gettext_lazy("What the conflict does to the neighbourhood, to the project and to trust."),
    6: gettext_lazy("Which steps, in which order, with whom; what if they fail."),
    7: gettext_lazy("What else has to be known. It may stay empty."),
}


class PartForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = PlainText(label=gettext_lazy("Text"), limit=10_000, lines=16, required=False)


@dataclass(frozen=True)
class Read:
    """One part as a reader may know it: empty text and no difference where it is kept from the reader."""

    part: AnalysisPart
    text: str
    kept: bool
    pieces: list[tuple[Change, str]]

    @property
    def changed(self) -> bool:
        return any(change != "same" for change, _text in self.pieces)


@require_safe
def newest(request, pk: int):
    """The newest version that this reader may read; where there is none yet, how to begin."""
    conflict, context = conflict_page(request, pk, "analysis")
    analysis = ImpactAnalysis.objects.filter(conflict=conflict).visible_to(request.user).order_by("-n").first()
    if analysis is not None:
        analysis.conflict = conflict
        return _page(request, context, analysis)
    if "analyse" not in context["rights"]:
        raise Http404
    return render(request, "conflicts/analysis/analysis.html", context)


@require_safe
def version(request, pk: int, n: int):
    analysis, context = _analysis(request, pk, n)
    return _page(request, context, analysis)


def _page(request, context: dict[str, Any], analysis: ImpactAnalysis):
    """The seven parts, each with what changed in it since the version before, where there is one."""
    inside = "read_restricted" in context["rights"]
    versions = ImpactAnalysis.objects.filter(conflict=analysis.conflict).visible_to(request.user)
    versions = list(versions.order_by("-n"))
    before = next((row for row in versions if row.n < analysis.n), None)
    context |= {
        "analysis": analysis,
        "parts": _read(analysis, before, inside),
        "before": before,
        "versions": versions,
        "help": HELP,
        "may_issue": allowed(request.user, "conflicts.issue_analysis", analysis),
        "may_write": analysis.state == ImpactAnalysis.State.DRAFT and "analyse" in context["rights"],
        "inside": inside,
    }
    return render(request, "conflicts/analysis/analysis.html", context)


@require_safe
def printed(request, pk: int, n: int):
    """The public parts for everyone, all parts for insiders, with the map of the parties as this reader knows it."""
    analysis, context = _analysis(request, pk, n)
    inside = "read_restricted" in context["rights"]
    known = map_of(analysis.conflict, request.user, inside)
    content = pdf.render(document(analysis, _parts(analysis), known.parties, known.issues, inside=inside))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="impact-analysis-{analysis.conflict_id}-v{n}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def begin(request, pk: int):
    conflict, _context = conflict_page(request, pk, "analysis", "conflicts.analyse")
    analysis = analysing.begin_analysis(conflict, by=request.user)
    messages.success(
        request, _("The version is open. Write part by part; nobody outside reads it before it is issued.")
    )
    return redirect(analysis)


@login_required
def write(request, pk: int, n: int, kind: int):
    """One part of the version that is being written."""
    analysis, context = _analysis(request, pk, n, "conflicts.analyse")
    part = _part(analysis, kind)
    form = PartForm(request.POST or None, initial={"version": part.version, "text": part.text})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        analysing.write_part(part, given["text"], version=given["version"], by=request.user)
        messages.success(request, _("The part is saved."))
        return redirect(analysis)
    form.fields["text"].help_text = HELP[kind]
    context |= {"back": analysis.get_absolute_url(), "keep": f"{part.subject}:{part.version}"}
    seen_by = _("Officials, the committee and the expert of this case; everyone once it is issued and you publish it.")
    undo = _("Until the version is issued you can change it; then in a new version.")
    return act_page(request, context, form, heading=str(part), button=_("Save"), seen_by=seen_by, undo=undo)


@login_required
def open_part(request, pk: int, n: int, kind: int):
    """Publish a part, or say on which ground it is restricted."""
    analysis, context = _analysis(request, pk, n, "conflicts.open_analysis")
    part = _part(analysis, kind)
    if request.POST.get("readers") == "public":
        analysing.open_part(part, None, by=request.user)
        messages.success(request, _("The part is public."))
        return redirect(analysis)
    form = BasisForm(request.POST or None, initial=BasisForm.shown(part.restriction))
    if request.method == "POST" and form.is_valid():
        analysing.open_part(part, form.basis, by=request.user)
        messages.success(request, _("The part is restricted."))
        return redirect(analysis)
    context["back"] = analysis.get_absolute_url()
    seen_by = _("Officials, the committee and the expert of this case; everyone sees the ground.")
    undo = _("You can publish it later; that is minuted.")
    return act_page(request, context, form, heading=str(part), button=_("Restrict it"), seen_by=seen_by, undo=undo)


@login_required
@require_POST
def issue(request, pk: int, n: int):
    analysis, _context = _analysis(request, pk, n, "conflicts.open_analysis")
    analysing.issue_analysis(analysis, by=request.user)
    messages.success(request, _("The version is issued; its public parts are for everyone."))
    return redirect(analysis)


def _analysis(request, pk: int, n: int, right: str | None = None) -> tuple[ImpactAnalysis, dict[str, Any]]:
    conflict, context = conflict_page(request, pk, "analysis", right)
    rows = ImpactAnalysis.objects.filter(conflict=conflict).visible_to(request.user)
    analysis = get_object_or_404(rows, n=n)
    analysis.conflict = conflict
    return analysis, context


def _part(analysis: ImpactAnalysis, kind: int) -> AnalysisPart:
    part = get_object_or_404(analysis.parts, kind=kind)
    part.analysis = analysis
    return part


def _parts(analysis: ImpactAnalysis | None) -> list[AnalysisPart]:
    return list(analysis.parts.select_related("by", "restriction")) if analysis else []


def _read(analysis: ImpactAnalysis, before: ImpactAnalysis | None, inside: bool) -> list[Read]:
    """Each part with its difference; what was restricted in the version before is compared by insiders alone."""
    earlier = {part.kind: part for part in _parts(before)}
    rows = []
    for part in _parts(analysis):
        kept = part.restricted and not inside
        old = earlier.get(part.kind)
        comparable = not kept and old is not None and (inside or not old.restricted)
        pieces = differences(old.text, part.text) if comparable and old else []
        rows.append(Read(part, "" if kept else part.text, kept, pieces))
    return rows
