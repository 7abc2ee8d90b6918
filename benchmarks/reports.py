"""Freezing a large process and making its files: 2,000 participants, 500,000 answers to statements; then fifty requests
for its files at the same moment.

Run: python -m benchmarks.reports. It works in a database and a folder of its own, which it drops again.
"""

import io
import os
import subprocess
import sys
import time
import zipfile
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from benchmarks.opinions import opened
from deliberation.accounts.models import User
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.maps.exporting import keep_file
from deliberation.opinions.maps.votes import read_votes
from deliberation.opinions.models import Statement
from deliberation.processes.models import Process
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.exporting.actions import ask_for_export
from deliberation.reports.exporting.formats import FORMATS
from deliberation.reports.models import Edition, Export
from deliberation.reports.tasks import build_export
from tests.concurrency import at_once
from tests.databases import cloned

SEATS = 2_000
ANSWERS = 250  # of each, to as many statements
REQUESTS = 50


def deliberated() -> Process:
    """A round of two camps with some noise, closed and drawn, its map's file made."""
    stage, _seats, statements = opened(SEATS)
    Statement.objects.filter(pk__in=[one.pk for one in statements[ANSWERS:]]).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # checks of foreign keys take longer than all else
        cursor.execute(
            "INSERT INTO opinions_stance (statement_id, seat_id, value, channel, answered_at) "
            "SELECT s.id, p.id, CASE WHEN hashint4((s.id * 31 + p.id)::int) %% 10 < 2 THEN 0 "
            "WHEN (s.id %% 2 = 0) = (p.id %% 2 = 0) THEN 1 ELSE -1 END, 'web', now() "
            "FROM opinions_statement s, panels_seat p WHERE s.stage_id = %s AND p.process_id = %s",
            [stage.pk, stage.process_id],
        )
        cursor.execute("RESET session_replication_role")
        cursor.execute("ANALYZE opinions_stance")
    stage.closes_at = timezone.now()
    stage.state = "closed"
    stage.save()
    votes = read_votes(stage)
    keep_file(draw_map(stage, votes), votes)
    return stage.process


def main() -> None:
    with (
        TemporaryDirectory() as folder,
        override_settings(MEDIA_ROOT=folder),
        cloned(settings.DATABASES["default"]["NAME"], "bench_reports"),
    ):
        process = deliberated()
        print(f"{os.cpu_count()} cores, {SEATS:,} participants, {SEATS * ANSWERS:,} answers\n")
        print("| what | seconds | MB |\n|---|--:|--:|")
        begun = time.perf_counter()
        edition = freeze(process)
        snapshot = snapshot_of(edition)
        size = sum(kept.size for kept in snapshot.files.values())
        print(f"| freezing | {time.perf_counter() - begun:.1f} | {size / 1e6:.1f} |", flush=True)
        for name, form in FORMATS.items():
            if form.internal:  # it needs somebody whom the press can ask
                continue
            begun = time.perf_counter()
            content = form.render(snapshot, "result", "ko")
            print(f"| {name} | {time.perf_counter() - begun:.1f} | {len(content) / 1e6:.1f} |", flush=True)
            if name == "bundle":
                check(content)
        fifty(edition)
        connection.close()


def fifty(edition: Edition) -> None:
    """Asked for by as many threads at once, made by as many workers as there are cores: all end, none is made twice."""
    by = User.objects.create_user("official@bench.example")
    orders = [
        {"format": name, "shape": shape, "language": language}
        for name, form in FORMATS.items()
        if not form.internal
        for shape in Shape.values[: 1 if form.of_data else None]
        for language in ("ko", "en")[: 1 if form.of_data else None]
    ]
    begun, busy = time.perf_counter(), time.process_time()
    asked = at_once(
        REQUESTS, lambda n: ask_for_export(edition.process, by=by, edition=edition, **orders[n % len(orders)]).pk
    )
    at_once(os.cpu_count() or 1, lambda _n: [build_export(pk) for pk in asked])
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    made = list(Export.objects.values_list("state", "attempts"))
    if len(set(asked)) != len(orders) or made != [("done", 1)] * len(orders):
        raise SystemExit(f"{REQUESTS} requests for {len(orders)} files ended as {made}")
    print(f"| {REQUESTS} requests, {len(orders)} files | {seconds:.1f} ({busy:.1f} of the processor) | |", flush=True)


def check(bundle: bytes) -> None:
    """The bundle's own program, as a reader runs it."""
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
            packed.extractall(folder)
        begun = time.perf_counter()
        subprocess.run([sys.executable, "verify.py"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        print(f"| verify.py | {time.perf_counter() - begun:.1f} | |", flush=True)


if __name__ == "__main__":
    main()
