"""Rights in a ballot. The object is the ballot; no role, and no superuser, has a right to counts before announcing."""

import rules
from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot, RollEntry
from deliberation.panels.rules import seat_of
from deliberation.spaces.access import holds, holds_in_city, ready, signed_in, when
from deliberation.spaces.models import Role


def entry_of(user, ballot: Ballot) -> RollEntry | None:
    """The line of the person's present seat on the roll."""
    seat = seat_of(user, ballot.stage) if ballot.pk else None
    return ballot.roll.filter(seat=seat).first() if seat else None


@rules.predicate
def on_the_roll(user, ballot):
    return entry_of(user, ballot) is not None


taking_votes = when(
    lambda user, ballot: ballot.is_open(),
    lambda ballot: _("Voting is not open now. What you have just sent was not taken; a vote sent before stands."),
)


@rules.predicate
def announced(user, ballot):
    return ballot.state == Ballot.State.ANNOUNCED


rules.add_perm("ballots.vote", signed_in & on_the_roll & taking_votes)
rules.add_perm("ballots.manage", holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE))
rules.add_perm("ballots.announce", holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE) & ready("announce"))
rules.add_perm("ballots.result", announced)
rules.add_perm("ballots.complain", announced)  # a voter with a letter code has no account
rules.add_perm("ballots.answer", holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE) & ready("uphold", "reject"))
