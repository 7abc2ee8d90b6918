from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ballots import envelope
from deliberation.ballots.actions import announce, ballot_of, cast, prepare_ballot
from deliberation.ballots.models import Ballot, Paper
from deliberation.ballots.results import outcomes, verdict
from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.panels.models import Seat
from deliberation.processes.actions import prepare_stage, reschedule, suspend
from tests.ballots.scene import (
    ballot_in,
    closed,
    counted,
    final,
    hour_come,
    seats,
    stage_again,
    vote,
    voted,
    voting,
)
from tests.concurrency import at_once

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


def test_a_vote_marks_the_day_and_leaves_one_sealed_paper(traveller):
    scene = voting(traveller)
    code = vote(scene, seats(scene)[0], "for", "against", "abstain")
    ballot, paper = ballot_in(scene), Paper.objects.get()
    assert paper.pk == envelope.paper_id(code)
    assert list(ballot.roll.voted().values_list("seat__code", "voted_on", "channel")) == [
        ("S001", timezone.localdate(), "web")
    ]
    key = envelope.take_key(ballot.public_key)
    opened = envelope.unseal(bytes(paper.sealed), key, ballot=ballot.pk, paper=paper.pk, questions=3)
    assert opened == (code, ["for", "against", "abstain"])


def test_all_papers_have_one_length(traveller):
    voted(traveller, voters=4, absent=0)
    assert len({len(paper.sealed) for paper in Paper.objects.all()}) == 1


def test_the_same_code_again_changes_nothing_and_another_is_refused(traveller):
    scene = voting(traveller)
    first = seats(scene)[0]
    code = vote(scene, first, "for", "for", "for")
    papers = list(Paper.objects.values_list("pk", "sealed"))
    vote(scene, first, "against", "against", "against", code=code)
    assert [(pk, bytes(sealed)) for pk, sealed in papers] == [(p.pk, bytes(p.sealed)) for p in Paper.objects.all()]
    with pytest.raises(Refused):
        vote(scene, first)
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (1, 1)


def test_a_code_in_use_by_another_voter_is_refused_and_leaves_the_roll(traveller):
    scene = voting(traveller)
    first, second, *_rest = seats(scene)
    code = vote(scene, first)
    with pytest.raises(Refused):
        vote(scene, second, code=code)
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (1, 1)


@pytest.mark.parametrize("choices", [{}, {1: "for", 2: "for"}, {1: "for", 2: "for", 3: "for", 4: "for"}])
def test_a_vote_on_other_questions_is_refused(traveller, choices):
    scene = voting(traveller)
    with pytest.raises(Refused):
        cast(ballot_in(scene), seats(scene)[0], choices, code=envelope.new_code())
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (0, 0)


def test_a_vote_is_refused_before_opening_from_closing_on_and_in_a_pause(traveller):
    scene = final(traveller)
    stage = scene.stage("ballot")
    traveller.move_to(stage.opens_at - timedelta(hours=1))
    prepare_stage(stage)
    first = seats(scene)[0]
    with pytest.raises(Refused):
        vote(scene, first)
    traveller.move_to(stage.closes_at)
    with pytest.raises(Refused):
        vote(scene, first)
    traveller.move_to(stage.opens_at + timedelta(hours=1))
    vote(scene, first)
    suspend(scene.process, by=scene.cast.emil, reason="소송")
    with pytest.raises(Refused):
        vote(scene, seats(scene)[1])


def test_a_closed_ballot_takes_no_vote_even_in_an_open_stage(traveller):
    scene = voting(traveller)
    Ballot.objects.update(state=Ballot.State.CLOSED)
    with pytest.raises(Refused):
        vote(scene, seats(scene)[0])


def test_moved_dates_decide_and_not_the_planned_ones(traveller):
    scene = voting(traveller)
    stage = scene.stage("ballot")
    later = stage.closes_at + timedelta(days=1)
    reschedule(stage, opens_at=stage.opens_at, closes_at=later, by=scene.cast.emil, reason="연장")
    traveller.move_to(later - timedelta(minutes=1))
    vote(scene, seats(scene)[0])
    assert ballot_in(scene).turnout == 1


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
    _question, outcome = outcomes(ballot_in(scene))[0]
    said = verdict(outcome)
    assert sentence in said
    assert said.endswith(".")


@pytest.mark.django_db(transaction=True)
def test_ten_votes_of_one_person_at_once_leave_one(traveller):
    scene = voting(traveller)
    voter, ballots = seats(scene)[0], [ballot_in(scene) for _i in range(10)]
    choices = dict.fromkeys((1, 2, 3), "for")
    results = at_once(10, lambda i: cast(ballots[i], voter, choices, code=envelope.new_code()))
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 9
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_vote_sent_ten_times_at_once_arrives_once_and_is_acknowledged_each_time(traveller):
    scene = voting(traveller)
    voter, code, ballots = seats(scene)[0], envelope.new_code(), [ballot_in(scene) for _i in range(10)]
    choices = dict.fromkeys((1, 2, 3), "for")
    assert at_once(10, lambda i: cast(ballots[i], voter, choices, code=code)) == [None] * 10
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_announcing_at_once_announces_once(traveller):
    scene, _codes = counted(traveller)
    hour_come(scene)
    ballots = [ballot_in(scene) for _i in range(4)]
    results = at_once(4, lambda i: announce(ballots[i], by=scene.cast.emil, role="official"))
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert Entry.objects.filter(step="result").count() == 3
