from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from deliberation.ledger.models import Entry
from deliberation.notices.kinds import KINDS as NOTICE_KINDS
from deliberation.notices.models import Delivery, Notice
from deliberation.processes import actions
from deliberation.processes.models import Stage
from deliberation.processes.tasks import close_due, remind_due
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.concurrency import at_once
from tests.scenes import convened


@pytest.fixture
def stage(probe):
    """A prepared stage of a process in which Ben and thirty others take part."""
    process, _cast = convened(preset="probe")
    for i in range(30):
        appoint(process.space, person(f"Participant-{i}"), Role.PARTICIPANT)
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage)
    return stage


def reminders() -> list[str]:
    return list(Notice.objects.filter(kind="closing_soon").values_list("occasion", flat=True))


@pytest.mark.django_db
def test_stages_past_their_end_are_closed_once(stage):
    with time_machine.travel(stage.closes_at + timedelta(minutes=1)):
        close_due()
        close_due()
    assert list(stage.process.stages.values_list("state", flat=True)) == ["closed", "closed", "planned", "ready"]
    assert Entry.objects.filter(subject=stage.subject, step="close").count() == 1


@pytest.mark.django_db
def test_a_stage_that_cannot_be_closed_does_not_keep_the_others_open(stage, probe, monkeypatch, caplog):
    broken = stage.process.stages.get(position=3)
    actions.prepare_stage(broken)
    monkeypatch.setattr(probe, "close", lambda stage: 1 / 0)
    with time_machine.travel(stage.process.stages.get(position=4).closes_at):
        close_due()
    assert list(stage.process.stages.values_list("state", flat=True)) == ["closed", "ready", "ready", "closed"]
    assert "could not be closed" in caplog.text


@pytest.mark.django_db
def test_a_suspended_process_is_left_alone(stage):
    actions.suspend(stage.process, by=None, reason="이유")
    with time_machine.travel(stage.closes_at - timedelta(hours=1)):
        remind_due()
    with time_machine.travel(stage.closes_at):
        close_due()
    assert (Stage.objects.get(pk=stage.pk).state, reminders()) == ("ready", [])


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "told"), [(49, 0), (48, 31), (1, 31), (0, 0)])
def test_reminders_go_out_in_the_last_48_hours(stage, hours, told):
    with time_machine.travel(stage.closes_at - timedelta(hours=hours), tick=False):
        remind_due()
    assert reminders() == [stage.subject] * told


@pytest.mark.django_db
def test_a_person_is_reminded_once_by_mail_too(stage):
    for _run in range(3):
        with time_machine.travel(stage.closes_at - timedelta(hours=10)):
            remind_due()
    assert len(reminders()) == 31
    assert Delivery.objects.filter(notice__kind="closing_soon").count() == 31


@pytest.mark.django_db
def test_a_reminder_says_until_when_in_the_readers_language(stage):
    with time_machine.travel(stage.closes_at - timedelta(hours=10)):
        remind_due()
    facts = Notice.objects.filter(kind="closing_soon").first().facts
    with translation.override("ko"):
        title, body = NOTICE_KINDS["closing_soon"].words(facts)
    last = timezone.localtime(stage.closes_at - timedelta(minutes=1))
    assert title == "‘의견 수렴’ 마감이 가까워졌습니다"
    assert f"{last.month}. {last.day}.(" in body
    assert "24:00" in body


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_everyone_once(stage):
    with time_machine.travel(stage.closes_at - timedelta(hours=10)):
        assert at_once(4, lambda _i: remind_due()) == [None] * 4
    assert reminders() == [stage.subject] * 31
    assert Delivery.objects.filter(notice__kind="closing_soon").count() == 31


@pytest.mark.django_db(transaction=True)
def test_closing_by_beat_and_by_hand_at_once_closes_once(stage):
    def act(i):
        if i % 2:
            return close_due()
        return actions.close_stage(Stage.objects.select_related("process__space").get(pk=stage.pk))

    with time_machine.travel(stage.closes_at):
        at_once(4, act)
    assert Entry.objects.filter(subject=stage.subject, step="close").count() == 1
