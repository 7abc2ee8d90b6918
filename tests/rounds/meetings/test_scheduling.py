from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.processes.actions import close_stage, suspend
from deliberation.rounds.floor import live
from deliberation.rounds.meetings import attending, scheduling, tables
from deliberation.rounds.meetings.models import Meeting
from tests.concurrency import at_once
from tests.rounds.stage_meetings import HOUR, again, ended, opened, planned, scene

pytestmark = pytest.mark.django_db


def steps(meeting):
    return list(Entry.objects.filter(subject=meeting.subject).order_by("n").values_list("step", flat=True))


def test_meetings_are_numbered_and_minuted():
    here = scene(3)
    first, second = planned(here), planned(here, hours=5)
    assert [(row.number, row.state) for row in (first, second)] == [(1, "planned"), (2, "planned")]
    entry = Entry.objects.get(subject=first.subject)
    assert (entry.step, entry.role, sorted(entry.facts)) == ("plan", "facilitator", ["closes_at", "number", "opens_at"])


@pytest.mark.parametrize(
    ("hours", "reason"), [(-2, "A meeting lies within the dates of its stage"), (46, "A meeting lies within")]
)
def test_a_meeting_lies_within_its_stage(hours, reason):
    with pytest.raises(Refused, match=reason):
        planned(scene(3), hours=hours)


def test_nothing_ends_before_it_begins():
    here, now = scene(3), timezone.now() + HOUR
    with pytest.raises(Refused, match="The end must lie after the beginning"):
        scheduling.plan_meeting(here.stage, by=here.cast.ada, starts_at=now, ends_at=now, title="회의")


def test_another_time_or_place_is_told_once_and_another_title_is_not():
    here = scene(3)
    meeting = planned(here)
    assert not scheduling.change_meeting(meeting, by=here.cast.ada, title="새 이름")
    assert scheduling.change_meeting(meeting, by=here.cast.ada, place="도서관")
    told = Notice.objects.filter(kind="meeting_moved")
    assert (told.count(), again(meeting).revision, again(meeting).title) == (3, 1, "새 이름")
    assert steps(meeting) == ["plan", "reschedule"]


def test_changes_are_told_to_the_screens_that_show_them(django_capture_on_commit_callbacks):
    here = scene(4)
    meeting, other = planned(here), planned(here, hours=5)
    ada, everywhere = here.cast.ada, set(live.SCREENS)
    changes = [
        (meeting, lambda: scheduling.write_programme(meeting, [{"minutes": 5, "title": "개회"}], by=ada), everywhere),
        (meeting, lambda: scheduling.change_meeting(meeting, by=ada, title="새 이름"), everywhere),
        (other, lambda: scheduling.cancel_meeting(other, by=ada, reason="태풍"), everywhere),
        (meeting, lambda: scheduling.write_venues(meeting, [{"name": "동부"}], by=ada), {"console"}),
        (meeting, lambda: tables.assign_tables(meeting, tables=2, by=ada), {"console"}),
        (meeting, lambda: tables.arrange_tables(meeting, {}), {"console"}),
        (meeting, lambda: tables.move_person(meeting, here.seats[0], None), {"console"}),
        (meeting, lambda: tables.rebalance_tables(meeting), {"console"}),
        (meeting, lambda: attending.renew_door(meeting), {"hall"}),
    ]
    for row, change, told in changes:
        before = {screen: live.stamp_of(row, screen) for screen in live.SCREENS}
        with django_capture_on_commit_callbacks(execute=True):
            change()
        assert {screen for screen, stamp in before.items() if live.stamp_of(row, screen) != stamp} == told


def test_a_cancelled_meeting_says_why_and_stays_cancelled():
    here = scene(3)
    meeting = planned(here)
    with pytest.raises(Refused, match="Please give the reason"):
        scheduling.cancel_meeting(meeting, by=here.cast.ada, reason=" ")
    scheduling.cancel_meeting(meeting, by=here.cast.ada, reason="태풍으로 취소합니다.")
    row = again(meeting)
    assert (row.state, row.reason, row.revision) == ("cancelled", "태풍으로 취소합니다.", 1)
    assert Notice.objects.filter(kind="meeting_cancelled").count() == 3
    with pytest.raises(Refused, match="is cancelled"):
        scheduling.open_meeting(meeting, by=here.cast.ada)


