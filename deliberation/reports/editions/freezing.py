"""Freezing a process: everything that a report or a data file rests on, read in one snapshot of the database."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.timezone import localdate

from deliberation.accounts.templatetags.words import period
from deliberation.ballots.checking.bundle import described
from deliberation.ballots.models import Ballot
from deliberation.documents import blocks
from deliberation.ledger.actions import Refused, record
from deliberation.ledger.models import Entry
from deliberation.opinions.maps.exporting import offered_file
from deliberation.opinions.maps.publishing import make_left_files
from deliberation.processes.models import Process
from deliberation.recommendations.models import Recommendation
from deliberation.reports.approval.models import Registration
from deliberation.reports.composing.content import compose
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.changes import changes_between
from deliberation.reports.editions.models import Edition
from deliberation.reports.editions.snapshot import TEMPLATE, Damaged, Snapshot, document_name, of_folder, store, stored
from deliberation.reports.editions.tables import Written, write_tables
from deliberation.reports.editor.models import Report
from deliberation.reports.rulebook import RetentionRules
from deliberation.spaces.attaching import storage_of


def freeze(process: Process) -> Edition:
    """The edition of the process as it stands now: one read-only snapshot of the database, stored as files.

    Equal data give equal files, hence the same edition; only a new one is minuted. Call it outside of a transaction, or
    in one that reads from one snapshot itself: editions of one process are frozen one after the other, so that each
    tells its changes against the one before it.
    """
    with _alone(process), TemporaryDirectory(prefix="edition-") as made:
        folder = Path(made)
        make_left_files(process)  # before the moment that is frozen, in which nothing can be written
        with one_moment():
            _write(Process.objects.select_related("space").get(pk=process.pk), folder)
        snapshot = of_folder(folder)
        known = Edition.objects.filter(process=process, digest=snapshot.digest).first()
        return known or _new_edition(process, snapshot)


def snapshot_of(edition: Edition) -> Snapshot:
    return stored(edition.file, edition.digest)


@contextmanager
def _alone(process: Process) -> Iterator[None]:
    """PostgreSQL lets go of it however this process ends."""
    key = f"edition of process:{process.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything within is read from one snapshot of the database: of a transaction of its own, which does not begin
    within another one, or else of the repeatable-read transaction around it.
    """
    if connection.in_atomic_block and _reads_one_snapshot():
        yield
        return
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _reads_one_snapshot() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        return cursor.fetchone() == ("repeatable read",)


def _write(process: Process, folder: Path) -> None:
    (folder / "documents").mkdir()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            on = Material(process)
            for shape in Shape:
                text = blocks.to_json(compose(on, shape))
                (folder / document_name(shape, language)).write_text(text, encoding="utf-8")
    with translation.override(settings.LANGUAGE_CODE):
        on = Material(process)
        tables = write_tables(on, folder)
        _write_json(folder / "ledger.json", _book(on))
        _write_maps(on, folder)
        _write_ballots(on, folder)
        report = process.reports.filter(shape=Shape.RECOMMENDATION).select_related("template").first()
        if report and report.template:
            with storage_of(report.template).open(report.template.file) as file:
                (folder / TEMPLATE).write_bytes(file.read())
        _write_json(folder / "about.json", _about(on, tables) | _for_approval(on, report) | _for_archive(process))


def _book(on: Material) -> dict[str, Any]:
    """The minute book in the form of its download, up to the last entry that is not the report's own."""
    last = on.last_entry
    entries = last.chain.entries.select_related("chain").filter(n__lte=last.n).order_by("n") if last else []
    lines = [entry.content() | {"digest": entry.digest} for entry in entries]
    head = lines[-1]["digest"] if lines else "0" * 64
    return {"chain": on.process.chain, "length": len(lines), "head": head, "entries": lines}


def _write_maps(on: Material, folder: Path) -> None:
    """The files of opinion maps that are public, each with what Polis exports."""
    for stage in on.of_chapter("results"):
        drawn = offered_file(stage)
        if drawn:
            with default_storage.open(drawn.file) as file, zipfile.ZipFile(file) as packed:
                packed.extractall(folder / "polis" / f"{stage.position:02}")


