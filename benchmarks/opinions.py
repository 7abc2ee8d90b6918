"""Answers a second from sixteen connections into one open round, and how fast all stances leave the database by COPY.

Run: python -m benchmarks.opinions. It works in a database of its own, which it drops again.
"""

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from config import services

os.environ.setdefault("DEBUG", "1")
services.prepare()
django.setup()

from deliberation.accounts.models import User
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.votes import read_stances
from deliberation.opinions.models import Stance, Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.spaces.models import Item, Space
from tests.databases import cloned

CONNECTIONS = 16
SECONDS = 10.0
BATCHES = (1, 10)  # answers sent at once
STATEMENTS = 500
SEATS = (200, 2_000, 20_000)  # times the statements: stances to read


def opened(seats: int) -> tuple[Stage, list[Seat], list[Statement]]:
    """A round that is open now, with admitted statements and so many seats."""
    name = f"process-o{Process.objects.count()}"
    space = Space.objects.create(kind="process", parent=Space.objects.city(), name=name)
    process = Process.objects.create(space=space, slug=name, preset="open_online", title="의견", state="running")
    now = timezone.now()
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}
    stage = Stage.objects.create(
        process=process, position=1, kind="opinion_round", title="의견", state="ready", **window
    )
    items = Item.objects.bulk_create(
        Item(kind="statement", space=space, text=f"의견 {n}", state=Item.State.ADMITTED) for n in range(STATEMENTS)
    )
    statements = Statement.objects.bulk_create(
        Statement(stage=stage, item=item, number=n) for n, item in enumerate(items, 1)
    )
    users = User.objects.bulk_create(User(display_name=f"{name}-{i}", origin="import") for i in range(seats))
    rows = Seat.objects.bulk_create(Seat(process=process, user=user, code=f"{i}") for i, user in enumerate(users))
    return stage, rows, statements


def answering(stage: Stage, seats: list[Seat], statements: list[Statement], batch: int) -> list[tuple[int, float]]:
    """(answers stored, seconds) of each request that one connection sends until the time is over."""
    sent, deadline = [], time.perf_counter() + SECONDS
    for seat in seats:
        for start in range(0, STATEMENTS, batch):
            begun = time.perf_counter()
            if begun > deadline:
                connection.close()
                return sent
            values = {row.pk: row.pk % 3 - 1 for row in statements[start : start + batch]}
            sent.append((answer(stage, seat=seat, values=values), time.perf_counter() - begun))
    raise AssertionError("more seats are needed to keep a connection busy")


def row_of_answers(batch: int) -> str:
    """Not one answer may be lost or counted twice: what the requests were told is what is stored."""
    stage, seats, statements = opened(CONNECTIONS * 40 * batch)
    shares = [seats[n::CONNECTIONS] for n in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        rounds = pool.map(lambda share: answering(stage, share, statements, batch), shares)
        sent = [request for requests in rounds for request in requests]
    stored = Stance.objects.filter(statement__stage=stage).count()
    assert stored == sum(number for number, _ in sent)
    centiles = statistics.quantiles([seconds for _, seconds in sent], n=100)
    speed = f"{len(sent) / SECONDS:,.0f} | {stored / SECONDS:,.0f}"
    return f"| {batch} | {stored:,} | {speed} | {1000 * centiles[49]:.0f} | {1000 * centiles[94]:.0f} |"


def row_of_reading(seats: int) -> str:
    stage, _, _ = opened(seats)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # ten million checks of foreign keys take minutes
        cursor.execute(
            "INSERT INTO opinions_stance (statement_id, seat_id, value, channel, answered_at) "
            "SELECT s.id, p.id, (s.id + p.id) %% 3 - 1, 'web', now() FROM opinions_statement s, panels_seat p "
            "WHERE s.stage_id = %s AND p.process_id = %s",
            [stage.pk, stage.process_id],
        )
        cursor.execute("ANALYZE opinions_stance")
    begun = time.perf_counter()
    read = len(read_stances(stage))
    seconds = time.perf_counter() - begun
    assert read == seats * STATEMENTS
    return f"| {read:,} | {seconds:.2f} | {read / seconds / 1e6:.2f} |"


def main() -> None:
    with cloned(settings.DATABASES["default"]["NAME"], "bench_opinions"):
        print(f"{os.cpu_count()} cores, {CONNECTIONS} connections, {SECONDS:.0f} s each, {STATEMENTS} statements\n")
        print("| answers a request | stored | requests/s | answers/s | p50, ms | p95, ms |\n|--:|--:|--:|--:|--:|--:|")
        for batch in BATCHES:
            print(row_of_answers(batch), flush=True)
        print("\n| stances | read by COPY, s | million a second |\n|--:|--:|--:|")
        for seats in SEATS:
            print(row_of_reading(seats), flush=True)
        connection.close()


if __name__ == "__main__":
    main()
