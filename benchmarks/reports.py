"""Freezing a large process and making its files: 2,000 participants, 500,000 answers to statements.

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
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.maps.exporting import keep_file
from deliberation.opinions.maps.votes import read_votes
from deliberation.opinions.models import Statement
from deliberation.processes.models import Process
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.exporting.formats import FORMATS
from tests.databases import cloned

SEATS = 2_000
ANSWERS = 250  # of each, to as many statements


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
            begun = time.perf_counter()
            content = form.render(snapshot, "result", "ko")
            print(f"| {name} | {time.perf_counter() - begun:.1f} | {len(content) / 1e6:.1f} |", flush=True)
            if name == "bundle":
                check(content)
        connection.close()


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
