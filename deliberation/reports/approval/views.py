from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deliberation.reports.approval.actions import Overtaken, name_contact, register_approved
from deliberation.reports.approval.forms import ContactForm, RegisterForm
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editor.views import report_at
from deliberation.reports.models import Report
from deliberation.spaces.access import allowed, demand


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request, slug):
    """What the approval needs before the data are frozen, the pack, and the file that came back."""
    report = report_at(request, slug, Shape.RECOMMENDATION, "reports.see")
    may_name = allowed(request.user, "reports.edit", report)
    initial = {name: getattr(report, f"contact_{name}") for name in ("name", "title", "telephone")}
    form = ContactForm(
        request.POST or None, request.FILES or None, initial=initial | {"version": report.contact_version}
    )
    overtaken = None
    if request.method == "POST":
        demand(request.user, "reports.edit", report)
        if form.is_valid():
            try:
                name_contact(report, by=request.user, **form.given)
            except Overtaken as error:
                overtaken = error
            else:
                messages.success(request, _("Contact and template are kept; they are frozen with the next edition."))
                return redirect("reports:approval", slug)
    page = _page(request, report, form, may_name) | {"overtaken": overtaken}
    return render(request, "reports/approval/approval.html", page, status=409 if overtaken else _status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, slug):
    """The approved file, with its registration number and date."""
    report = report_at(request, slug, Shape.RECOMMENDATION, "reports.register")
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        register_approved(report, by=request.user, **form.given)
        messages.success(request, _("The approved file is the authentic edition now."))
        return redirect("reports:approval", slug)
    context = {"process": report.process, "report": report, "form": form}
    return render(request, "reports/approval/register.html", context, status=_status(form))


def _page(request, report: Report, form: ContactForm, may_name: bool) -> dict:
    registered = list(report.registrations.select_related("file", "edition").order_by("-pk"))
    entered = any(one.edition_id == report.edition_id for one in registered)
    return {
        "process": report.process,
        "report": report,
        "form": form,
        "may_name": may_name,
        "may_ask": allowed(request.user, "reports.ask", report.process),
        "may_register": not entered and allowed(request.user, "reports.register", report),
        "registered": registered,
    }


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200
