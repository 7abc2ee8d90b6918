"""Elections on the record: the same numbers and winners as published."""

import json

import pytest

from deliberation.algorithms.counting.files import read
from deliberation.algorithms.counting.marks import plurality
from deliberation.algorithms.counting.schulze import schulze
from deliberation.algorithms.counting.transfers import instant_runoff, transferable_vote
from tests.reference import reference

KISS, MONTROLL, SIMPSON, SMITH, WRIGHT, WRITE_IN = range(1, 7)


@pytest.fixture
def burlington():
    """Burlington's mayor, 2009: three methods, three winners."""
    return read(reference("elections", "00005-00000002.toi"))


def test_burlington_by_plurality(burlington):
    result = plurality(burlington.rankings, burlington.standing)
    assert (burlington.papers, result.winners, result.margin, result.unclear) == (8980, (WRIGHT,), 2951 - 2585, 4)


def test_burlington_by_instant_runoff(burlington):
    result = instant_runoff(burlington.rankings, burlington.standing)
    assert (result.winners, result.tied) == ((KISS,), ())
    first = {KISS: 2585, MONTROLL: 2063, SIMPSON: 35, SMITH: 1306, WRIGHT: 2951, WRITE_IN: 36}
    assert result.rounds[0].votes == first
    assert result.rounds[-1].votes == {KISS: 4314, WRIGHT: 4064}


def test_burlington_by_schulze(burlington):
    result = schulze(burlington.rankings, burlington.standing)
    assert (result.winners, result.tied, result.beats_all) == ((MONTROLL,), (), MONTROLL)
    assert (result.preferred[MONTROLL, KISS], result.preferred[KISS, MONTROLL]) == (4067, 3477)
    assert (result.preferred[MONTROLL, WRIGHT], result.preferred[WRIGHT, MONTROLL]) == (4597, 3668)


def test_scottish_councils():
    for expected in json.loads(reference("elections", "scot", "expected.json").read_text()):
        election = read(reference("elections", "scot", expected["f"].rpartition("/")[2]))
        assert (election.papers, election.seats) == (expected["ballots"], expected["seats"])
        seats = transferable_vote(election.rankings, election.standing, election.seats)
        assert (list(seats.winners), seats.tied) == (expected["stv"], ())
        one = schulze(election.rankings, election.standing)
        assert (list(one.winners), one.tied) == (expected["schulze"], ())


def test_board_of_gnome():
    """As the foundation's page of the election has it (vote.gnome.org, election 26)."""
    election = read(reference("elections", "gnome_26.blt"))
    result = transferable_vote(election.rankings, election.standing, election.seats)
    assert election.title == "2018 Spring Board of Directors Election"
    assert {election.names[option - 1] for option in result.winners} == {
        *("Allan Day", "Carlos Soriano", "Ekaterina Gerasimova", "Federico Mena Quintero"),
        *("Nuritzi Sanchez", "Philip Chimento", "Robert McQueen"),
    }
    assert not result.tied
