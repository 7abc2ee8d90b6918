"""Rights in a ballot. The object is the ballot; no role, and no superuser, has a right to counts before announcing."""

import rules
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ballots.voting.roll import lacks_proof
from deliberation.panels.rules import seat_of
from deliberation.spaces.access import before, holds, holds_in_city, ready, signed_in, when
from deliberation.spaces.models import Role


def entry_of(user, ballot: Ballot) -> RollEntry | None:
    """The line of the person's present seat on the roll."""
    seat = seat_of(user, ballot.stage) if ballot.pk else None
    return ballot.roll.filter(seat=seat).select_related("seat").first() if seat else None


def has_left(user, ballot: Ballot) -> bool:
    """Whether a seat of the person is on the roll and has ended since."""
    return bool(ballot.pk) and ballot.roll.filter(seat__user_id=user.pk, seat__until__isnull=False).exists()


@rules.predicate
def on_the_roll(user, ballot):
    return entry_of(user, ballot) is not None


def when_not_open(ballot: Ballot) -> str:
    """What a voter is told while the ballot takes no votes."""
    return _("Voting is not open now. What you have just sent was not taken; a vote sent before stands.")


@rules.predicate
def announced(user, ballot):
    return ballot.state == Ballot.State.ANNOUNCED


taking_votes = when(lambda user, ballot: ballot.is_open(), when_not_open)
proven = when(
    lambda user, ballot: not lacks_proof(ballot, user.pk),
    lambda ballot: _("This ballot asks for a proof of identity that you have not given yet."),
)
counting_papers = when(
    lambda user, ballot: ballot.state == Ballot.State.READY and ballot.stage.closes_at <= timezone.now(),
    lambda ballot: _("Papers are counted when voting is over and before the ballot is closed."),
)
staff = holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE)
at_the_desk = holds(Role.FACILITATOR) | holds_in_city(Role.OFFICIAL)

rules.add_perm("ballots.vote", signed_in & on_the_roll & proven & taking_votes)
rules.add_perm("ballots.manage", staff)
rules.add_perm("ballots.write_questions", staff & before("prepare"))
rules.add_perm("ballots.announce", holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE) & ready("announce"))
rules.add_perm("ballots.result", announced)
# at the polling desk
rules.add_perm("ballots.station", at_the_desk & taking_votes)
rules.add_perm("ballots.count", at_the_desk & counting_papers)
rules.add_perm("ballots.declare_none", holds_in_city(Role.OFFICIAL) & counting_papers)
rules.add_perm("ballots.complain", announced)  # a voter with a letter code has no account
rules.add_perm("ballots.answer", holds_in_city(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE) & ready("uphold", "reject"))