def _write_ballots(on: Material, folder: Path) -> None:
    """What was asked and minuted of each announced ballot; with its lists, which are tables, it is counted again."""
    (folder / "ballots").mkdir()
    announced = Ballot.objects.filter(stage__process=on.process, state=Ballot.State.ANNOUNCED)
    for ballot in announced.select_related("stage__process__space"):
        _write_json(folder / "ballots" / f"{ballot.stage.position:02}.json", described(ballot))


def _about(on: Material, tables: list[Written]) -> dict[str, Any]:
    process = on.process
    return {
        "slug": process.slug,
        "chain": process.chain,
        "title": {"ko": process.title, "en": process.title_en or process.title},
        "summary": {"ko": process.summary, "en": process.summary_en or process.summary},
        "publisher": {"ko": settings.CITY["name"], "en": settings.CITY["name_en"]},
        "department": {"ko": settings.CITY["department"], "en": settings.CITY["department_en"]},
        "telephone": settings.CITY["telephone"],
        "url": settings.SITE_URL + process.get_absolute_url(),
        "as_of": on.as_of.isoformat(),
        "demo": process.demo,
        "stages": [
            {"position": stage.position, "kind": stage.kind, "title": {"ko": stage.title, "en": stage.title_en}}
            for stage in on.stages
        ],
        "tables": [asdict(table) for table in tables],
    }


def _for_approval(on: Material, report: Report | None) -> dict[str, Any]:
    """What the papers of an approval say besides."""
    first, last = (on.stages[0].opens_at, on.stages[-1].closes_at) if on.stages else (None, None)
    return {
        "question": on.charter.question if on.charter else "",
        "period": period(first, last),
        "people": len(on.strata),
        "recommendations": [
            {"number": row.number, "title": row.title, "state": row.state, "result": row.result}
            for row in on.recommendations
            if row.state != Recommendation.State.DROPPED
        ],
        "contact": {
            "name": report.contact_name if report else "",
            "title": report.contact_title if report else "",
            "telephone": report.contact_telephone if report else "",
        },
    }


def _for_archive(process: Process) -> dict[str, Any]:
    """How long the records are kept, what that is counted from, and under which numbers they are registered."""
    rules = RetentionRules.objects.in_force()
    ended = Entry.objects.filter(chain__name=process.chain, subject=process.subject, step="conclude").order_by("-n")
    completed = ended.values_list("at", flat=True).first()
    registered = Registration.objects.filter(report__process=process).select_related("report", "edition", "file")
    return {
        "records": {
            "retention": rules.facts,
            "from": localdate(process.convened_at or process.created_at).isoformat(),
            "completed_on": localdate(datetime.fromisoformat(completed)).isoformat() if completed else None,
            "registrations": [
                {
                    "number": row.number,
                    "on": row.on.isoformat(),
                    "document": row.report.shape,
                    "edition": row.edition.digest,
                    "sha256": row.file.sha256,
                }
                for row in registered.order_by("pk")
            ],
        }
    }


def _write_json(path: Path, tree: dict[str, Any]) -> None:
    path.write_text(json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")


def _new_edition(process: Process, snapshot: Snapshot) -> Edition:
    file = store(snapshot)
    last = process.editions.order_by("-number").first()
    changes = changes_since(last, snapshot)
    with transaction.atomic():
        edition = Edition.objects.create(
            process=process,
            number=(last.number if last else 0) + 1,
            digest=snapshot.digest,
            frozen_at=timezone.now(),
            file=file,
            changes=changes,
        )
        record(process, "freeze_report", facts={"edition": edition.number, "digest": edition.digest})
    return edition


def changes_since(last: Edition | None, snapshot: Snapshot) -> dict[str, Any]:
    """Against the last edition; nothing is told where that cannot be read any more, or is of the first format."""
    try:
        return changes_between(snapshot_of(last), snapshot) if last else {}
    except (Damaged, Refused):
        return {}
