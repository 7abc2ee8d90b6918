"""The office page of a case: bundles for disclosure and for auditors, and the handover document."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.processes.models import Process
from deliberation.reports.cases.case import case_address, case_of
from deliberation.reports.cases.forms import PRINTS, BundleForm, HandoverForm
from deliberation.reports.cases.handover import handover
from deliberation.reports.exporting.actions import ask_for_bundle
from deliberation.reports.exporting.views import HISTORY, told
from deliberation.reports.tasks import ring_after_commit
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.models import Space

Root = Process | ConflictCase


@login_required
@require_safe
def case(request, slug: str = "", pk: int = 0):
    """What can be made of the case, and what has been made so far."""
    root = _root(request, "reports.bundle", slug, pk)
    initial = {"language": request.LANGUAGE_CODE, "giver": str(request.user)}
    return _page(request, root, HandoverForm(initial=initial))


@login_required
@require_POST
def bundle(request, slug: str = "", pk: int = 0):
    """Ask for a bundle; one that is being made already is not made twice."""
    root = _root(request, "reports.bundle", slug, pk)
    form = BundleForm(request.POST)
    if not form.is_valid():
        raise Http404
    export = ask_for_bundle(root, kind=form.cleaned_data["kind"], by=request.user)
    ring_after_commit(export)
    return redirect(export)


@login_required
@require_POST
def hand_over(request, slug: str = "", pk: int = 0):
    """The handover document of the case as it stands now."""
    root = _root(request, "reports.hand_over", slug, pk)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _page(request, root, form, status=422)
    _label, media_type, render_as = PRINTS[form.cleaned_data["format"]]
    with override(form.cleaned_data["language"]):
        content = render_as(handover(case_of(root), form.people))
        name = f"{_('Handover of duties')} {root} {localdate()}.{form.cleaned_data['format']}"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _root(request, right: str, slug: str, pk: int) -> Root:
    """The process or conflict of a case. A council's meetings belong to the case of its conflict."""
    if slug:
        rows = Process.objects.exclude(space__kind=Space.Kind.COUNCIL)
        return reach(rows.select_related("space", "agenda__conflict__space"), request.user, right, slug=slug)
    return reach(ConflictCase.objects.select_related("space"), request.user, right, pk=pk)


def _page(request, root: Root, form: HandoverForm, status: int = 200):
    made = root.exports.of_cases().select_related("requested_by", "process", "conflict")
    context: dict[str, Any] = {
        "root": root,
        "case_url": case_address(root),
        "form": form,
        "rows": told(made.annotate(taken=Count("downloads")).order_by("-pk")[:HISTORY]),
        "may_hand_over": allowed(request.user, "reports.hand_over", root),
    }
    return render(request, "reports/cases/case.html", context, status=status)
