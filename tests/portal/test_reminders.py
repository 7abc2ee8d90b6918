"""Reminders by a real worker: also when it is killed halfway."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from deliberation.notices.models import Delivery, Notice
from deliberation.processes.actions import reschedule
from deliberation.processes.models import Stage
from deliberation.processes.tasks import remind_due
from tests.opinions.scenes import crowd, ready_round


@pytest.fixture
def closing(transactional_db) -> Stage:
    """A round that is open by the real clock and closes in ten hours, with 31 people who have not answered."""
    stage, cast = ready_round()
    crowd(stage, 30)
    now = timezone.now()
    reschedule(
        stage, opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(hours=10), by=cast.ada, reason="시험"
    )
    return stage


def reminders() -> int:
    return Notice.objects.filter(kind="closing_soon").count()


def test_a_worker_reminds_everyone_once(closing, worker):
    for _ring in range(3):
        remind_due.delay()
    worker.drain()
    assert reminders() == 31


def test_a_worker_killed_halfway_leaves_all_of_it_to_the_next(closing, worker):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notices_notice IN SHARE MODE")  # it reads, and waits where it writes
        remind_due.delay()
        worker.until(_waits_for_the_lock, "reach the lock")
        worker.kill()
    assert reminders() == 0
    worker.start()
    remind_due.delay()
    worker.drain()
    assert reminders() == 31
    assert Delivery.objects.filter(notice__kind="closing_soon").values("notice").distinct().count() == 31


def _waits_for_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'notices_notice'::regclass")
        return cursor.fetchone()[0] > 0
