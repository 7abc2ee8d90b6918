from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.db import transaction

from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.processes import actions, convening
from deliberation.processes.models import Process, Stage, Suspension
from tests.cast import gather
from tests.concurrency import at_once
from tests.scenes import agreed, convened, prepared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(probe):
    """A stage that accepts input now."""
    process = convened(preset="probe")[0]
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage)
    with time_machine.travel(stage.opens_at + timedelta(hours=1)):
        yield stage


def fresh(stage: Stage) -> Stage:
    return Stage.objects.select_related("process__space").get(pk=stage.pk)


def held_while(stage: Stage, other) -> list[str]:
    """What happens first when a write holds the stage open and ``other`` starts meanwhile."""
    order, inside = [], Event()

    def write():
        with transaction.atomic():
            actions.hold_open(fresh(stage))
            inside.set()
            Event().wait(0.4)  # long enough for the other to reach its lock
            order.append("input")

    def follow():
        inside.wait(10)
        other()
        order.append("step")

    assert at_once(2, lambda i: (write, follow)[i]()) == [None, None]
    return order


def test_closing_at_once_leaves_one_entry(stage):
    with time_machine.travel(stage.closes_at):
        results = at_once(4, lambda _i: actions.close_stage(fresh(stage)))
    assert sorted(type(result) for result in results if not isinstance(result, Refused)) == [Entry]
    assert Entry.objects.filter(subject=stage.subject, step="close").count() == 1
    assert first_fault(Chain.objects.get(name=stage.chain)) is None


def test_preparing_at_once_prepares_once(stage):
    second = stage.process.stages.get(position=3)
    results = at_once(4, lambda _i: actions.prepare_stage(fresh(second)))
    assert [type(result) for result in results if not isinstance(result, Refused)] == [Entry]


def test_closing_waits_for_input_that_began_before(stage):
    assert held_while(stage, lambda: actions.close_early(fresh(stage), by=None, reason="이유")) == ["input", "step"]
    with pytest.raises(Refused), transaction.atomic():
        actions.hold_open(fresh(stage))


def test_suspending_waits_for_input_that_began_before(stage):
    process = Process.objects.get()
    assert held_while(stage, lambda: actions.suspend(process, by=None, reason="이유")) == ["input", "step"]
    with pytest.raises(Refused), transaction.atomic():
        actions.hold_open(fresh(stage))


def test_many_write_at_once(stage):
    def write(_i):
        with transaction.atomic():
            actions.hold_open(fresh(stage))

    assert at_once(8, write) == [None] * 8


def test_suspending_at_once_pauses_once(stage):
    results = at_once(4, lambda _i: actions.suspend(Process.objects.get(), by=None, reason="이유"))
    assert [type(result) for result in results if not isinstance(result, Refused)] == [Suspension]


def test_resuming_while_closing_keeps_the_book_whole(stage):
    process = Process.objects.get()
    actions.suspend(process, by=None, reason="이유")
    with time_machine.travel(stage.closes_at):
        results = at_once(
            4,
            lambda i: (
                actions.close_stage(fresh(stage))
                if i % 2
                else actions.resume(Process.objects.get(), by=None, reason="이유")
            ),
        )
    assert [type(result) for result in results if not isinstance(result, Refused)] == [Suspension]
    assert Stage.objects.get(pk=stage.pk).state == Stage.State.READY
    assert first_fault(Chain.objects.get(name=process.chain)) is None


def test_a_charter_is_frozen_once_and_no_word_is_lost(probe):
    process = prepared(preset="probe")
    cast = gather(here=process.space)
    charter = agreed(process, cast)

    def act(i):
        mine = type(charter).objects.get(pk=charter.pk)
        if i % 2:
            return convening.freeze(mine, by=cast.emil)
        return convening.endorse(mine, by=cast.dora, stand="object", text="이유")

    at_once(6, act)
    charter.refresh_from_db()
    facts = Entry.objects.get(step="freeze").facts
    assert charter.state == "frozen"
    assert facts["object"] == charter.endorsements.filter(stand="object").count()
