import errno
import hashlib
import io
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.reports.approval.actions import name_contact
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.editor.actions import begin_report
from deliberation.reports.exporting import actions
from deliberation.reports.exporting.actions import LEASE, ask_for_export, build, cancel_export, claim
from deliberation.reports.exporting.formats import FORMATS
from deliberation.reports.models import Export
from deliberation.reports.tasks import build_export, ring_after_commit, ring_again
from tests.concurrency import at_once
from tests.scenes import convened

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(export: Export) -> str:
    with default_storage.open(export.file) as file:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


def made(process, by, **order) -> Export:
    export = ask_for_export(process, by=by, **order)
    build(claim(export.pk))
    export.refresh_from_db()
    return export


def test_a_report_is_asked_for_claimed_and_made():
    process, cast = convened()
    export = made(process, cast.emil)
    assert (export.state, export.attempts, export.fault, export.edition.number) == ("done", 1, "", 1)
    with default_storage.open(export.file) as file:
        assert (len(file.read()), file.name.endswith(".pdf")) == (export.size, True)
    words = text_of(export).replace(" ", "").replace("\n", "")
    assert process.title.replace(" ", "") in words
    assert "찬성주민모임" in words
    assert Notice.objects.filter(person=cast.emil, kind="report_ready").count() == 1


def test_the_same_data_give_the_same_edition_and_file():
    process, cast = convened()
    first, second = made(process, cast.emil), made(process, cast.emil)
    assert (second.edition, second.sha256, second.file) == (first.edition, first.sha256, first.file)
    assert Entry.objects.filter(step="freeze_report").count() == 1


def test_one_edition_has_both_languages():
    process, cast = convened()
    assert "Overview" in text_of(made(process, cast.emil, language="en"))
    assert "Overview" not in text_of(made(process, cast.emil))


def test_asking_twice_adds_no_work():
    process, cast = convened()
    asked = at_once(6, lambda _n: ask_for_export(process, by=cast.emil).pk)
    assert (len(set(asked)), Export.objects.count()) == (1, 1)


def test_of_many_workers_one_gets_the_export():
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    claimed = at_once(6, lambda _n: claim(export.pk))
    assert [type(one) for one in claimed if one] == [Export]


def test_what_a_dead_worker_left_is_taken_over_and_ends_once():
    process, cast = convened()
    dead = claim(ask_for_export(process, by=cast.emil).pk)
    assert claim(dead.pk) is None
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        heir = claim(dead.pk)
        build(dead)  # it was only slow, and finds that its lease is lost
        assert Export.objects.get().state == "running"
        build(heir)
    assert list(Export.objects.values_list("state", "attempts")) == [("done", 2)]
    assert Notice.objects.filter(kind="report_ready").count() == 1


def test_an_export_that_keeps_failing_ends_as_failed_with_its_fault(monkeypatch, settings, tmp_path):
    process, cast = convened()
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = blocked
    export = ask_for_export(process, by=cast.emil)
    for _attempt in range(3):
        build_export(export.pk)
        export.refresh_from_db()
        assert (export.state, export.file) == ("requested", "")
    build_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("failed", 3)
    assert str(blocked) in export.fault, "what went wrong is kept for the administrator"
    assert Export.objects.due().count() == 0


def test_fifty_requests_at_once_are_one_job_and_one_file():
    process, cast = convened()
    asked = at_once(50, lambda _n: ask_for_export(process, by=cast.emil).pk)
    for pk in asked:
        build_export(pk)
    assert (len(set(asked)), list(Export.objects.values_list("state", "attempts"))) == (1, [("done", 1)])
    again = [made(process, cast.emil) for _n in range(2)]
    assert len({export.file for export in [*again, Export.objects.first()]}) == 1


