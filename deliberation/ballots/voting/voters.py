"""Who votes with a request: the one place where that is asked."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect

from deliberation.ballots.models import AT_THE_DESK, Ballot, RollEntry
from deliberation.ballots.pages import ballot_at
from deliberation.ballots.rules import entry_of, when_not_open
from deliberation.ballots.station.passes import COOKIE, pass_of
from deliberation.ballots.voting.roll import lacks_proof
from deliberation.spaces.access import TooLate, demand


def voter_of(request, ballot: Ballot) -> tuple[RollEntry | None, str]:
    """The line of the roll that this request may mark, if any, and the channel that is noted with it.

    A pass from the polling desk goes before whoever is signed in; whether it is still valid is asked with the vote.
    """
    found = pass_of(request.COOKIES.get(COOKIE, ""), ballot)
    if found:
        return found.entry, found.channel
    return entry_of(request.user, ballot), request.channel


def must_prove(request, ballot: Ballot, channel: str) -> bool:
    """Whether a proof of identity is missing that the desk would have looked at."""
    return channel not in AT_THE_DESK and lacks_proof(ballot, request.user.pk)


def for_voters(view):
    """Give a view of a vote under way ``(request, ballot, entry, channel)``.

    A GET leads to the vote's beginning, a stranger to the sign-in; 403 for those who are not on the roll, and voters
    are told when no votes are taken, or that a proof of identity is asked for.
    """

    @wraps(view)
    def asked(request, slug, pk):
        if request.method != "POST":
            return redirect("ballots:vote", slug, pk)
        ballot = ballot_at(request, slug, pk)
        entry, channel = voter_of(request, ballot)
        if entry is None and not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if entry is None or must_prove(request, ballot, channel):
            demand(request.user, "ballots.vote", ballot)
        if not ballot.is_open():
            raise TooLate(when_not_open(ballot), ballot.get_absolute_url())
        return view(request, ballot, entry, channel)

    return asked
