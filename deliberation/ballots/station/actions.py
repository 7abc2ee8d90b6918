"""What is done at the polling desk: somebody is found on the roll, and gets a pass into the booth or a paper.

Whoever stands there has shown who they are, so that a vote from there satisfies every level of identity.
"""

import base64
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.actions import reveal_all
from deliberation.accounts.models import Channel, Identity, User
from deliberation.ballots.envelope import MISREAD
from deliberation.ballots.models import AT_THE_DESK, Ballot, PaperCount, Pass, RollEntry
from deliberation.ballots.voting.actions import hold_taking_votes, mark, of_the_roll
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat

PASS_LASTS = timedelta(minutes=15)
PASS_BYTES = 5  # 40 bits, 8 letters and digits: tried a few times a minute for a quarter of an hour at most


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


@transaction.atomic
def open_pass(ballot: Ballot, seat: Seat, *, channel: str) -> str:
    """Let somebody on the roll vote in the booth within PASS_LASTS: the code that is shown once and stored hashed.

    A pass opened for them before is void. Refused for whoever has voted.
    """
    if channel not in AT_THE_DESK:
        raise ValueError(channel)
    hold_taking_votes(ballot)
    if of_the_roll(ballot, seat).voted_on:
        raise Refused(_("This person has voted already."))
    code = base64.b32encode(secrets.token_bytes(PASS_BYTES)).decode()
    new = {"key": _key(code), "channel": channel, "valid_until": timezone.now() + PASS_LASTS}
    try:
        with transaction.atomic():
            Pass.objects.update_or_create(ballot=ballot, seat=seat, defaults=new)
    except IntegrityError as error:
        raise Refused(_("Please open the pass once more.")) from error
    return code


def pass_of(code: str) -> Pass | None:
    """The pass of a code as people type it; the code is looked up by its keyed hash."""
    typed = code.upper().translate(MISREAD)
    return Pass.objects.select_related("seat", "ballot__stage__process").filter(key=_key(typed)).first()


@transaction.atomic
def hand_out(ballot: Ballot, seat: Seat) -> None:
    """Give somebody on the roll a paper, once: from then on they have voted, on this day, on paper."""
    hold_taking_votes(ballot)
    if PaperCount.objects.filter(ballot=ballot).exists():
        raise Refused(_("The papers are being counted already. No more are handed out."))
    of_the_roll(ballot, seat)
    if not mark(ballot, seat, Channel.PAPER):
        raise Refused(_("This person has voted already. No second paper is handed out."))


def _key(code: str) -> str:
    return Identity.key_for("pass", code)
