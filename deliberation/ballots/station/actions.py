"""What is done at the polling desk: somebody is found on the roll, and gets a pass into the booth or a paper."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.accounts.actions import reveal_all
from deliberation.accounts.models import Channel, User
from deliberation.ballots.models import Ballot, PaperCount, RollEntry
from deliberation.ballots.voting.roll import hold_taking_votes, mark, of_the_roll
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat

NOTE, NOTE_LASTS = "ballots.station", timedelta(minutes=15)


def find(ballot: Ballot, asked: str, *, by: User) -> RollEntry:
    """The line of one person on the roll, by the whole code of the seat or the whole name; the look is logged.

    There is no other way to learn at the desk that somebody has voted: no list, no part of a name.
    """
    wanted = " ".join(asked.split())
    rows = ballot.roll.filter(Q(seat__code__iexact=wanted) | Q(seat__user__display_name__iexact=wanted))
    found = list(rows.select_related("seat__user")[:2])
    if not found:
        raise Refused(_("Nobody on the roll has this code or exactly this name."))
    if len(found) > 1:
        raise Refused(_("More than one person on the roll has this name. Please ask for the code of the seat."))
    reveal_all([found[0].seat.user], ["display_name"], by=by, why=_("Polling desk"))
    return found[0]


def note_of(entry: RollEntry, *, by: User) -> str:
    """A signed note that this member of staff has found this person, with which they are served."""
    return signing.dumps([entry.pk, by.pk], salt=NOTE)


def found_before(note: str, ballot: Ballot, *, by: User) -> RollEntry:
    """Whom the note names: nobody is served, or tried, who was not asked for by name or code just before."""
    try:
        pk, staff = signing.loads(note, salt=NOTE, max_age=NOTE_LASTS)
    except signing.BadSignature:
        pk, staff = 0, 0
    entry = ballot.roll.select_related("seat__user").filter(pk=pk).first() if staff == by.pk else None
    if entry is None:
        raise Refused(_("Please find this person on the roll once more."))
    return entry


@transaction.atomic
def hand_out(ballot: Ballot, seat: Seat) -> None:
    """Give somebody on the roll a paper, once: from then on they have voted, on this day, on paper."""
    hold_taking_votes(ballot)
    if PaperCount.objects.filter(ballot=ballot).exists():
        raise Refused(_("The papers are being counted already. No more are handed out."))
    of_the_roll(ballot, seat)
    if not mark(ballot, seat, Channel.PAPER):
        raise Refused(_("This person has voted already. No second paper is handed out."))
