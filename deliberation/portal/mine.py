"""What one person has done here: proposals, co-signatures, statements, seats, each a list paged by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.models import CoSignature, Proposal
from deliberation.ballots.models import RollEntry
from deliberation.opinions.models import Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.recommendations.models import Recommendation


@dataclass(frozen=True)
class Shelf:
    """One list of a person's own: its title, what stands there while it is empty, and its rows."""

    title: Any
    empty: Any
    template: str
    rows: Callable[[Any], QuerySet]


def proposals(user) -> QuerySet:
    return Proposal.objects.filter(Proposal.of(user)).select_related("route", "item")


def cosignatures(user) -> QuerySet:
    return CoSignature.objects.filter(user=user).select_related("proposal__route", "proposal__item")


def statements(user) -> QuerySet:
    """Own statements with what became of them: decision and reason, and the recommendations that rest on them."""
    resting = Recommendation.objects.visible_to(user).numbered().select_related("process")
    seen = Statement.objects.visible_to(user).filter(item__author=user).select_related("item", "stage__process")
    return seen.prefetch_related(Prefetch("recommendations", queryset=resting))


def seats(user) -> QuerySet:
    return Seat.objects.filter(user=user, process__in=Process.objects.visible_to(user)).select_related("process")


SHELVES = {
    "proposals": Shelf(
        _("My proposals"), _("What you propose, drafts included, appears here."), "portal/_proposals.html", proposals
    ),
    "cosignatures": Shelf(
        _("My co-signatures"), _("Proposals that you co-sign appear here."), "portal/_cosignatures.html", cosignatures
    ),
    "statements": Shelf(
        _("My statements"),
        _("Statements that you put in a deliberation appear here with what became of them."),
        "portal/_statements.html",
        statements,
    ),
    "seats": Shelf(
        _("Deliberations in which I take part"),
        _("Deliberations in which you have a seat appear here, and whether you have voted."),
        "portal/_seats.html",
        seats,
    ),
}


def with_votes(seats: Sequence[Seat]) -> Sequence[Seat]:
    """The seats, each with the roll entries of its ballots as ``votes``: that somebody voted, never how. One query."""
    entries = list(RollEntry.objects.filter(seat__in=seats).select_related("ballot__stage").order_by("ballot_id"))
    for seat in seats:
        cast(Any, seat).votes = [entry for entry in entries if entry.seat_id == seat.pk]
    return seats
