"""The yearly cycle of the priority list: what comes onto it, stays, leaves and returns, each by a decision."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conflicts.casefile.actions import decide, experts_of, locked, tell
from deliberation.conflicts.casefile.models import ConflictCase, PriorityListing
from deliberation.ledger.actions import Refused, advance
from deliberation.spaces.models import Decision

FIRST_YEAR = 2019  # before it no city had such a list by rule
Entry, Outcome = PriorityListing.Entry, PriorityListing.Outcome
ENTRIES = {"list": Entry.NEW, "carry": Entry.CARRIED, "relist": Entry.RETURNED}
OUTCOMES = {"carry": Outcome.CARRIED, "release": Outcome.RELEASED, "settle": Outcome.SETTLED}


def list_case(conflict: ConflictCase, *, year: int, **resolution: Any) -> None:
    """Put a graded case on a year's list for the first time."""
    _take(conflict, "list", year=year, **resolution)


def carry_over(conflict: ConflictCase, *, year: int, **resolution: Any) -> None:
    """Keep a listed case on the list of a later year."""
    _take(conflict, "carry", year=year, **resolution)


def release(conflict: ConflictCase, **resolution: Any) -> None:
    """Take a case off the list; it stays watched and can return."""
    _take(conflict, "release", **resolution)


def relist(conflict: ConflictCase, *, year: int, **resolution: Any) -> None:
    """Put a case on the list again that was released or settled and has flared up."""
    _take(conflict, "relist", year=year, **resolution)


def settle(conflict: ConflictCase, **resolution: Any) -> None:
    """Find a conflict settled: its file is closed unless it returns."""
    _take(conflict, "settle", **resolution)


@transaction.atomic
def _take(conflict: ConflictCase, step: str, *, year: int | None = None, **resolution: Any) -> None:
    """``resolution`` is what a committee's form gives: sitting, vote, reason and who records it."""
    held = locked(conflict)
    if held.state not in ConflictCase.STEPS[step][0]:
        raise Refused(_("Somebody has taken this step already. Look at the page again."))
    running = held.listings.running().first()
    grade = _listable(held, year, step) if year is not None else None
    last = year or (running.year if running else timezone.localdate().year)
    occasion = f"{held.subject}:{step}:{last}:{held.listings.count()}"
    tell([held.filed_by, *experts_of(held)], f"conflict_{step}", held, occasion=occasion, year=last)
    decision = decide(held, motion=held.title, result=step, **resolution)
    if running:
        _end(running, OUTCOMES[step], decision)
    if year is not None and grade is not None:
        PriorityListing.objects.create(conflict=held, year=year, entry=ENTRIES[step], grade=grade, decision=decision)
    facts = {} if year is None else {"year": year, "grade": grade}
    advance(conflict, step, by=resolution["by"], role="committee", facts=facts)


def _listable(conflict: ConflictCase, year: int, step: str) -> int:
    """The grade with which a case may come onto the list of a year."""
    if conflict.grade is None:
        raise Refused(_("The committee decides the grade first; then the case can be listed."))
    next_year = timezone.localdate().year + 1
    if not FIRST_YEAR <= year <= next_year:
        raise Refused(_("Please give a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": next_year})
    latest = conflict.listings.order_by("-year").values_list("year", flat=True).first()
    if latest is not None and (year < latest or (step == "carry" and year == latest)):
        raise Refused(_("The case is on the list of %(year)d already; please give a later year.") % {"year": latest})
    return conflict.grade


def _end(listing: PriorityListing, outcome: str, decision: Decision) -> None:
    listing.outcome, listing.ended_by, listing.ended_at = outcome, decision, decision.decided_at
    listing.save(update_fields=["outcome", "ended_by", "ended_at"])


ACTS = {"list": list_case, "carry": carry_over, "release": release, "relist": relist, "settle": settle}
