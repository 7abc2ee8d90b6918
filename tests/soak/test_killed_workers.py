"""Workers killed at their work, as a machine that dies kills them: what was asked for is done, and once."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from deliberation.ledger.models import Entry
from deliberation.notices.actions import notify
from deliberation.notices.models import Delivery, Notice
from deliberation.notices.tasks import deliver
from deliberation.reports.exporting.actions import ask_for_export
from deliberation.reports.models import Export
from deliberation.reports.tasks import ring_after_commit, ring_again
from tests.cast import person
from tests.scenes import convened

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
PATIENCE = 120


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def killed_at(progress: str, worker) -> Export:
    """An export whose worker died at that point; a worker that was done too soon gets another one to make."""
    process, cast = convened()
    for _attempt in range(20):
        export = ask_for_export(process, by=cast.emil)
        ring_after_commit(export)
        row = Export.objects.filter(pk=export.pk)
        until(lambda row=row: row.filter(progress=progress).exists() or row.get().state == "done")
        worker.kill()
        if row.get().state == "running":
            return export
        worker.start()
    raise AssertionError(f"no worker could be killed while {progress}")


@pytest.mark.parametrize("progress", ["freezing", "rendering"])
def test_a_report_whose_worker_is_killed_is_made_by_the_next_one_after_the_lease(worker, progress):
    export = killed_at(progress, worker)
    row = Export.objects.filter(pk=export.pk)

    worker.start()
    ring_again()
    worker.drain()
    assert row.get().state == "running"  # nobody takes it before the lease is over
    until(lambda: row.get().lease_until < timezone.now(), seconds=40)  # and a sweep of 20: within a minute
    ring_again()
    ring_again()
    worker.drain()
    export.refresh_from_db()
    assert (export.state, export.attempts, export.size) == ("done", 2, default_storage.size(export.file))
    assert Notice.objects.filter(kind="report_ready", occasion=f"export:{export.pk}").count() == 1
    assert Entry.objects.filter(step="freeze_report").count() == 1


def mailed() -> list[str]:
    """To whom mails have gone out, as the files of the development's mail box tell."""
    texts = (path.read_text() for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"))
    return [line for text in texts for line in text.splitlines() if line.startswith("To: reminded")]


def test_workers_killed_in_the_midst_of_mailing_send_nobody_two_mails(worker):
    """The worker dies three times on the way; a mail under way then stays of unknown outcome and is not repeated."""
    people = [person(f"Reminded{n}") for n in range(150)]
    facts = {"process": "수소", "stage": "표결", "closes": timezone.now().isoformat()}
    notify(people, "closing_soon", occasion="stage:1", url="/", facts=facts)
    for enough in (20, 60, 100):
        deliver.delay()
        until(lambda enough=enough: len(mailed()) >= enough)
        worker.kill()
        worker.start()
    deliver.delay()
    deliver.delay()
    worker.drain()
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert set(states) <= {"sent", "claimed"}
    assert states["claimed"] <= 3
    assert states["sent"] >= 147
    recipients = mailed()
    assert len(recipients) == len(set(recipients))
    assert states["sent"] <= len(recipients) <= len(people)
    assert Notice.objects.filter(kind="closing_soon").count() == len(people)
