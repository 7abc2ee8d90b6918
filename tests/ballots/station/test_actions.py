from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.accounts.models import Channel, Reveal
from deliberation.ballots import envelope
from deliberation.ballots.models import Paper
from deliberation.ballots.station.actions import NOTE_LASTS, find, found_before, hand_out, note_of
from deliberation.ballots.voting.actions import cast
from deliberation.ledger.actions import Refused
from deliberation.panels.actions import end_seat
from deliberation.panels.models import Seat
from deliberation.processes.actions import close_early, prepare_stage
from tests.ballots.scene import ballot_in, final, seats, stage_again, vote, voting
from tests.ballots.station.scene import handed
from tests.cast import person
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["S002", " s002 ", "Voter002", "voter002"])
def test_one_person_is_found_by_code_or_whole_name_and_the_look_is_logged(traveller, asked):
    scene = voting(traveller)
    entry = find(ballot_in(scene), asked, by=scene.cast.ada)
    assert (entry.seat.code, entry.voted_on) == ("S002", None)
    look = Reveal.objects.get()
    assert (look.person_id, look.by_id, look.fields) == (entry.seat.user_id, scene.cast.ada.pk, ["display_name"])


@pytest.mark.parametrize("asked", ["S00", "Voter", "S999", "Finn", ""])
def test_a_part_of_a_name_finds_nobody(traveller, asked):
    scene = voting(traveller)
    with pytest.raises(Refused):
        find(ballot_in(scene), asked, by=scene.cast.ada)
    assert not Reveal.objects.exists()


def test_namesakes_are_asked_for_their_code(traveller):
    scene = voting(traveller)
    second, third = (seat.user for seat in seats(scene)[1:3])
    third.display_name = second.display_name
    third.save()
    with pytest.raises(Refused):
        find(ballot_in(scene), second.display_name, by=scene.cast.ada)
    assert find(ballot_in(scene), "S003", by=scene.cast.ada).seat.user == third


def test_only_whom_one_has_just_found_is_served(traveller):
    scene = voting(traveller)
    entry = find(ballot_in(scene), "S002", by=scene.cast.ada)
    note = note_of(entry, by=scene.cast.ada)
    assert found_before(note, ballot_in(scene), by=scene.cast.ada) == entry
    for other, by in ((note, scene.cast.emil), (note + "x", scene.cast.ada), ("", scene.cast.ada)):
        with pytest.raises(Refused):
            found_before(other, ballot_in(scene), by=by)
    traveller.shift(NOTE_LASTS + timedelta(seconds=1))
    with pytest.raises(Refused):
        found_before(note, ballot_in(scene), by=scene.cast.ada)


def test_a_paper_marks_the_roll_with_the_day_and_nothing_else(traveller):
    scene = handed(traveller, papers=1)
    ballot = ballot_in(scene)
    marked = list(ballot.roll.voted().values_list("seat__code", "voted_on", "channel"))
    assert marked == [("S001", timezone.localdate(), "paper")]
    assert (Paper.objects.count(), ballot.turnout) == (0, 1)


def test_a_paper_is_handed_out_once_and_not_after_a_vote_on_the_web(traveller):
    scene = handed(traveller, papers=1)
    first, second, *_rest = seats(scene)
    with pytest.raises(Refused):
        hand_out(ballot_in(scene), first)
    with pytest.raises(Refused):
        vote(scene, first)
    vote(scene, second)
    with pytest.raises(Refused):
        hand_out(ballot_in(scene), second)
    assert ballot_in(scene).turnout == 2


def test_a_paper_is_handed_out_while_voting_is_open_alone(traveller):
    scene = final(traveller)
    stage = scene.stage("ballot")
    traveller.move_to(stage.opens_at - timedelta(hours=1))
    prepare_stage(stage)
    with pytest.raises(Refused):
        hand_out(ballot_in(scene), seats(scene)[0])
    traveller.move_to(stage.closes_at)
    with pytest.raises(Refused):
        hand_out(ballot_in(scene), seats(scene)[0])
    assert ballot_in(scene).turnout == 0


def test_whoever_got_a_seat_later_is_not_on_the_roll(traveller):
    scene = voting(traveller)
    late = Seat.objects.create(process=scene.process, user=person("Late"), code="S099")
    digest = ballot_in(scene).roll_digest
    for act in (lambda: hand_out(ballot_in(scene), late), lambda: vote(scene, late)):
        with pytest.raises(Refused):
            act()
    assert (ballot_in(scene).roll_digest, ballot_in(scene).roll_size) == (digest, 5)


def test_whoever_left_votes_no_more_and_no_successor_in_their_place(traveller):
    scene = voting(traveller)
    before = (ballot_in(scene).roll_digest, ballot_in(scene).roll_size)
    voted, left, *_rest = seats(scene)
    code = vote(scene, voted)
    for seat in (voted, left):
        end_seat(seat, by=scene.cast.emil)
    for act in (lambda: vote(scene, left), lambda: hand_out(ballot_in(scene), left)):
        with pytest.raises(Refused):
            act()
    successor = Seat.objects.create(process=scene.process, user=person("Next"), code="S098")
    with pytest.raises(Refused):
        vote(scene, successor)
    vote(scene, voted, code=code)  # what was sent before counts, also when it is sent again
    assert (ballot_in(scene).roll_digest, ballot_in(scene).roll_size) == before
    assert ballot_in(scene).turnout == 1


@pytest.mark.django_db(transaction=True)
def test_a_paper_and_a_vote_at_once_leave_one(traveller):
    scene = voting(traveller)
    voter, ballots = seats(scene)[0], [ballot_in(scene) for _i in range(8)]
    choices = dict.fromkeys((1, 2, 3), "for")

    def act(i: int):
        if i % 2:
            return hand_out(ballots[i], voter)
        return cast(ballots[i], voter, choices, code=envelope.new_code())

    results = at_once(8, act)
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 7
    (channel,) = ballot_in(scene).roll.voted().values_list("channel", flat=True)
    assert Paper.objects.count() == (channel != Channel.PAPER)


@pytest.mark.django_db(transaction=True)
def test_a_paper_at_the_moment_of_closing_is_handed_out_or_the_ballot_closed(traveller):
    scene = voting(traveller)
    ballot, voter, stage = ballot_in(scene), seats(scene)[0], stage_again(scene)

    def act(i: int):
        return close_early(stage, by=scene.cast.emil, reason="끝") and None if i else hand_out(ballot, voter)

    out, closed = at_once(2, act)
    assert sorted((isinstance(out, Refused), isinstance(closed, Refused))) == [False, True]
    assert ballot_in(scene).turnout == (out is None)
