from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot, Paper
from deliberation.ballots.voting.actions import cast
from deliberation.ledger.actions import Refused
from deliberation.processes.actions import prepare_stage, reschedule, suspend
from tests.ballots.scene import (
    ballot_in,
    final,
    seats,
    vote,
    voted,
    voting,
)
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


def test_a_vote_marks_the_day_and_leaves_one_sealed_paper(traveller):
    scene = voting(traveller)
    code = vote(scene, seats(scene)[0], "for", "against", "abstain")
    ballot, paper = ballot_in(scene), Paper.objects.get()
    assert paper.pk == envelope.paper_id(code)
    assert list(ballot.roll.voted().values_list("seat__code", "voted_on", "channel")) == [
        ("S001", timezone.localdate(), "web")
    ]
    key = envelope.take_key(ballot.public_key)
    opened = envelope.unseal(bytes(paper.sealed), key, width=24, ballot=ballot.pk, paper=paper.pk)
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
