"""Who votes with a request: the one place where that is asked."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect

from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ballots.pages import ballot_at
from deliberation.ballots.rules import entry_of, when_not_open
from deliberation.spaces.access import TooLate, demand


def voter_of(request, ballot: Ballot) -> tuple[RollEntry | None, str]:
    """The line of the roll that this request may mark, if any, and the channel that is noted with it."""
    return entry_of(request.user, ballot), request.channel


def for_voters(view):
    """Give a view of a vote under way ``(request, ballot, entry, channel)``.

    A GET leads to the vote's beginning, a stranger to the sign-in; 403 for those who are not on the roll, and voters
    are told when no votes are taken.
    """

    @wraps(view)
    def asked(request, slug, pk):
        if request.method != "POST":
            return redirect("ballots:vote", slug, pk)
        ballot = ballot_at(request, slug, pk)
        entry, channel = voter_of(request, ballot)
        if entry is None and not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if entry is None:
            demand(request.user, "ballots.vote", ballot)
        if not ballot.is_open():
            raise TooLate(when_not_open(ballot), ballot.get_absolute_url())
        return view(request, ballot, entry, channel)

    return asked
