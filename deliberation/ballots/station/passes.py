"""A pass from the polling desk: a code with which one person votes once on a device where nobody is signed in.

Whoever gets one has shown the desk who they are, so that their vote satisfies every level of identity. The device
keeps the code in a cookie that the pages of this ballot alone are sent, and that opens nothing once it is used.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Identity
from deliberation.ballots.envelope import MISREAD
from deliberation.ballots.models import AT_THE_DESK, Ballot, Pass, RollEntry
from deliberation.ballots.voting.roll import hold_taking_votes, of_the_roll
from deliberation.ledger.actions import Refused
from deliberation.panels.models import Seat

LASTS = timedelta(minutes=15)
BYTES = 5  # 40 bits, 8 letters and digits, which open something for a quarter of an hour; wrong ones are counted
COOKIE = "pass"
RECEIPT_SHOWS = timedelta(minutes=3)  # until the device in the booth is ready for the next by itself


@dataclass(frozen=True)
class Admitted:
    """Whom a pass lets vote, and how."""

    entry: RollEntry
    channel: str
    valid_until: datetime | None  # none once it is used


@transaction.atomic
def open_pass(ballot: Ballot, seat: Seat, *, channel: str) -> str:
    """Let somebody on the roll vote in the booth while it LASTS: the code, shown once and stored hashed.

    A pass opened for them before is void. Refused for whoever has voted.
    """
    if channel not in AT_THE_DESK:
        raise ValueError(channel)
    hold_taking_votes(ballot)
    if of_the_roll(ballot, seat).voted_on:
        raise Refused(_("This person has voted already."))
    code = base64.b32encode(secrets.token_bytes(BYTES)).decode()
    new = {"key": _key(code), "channel": channel, "valid_until": timezone.now() + LASTS}
    try:
        Pass.objects.update_or_create(ballot=ballot, seat=seat, defaults=new)
    except IntegrityError as error:
        raise Refused(_("Please open the pass once more.")) from error
    return code


def pass_of(code: str, ballot: Ballot) -> Admitted | None:
    """Whom a code lets vote in this ballot, used and expired ones included; looked up by its keyed hash."""
    if not code or not ballot.pk:
        return None
    row = Pass.objects.filter(ballot=ballot, key=_key(code.upper().translate(MISREAD))).first()
    entry = ballot.roll.filter(seat=row.seat_id).select_related("seat").first() if row else None
    return Admitted(entry, row.channel, row.valid_until) if row and entry else None


def admit(code: str, ballot: Ballot, user) -> Admitted:
    """The pass of whoever enters the booth with a code, before a device where at most they are signed in themselves.

    Refused in words when the pass was used, has expired, or its owner has voted in another way since.
    """
    found = pass_of(code, ballot)
    if found is None:
        raise Refused(_("This code is not valid. Please compare it with the screen of the desk."))
    if user.is_authenticated and user.pk != found.entry.seat.user_id:
        raise Refused(_("Somebody is signed in on this device. Please sign out first, or take another device."))
    if found.valid_until is None:
        raise Refused(_("This pass has been used already: the vote has been sent."))
    if found.entry.voted_on:
        raise Refused(_("This person has voted in another way since. There is no second vote."))
    if found.valid_until <= timezone.now():
        raise Refused(_("This pass has expired. Please ask at the desk for a new one."))
    return found


def keep(response: HttpResponse, code: str, ballot: Ballot) -> HttpResponse:
    """Let the device show the pass to this ballot's pages until it has expired."""
    response.set_cookie(
        COOKIE,
        code.upper().translate(MISREAD),
        max_age=LASTS,
        path=_pages(ballot),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse, ballot: Ballot) -> HttpResponse:
    """Leave nothing of a pass on the device."""
    response.delete_cookie(COOKIE, path=_pages(ballot), samesite="Lax")
    return response


def leave(response: HttpResponse, ballot: Ballot) -> HttpResponse:
    """Have the device go back to its neutral page by itself, should nobody press the button."""
    booth = reverse("ballots:booth", args=[ballot.stage.process.slug, ballot.stage_id])
    response["Refresh"] = f"{RECEIPT_SHOWS.seconds}; url={booth}"
    return response


def _pages(ballot: Ballot) -> str:
    return reverse("ballots:vote", args=[ballot.stage.process.slug, ballot.stage_id])


def _key(code: str) -> str:
    return Identity.key_for("pass", code)
