"""Pages of agendas, for everyone: the list, and one with where it came from and what is being done with it."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliberation.agendas.agenda.advised import advised_for
from deliberation.agendas.agenda.forms import AgendaFilterForm
from deliberation.agendas.agenda.minutes import way_of
from deliberation.agendas.bodies.pages import bodies_of
from deliberation.agendas.models import Agenda
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.spaces.access import reach
from deliberation.spaces.models import Decision
from deliberation.spaces.paging import figure, page_of
from deliberation.spaces.sequels import sequels

NEWEST = ("-selected_at", "-id")
LONG = ("bigrams", "title_grams")


@require_safe
def agendas(request):
    """What the committee has decided to deliberate, by filters and words; hits in titles come first."""
    form = AgendaFilterForm(request.GET)
    chosen = form.chosen()
    found = form.narrowed(Agenda.objects.visible_to(request.user).listed())
    if "year" in chosen:
        found = found.filter(selected_at__year=chosen["year"])
    hits = found.search(chosen.get("q", ""))
    context = {
        "form": form,
        "chosen": chosen,
        "narrowed": chosen.keys() - {"q"},
        "page": page_of(request, [part.for_list() for part in hits.parts], *NEWEST),
        "number": figure(hits.number),
    }
    return render(request, "agendas/agenda/list.html", context)


@require_safe
def agenda(request, pk: int):
    """One agenda; a stub while a moderator hides the proposal whose words it bears."""
    related = Agenda.objects.select_related("route", "conflict", "proposal__route", "proposal__item")
    seen = ConflictCase.objects.visible_to(request.user).filter(pk=OuterRef("conflict"))
    left_out = (f"{where}{column}" for where in ("", "conflict__", "proposal__") for column in LONG)
    found = reach(related.defer(*left_out).annotate(conflict_seen=Exists(seen)), request.user, pk=pk)
    if found.is_stub:
        return render(request, "agendas/agenda/stub.html", {"agenda": found})
    return render(request, "agendas/agenda/detail.html", _page(request, found))


def _page(request, found: Agenda) -> dict[str, Any]:
    """Of a conflict that this reader may not see, neither its name nor the advice on it."""
    hidden = found.conflict and not getattr(found, "conflict_seen", False)
    subjects = [found.subject, *([found.proposal.subject] if found.proposal else [])]
    return {
        "agenda": found,
        "conflict": None if hidden else found.conflict,
        "bodies": bodies_of(found, request.user),
        "advised": None if hidden else advised_for(found),
        "decisions": Decision.objects.filter(about__in=subjects).order_by("-decided_at", "-pk"),
        "sequels": sequels(found, request.user),
        "way": way_of(found),
    }
