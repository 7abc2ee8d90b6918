from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Count, prefetch_related_objects
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deliberation.ledger.actions import Refused
from deliberation.processes.models import Process
from deliberation.reports.cases.case import case_address
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.exporting.actions import (
    ask_for_bundle,
    ask_for_export,
    cancel_export,
    is_whole,
    note_download,
    store_of,
)
from deliberation.reports.exporting.formats import FORMATS, form_of
from deliberation.reports.exporting.forms import ExportForm
from deliberation.reports.exporting.links import check_link, is_restricted, link_to
from deliberation.reports.models import Export, Report
from deliberation.reports.tasks import ring_after_commit
from deliberation.spaces.access import allowed, demand, reach

HISTORY = 30
PATIENCE = timedelta(seconds=15)


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request, slug):
    """What is published, for everyone; for those in charge the files made so far, and the form that asks for one."""
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    in_charge = allowed(request.user, "reports.read", process)
    form = ExportForm(process, request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST":
        demand(request.user, "reports.ask", process)
        if form.is_valid():
            export = ask_for_export(process, by=request.user, **form.cleaned_data)
            ring_after_commit(export)
            return redirect(export)
    context = {
        "process": process,
        "published": published(process),
        "in_charge": in_charge,
        "may_ask": allowed(request.user, "reports.ask", process),
        "form": form,
    }
    if in_charge:
        rows = (
            process.exports.of_editions()
            .select_related("edition", "process", "requested_by")
            .annotate(taken=Count("downloads"))
        )
        known = {report.shape: report for report in process.reports.all()}
        context |= {
            "rows": told(rows.order_by("-pk")[:HISTORY]),
            "editions": process.editions.order_by("-number")[:HISTORY],
            "reports": [(shape, shape.label, known.get(shape)) for shape in Shape],
        }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/list.html", context, status=status)


def published(process: Process) -> list[tuple[Report, list[Export]]]:
    """Each published report with its files; what holds data alone stands with each whose edition it is of."""
    reports = list(process.reports.exclude(published=None).select_related("published").order_by("shape"))
    prefetch_related_objects(reports, "registrations__file")
    editions = {report.published_id for report in reports}
    public = [name for name, form in FORMATS.items() if not form.internal]
    made = Export.objects.filter(edition__in=editions, state=Export.State.DONE, format__in=public) if editions else []
    files: dict[tuple, Export] = {}
    for export in told(made):
        export.process = process
        files[export.edition_id, export.shape, export.format, export.language] = export
    ordered = sorted(files.values(), key=lambda export: (list(FORMATS).index(export.format), export.language != "ko"))
    return [
        (report, [e for e in ordered if e.edition_id == report.published_id and e.shape in ("", report.shape)])
        for report in reports
    ]


def told(exports) -> list[Export]:
    """With the format in words, as templates show it."""
    rows = list(exports)
    for export in rows:
        export.form = form_of(export.format)
    return rows


@login_required
@require_safe
def status(request, pk, slug=""):
    """How far a file is; the page refreshes itself until it is there."""
    export = export_of(request, pk, slug, "reports.take")
    (export,) = told([export])
    in_charge = allowed(request.user, "reports.read", export.about)
    waits = export.state == Export.State.REQUESTED and export.requested_at < timezone.now() - PATIENCE
    context = {
        "export": export,
        "about": export.about,
        "waits": waits,
        "may_ask": allowed(request.user, _right(export), export.about),
        "downloads": export.downloads.select_related("user").order_by("-pk")[:HISTORY] if in_charge else [],
        "link": link_to(export, request.user),
        "expires": is_restricted(export),
        "case_url": case_address(export.about),
    }
    return render(request, "reports/_status.html" if request.htmx else "reports/status.html", context)


@login_required
@require_POST
def cancel(request, pk, slug=""):
    export = export_of(request, pk, slug)
    demand(request.user, _right(export), export.about)
    cancel_export(export)
    return redirect(export)


@login_required
@require_POST
def again(request, pk, slug=""):
    """The same file asked for once more; the job that failed or was cancelled stays in the history."""
    export = export_of(request, pk, slug)
    demand(request.user, _right(export), export.about)
    if export.of_case or export.process is None:
        fresh = ask_for_bundle(export.about, kind=export.format, by=request.user)
    else:
        order = {"format": export.format, "shape": export.shape or Shape.RESULT, "language": export.language or "ko"}
        fresh = ask_for_export(export.process, by=request.user, edition=export.edition, **order)
    ring_after_commit(fresh)
    return redirect(fresh)


@require_safe
def download(request, pk, slug=""):
    """The file, noted in the download log. Never a half one: a missing file is told, not served empty."""
    export = export_of(request, pk, slug, "reports.take")
    check_link(export, request.user, request.GET.get("key", ""))
    if export.state != Export.State.DONE or not _there(export):
        raise Refused(_("The file is not there. Please ask for the report again."))
    note_download(export, by=request.user)
    form = form_of(export.format)
    response = FileResponse(
        store_of(export).open(export.file), as_attachment=True, filename=_name(export), content_type=form.media_type
    )
    if is_restricted(export):
        response["Cache-Control"] = "private, no-store"
    response["X-Content-SHA256"] = export.sha256
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _name(export: Export) -> str:
    """What the file is called on the reader's disk."""
    if export.edition:
        parts = [export.about.title, export.get_shape_display() if export.shape else "data", f"{export.edition.number}"]
    else:
        parts = [export.about.title, export.format, f"{timezone.localdate(export.done_at)}"]
    return f"{' '.join(parts)}.{form_of(export.format).extension}"


def _right(export: Export) -> str:
    return "reports.bundle" if export.of_case else "reports.ask"


def _there(export: Export) -> bool:
    """Whether the store has the whole file. Refused in words when it cannot be asked."""
    try:
        return is_whole(export.file, export.size, store_of(export))
    except Exception as error:  # what a store raises depends on its make
        raise Refused(str(Export.Trouble.AWAY.label)) from error


def export_of(request, pk: int, slug: str, right: str | None = None) -> Export:
    """One of an edition stands below its process, which the slug tells; one of a case by itself."""
    query = Export.objects.select_related("process__space", "conflict__space", "edition")
    rows, lookup = (query.of_editions(), {"process__slug": slug}) if slug else (query.of_cases(), {})
    return reach(rows, request.user, right, pk=pk, **lookup)
