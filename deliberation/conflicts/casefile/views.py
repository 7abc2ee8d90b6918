"""Pages that everyone reads: the list, one conflict, what happened in it."""

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from deliberation.conflicts.casefile import yearbook
from deliberation.conflicts.casefile.forms import ConflictFilterForm
from deliberation.conflicts.casefile.models import CaseAttachment, ConflictCase, PriorityListing
from deliberation.conflicts.casefile.timeline import Cursor, timeline
from deliberation.conflicts.models import Diagnosis
from deliberation.conflicts.pages import Standing, conflict_page, withheld_of
from deliberation.documents import pdf
from deliberation.documents.workbook import MEDIA_TYPE
from deliberation.ledger.actions import first_fault
from deliberation.ledger.models import Chain
from deliberation.spaces.access import allowed
from deliberation.spaces.models import Decision, Space
from deliberation.spaces.paging import figure, page_of
from deliberation.spaces.sequels import sequels

SOME = 50  # lines of a kind on one page


@require_safe
def listing(request):
    """The conflicts that the city manages, by words, grade, alert, state, year and department."""
    visible = ConflictCase.objects.visible_to(request.user)
    years = list(listed_years(request.user))
    departments = visible.order_by("owning_department").values_list("owning_department", flat=True).distinct()
    form = ConflictFilterForm(request.GET, years=years, departments=list(departments[:200]))
    chosen = form.chosen()
    found = form.narrowed(visible)
    if "year" in chosen:
        found = found.listed_in(int(chosen["year"]))
    parts, number = found.search(chosen.get("q", ""))
    city = Space.objects.city() if request.user.is_authenticated else None
    context = {
        "form": form,
        "chosen": chosen,
        "narrowed": chosen.keys() - {"q"},
        "page": page_of(request, [part.for_list() for part in parts], "-filed_at", "-id"),
        "number": figure(number),
        "years": years,
        "may_file": city and allowed(request.user, "conflicts.file", city),
        "may_call": city and allowed(request.user, "spaces.call", city),
    }
    return render(request, "conflicts/casefile/list.html", context)


@require_safe
def detail(request, pk: int):
    """Where one conflict stands, and how it came there."""
    conflict, context = conflict_page(request, pk, "detail")
    diagnoses = Diagnosis.objects.filter(conflict=conflict).visible_to(request.user).select_related("checklist")
    standing = Standing.of(conflict)
    files = CaseAttachment.objects.filter(conflict=conflict).visible_to(request.user).select_related("attachment")
    decisions = Decision.objects.filter(space=conflict.space).order_by("-decided_at", "-pk")
    advices = conflict.advices.select_related("rules", "rule", "chosen_by").order_by("-pk")
    context |= {
        "listings": conflict.listings.order_by("-listed_at"),
        "alerts": conflict.alert_changes.order_by("-at", "-pk")[:SOME],
        "diagnoses": diagnoses.order_by("-submitted_at")[:SOME],
        "running": standing.diagnosis,
        "acts": context["rights"].keys() - {"read_restricted"},
        "decisions": decisions[:SOME],
        "advice": advices.first(),
        "sequels": sequels(conflict, request.user),
        "files": files.order_by("pk")[:SOME],
        "standing": standing.sentence,
        "withheld": withheld_of(conflict),
    }
    return render(request, "conflicts/casefile/detail.html", context)


@require_safe
def record(request, pk: int):
    """Everything that happened, the latest first, and whether the minute book holds."""
    conflict, context = conflict_page(request, pk, "record")
    lines, following = timeline(conflict, request.user, Cursor.read(request.GET.get("before", "")))
    context |= {"lines": lines, "following": following, "chain": get_object_or_404(Chain, name=conflict.chain)}
    context["withheld"] = withheld_of(conflict, "case_event")
    if "check" in request.GET:
        context |= {"checked": True, "fault": first_fault(context["chain"])}
    return render(request, "conflicts/casefile/record.html", context)


def listed_years(user):
    """The years that have a priority list, the latest first."""
    return PriorityListing.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct()


@require_safe
def years(request):
    """The lists of all years: how many conflicts came onto each, and how."""
    rows = PriorityListing.objects.visible_to(request.user).values("year").order_by("-year")
    counts = {entry.value: Count("pk", filter=Q(entry=entry)) for entry in PriorityListing.Entry}
    return render(request, "conflicts/casefile/years.html", {"rows": rows.annotate(number=Count("pk"), **counts)})


@require_safe
def year(request, year: int):
    """The list of one year."""
    return render(request, "conflicts/casefile/year.html", {"year": year, "rows": _listings(request, year)})


@require_safe
def year_csv(request, year: int):
    return _download(yearbook.spreadsheet(_listings(request, year)), "text/csv; charset=utf-8", f"{year}.csv")


@require_safe
def year_excel(request, year: int):
    return _download(yearbook.excel(year, _listings(request, year)), MEDIA_TYPE, f"{year}.xlsx")


@require_safe
def year_pdf(request, year: int):
    return _download(pdf.render(yearbook.document(year, _listings(request, year))), "application/pdf", f"{year}.pdf")


def _listings(request, year: int) -> list[PriorityListing]:
    listings = yearbook.listings_of(year, request.user)
    if not listings:
        raise Http404
    return listings


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="priority-list-{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
