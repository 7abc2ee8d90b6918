"""The roll as a vote meets it: held open, marked once, and the words for whoever cannot be marked."""

from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Identity
from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ledger.actions import Refused, hold
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open


def hold_taking_votes(ballot: Ballot) -> None:
    """Hold process, stage and ballot for a vote; the clock is read after that."""
    stage = ballot.stage
    hold_open(stage)
    hold(ballot)
    ballot.stage = stage  # held as well, so it is not read once more
    if ballot.state != Ballot.State.READY:
        raise Refused(_("This ballot does not take votes now."))


def mark(ballot: Ballot, seat: Seat, channel: str) -> bool:
    """Mark a seat as having voted today; False if it has voted or is not on the roll. Refused once it has ended."""
    unmarked = RollEntry.objects.filter(ballot=ballot, seat=seat, voted_on=None)
    marked = unmarked.update(voted_on=timezone.localdate(), channel=channel)
    # Asked apart: a join would make the UPDATE look at the roll only as it was before another's.
    if marked and not Seat.objects.filter(pk=seat.pk, until=None).exists():
        raise Refused(_ended())
    return bool(marked)


def _ended() -> str:
    return _("This seat has ended. Whoever leaves before voting votes no more; nobody votes in their place.")


def of_the_roll(ballot: Ballot, seat: Seat) -> RollEntry:
    """The line of a seat; refused in words for one that joined later, and for one that has ended without voting."""
    entry = ballot.roll.select_related("seat").filter(seat=seat).first()
    if entry is None:
        raise Refused(_("You are not on the roll of this ballot: it was fixed before you joined."))
    if entry.seat.until and not entry.voted_on:
        raise Refused(_ended())
    return entry


def lacks_proof(ballot: Ballot, user: int | None) -> bool:
    """Whether the ballot asks for a proof of identity that the person with this key has not given."""
    return bool(ballot.identity) and not Identity.objects.filter(user=user, level__gte=ballot.identity).exists()