def test_two_zips_of_one_edition_are_two_files():
    process, cast = convened()
    report = begin_report(process, "recommendation")
    name_contact(report, name="김하나", title="주무관", telephone="032-440-0000", version=1, by=cast.emil)
    pack, bundle = (made(process, cast.emil, format=name) for name in ("pack", "bundle"))
    assert pack.edition == bundle.edition
    for export in (pack, bundle):
        with default_storage.open(export.file) as file:
            assert hashlib.sha256(file.read()).hexdigest() == export.sha256


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_format_rendered_again_from_the_files_alone_gives_the_same_bytes(form):
    process, cast = convened()
    report = begin_report(process, "recommendation")
    name_contact(report, name="김하나", title="주무관", telephone="032-440-0000", version=1, by=cast.emil)
    snapshot = snapshot_of(freeze(process))
    first = FORMATS[form].render(snapshot, "recommendation", "ko")
    process.stages.update(title="다른 제목")
    assert FORMATS[form].render(snapshot, "recommendation", "ko") == first


def test_another_format_of_an_edition_is_made_of_its_files_and_not_of_the_data_since():
    process, cast = convened()
    first = made(process, cast.emil)
    process.stages.filter(position=1).update(title="바뀐 제목")
    later = made(process, cast.emil, format="html", edition=first.edition)
    with default_storage.open(later.file) as file:
        words = file.read().decode()
    assert (later.edition, "바뀐 제목" in words) == (first.edition, False)


def test_what_is_cancelled_is_not_made_and_can_be_asked_for_again():
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    cancel_export(export)
    assert claim(export.pk) is None
    with pytest.raises(Refused):
        cancel_export(export)
    again = ask_for_export(process, by=cast.emil)
    assert again != export
    running = claim(again.pk)
    cancel_export(again)
    build(running)
    assert list(Export.objects.order_by("pk").values_list("state", "file")) == [("cancelled", "")] * 2
    assert Notice.objects.filter(kind="report_ready").count() == 0


@pytest.mark.parametrize(
    ("error", "trouble"),
    [(OSError(errno.ENOSPC, "full"), "full"), (ConnectionRefusedError(), "away"), (ValueError("x"), "other")],
)
def test_a_store_in_trouble_leaves_no_file_and_says_why(error, trouble, monkeypatch):
    process, cast = convened()
    edition = freeze(process)

    def refuse(*_args, **_named):
        raise error

    monkeypatch.setattr(type(default_storage._wrapped), "save", refuse)
    export = ask_for_export(process, by=cast.emil, edition=edition)
    for _attempt in range(4):
        build_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts, export.trouble, export.file) == ("failed", 3, trouble, "")


def test_a_lease_is_renewed_while_the_worker_lives(monkeypatch):
    process, cast = convened()
    monkeypatch.setattr(actions, "RENEWED", 0.05)
    export = claim(ask_for_export(process, by=cast.emil).pk)
    first = export.lease_until
    with actions._leased(export):
        time.sleep(0.3)
        export.refresh_from_db()
    assert export.lease_until > first


def test_a_worker_makes_what_is_rung_for(worker):
    process, cast = convened()
    export = ask_for_export(process, by=cast.emil)
    ring_after_commit(export)
    worker.drain()
    export.refresh_from_db()
    assert export.state == "done"


def test_the_sweep_rings_for_what_waits(worker):
    process, cast = convened()
    ask_for_export(process, by=cast.emil)
    ring_again()
    worker.drain()
    assert Export.objects.get().state == "done"


WITHOUT_BROKER = """
import sys, time
from config import services
services.prepare()
import django
django.setup()
from deliberation.reports.models import Export
from deliberation.reports.tasks import ring_after_commit
started = time.monotonic()
ring_after_commit(Export.objects.get())
print(time.monotonic() - started < 5)
"""


def test_with_the_broker_away_the_row_waits():
    process, cast = convened()
    ask_for_export(process, by=cast.emil)
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    away = {"DATABASE_URL": urlunsplit(url), "REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "-c", WITHOUT_BROKER]
    root = Path(__file__).parents[3]
    environment = os.environ | away | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    ran = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout == "True\n", ran.stderr
    assert list(Export.objects.values_list("state", "attempts")) == [("requested", 0)]
