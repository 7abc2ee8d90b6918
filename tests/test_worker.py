"""The worker of the tests is real: it takes a job from the broker and works in the test's database."""

import pytest

from deliberation.ledger.models import Entry
from deliberation.ledger.tasks import anchor_heads
from tests.cast import gather


def test_job_is_done_in_the_tests_database_also_after_a_kill(worker):
    gather()
    entries = Entry.objects.count()
    anchor_heads.delay()
    worker.drain()
    assert Entry.objects.count() == entries + 1
    worker.kill()
    anchor_heads.delay()
    worker.start()
    worker.drain()
    assert Entry.objects.count() == entries + 2


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_test_without_a_worker_is_never_done(worker_process):
    worker_process.start()
    gather()
    entries = Entry.objects.count()
    anchor_heads.delay()
    worker_process.drain()
    assert Entry.objects.count() == entries
