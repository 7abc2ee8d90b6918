import pytest

from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot
from deliberation.ballots.preparing.actions import asked, ballot_of, prepare_ballot
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.panels.models import Seat
from deliberation.processes.actions import prepare_stage
from tests.ballots.scene import (
    ballot_in,
    final,
    seats,
    stage_again,
    vote,
    voting,
)

pytestmark = pytest.mark.django_db


def test_preparing_freezes_questions_roll_and_rule_and_makes_the_key(traveller):
    scene = voting(traveller)
    ballot = ballot_in(scene)
    rows = scene.drafts()
    assert list(ballot.questions.values_list("number", "recommendation", "title", "text")) == [
        (row.number, row.pk, row.title, row.text) for row in rows
    ]
    codes = [seat.code for seat in seats(scene)]
    assert (ballot.state, ballot.roll_size, ballot.turnout) == (Ballot.State.READY, 5, 0)
    assert ballot.roll_digest == digest({"ballot": ballot.subject, "seats": codes})
    entry = Entry.objects.get(subject=ballot.subject)
    assert entry.facts == {
        "from": "planned",
        "to": "ready",
        "roll": 5,
        "roll_digest": ballot.roll_digest,
        "questions": 3,
        "questions_digest": digest({"questions": [asked(question) for question in ballot.questions.all()]}),
        "threshold": "simple",
        "quorum_percent": 50,
    }
    assert envelope.take_key(ballot.public_key).public_key().public_bytes_raw().hex() == ballot.public_key


def test_preparing_again_changes_nothing_and_later_seats_are_not_on_the_roll(traveller):
    scene = voting(traveller)
    late = Seat.objects.create(process=scene.process, user=scene.cast.finn, code="S999")
    before = Ballot.objects.values().get()
    assert prepare_ballot(stage_again(scene))["roll"] == 5
    assert Ballot.objects.values().get() == before
    with pytest.raises(Refused):
        vote(scene, late)


def test_it_cannot_be_prepared_without_final_recommendations_and_a_roll(traveller):
    scene = final(traveller)
    Seat.objects.all().delete()
    scene.process.recommendations.update(state="draft")
    with pytest.raises(Refused) as refused:
        prepare_stage(scene.stage("ballot"))
    assert str(refused.value).count(".") >= 3
    assert not Ballot.objects.exists()


def test_the_stage_s_settings_are_the_rule(traveller):
    scene = final(traveller)
    stage = scene.stage("ballot")
    stage.settings = {"threshold": "two_thirds", "quorum_percent": 60}
    stage.save()
    assert ballot_of(stage).pk is None
    prepare_stage(stage)
    ballot = ballot_in(scene)
    assert (ballot.threshold, ballot.quorum_percent) == ("two_thirds", 60)
