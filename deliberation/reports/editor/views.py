"""The report editor: contents on the left, preview on the right, state and who must act on top."""

from base64 import b64encode
from hashlib import sha256

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.documents import web
from deliberation.ledger.actions import Refused
from deliberation.processes.models import Process
from deliberation.reports.composing.content import arrangement, compose, title_of
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.parts import PARTS
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.freezing import snapshot_of
from deliberation.reports.editor import actions
from deliberation.reports.editor.forms import RemarkForm, SectionForm
from deliberation.reports.exporting.actions import ask_for_everything
from deliberation.reports.models import Report, Section
from deliberation.reports.tasks import ring_after_commit
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm

# Of the one style sheet that the document brings along, as it stands in it.
STYLE = f"'sha256-{b64encode(sha256(f'{chr(10)}{web.STYLE}'.encode()).digest()).decode()}'"
PREVIEW = {
    "default-src": ["'none'"],
    "style-src": [STYLE, "'self'"],
    "font-src": ["'self'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
}
ACTS = ("edit", "submit", "send_back", "approve", "publish", "revise")


def process_at(request, slug: str, shape: str, right: str) -> Process:
    process = reach(Process.objects.select_related("space", "agenda"), request.user, right, slug=slug)
    if shape not in Shape.values:
        raise Http404
    return process


def report_at(request, slug: str, shape: str, right: str) -> Report:
    """404 for strangers and before it is begun, 403 without the right, words at another time."""
    reports = Report.objects.select_related("process__space", "edition")
    return reach(reports, request.user, right, process__slug=slug, shape=shape)


def section_at(request, slug: str, shape: str, pk: int) -> Section:
    """404 for one that is not there; to whoever has just typed something, in words, so that it is not lost."""
    report = report_at(request, slug, shape, "reports.edit")
    section = report.sections.filter(pk=pk).first()
    if section is None and request.method == "POST":
        raise Refused(actions.gone())
    section = section or get_object_or_404(report.sections, pk=pk)
    section.report = report
    return section


@login_required
@require_safe
def report(request, slug, shape):
    """The chapters, the state, who must act, and the preview beside them."""
    process = process_at(request, slug, shape, "reports.read")
    known = Report.objects.filter(process=process, shape=shape).select_related("edition", "published", "decision")
    found = known.first()
    return render(request, "reports/editor/report.html", _page(request, process, shape, found, RemarkForm()))


def _page(request, process: Process, shape: str, found: Report | None, remark: RemarkForm) -> dict:
    may = set()
    if found:
        found.process = process
        may = {act for act in ACTS if allowed(request.user, f"reports.{act}", found)}
    sections = list(found.sections.select_related("signed_by").order_by("position")) if found else arrangement(shape)
    for one in sections:
        one.shown = title_of(one)  # type: ignore[attr-defined]
    return {
        "process": process,
        "shape": Shape(shape),
        "report": found,
        "sections": sections,
        "unsigned": sum(not (one.left_out or one.signed_at) for one in sections),
        "may": may,
        "may_begin": not found and allowed(request.user, "reports.ask", process),
        "orphans": list(actions.orphans(process)) if may & {"submit", "publish", "edit"} else [],
        "remark": remark,
    }


@login_required
@require_safe
@xframe_options_sameorigin
@csp_replace(PREVIEW)  # type: ignore[arg-type]
def preview(request, slug, shape):
    """The document as it would be frozen now; once it is before the committee, as it is frozen. Shown in a frame."""
    process = process_at(request, slug, shape, "reports.read")
    found = Report.objects.filter(process=process, shape=shape).select_related("edition").first()
    language = (get_language() or "ko")[:2]
    if found and found.edition and found.state != Report.State.DRAFTING:
        document = snapshot_of(found.edition).document(shape, language)
    else:
        document = compose(Material(process), shape)
    letters = f'<link rel="stylesheet" href="{static("css/preview.css")}">'
    return HttpResponse(web.render(document).replace(b"<style>", letters.encode() + b"<style>", 1))


@login_required
@require_POST
def begin(request, slug, shape):
    process = process_at(request, slug, shape, "reports.ask")
    return redirect(actions.begin_report(process, shape))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug, shape):
    """A chapter of own text."""
    found = report_at(request, slug, shape, "reports.edit")
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_section(found, **form.written)
        messages.success(request, _("The chapter stands at the end. Move it to its place."))
        return redirect(found)
    context = {"process": found.process, "report": found, "form": form}
    return render(request, "reports/editor/section.html", context, status=_status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request, slug, shape, pk):
    """Title and own text of a chapter. Who comes second sees the other wording beside what they typed, and decides."""
    one = section_at(request, slug, shape, pk)
    form = SectionForm(request.POST or None, section=one)
    overtaken = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_section(one, version=form.cleaned_data["version"] or 0, **form.written)
        except actions.Overtaken as error:
            overtaken = error
        else:
            messages.success(request, _("The chapter is saved. It has to be signed off again."))
            return redirect(one.report)
    context = {
        "process": one.report.process,
        "report": one.report,
        "section": one,
        "generated": PARTS[one.part].title if one.part else "",
        "form": form,
        "overtaken": overtaken,
    }
    status = 409 if overtaken else _status_of(form)
    return render(request, "reports/editor/section.html", context, status=status)


