import pytest
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.panels.actions import end_seat, import_seats
from deliberation.processes.actions import close_stage, suspend
from deliberation.rounds.meetings.attending import (
    DOOR_STEP,
    accept_poster,
    attendance,
    check_in,
    door_path,
    meeting_at,
    poster_path,
    renew_door,
    seat_at,
    take_back_check_in,
)
from deliberation.rounds.meetings.models import CheckIn
from deliberation.rounds.meetings.scheduling import end_meeting
from tests.cast import person
from tests.concurrency import at_once
from tests.rounds.stage_meetings import HOUR, again, ended, opened, planned, scene
from tests.scenes import prepared

pytestmark = pytest.mark.django_db
QR, LIST = CheckIn.How.QR, CheckIn.How.LIST


def token(meeting, path=door_path):
    return path(meeting).rstrip("/").rpartition("/")[2]


def test_whoever_comes_is_checked_in_once_whatever_the_way():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    first, new = check_in(meeting, seat, how=QR, by=seat.user)
    second, again_new = check_in(meeting, seat, how=LIST, by=here.cast.ada)
    assert (first, second, new, again_new) == (first, first, True, False)
    assert CheckIn.objects.values_list("how", "by").get() == ("qr", seat.user.pk)


def test_check_ins_are_not_minuted_singly():
    here = scene(3)
    meeting = opened(here)
    before = Entry.objects.count()
    check_in(meeting, here.seats[0], how=QR, by=here.seats[0].user)
    assert Entry.objects.count() == before


def test_doors_open_two_hours_before_and_close_at_the_end():
    here = scene(3)
    seat = here.seats[0]
    with pytest.raises(Refused, match="Checking in is possible from two hours before"):
        check_in(planned(here, hours=3), seat, how=QR, by=seat.user)
    assert check_in(planned(here, hours=1), seat, how=QR, by=seat.user)[1]
    over = ended(here)
    with pytest.raises(Refused, match="is over"):
        check_in(over, seat, how=QR, by=seat.user)


def test_the_list_is_completed_from_the_sheets_until_the_stage_closes(time_machine):
    here = scene(3)
    meeting, seat = ended(here), here.seats[0]
    assert check_in(meeting, seat, how=LIST, by=here.cast.ada)[1]
    time_machine.move_to(timezone.now() + 60 * HOUR)
    assert close_stage(here.stage).facts["people"] == 1
    with pytest.raises(Refused, match="Nobody can check in now"):
        check_in(again(meeting), here.seats[1], how=LIST, by=here.cast.ada)
    with pytest.raises(Refused, match="Nobody can check in now"):
        take_back_check_in(again(meeting), seat)


def test_nobody_checks_in_while_the_process_is_suspended():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    suspend(here.process, by=here.cast.emil, reason="선거 기간입니다.")
    with pytest.raises(Refused, match="Nobody can check in now"):
        check_in(meeting, seat, how=QR, by=seat.user)


def test_a_tick_by_mistake_is_taken_back():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    check_in(meeting, seat, how=LIST, by=here.cast.ada)
    take_back_check_in(meeting, seat)
    take_back_check_in(meeting, seat)
    assert not CheckIn.objects.exists()


def test_a_seat_that_ended_or_is_elsewhere_is_refused():
    here = scene(3)
    elsewhere = seat_elsewhere()
    meeting, seat = opened(here), here.seats[0]
    with pytest.raises(Refused, match="has no seat"):
        check_in(meeting, elsewhere, how=QR, by=elsewhere.user)
    end_seat(seat, by=here.cast.emil)
    with pytest.raises(Refused, match="has no seat"):
        check_in(meeting, here.process.seats.get(pk=seat.pk), how=QR, by=seat.user)


def seat_elsewhere():
    return import_seats(prepared("other"), "번호\nZ1\n".encode(), by=person("Other-official"))[0]


def test_a_code_leads_to_its_meeting_until_there_is_another():
    here = scene(3)
    meeting = opened(here)
    code = token(meeting)
    assert meeting_at(code) == meeting
    renew_door(meeting)
    with pytest.raises(Refused, match="This code is old"):
        meeting_at(code)
    assert meeting_at(token(meeting)) == meeting
    for foreign in ("", "abc", "-1-2", f"{meeting.pk + 1}-{meeting.door}", "9" * 40, "١-1"):
        with pytest.raises(Refused, match="not a code for checking in"):
            meeting_at(foreign)
    with pytest.raises(Refused, match="You have no seat"):
        seat_at(meeting, here.cast.finn)


def test_a_photographed_code_is_worthless_after_ten_minutes(time_machine):
    meeting = opened(scene(3))
    code, now = token(meeting), timezone.now()
    time_machine.move_to(now + DOOR_STEP)
    assert token(meeting) != code
    assert meeting_at(code) == meeting
    time_machine.move_to(now + 2 * DOOR_STEP)
    with pytest.raises(Refused, match="This code is old"):
        meeting_at(code)
    assert meeting_at(token(meeting)) == meeting


def test_a_printed_code_is_accepted_only_where_it_was_chosen_and_until_there_is_another():
    meeting = opened(scene(3))
    printed = token(meeting, poster_path)
    with pytest.raises(Refused, match="This code is old"):
        meeting_at(printed)
    accept_poster(meeting)
    assert meeting_at(printed) == meeting
    renew_door(meeting)
    for code in (printed, token(meeting, poster_path)):
        with pytest.raises(Refused, match="This code is old"):
            meeting_at(code)


def test_late_is_ten_minutes_after_the_beginning(time_machine):
    here = scene(3)
    meeting = opened(here, hours=0)
    on_time = check_in(meeting, here.seats[0], how=QR, by=here.seats[0].user)[0]
    time_machine.move_to(timezone.now() + HOUR)
    late = check_in(again(meeting), here.seats[1], how=QR, by=here.seats[1].user)[0]
    assert (on_time.is_late, late.is_late) == (False, True)


def test_attendance_counts_meetings_that_are_over():
    here = scene(3)
    seat = here.seats[0]
    for came in (True, False):
        meeting = opened(here)
        if came:
            check_in(meeting, seat, how=QR, by=seat.user)
        end_meeting(meeting, by=here.cast.ada)
    check_in(opened(here), seat, how=QR, by=seat.user)
    assert attendance(seat) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_phone_and_list_at_the_same_moment_make_one_check_in():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    ways = [(QR, seat.user), (LIST, here.cast.ada)]
    results = at_once(6, lambda n: check_in(again(meeting), seat, how=ways[n % 2][0], by=ways[n % 2][1])[1])
    assert sorted(results) == [False] * 5 + [True]
    assert CheckIn.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_check_in_at_the_end_is_counted_or_refused():
    """Whoever is refused is not counted, and whoever is counted is in the number that was minuted."""
    here = scene(6)
    meeting = opened(here)

    def act(n):
        if n == 0:
            return end_meeting(again(meeting), by=here.cast.ada)
        return check_in(again(meeting), here.seats[n - 1], how=QR, by=here.seats[n - 1].user)

    results = at_once(6, act)
    stored = CheckIn.objects.count()
    assert {type(result).__name__ for result in results} <= {"NoneType", "tuple", "Refused"}
    assert sum(isinstance(result, tuple) for result in results) == stored
    assert Entry.objects.filter(subject=meeting.subject, step="end").get().facts["people"] == stored
