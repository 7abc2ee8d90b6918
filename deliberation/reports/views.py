from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.ledger.actions import Refused
from deliberation.processes.models import Process
from deliberation.reports.actions import ask_for_report, note_download
from deliberation.reports.forms import ReportForm
from deliberation.reports.models import Export
from deliberation.reports.tasks import ring_after_commit
from deliberation.spaces.access import allowed, demand, reach

HISTORY = 30
PATIENCE = timedelta(seconds=15)


@login_required
@require_http_methods(["GET", "POST"])
def reports(request, slug):
    """The reports made so far, and the form that asks for a new one."""
    process = reach(Process.objects.select_related("space"), request.user, "reports.read", slug=slug)
    may_ask = allowed(request.user, "reports.ask", process)
    form = ReportForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST":
        demand(request.user, "reports.ask", process)
        if form.is_valid():
            export = ask_for_report(process, by=request.user, language=form.cleaned_data["language"])
            ring_after_commit(export)
            return redirect(export)
    rows = process.exports.select_related("edition", "process", "requested_by").order_by("-pk")[:HISTORY]
    context = {"process": process, "rows": rows, "form": form, "may_ask": may_ask}
    return render(request, "reports/list.html", context)


@login_required
@require_safe
def status(request, slug, pk):
    """How far an export is; the page refreshes itself until the file is there."""
    export = export_of(request, slug, pk)
    waits = export.state == Export.State.REQUESTED and export.requested_at < timezone.now() - PATIENCE
    context = {"export": export, "process": export.process, "waits": waits}
    return render(request, "reports/_status.html" if request.htmx else "reports/status.html", context)


@login_required
@require_safe
def download(request, slug, pk):
    """The file, noted in the download log. Never a half one: a missing file is told, not served empty."""
    export = export_of(request, slug, pk)
    edition = export.edition
    if edition is None or export.state != Export.State.DONE or not default_storage.exists(export.file):
        raise Refused(_("The file is not there. Please ask for the report again."))
    note_download(export, by=request.user)
    name = f"{export.process.title} {edition.number}.{export.format}"
    response = FileResponse(default_storage.open(export.file), as_attachment=True, filename=name)
    response["X-Content-SHA256"] = export.sha256
    response["X-Content-Type-Options"] = "nosniff"
    return response


def export_of(request, slug: str, pk: int) -> Export:
    query = Export.objects.select_related("process__space", "edition")
    return reach(query, request.user, "reports.read", process__slug=slug, pk=pk)
