from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.rounds.floor import moderating
from deliberation.rounds.floor.models import Act, Floor, Hand, Turn
from deliberation.rounds.floor.present import present
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting
from tests.concurrency import at_once
from tests.rounds.floors import another, colleague, found, in_session, planned, pressed, speaker

pytestmark = pytest.mark.django_db


def floor_of(meeting):
    return Floor.objects.get(meeting=meeting)


def test_the_clock_goes_through_the_programme():
    meeting, cast = in_session()
    seen = []
    for position in range(4):
        moderating.step(meeting, pressed(cast.ada), position=position)
        floor = floor_of(meeting)
        minutes = floor.ends_at and (floor.ends_at - floor.began_at).total_seconds() / 60
        seen.append((floor.position, str(floor.item), minutes))
    assert seen == [(1, "여는 말", 10), (2, "수소 생산의 안전", 40), (3, "질의응답", 30), (4, "None", None)]
    with pytest.raises(Refused):
        moderating.step(meeting, pressed(cast.ada), position=4)


@pytest.mark.django_db(transaction=True)
def test_of_facilitators_who_press_at_once_one_moves_the_clock_and_the_others_are_told():
    meeting, cast = in_session()
    results = at_once(6, lambda i: moderating.step(found(meeting), pressed(cast.ada), position=0))
    told = [str(one) for one in results if isinstance(one, Refused)]
    assert len(told) == 5
    assert all("여는 말" in text for text in told)
    assert floor_of(meeting).position == 1
    assert Act.objects.filter(meeting=meeting).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_act_sent_again_counts_once_also_at_the_same_moment():
    meeting, cast = in_session()
    press = pressed(cast.ada)
    results = at_once(4, lambda i: moderating.step(found(meeting), press, position=0))
    assert sum(isinstance(one, moderating.Repeated) for one in results) == 3
    assert floor_of(meeting).position == 1


def test_who_is_in_charge_is_known_and_the_other_takes_over_first():
    meeting, cast = in_session()
    gil = colleague(meeting)
    moderating.step(meeting, pressed(cast.ada), position=0)
    with pytest.raises(Refused, match="Ada"):
        moderating.step(meeting, pressed(gil), position=1)
    moderating.take_over(meeting, pressed(gil))
    moderating.step(meeting, pressed(gil), position=1)
    moderating.take_over(meeting, pressed(gil), to=cast.ada)
    assert floor_of(meeting).in_charge == cast.ada
    with pytest.raises(Refused):
        moderating.take_over(meeting, pressed(cast.ada), to=cast.ben)


def test_an_act_that_waited_for_the_network_counts_at_its_time_but_never_in_the_future():
    meeting, cast = in_session()
    meeting.opened_at -= timedelta(hours=2)
    meeting.save()
    earlier = timezone.now() - timedelta(minutes=20)
    moderating.step(meeting, pressed(cast.ada, earlier), position=0)
    assert floor_of(meeting).began_at == earlier
    moderating.step(meeting, pressed(cast.ada, timezone.now() + timedelta(days=1)), position=1)
    assert floor_of(meeting).began_at <= timezone.now()


def test_who_has_spoken_least_comes_first_unless_the_facilitator_changes_the_order():
    meeting, cast = in_session()
    first, second, third = (another(meeting, n) for n in range(3))
    for one in (first, second):
        hand = moderating.raise_hand(meeting, user=one.user, key=uuid4())
        moderating.call(meeting, pressed(cast.ada), hand=hand.key)
        moderating.finish_turn(meeting, pressed(cast.ada))
    Turn.objects.filter(user=first.user).update(ended_at=timezone.now() + timedelta(seconds=90))
    for one in (first, second, third):
        moderating.raise_hand(meeting, user=one.user, key=uuid4())
    assert [hand.code for hand in present(meeting).queue] == ["B-02", "B-01", "B-00"]
    moderating.put_first(meeting, pressed(cast.ada), hand=Hand.objects.up().get(code="B-00").key)
    assert [hand.code for hand in present(meeting).queue] == ["B-00", "B-02", "B-01"]


@pytest.mark.django_db(transaction=True)
def test_a_hand_raised_on_several_devices_at_once_is_one_hand():
    meeting, cast = in_session()
    hands = at_once(5, lambda i: moderating.raise_hand(found(meeting), user=cast.ben, key=uuid4()))
    assert {hand.pk for hand in hands} == {Hand.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_give_the_floor_to_one_after_the_other():
    meeting, cast = in_session()
    hands = [moderating.raise_hand(meeting, user=another(meeting, n).user, key=uuid4()) for n in range(4)]
    results = at_once(4, lambda i: moderating.call(found(meeting), pressed(cast.ada), hand=hands[i].key))
    assert all(isinstance(one, Turn) for one in results)
    assert Turn.objects.filter(ended_at=None).count() == 1
    assert Hand.objects.up().count() == 0


def test_airtime_by_side_counts_the_parties_speakers_alone():
    meeting, cast = in_session()
    for user in (speaker(meeting, "Sol", "찬성 주민 모임"), speaker(meeting, "Tae", "안전 우선 모임"), cast.ben):
        hand = moderating.raise_for(meeting, pressed(cast.ada), user=user)
        moderating.call(meeting, pressed(cast.ada), hand=hand.key)
        moderating.finish_turn(meeting, pressed(cast.ada))
    began = timezone.now() - timedelta(minutes=5)
    lengths = {"Sol": 120, "Tae": 60, "Ben": 100}
    for turn in Turn.objects.select_related("user"):
        turn.began_at, turn.ended_at = began, began + timedelta(seconds=lengths[turn.user.display_name])
        turn.save()
    now = present(meeting)
    assert [(row.name, row.length, row.percent) for row in now.sides] == [
        ("Residents for it", "2:00", 67),
        ("Safety first", "1:00", 33),
    ]
    assert [(row.name, row.seconds) for row in now.people] == [("Sol", 120), ("A-01", 100), ("Tae", 60)]


def test_nothing_is_taken_before_the_meeting_opens_and_after_it_ends():
    meeting, cast = planned()
    with pytest.raises(Refused):
        moderating.step(meeting, pressed(cast.ada), position=0)
    open_meeting(meeting, by=cast.ada)
    moderating.step(found(meeting), pressed(cast.ada), position=0)
    end_meeting(meeting, by=cast.ada)
    with pytest.raises(Refused):
        moderating.raise_hand(found(meeting), user=cast.ben, key=uuid4())


def test_a_citizen_without_a_seat_and_an_observer_cannot_ask_to_speak():
    meeting, cast = in_session()
    with pytest.raises(Refused):
        moderating.raise_hand(meeting, user=cast.finn, key=uuid4())


def test_timer_round_and_prompt_end_with_the_part_of_the_programme():
    meeting, cast = in_session()
    moderating.step(meeting, pressed(cast.ada), position=0)
    moderating.set_timer(meeting, pressed(cast.ada), seconds=120)
    moderating.open_round(meeting, pressed(cast.ada), kind="questions")
    moderating.show_prompt(meeting, pressed(cast.ada), text="short")
    moderating.extend(meeting, pressed(cast.ada), minutes=5)
    floor = floor_of(meeting)
    assert (floor.round, floor.prompt, floor.timer_ends_at is None) == ("questions", "short", False)
    assert floor.ends_at - floor.began_at == timedelta(minutes=15)
    moderating.step(meeting, pressed(cast.ada), position=1)
    floor = floor_of(meeting)
    assert (floor.round, floor.prompt, floor.timer_ends_at) == ("", "", None)
