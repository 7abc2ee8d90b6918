from collections import Counter

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deliberation.accounts.characteristics import characteristic
from deliberation.accounts.models import Letter
from deliberation.algorithms.disclosure import hide_small
from deliberation.panels import actions
from deliberation.panels.forms import DrawForm
from deliberation.panels.models import Seat
from deliberation.panels.strata import LABELS, count
from deliberation.processes.models import Process
from deliberation.processes.views import process_page
from deliberation.spaces.access import allowed, demand, reach
from deliberation.spaces.paging import page_of


def seats(request, slug):
    """Who takes part, as numbers per stratum; staff see the seats one by one, by their codes."""
    process, context = process_page(request, slug, "people")
    current = process.seats.current()
    tables = count(current.values_list("strata", flat=True))
    staff = allowed(request.user, "panels.seats", process)
    context |= {
        "total": current.count(),
        "strata": [(LABELS.get(name, name), _cells(name, counted, staff)) for name, counted in tables.items()],
        "staff": staff,
        "imports": allowed(request.user, "panels.import", process),
    }
    if staff:
        context["page"] = page_of(request, _with_letter(current), "code", size=50)
    return render(request, "panels/seats.html", context)


def _cells(stratum: str, counted: Counter, staff: bool) -> list[tuple[str, int | None]]:
    """In words; for everyone the small ones as one, without their names, since a name alone can point at somebody."""
    shown = counted if staff else hide_small(counted)
    named = [(characteristic(value, stratum), n) for value, n in sorted(shown.items()) if n is not None]
    return [*named, *([(_("Smaller groups"), None)] if None in shown.values() else [])]


def _with_letter(current):
    valid = Letter.objects.filter(user=OuterRef("user"), valid_until__gt=timezone.now())
    return current.annotate(has_letter=Exists(valid))


def _official_page(request, slug: str, right: str) -> tuple[Process, dict]:
    process, context = process_page(request, slug, "people")
    demand(request.user, right, process)
    return process, context


@login_required
def import_draw(request, slug):
    process, context = _official_page(request, slug, "panels.import")
    form = DrawForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            entered = actions.import_seats(process, form.cleaned_data["file"].read(), by=request.user)
        except actions.BadDraw as bad:
            context["faults"] = bad.faults
        else:
            done = ngettext("%(n)d participant was entered.", "%(n)d participants were entered.", len(entered))
            messages.success(request, done % {"n": len(entered)})
            return redirect("panels:letters", slug)
    return render(request, "panels/import.html", context | {"form": form})


@login_required
@never_cache
def letters(request, slug):
    """Invitation letters to print. Their codes are made by the POST and shown in its answer alone."""
    process, context = _official_page(request, slug, "panels.letters")
    waiting = _with_letter(process.seats.current()).filter(has_letter=False)
    if request.method == "POST":
        again = request.POST.get("seat", "")
        chosen = process.seats.current().filter(pk=again) if again.isdecimal() else waiting
        issued = actions.issue_letters(process, list(chosen.select_related("user").order_by("code")))
        return render(request, "panels/printed_letters.html", context | {"letters": [_printed(*row) for row in issued]})
    return render(request, "panels/letters.html", context | {"waiting": waiting.count()})


def _printed(seat: Seat, code: str) -> dict:
    address = settings.SITE_URL + reverse("accounts:letter")
    picture = segno.make(f"{address}?{urlencode({'code': code})}", error="m").svg_data_uri(scale=6, border=2)
    return {"seat": seat, "code": code, "address": address, "picture": picture}


@login_required
@require_POST
def end(request, slug, pk):
    process = reach(Process.objects.select_related("space"), request.user, slug=slug)
    seat = get_object_or_404(process.seats.select_related("process__space", "user"), pk=pk)
    demand(request.user, "panels.end", seat)
    actions.end_seat(seat, by=request.user)
    messages.success(request, _("Seat %(code)s has ended.") % {"code": seat.code})
    return redirect("panels:seats", slug)
