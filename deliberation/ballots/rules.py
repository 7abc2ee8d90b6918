"""Rights in a ballot. The object is the ballot; no role, and no superuser, has a right to counts before announcing."""

import rules
from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot, RollEntry
from deliberation.panels.rules import seat_of
from deliberation.spaces.access import before, holds, holds_in_city, ready, signed_in, when
from deliberation.spaces.models import Role


def entry_of(user, ballot: Ballot) -> RollEntry | None:
    """The line of the person's present seat on the roll."""
    seat = seat_of(user, ballot.stage) if ballot.pk else None
    return ballot.roll.filter(seat=seat).select_related("seat").first() if seat else None


@rules.predicate
def on_the_roll(user, ballot):
    return entry_of(user, ballot) is not None


def when_not_open(ballot: Ballot) -> str:
    """What a voter is told while the ballot takes no votes."""
    return _("Voting is not open now. What you have just sent was not taken; a vote sent before stands.")


taking_votes = when(lambda user, ballot: ballot.is_open(), when_not_open)


@rules.predicate
def announced(user, ballot):
    return ballot.state == Ballot.State.ANNOUNCED


rules.add_perm("ballots.vote", signed_in & on_the_roll & taking_votes)
staff = holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE)
rules.add_perm("ballots.manage", staff)
rules.add_perm("ballots.write_questions", staff & before("prepare"))
rules.add_perm("ballots.announce", holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE) & ready("announce"))
rules.add_perm("ballots.result", announced)