def test_opening_waits_for_the_day_and_for_a_running_process():
    here = scene(3)
    with pytest.raises(Refused, match="from two hours before"):
        scheduling.open_meeting(planned(here, hours=5), by=here.cast.ada)
    suspend(here.process, by=here.cast.emil, reason="선거 기간입니다.")
    with pytest.raises(Refused, match="not under way"):
        scheduling.open_meeting(planned(here, hours=1), by=here.cast.ada)


def test_a_meeting_opens_and_ends_with_its_numbers():
    here = scene(3)
    meeting = ended(here)
    assert (meeting.state, bool(meeting.opened_at), bool(meeting.ended_at)) == ("ended", True, True)
    last = Entry.objects.filter(subject=meeting.subject).latest("n")
    assert last.facts == {"from": "open", "to": "ended", "number": 1, "people": 0}


def test_the_programme_keeps_its_rows_and_tells_clock_times():
    here = scene(3)
    meeting = planned(here)
    rows = [{"minutes": 30, "title": "개회"}, {"minutes": 45, "title": "발표", "closed_to_press": True}]
    scheduling.write_programme(meeting, rows, by=here.cast.ada)
    opening, talks = meeting.programme.all()
    changed = [{"pk": talks.pk, "minutes": 60, "title": "발표"}, {"pk": opening.pk, "minutes": 30, "title": "개회"}]
    scheduling.write_programme(meeting, [*changed, {"minutes": 120, "title": "분임토의"}], by=here.cast.ada)
    slots = scheduling.slots(meeting)
    assert [slot.item.title for slot in slots] == ["발표", "개회", "분임토의"]
    assert [slot.item.pk for slot in slots[:2]] == [talks.pk, opening.pk]
    assert [slot.starts_at - meeting.starts_at for slot in slots] == [timedelta(minutes=n) for n in (0, 60, 90)]
    assert scheduling.excess(meeting, slots) == 30
    assert talks.closed_to_press
    scheduling.write_programme(meeting, [], by=here.cast.ada)
    assert scheduling.slots(meeting) == []


def test_a_part_of_another_meeting_is_not_taken_over():
    here = scene(3)
    one, other = planned(here), planned(here, hours=5)
    scheduling.write_programme(one, [{"minutes": 30, "title": "개회"}], by=here.cast.ada)
    part = one.programme.get()
    scheduling.write_programme(other, [{"pk": part.pk, "minutes": 5, "title": "남의 것"}], by=here.cast.ada)
    assert (one.programme.get().title, other.programme.get().title) == ("개회", "남의 것")


def test_venues_exchange_their_names_and_have_one_each():
    here = scene(3)
    meeting = planned(here)
    scheduling.write_venues(meeting, [{"name": "동부"}, {"name": "서부"}], by=here.cast.ada)
    east, west = meeting.venues.all()
    turned = [{"pk": east.pk, "name": "서부"}, {"pk": west.pk, "name": "동부"}]
    scheduling.write_venues(meeting, turned, by=here.cast.ada)
    assert list(meeting.venues.values_list("pk", "name")) == [(east.pk, "서부"), (west.pk, "동부")]
    with pytest.raises(Refused, match="same name"):
        scheduling.write_venues(meeting, [{"name": "동부"}, {"name": "동부"}], by=here.cast.ada)


def test_a_stage_closes_when_its_meetings_are_over(time_machine):
    here = scene(3)
    opened(here)
    time_machine.move_to(timezone.now() + 60 * HOUR)
    with pytest.raises(Refused, match="has not ended yet"):
        close_stage(here.stage)
    scheduling.end_meeting(Meeting.objects.select_related("stage__process__space").get(), by=here.cast.ada)
    assert close_stage(here.stage).facts["meetings"] == 1
    with pytest.raises(Refused, match="This stage is closed"):
        planned(here)


@pytest.mark.django_db(transaction=True)
def test_meetings_planned_at_once_have_numbers_of_their_own():
    here = scene(3)
    made = at_once(4, lambda _n: planned(here))
    assert sorted(meeting.number for meeting in made) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_one_of_two_endings_counts():
    here = scene(3)
    meeting = opened(here)
    results = at_once(2, lambda _n: scheduling.end_meeting(again(meeting), by=here.cast.ada))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert steps(meeting) == ["plan", "open", "end"]
