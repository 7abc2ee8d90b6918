from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.processes import actions
from deliberation.processes.convening import amend_charter
from deliberation.processes.models import Charter, Process, Rescheduling, Stage
from tests.scenes import convened

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def process(probe):
    return convened(preset="probe")[0]


@pytest.fixture
def stage(process):
    """The first stage with input, prepared; it opens the day after tomorrow."""
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage)
    return stage


@pytest.fixture
def clock():
    """``clock(moment)`` sets the clock until the test ends."""
    travels = []

    def travel(moment: datetime):
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    yield travel
    for journey in reversed(travels):
        journey.stop()


def last(process) -> Entry:
    return Entry.objects.filter(chain__name=process.chain).latest("n")


def test_an_open_stage_takes_input(stage, clock):
    clock(stage.opens_at)
    actions.hold_open(stage)
    assert stage.is_open()


@pytest.mark.parametrize(
    ("offset", "words"),
    [(timedelta(microseconds=-1), "opens at"), (timedelta(days=3), "closed at")],
)
def test_the_window_is_half_open(stage, clock, offset, words):
    clock(stage.opens_at + offset)
    with pytest.raises(Refused) as refusal:
        actions.hold_open(stage)
    assert words in str(refusal.value)


def test_a_stage_that_was_not_prepared_takes_no_input(process, clock):
    stage = process.stages.get(position=3)
    clock(stage.opens_at)
    with pytest.raises(Refused, match="not prepared"):
        actions.hold_open(stage)


def test_preparing_minutes_what_was_frozen(process):
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage, by=None)
    entry = last(process)
    assert (entry.step, entry.subject, entry.facts["roll"]) == ("prepare", stage.subject, 1)
    assert entry.facts["opens_at"] == stage.opens_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_stage_is_prepared_only_when_nothing_is_missing(process, probe):
    stage = process.stages.get(position=2)
    probe.missing = ["No statement is admitted yet.", "No seat."]
    with pytest.raises(Refused, match=r"No statement is admitted yet\. No seat\."):
        actions.prepare_stage(stage)
    assert Stage.objects.get(pk=stage.pk).state == "planned"


def test_a_stage_closes_after_its_end_with_its_count(stage, process, clock):
    clock(stage.closes_at)
    actions.close_stage(stage)
    assert (stage.state, last(process).facts["acts"]) == ("closed", 3)


def test_a_stage_does_not_close_before_its_end(stage, clock):
    clock(stage.closes_at - HOUR)
    with pytest.raises(Refused, match="runs until"):
        actions.close_stage(stage)


def test_closing_twice_leaves_one_entry(stage, process, clock):
    clock(stage.closes_at)
    actions.close_stage(stage)
    with pytest.raises(Refused, match="no longer possible"):
        actions.close_stage(stage)
    assert Entry.objects.filter(subject=stage.subject, step="close").count() == 1


def test_closing_early_needs_a_reason_and_is_a_rescheduling(stage, clock):
    clock(stage.opens_at + HOUR)
    with pytest.raises(Refused, match="reason"):
        actions.close_early(stage, by=None, reason=" ")
    actions.close_early(stage, by=None, reason="모두 참여했습니다.")
    change = Rescheduling.objects.get()
    assert (change.closes_at, change.reason, stage.state) == (timezone.now(), "모두 참여했습니다.", "closed")


def test_rescheduling_tells_everyone_and_is_minuted(stage, process):
    opens, closes = stage.opens_at + HOUR, stage.closes_at + HOUR
    actions.reschedule(stage, opens_at=opens, closes_at=closes, by=None, reason="태풍 예보가 있습니다.")
    stage.refresh_from_db()
    assert (stage.opens_at, stage.closes_at) == (opens, closes)
    entry = last(process)
    assert (entry.step, sorted(entry.facts)) == ("reschedule", ["after", "before", "reason"])
    told = Notice.objects.filter(kind="rescheduled").values_list("person__display_name", flat=True)
    assert sorted(told) == ["Ada", "Ben", "Speaker-hydrogen-0", "Speaker-hydrogen-1"]


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        ((timedelta(), timedelta(days=-3)), "after the beginning"),
        ((timedelta(days=-9), timedelta(days=-9)), "in the past"),
    ],
)
def test_impossible_dates_are_refused(stage, shift, words):
    with pytest.raises(Refused, match=words):
        actions.reschedule(
            stage, opens_at=stage.opens_at + shift[0], closes_at=stage.closes_at + shift[1], by=None, reason="이유"
        )


