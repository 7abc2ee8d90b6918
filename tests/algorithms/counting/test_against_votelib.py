"""The same counts by votelib, an independent program: wherever it comes to an end, it says the same.

It does not count for users, since it breaks ties or gives up on them: who leaves first among equals stops it, its
transferable vote can run in circles, and among several whom nobody beats in Schulze's sense it takes the one with most
victories over others. It also tells no rounds.
"""

import logging
from collections import Counter

from votelib.convert import RankedToCondorcetVotes
from votelib.evaluate.condorcet import Schulze
from votelib.evaluate.core import Tie, VotingSystemError
from votelib.evaluate.sequential import TransferableVoteSelector

from deliberation.algorithms.counting.files import read
from deliberation.algorithms.counting.schulze import schulze
from deliberation.algorithms.counting.transfers import transferable_vote
from tests.algorithms.counting.generated import elections
from tests.reference import reference

BY_PAIRS = RankedToCondorcetVotes(unranked_at_bottom=True)
logging.getLogger("votelib").setLevel(logging.WARNING)  # it reports every step


def votelib_seats(papers, seats):
    """Whom votelib elects, or the reason why it does not come to an end."""
    try:
        return tuple(sorted(TransferableVoteSelector(quota_function="droop").evaluate(dict(papers), seats)))
    except (NotImplementedError, VotingSystemError) as error:
        return str(error)


def named_by_all(papers, standing):
    """Such papers that each option is named and none is blank: what votelib does with others is its own rule."""
    return papers - Counter({(): papers[()]}) + Counter((option,) for option in standing)


def test_seats():
    compared = 0
    for chance, standing, papers in elections(600, seed=11, papers=60, levels=False):
        known, seats = named_by_all(papers, standing), chance.randint(1, len(standing))
        theirs, ours = votelib_seats(known, seats), transferable_vote(known, standing, seats)
        if theirs != "tie in STV elimination":
            compared += 1
            assert ours.winners == theirs
    assert compared > 400


def test_where_votelib_runs_in_circles():
    election = read(reference("elections", "scot", "aberdeenshire_2012_ward18.csv"))
    assert votelib_seats(election.rankings, 4) == "infinite loop in STV"
    assert transferable_vote(election.rankings, election.standing, 4).winners == (1, 2, 3, 4)


def test_schulze():
    broken = 0
    for _chance, standing, papers in elections(600, seed=12):
        known = named_by_all(papers, standing)
        ours, theirs = schulze(known, standing), votelib_schulze(known)
        if len(ours.tied) > len(theirs):
            broken += 1
            assert theirs < set(ours.tied)
        else:
            assert theirs == {*ours.winners, *ours.tied}
    assert 0 < broken < 200


def votelib_schulze(papers):
    """Who is first; nobody where no option is ahead of another."""
    found = Schulze().evaluate(BY_PAIRS.convert(dict(papers)), 1)
    return set(*found) if any(isinstance(one, Tie) for one in found) else set(found)
