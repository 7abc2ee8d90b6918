"""A file from the asking to the storage.

The row is the queue: every step is a conditional UPDATE, so that a task may run twice, also at the same moment, and a
worker may die at any point. What a worker has in hand is leased; a thread renews the lease as long as the worker lives.
"""

import errno
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage, storages
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.ledger.actions import Refused, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.models import Process
from deliberation.reports.cases.bundling import Contents, gather, write
from deliberation.reports.cases.case import case_of
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.freezing import freeze, one_moment, snapshot_of
from deliberation.reports.exporting.formats import CASES, FORMATS
from deliberation.reports.models import Download, Edition, Export, Report
from deliberation.responses.telling import offices
from deliberation.spaces.models import Role

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
RENEWED = 10  # seconds
MOST_ATTEMPTS = 3


def ask_for_export(
    process: Process,
    *,
    by,
    format: str = "pdf",  # noqa: A002 - the field's name
    shape: str = Shape.RESULT,
    language: str = settings.LANGUAGE_CODE,
    edition: Edition | None = None,
) -> Export:
    """The open job for this file, made if there is none: asking again adds no work. Without an edition the process is
    frozen as it then is."""
    if FORMATS[format].of_data:
        shape = language = ""
    order = {"process": process, "format": format, "shape": shape, "language": language}
    return _asked(order, edition, by)


def ask_for_bundle(root: Process | ConflictCase, *, kind: str, by) -> Export:
    """The open job for a bundle of a case, ``disclosure`` or ``audit``, made if there is none. The case is read when
    the job is done."""
    of_process = isinstance(root, Process)
    order = {"process": root if of_process else None, "conflict": None if of_process else root, "format": kind}
    return _asked(order, None, by)


def _asked(order: dict[str, Any], edition: Edition | None, by) -> Export:
    Export.objects.bulk_create([Export(**order, edition=edition, requested_by=by)], ignore_conflicts=True)
    open_or_done = Export.objects.filter(**order)
    waiting = open_or_done.filter(edition=edition, state__in=Export.OPEN).first()
    return waiting or open_or_done.latest("pk")  # done meanwhile


def ask_for_everything(report: Report, *, by) -> list[Export]:
    """Jobs for every file of a published report: its document in each format and language, and the data."""
    edition, asked = report.published, []
    public = {name: form for name, form in FORMATS.items() if not form.internal}
    for name, form in public.items():
        for language, _name in settings.LANGUAGES[:1] if form.of_data else settings.LANGUAGES:
            order = ask_for_export(
                report.process, by=by, format=name, shape=report.shape, language=language, edition=edition
            )
            asked.append(order)
    return asked


def cancel_export(export: Export) -> None:
    """Stop a job; a worker that has it in hand notices at its next step. Refused once it is over."""
    cancelled = Export.objects.filter(pk=export.pk, state__in=Export.OPEN)
    if not cancelled.update(state=Export.State.CANCELLED, lease_until=None):
        raise Refused(_("It is over already: there is nothing to cancel."))


def claim(pk: int) -> Export | None:
    """Take a due job for :data:`LEASE`; None when it is over, in another worker's hands, or has failed for good."""
    claimed = Export.objects.due().filter(pk=pk, attempts__lt=MOST_ATTEMPTS)
    fields = {
        "state": Export.State.RUNNING,
        "progress": Export.Progress.FREEZING,
        "lease_until": timezone.now() + LEASE,
        "attempts": F("attempts") + 1,
        "fault": "",
        "trouble": "",
    }
    if not claimed.update(**fields):
        lost = Export.objects.due().filter(pk=pk, attempts__gte=MOST_ATTEMPTS, state=Export.State.RUNNING)
        lost.update(trouble=Export.Trouble.OTHER)
        if Export.objects.due().filter(pk=pk, attempts__gte=MOST_ATTEMPTS).update(state=Export.State.FAILED):
            _tell_failure(pk)
        return None
    related = ("process__space", "process__agenda__conflict", "conflict__space", "requested_by", "edition")
    return Export.objects.select_related(*related).get(pk=pk)


def build(export: Export) -> None:
    """Freeze, render and store a claimed job. A fault gives the row back to the queue and is told to the log."""
    try:
        with translation.override(export.language or settings.LANGUAGE_CODE), _leased(export):
            if export.of_case:
                _bundle(export)
            elif export.process:
                edition = export.edition or freeze(export.process)
                made = _made_before(export, edition) or _render(export, edition)
                _finish(export, edition, *made)
    except Refused as error:  # nothing that comes right by itself
        failed = {"state": Export.State.FAILED, "lease_until": None, "trouble": ""}
        if _ours(export).update(**failed, fault=str(error)[:300]):
            _tell_failure(export.pk)
    except LeaseLostError:
        log.warning("export %s was cancelled, or taken over by another worker", export.pk)
    except Exception as error:
        log.exception("export %s failed", export.pk)
        fault = f"{type(error).__name__}: {error}"[:300]
        given_back = {"state": Export.State.REQUESTED, "lease_until": None, "trouble": _trouble(error), "fault": fault}
        _ours(export).update(**given_back)


class LeaseLostError(Exception):
    """The job was cancelled, or another worker has it since this one was silent for longer than its lease."""


