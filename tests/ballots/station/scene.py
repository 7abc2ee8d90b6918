"""Votes at the polling desk and papers from the box, on top of the ballot's scene."""

from collections.abc import Mapping

from deliberation.ballots.models import Ballot, PaperCount, PaperReading
from deliberation.ballots.station.actions import hand_out
from deliberation.ballots.station.counting import begin_reading, enter_papers, finish_reading
from tests.ballots.scene import ballot_in, seats, voting
from tests.standing import standing

FOR, AGAINST, INVALID = (dict.fromkeys((1, 2, 3), mark) for mark in ("for", "against", "invalid"))
STACK = {1: FOR, 2: AGAINST, 3: INVALID}


@standing
def handed(traveller, voters: int = 5, papers: int = 3):
    """The first ``papers`` seats have taken a paper."""
    scene = voting(traveller, voters)
    for seat in seats(scene)[:papers]:
        hand_out(ballot_in(scene), seat)
    return scene


@standing
def emptied(traveller, **size):
    """Voting is over and the box is open."""
    scene = handed(traveller, **size)
    traveller.move_to(scene.stage("ballot").closes_at)
    return scene


def read(scene, who, papers: Mapping[int, Mapping[int, str]] = STACK) -> PaperReading:
    """One person enters every paper, without finishing."""
    reading = begin_reading(ballot_in(scene), by=who)
    if papers:
        enter_papers(reading, papers)
    return reading


@standing
def confirmed(traveller, papers: Mapping[int, Mapping[int, str]] = STACK, **size):
    scene = emptied(traveller, **size)
    for who in (scene.cast.ada, scene.cast.emil):
        finish_reading(read(scene, who, papers), by=who)
    return scene


def count_in(scene) -> PaperCount:
    return PaperCount.objects.get(ballot__stage__process=scene.process)


def identified(scene, level: int | None) -> None:
    Ballot.objects.filter(stage__process=scene.process).update(identity=level)
