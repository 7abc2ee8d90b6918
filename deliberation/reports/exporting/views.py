from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, prefetch_related_objects
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
from deliberation.reports.models import Export, Publication, Registration, Report
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


class Published(NamedTuple):
    """An edition as everyone sees it: its files, those that could not be made, and what came back approved."""

    publication: Publication
    files: list[Export]
    failed: list[Export]
    waits: bool  # for files that are still being made
    registered: list[Registration]


def published(process: Process) -> list[tuple[Report, list[Published]]]:
    """Each published report with its editions, the latest first; what holds data alone stands with each whose edition
    it is of."""
    reports = list(process.reports.exclude(published=None).order_by("shape"))
    rows = Publication.objects.select_related("edition").order_by("-at")
    prefetch_related_objects(reports, "registrations__file", Prefetch("publications", rows))
    editions = {row.edition_id for report in reports for row in report.publications.all()}
    public = [name for name, form in FORMATS.items() if not form.internal]
    asked = Export.objects.filter(edition__in=editions, format__in=public).order_by("pk") if editions else []
    latest: dict[tuple, Export] = {}
    for export in told(asked):
        export.process = process
        key = export.edition_id, export.shape, export.format, export.language
        if not (key in latest and latest[key].state == Export.State.DONE):
            latest[key] = export
    ordered = sorted(latest.values(), key=lambda export: (list(FORMATS).index(export.format), export.language != "ko"))
    return [(report, [_published(report, row, ordered) for row in report.publications.all()]) for report in reports]


def _published(report: Report, publication: Publication, exports: list[Export]) -> Published:
    edition = publication.edition_id
    own = [export for export in exports if export.edition_id == edition and export.shape in ("", report.shape)]
    files = [export for export in own if export.state == Export.State.DONE]
    failed = [export for export in own if export.state == Export.State.FAILED]
    registered = [one for one in report.registrations.all() if one.edition_id == edition]
    waits = any(export.is_open for export in own) or not own
    return Published(publication, files, failed, waits, registered)


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
    told = {"filename": _file_name(export), "content_type": form_of(export.format).media_type}
    response = FileResponse(store_of(export).open(export.file), as_attachment=True, **told)
    if is_restricted(export):
        response["Cache-Control"] = "private, no-store"
    response["X-Content-SHA256"] = export.sha256
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file_name(export: Export) -> str:
    """By which the files of an edition or a case are told apart in one folder."""
    form = form_of(export.format)
    what = export.get_shape_display() if export.shape else form.label
    which = export.edition.number if export.edition else timezone.localdate(export.done_at)
    foreign = f" {export.language}" if export.language not in ("", settings.LANGUAGE_CODE) else ""
    return f"{export.about.title} {what} {which}{foreign}.{form.extension}"


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
