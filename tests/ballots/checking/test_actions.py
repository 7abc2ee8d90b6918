from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.checking.results import outcomes, verdict
from deliberation.ballots.models import Ballot
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from tests.ballots.scene import (
    ballot_in,
    closed,
    counted,
    hour_come,
    seats,
    vote,
    voted,
    voting,
)
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


def test_announcing_waits_for_the_charter_s_hour(traveller):
    scene, _codes = counted(traveller)
    scene.process.charters.update(announce_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        announce(ballot_in(scene), by=scene.cast.emil, role="official")
    traveller.shift(timedelta(hours=1))
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    assert ballot_in(scene).state == Ballot.State.ANNOUNCED


def test_announcing_minutes_the_counts_and_tells_those_whom_it_concerns(traveller):
    scene, _codes = counted(traveller)
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    first, second, third = scene.drafts()
    assert first.result == {
        "for": 2,
        "against": 1,
        "abstain": 1,
        "voted": 4,
        "roll": 5,
        "needed": 2,
        "met": True,
        "reason": "carried",
    }
    assert [(row.result["for"], row.result["met"]) for row in (second, third)] == [(3, True), (4, True)]
    assert [entry.facts["for"] for entry in Entry.objects.filter(step="result").order_by("n")] == [2, 3, 4]
    told = set(Notice.objects.filter(kind="ballot_announced").values_list("person__display_name", flat=True))
    assert told == {"Ben", "Dora", "Hana", "Voter002", "Voter003", "Voter004", "Voter005"}
    with pytest.raises(Refused):
        announce(ballot_in(scene), by=scene.cast.emil, role="official")


def test_an_open_ballot_is_not_announced(traveller):
    scene, _codes = voted(traveller)
    hour_come(scene)
    with pytest.raises(Refused):
        announce(ballot_in(scene), by=scene.cast.emil, role="official")


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (["for", "for", "against"], "2"),
        (["for", "against"], "1"),
        (["against", "against", "for"], "1"),
        (["abstain"] * 3, ""),
        (["for"], "1"),
    ],
)
def test_the_verdict_is_one_sentence(traveller, choices, sentence):
    scene = voting(traveller, voters=4)
    for voter, choice in zip(seats(scene), choices, strict=False):
        vote(scene, voter, choice, choice, choice)
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    question, outcome = outcomes(ballot_in(scene))[0]
    said = verdict(question, outcome)
    assert sentence in said
    assert said.endswith(".")


@pytest.mark.django_db(transaction=True)
def test_announcing_at_once_announces_once(traveller):
    scene, _codes = counted(traveller)
    hour_come(scene)
    ballots = [ballot_in(scene) for _i in range(4)]
    results = at_once(4, lambda i: announce(ballots[i], by=scene.cast.emil, role="official"))
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert Entry.objects.filter(step="result").count() == 3
