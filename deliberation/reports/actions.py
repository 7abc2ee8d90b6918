"""A report from the asking to the file.

The row is the queue: every step is a conditional UPDATE, so that a task may run twice, also at the same moment, and a
worker may die at any point.
"""

import hashlib
import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils import timezone, translation

from deliberation.documents import blocks, pdf
from deliberation.ledger.actions import record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.models import Process
from deliberation.reports.content import compose
from deliberation.reports.models import Download, Edition, Export

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 3


def ask_for_report(process: Process, *, by, language: str) -> Export:
    """The open export of this process in this language, made if there is none: asking again adds no work."""
    Export.objects.bulk_create([Export(process=process, language=language, requested_by=by)], ignore_conflicts=True)
    return Export.objects.filter(process=process, language=language).latest("pk")


def claim(pk: int) -> Export | None:
    """Take a due export for :data:`LEASE`; None when it is done, in another worker's hands, or has failed for good."""
    claimed = Export.objects.due().filter(pk=pk, attempts__lt=MOST_ATTEMPTS)
    lease = timezone.now() + LEASE
    fields = {
        "state": Export.State.RUNNING,
        "progress": Export.Progress.FREEZING,
        "lease_until": lease,
        "attempts": F("attempts") + 1,
        "fault": "",
    }
    if not claimed.update(**fields):
        Export.objects.due().filter(pk=pk, attempts__gte=MOST_ATTEMPTS).update(state=Export.State.FAILED)
        return None
    return Export.objects.select_related("process__space", "requested_by").get(pk=pk)


def build(export: Export) -> None:
    """Freeze, render and store a claimed export. A fault gives the row back to the queue and is told to the log."""
    try:
        with translation.override(export.language):
            edition = freeze(export.process, export.language)
            _step(export, Export.Progress.RENDERING)
            content = pdf.render(read_edition(edition))
            _step(export, Export.Progress.STORING)
            _finish(export, edition, content)
    except LeaseLostError:
        log.warning("export %s was taken over by another worker", export.pk)
    except Exception as error:
        log.exception("export %s failed", export.pk)
        _ours(export).update(
            state=Export.State.REQUESTED, lease_until=None, fault=f"{type(error).__name__}: {error}"[:300]
        )


class LeaseLostError(Exception):
    """Another worker has taken the export over, since this one was silent for longer than its lease."""


def _ours(export: Export):
    """The row while it is in this attempt's hands."""
    return Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)


def _step(export: Export, progress: Export.Progress) -> None:
    if not _ours(export).update(progress=progress, lease_until=timezone.now() + LEASE):
        raise LeaseLostError


@transaction.atomic
def _finish(export: Export, edition: Edition, content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    name = _store(f"reports/{edition.digest}.{export.format}", content)
    done = _ours(export).update(
        state=Export.State.DONE,
        edition=edition,
        file=name,
        sha256=sha256,
        size=len(content),
        done_at=timezone.now(),
        lease_until=None,
    )
    if not done:
        raise LeaseLostError
    facts = titles(process=export.process) | {"edition": edition.number}
    url = export.get_absolute_url()
    notify([export.requested_by], "report_ready", occasion=f"export:{export.pk}", url=url, facts=facts)


def freeze(process: Process, language: str) -> Edition:
    """The edition of the process as it stands now: one read-only snapshot, stored under its digest.

    Equal data give an equal document, hence the same edition; only a new one is minuted.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        document = compose(Process.objects.get(pk=process.pk), language)
    digest = blocks.digest(document)
    known = Edition.objects.filter(process=process, digest=digest).first()
    return known or _new_edition(process, language, digest, blocks.to_json(document))


@transaction.atomic
def _new_edition(process: Process, language: str, digest: str, text: str) -> Edition:
    Process.objects.select_for_update().get(pk=process.pk)
    last = process.editions.aggregate(last=Max("number"))["last"] or 0
    edition, created = Edition.objects.get_or_create(
        process=process,
        digest=digest,
        defaults={
            "number": last + 1,
            "language": language,
            "frozen_at": timezone.now(),
            "file": _store(f"editions/{digest}.json", text.encode()),
        },
    )
    if created:
        record(process, "freeze_report", facts={"edition": edition.number, "digest": digest, "language": language})
    return edition


def read_edition(edition: Edition) -> blocks.Document:
    with default_storage.open(edition.file) as file:
        return blocks.from_json(file.read().decode())


def _store(name: str, content: bytes) -> str:
    """Files are named by what is in them, so one that is there already is the same. Written beside, then renamed."""
    if default_storage.exists(name):
        return name
    return default_storage.save(name, ContentFile(content))


def note_download(export: Export, *, by) -> None:
    Download.objects.create(export=export, user=by)
