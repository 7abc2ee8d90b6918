"""What one person has done here: proposals, co-signatures, statements, seats, each a list paged by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.models import CoSignature, Proposal
from deliberation.ballots.models import RollEntry
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.outcomes import outcomes
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.recommendations.models import Recommendation


@dataclass(frozen=True)
class Shelf:
    """One list of a person's own: its title, what stands there while it is empty, and its rows.

    ``complete`` gives the rows of one page what their query cannot tell this person.
    """

    title: Any
    empty: Any
    template: str
    rows: Callable[[Any], QuerySet]
    complete: Callable[[Sequence[Any], Any], None] = lambda _rows, _user: None


def proposals(user) -> QuerySet:
    return Proposal.objects.filter(Proposal.of(user)).select_related("route", "item")


def cosignatures(user) -> QuerySet:
    return CoSignature.objects.filter(user=user).select_related("proposal__route", "proposal__item")


def statements(user) -> QuerySet:
    """Own statements with what became of them: decision and reason, and the recommendations that rest on them.

    For one that was merged, also those that rest on the other one.
    """
    resting = Recommendation.objects.visible_to(user).numbered().select_related("process")
    seen = Statement.objects.visible_to(user).filter(item__author=user)
    return seen.select_related("item", "stage__process", "merged_into__stage__process").prefetch_related(
        Prefetch("recommendations", queryset=resting), Prefetch("merged_into__recommendations", queryset=resting)
    )


def with_outcomes(statements: Sequence[Statement], user) -> None:
    """Give each statement as ``outcome`` the sentences that tell what became of it."""
    told = outcomes(statements, user)
    for statement in statements:
        cast(Any, statement).outcome = told[statement.pk]


def seats(user) -> QuerySet:
    return Seat.objects.filter(user=user, process__in=Process.objects.visible_to(user)).select_related("process")


def with_votes(seats: Sequence[Seat], _user) -> None:
    """Give each seat as ``votes`` the roll entries of its ballots: that somebody voted, never how. One query."""
    entries = list(RollEntry.objects.filter(seat__in=seats).select_related("ballot__stage").order_by("ballot_id"))
    for seat in seats:
        cast(Any, seat).votes = [entry for entry in entries if entry.seat_id == seat.pk]


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
        with_outcomes,
    ),
    "seats": Shelf(
        _("Deliberations in which I take part"),
        _("Deliberations in which you have a seat appear here, and whether you have voted."),
        "portal/_seats.html",
        seats,
        with_votes,
    ),
}