def _trouble(error: Exception) -> Export.Trouble:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Export.Trouble.FULL
    away = isinstance(error, OSError) or type(error).__module__.partition(".")[0] in ("botocore", "boto3", "s3transfer")
    return Export.Trouble.AWAY if away else Export.Trouble.OTHER


def _ours(export: Export):
    """The row while it is in this attempt's hands."""
    return Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)


@contextmanager
def _leased(export: Export) -> Iterator[None]:
    """Renew the lease meanwhile: a large edition takes longer than one, and a killed worker is to be noticed soon."""
    done = Event()

    def renew() -> None:
        try:
            while not done.wait(RENEWED) and _ours(export).update(lease_until=timezone.now() + LEASE):
                pass
        finally:
            connection.close()

    renewing = Thread(target=renew, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


def _step(export: Export, progress: Export.Progress) -> None:
    if not _ours(export).update(progress=progress, lease_until=timezone.now() + LEASE):
        raise LeaseLostError


def _made_before(export: Export, edition: Edition) -> tuple[str, str, int] | None:
    """Name, digest and size of the same file where it has been made already and still is there."""
    same = Export.objects.filter(edition=edition, format=export.format, shape=export.shape, language=export.language)
    made = same.filter(state=Export.State.DONE).first()
    if made is None or not is_whole(made.file, made.size):
        return None
    return made.file, made.sha256, made.size or 0


def store_of(export: Export) -> Storage:
    """What holds restricted things lies in the vault."""
    confidential = export.of_case and CASES[export.format].confidential
    return storages["vault" if confidential else "default"]


def is_whole(file: str, size: int | None, store: Storage = default_storage) -> bool:
    """Whether the store has all of a file. Raises what the store raises while it cannot be asked."""
    return store.exists(file) and store.size(file) == size


def _render(export: Export, edition: Edition) -> tuple[str, str, int]:
    _step(export, Export.Progress.RENDERING)
    form = FORMATS[export.format]
    content = form.render(snapshot_of(edition), export.shape, export.language)
    _step(export, Export.Progress.STORING)
    named = "-".join(filter(None, [edition.digest, form.name, export.shape, export.language]))
    name = f"reports/{named}.{form.extension}"
    if not is_whole(name, len(content)):
        default_storage.delete(name)
        name = default_storage.save(name, ContentFile(content))
    return name, hashlib.sha256(content).hexdigest(), len(content)


def _bundle(export: Export) -> None:
    """Gather a case in one moment, pack it on disk, store it under its digest."""
    with TemporaryDirectory(prefix="case-") as made:
        folder = Path(made)
        with one_moment():
            contents = gather(case_of(export.about), export.requested_by if export.format == "audit" else None)
        _step(export, Export.Progress.RENDERING)
        path = folder / "bundle.zip"
        with path.open("w+b") as file:
            write(contents, file, folder)
            file.seek(0)
            sha256, size = hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
        _step(export, Export.Progress.STORING)
        name, store = f"bundles/{sha256}.zip", store_of(export)
        if not is_whole(name, size, store):
            store.delete(name)
            with path.open("rb") as file:
                name = store.save(name, File(file))
    _finish_bundle(export, contents, name, sha256, size)


@transaction.atomic
def _finish_bundle(export: Export, contents: Contents, file: str, sha256: str, size: int) -> None:
    """The bundle is there, and that it was made, and for what, is minuted with the case."""
    fields = {"file": file, "sha256": sha256, "size": size, "done_at": timezone.now()}
    if not _ours(export).update(state=Export.State.DONE, lease_until=None, **fields):
        raise LeaseLostError
    facts = {"digest": sha256, "documents": len(contents.listed), "withheld": len(contents.withheld)}
    step = "audit" if contents.for_auditors else "disclose"
    notify(
        [export.requested_by],
        "bundle_ready",
        occasion=f"export:{export.pk}",
        url=export.get_absolute_url(),
        facts=titles(case=export.about),
    )
    record(export, step, by=export.requested_by, role="official", facts=facts)


@transaction.atomic
def _finish(export: Export, edition: Edition, file: str, sha256: str, size: int) -> None:
    fields = {"edition": edition, "file": file, "sha256": sha256, "size": size, "done_at": timezone.now()}
    if not _ours(export).update(state=Export.State.DONE, lease_until=None, **fields):
        raise LeaseLostError
    facts = titles(process=edition.process) | {"edition": edition.number}
    occasion, url = f"export:{export.pk}", export.get_absolute_url()
    if edition.publications.exists():  # all of its files are made at once: one notice is enough
        occasion, url = f"published:{edition.pk}", reverse("reports:list", args=[edition.process.slug])
    notify([export.requested_by], "report_ready", occasion=occasion, url=url, facts=facts)


def _tell_failure(pk: int) -> None:
    """Who asked for it, and the city's administrators, hear once that there is no file."""
    export = Export.objects.select_related("process", "conflict", "requested_by").get(pk=pk)
    people, facts = {export.requested_by, *offices(Role.ADMINISTRATOR)}, titles(about=export.about)
    notify(people, "report_failed", occasion=f"export:{pk}", url=export.get_absolute_url(), facts=facts)


def note_download(export: Export, *, by) -> None:
    Download.objects.create(export=export, user=by if by.is_authenticated else None)