def _status_of(form) -> int:
    return 422 if form.is_bound and form.errors else 200


@login_required
@require_POST
def move(request, slug, shape, pk):
    one = section_at(request, slug, shape, pk)
    to = request.POST.get("to", "")
    actions.move_section(one, to=int(to) if to.isdecimal() else 0)
    return redirect(one.report)


@login_required
@require_POST
def sign(request, slug, shape, pk):
    one = section_at(request, slug, shape, pk)
    actions.sign_section(one, version=_version(request), by=request.user)
    return redirect(one.report)


@login_required
@require_POST
def delete(request, slug, shape, pk):
    one = section_at(request, slug, shape, pk)
    actions.delete_section(one, version=_version(request))
    messages.success(request, _("The chapter is deleted."))
    return redirect(one.report)


def _version(request) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else 0


@login_required
@require_POST
def take(request, slug, shape, step):
    """The steps that need no more than a button, or a remark."""
    if step not in ("submit", "send_back", "publish", "revise"):
        raise Http404
    found = report_at(request, slug, shape, f"reports.{step}")
    if step == "send_back":
        form = RemarkForm(request.POST)
        if not form.is_valid():
            page = _page(request, found.process, shape, found, form)
            return render(request, "reports/editor/report.html", page, status=422)
        actions.send_back(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The report is with its editors again."))
    elif step == "submit":
        actions.submit_report(found, by=request.user)
        messages.success(request, _("The data are frozen, and the report is before the committee."))
    elif step == "publish":
        with transaction.atomic():  # never published without its files having been asked for
            actions.publish_report(found, by=request.user)
            for export in ask_for_everything(found, by=request.user):
                ring_after_commit(export)
        messages.success(request, _("The report is published. Its files appear among the reports as they are made."))
    else:
        actions.revise_report(found, by=request.user)
        messages.success(request, _("The report can be changed again. What is published stays until the next edition."))
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, slug, shape):
    """The committee's sitting approves the report."""
    found = report_at(request, slug, shape, "reports.approve")
    form = ResolutionForm(Space.objects.city(), request.POST or None, about=found.subject)
    valid = request.method == "POST" and form.is_valid()
    if valid and form.carried_out(lambda given: actions.approve_report(found, **given), by=request.user):
        messages.success(request, _("The approval is recorded."))
        return redirect(found)
    context = {"process": found.process, "report": found, "form": form}
    return render(request, "reports/editor/decide.html", context, status=_status_of(form))
