from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.accounts.consents import NOTICES
from deliberation.agendas.models import Proposal, Route
from deliberation.algorithms.text import words_of
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.ledger.actions import CITY
from deliberation.ledger.models import Chain
from deliberation.ledger.publishing import as_download
from deliberation.portal.decisions import lately
from deliberation.portal.desk import AT_MOST, asked_of, tasks_of
from deliberation.portal.duties import pending_for
from deliberation.portal.front import ended, openings
from deliberation.portal.mine import SHELVES
from deliberation.portal.searching import SHELVES as SEARCHED
from deliberation.portal.searching import SearchForm, few_of_each
from deliberation.spaces.paging import figure, page_of

FEW = 5
NOT_FOR_ROBOTS = ["/accounts/", "/admin/", "/desk/", "/me/", "/moderation/", "/notices/"]


@require_safe
def home(request):
    """What is being deliberated now, and what can I do today?"""
    known = request.user.is_authenticated
    context = {
        "duties": pending_for(request.user)[:FEW] if known else [],
        "tasks": asked_of(request.user)[:FEW] if known else [],
        "openings": openings(request.user, FEW),
        "ended": ended(request.user, 3),
        "conflicts": ConflictCase.objects.visible_to(request.user).pressing().for_list()[:3],
        "near": Proposal.objects.near_threshold().select_related("route")[:3],
        "decisions": lately(request.user, FEW),
    }
    return render(request, "portal/home.html", context)


@require_safe
def search(request):
    """A few hits of every kind, or with ``?kind=`` all of one, narrowed down; hits in titles come first."""
    name = request.GET.get("kind", "")
    shelf = SEARCHED.get(name)
    form = SearchForm(request.GET, shelf)
    chosen = form.chosen()
    words = chosen.get("q", "")
    context = {"form": form, "words": words_of(words), "kind": name if shelf else "", "shelf": shelf}
    if shelf and context["words"]:
        parts, number = shelf.found(request.user, chosen).search(words)
        page = page_of(request, parts, *shelf.order)
        context |= {"page": page, "hits": [shelf.show(row) for row in page.rows], "number": figure(number)}
    elif words:
        context["shelves"] = few_of_each(request.user, words)
    return render(request, "portal/search.html", context)


@login_required
@require_safe
def me(request):
    shelves = []
    for name, shelf in SHELVES.items():
        rows = list(shelf.rows(request.user).order_by("-pk")[: FEW + 1])
        shelf.complete(rows, request.user)
        shelves.append({"name": name, "shelf": shelf, "rows": rows[:FEW], "more": len(rows) > FEW})
    waiting = {"duties": pending_for(request.user), "tasks": asked_of(request.user)}
    return render(request, "portal/me.html", {"shelves": shelves, **waiting})


@login_required
@require_safe
def mine(request, name: str):
    """One of the lists of my page, whole."""
    if name not in SHELVES:
        raise Http404
    page = page_of(request, SHELVES[name].rows(request.user), "-id")
    SHELVES[name].complete(page.rows, request.user)
    return render(request, "portal/mine.html", {"shelf": SHELVES[name], "page": page})


@login_required
@require_safe
def desk(request):
    """What waits for my decision; there is a desk for those alone who decide about others."""
    if not request.user.needs_second_factor:
        raise PermissionDenied
    tasks = tasks_of(request.user)
    return render(request, "portal/desk.html", {"tasks": tasks, "full": len(tasks) == AT_MOST})


@require_safe
def about(request):
    in_force = Route.objects.filter(in_force_since__lte=timezone.localdate())
    routes = in_force.order_by("kind", "-version").distinct("kind")
    context = {"routes": sorted(routes, key=lambda route: -route.threshold), "consents": NOTICES}
    return render(request, "portal/about.html", context)


@require_safe
def record_json(request):
    """The city's own minute book: proposals, appointments, and each day the last check values of all other books."""
    return as_download(get_object_or_404(Chain, name=CITY))


@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