def test_an_opening_that_has_passed_stays(stage, clock):
    clock(stage.opens_at + HOUR)
    with pytest.raises(Refused, match="opened already"):
        actions.reschedule(stage, opens_at=stage.opens_at + HOUR, closes_at=stage.closes_at, by=None, reason="이유")


def test_a_pause_moves_what_lies_ahead_by_its_length(stage, process, clock):
    before = {s.position: (s.opens_at, s.closes_at) for s in process.stages.all()}
    announce_at = process.charters.get(state="frozen").announce_at
    clock(stage.opens_at + HOUR)
    actions.close_stage(process.stages.get(position=1))
    actions.suspend(process, by=None, reason="감염병이 퍼지고 있습니다.")
    with pytest.raises(Refused, match="suspended"):
        actions.hold_open(stage)
    pause = timedelta(days=10)
    clock(stage.opens_at + HOUR + pause)
    with pytest.raises(Refused, match="reason"):
        actions.resume(process, by=None, reason=" ")
    actions.resume(process, by=None, reason="거리 두기가 풀렸습니다.")
    after = {s.position: (s.opens_at, s.closes_at) for s in process.stages.all()}
    assert after == {
        1: before[1],
        2: (before[2][0], before[2][1] + pause),
        3: (before[3][0] + pause, before[3][1] + pause),
        4: (before[4][0] + pause, before[4][1] + pause),
    }
    assert Charter.objects.get(state="frozen").announce_at == announce_at + pause
    facts = {"from": "suspended", "to": "running", "seconds": 864000, "stages_moved": 3}
    assert last(process).facts == facts | actions.digested("거리 두기가 풀렸습니다.")
    actions.hold_open(stage)


def test_a_pause_moves_the_announcement_of_a_version_that_is_being_agreed(stage, process, clock):
    draft = amend_charter(process.charters.get(), by=None, rule="찬성이 3분의 2를 넘은 권고안을 올립니다.")
    clock(stage.opens_at)
    actions.suspend(process, by=None, reason="이유")
    clock(stage.opens_at + 2 * HOUR)
    actions.resume(process, by=None, reason="이유")
    assert Charter.objects.get(pk=draft.pk).announce_at == draft.announce_at + 2 * HOUR


def test_suspending_twice_or_without_reason_is_refused(process):
    with pytest.raises(Refused, match="reason"):
        actions.suspend(process, by=None, reason="")
    actions.suspend(process, by=None, reason="이유")
    with pytest.raises(Refused, match="no longer possible"):
        actions.suspend(process, by=None, reason="이유")


def test_a_suspended_process_neither_prepares_nor_closes_nor_reschedules(stage, process, clock):
    actions.suspend(process, by=None, reason="이유")
    with pytest.raises(Refused, match="not under way"):
        actions.prepare_stage(process.stages.get(position=3))
    with pytest.raises(Refused, match="running process"):
        actions.reschedule(stage, opens_at=stage.opens_at, closes_at=stage.closes_at + HOUR, by=None, reason="이유")
    clock(stage.closes_at)
    with pytest.raises(Refused, match="not under way"):
        actions.close_stage(stage)


def test_a_process_is_concluded_when_every_stage_is_closed(process, clock):
    with pytest.raises(Refused, match="is not closed yet"):
        actions.conclude(process, by=None)
    for stage in process.stages.filter(kind="probe"):
        actions.prepare_stage(stage)
    clock(process.stages.get(position=4).closes_at)
    for stage in process.stages.all():
        actions.close_stage(stage)
    actions.conclude(process, by=None)
    assert process.state == Process.State.CONCLUDED
    assert first_fault(Chain.objects.get(name=process.chain)) is None
