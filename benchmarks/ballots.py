"""Votes into one open ballot: as many as go, then 200 a second for a minute, and how long closing and opening take.

Run: python -m benchmarks.ballots. It works in a database of its own, which it drops again.
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
from deliberation.ballots import envelope
from deliberation.ballots.envelope import new_code, paper_id
from deliberation.ballots.models import Ballot
from deliberation.ballots.preparing.actions import prepare_ballot
from deliberation.ballots.voting.actions import cast
from deliberation.ballots.voting.closing import close_ballot
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.models import Space
from tests.databases import cloned

VOTERS = (200, 2_000, 10_000)
THREADS = 4
RATE, MINUTE = 200, 60
CLERKS = 16  # threads that take the votes which come by the clock
SEALED = 1_000
CHOICES = {1: "for", 2: "against", 3: "abstain"}


def opened(voters: int) -> tuple[Stage, list[Seat]]:
    """A ballot on three recommendations, open now, with so many voters on its roll."""
    space = Space.objects.create(kind="process", parent=Space.objects.city(), name=f"process-{voters}")
    process = Process.objects.create(
        space=space, slug=f"b{voters}", preset="open_online", title="표결", state="running"
    )
    now = timezone.now()
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}
    stage = Stage.objects.create(process=process, position=1, kind="ballot", title="표결", state="ready", **window)
    Recommendation.objects.bulk_create(
        Recommendation(process=process, stage=stage, number=n, title=f"권고 {n}", text="본문", state="final")
        for n in CHOICES
    )
    users = User.objects.bulk_create(User(display_name=f"{voters}-{i}", origin="import") for i in range(voters))
    seats = Seat.objects.bulk_create(Seat(process=process, user=user, code=f"{i}") for i, user in enumerate(users))
    prepare_ballot(stage)
    return stage, seats


def vote(stage: Stage, seat: Seat) -> None:
    ballot = Ballot.objects.select_related("stage__process").get(stage=stage)
    cast(ballot, seat, CHOICES, code=new_code())


def cast_all(stage: Stage, seats: list[Seat]) -> tuple[float, list[float]]:
    """Seconds for all, and for each vote: everyone votes as soon as one of the threads is free."""

    def timed(seat: Seat) -> float:
        begun = time.perf_counter()
        vote(stage, seat)
        return time.perf_counter() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        each = list(pool.map(timed, seats))
        list(pool.map(lambda _i: connection.close(), range(THREADS * 4)))
    return time.perf_counter() - begun, each


def cast_by_the_clock(stage: Stage, seats: list[Seat]) -> list[float]:
    """Seconds from the moment at which each vote was due, at :data:`RATE` a second, to its being stored.

    Whoever comes while all threads are busy waits, and the waiting counts.
    """
    start = time.perf_counter() + 1

    def due(n: int) -> float:
        moment = start + n / RATE
        time.sleep(max(0.0, moment - time.perf_counter()))
        vote(stage, seats[n])
        return time.perf_counter() - moment

    with ThreadPoolExecutor(CLERKS) as pool:
        each = list(pool.map(due, range(len(seats))))
        list(pool.map(lambda _i: connection.close(), range(CLERKS * 4)))
    return each


def told(each: list[float]) -> str:
    centiles = statistics.quantiles(each, n=100)
    return f"{1000 * centiles[49]:.0f} | {1000 * centiles[94]:.0f} | {1000 * max(each):.0f}"


def closing(stage: Stage, voters: int) -> str:
    begun = time.perf_counter()
    counted = close_ballot(stage)["voted"]
    seconds = time.perf_counter() - begun
    assert counted == voters
    return f"{seconds:.2f} | {1000 * seconds / voters:.2f}"


def as_many_as_go(voters: int) -> str:
    stage, seats = opened(voters)
    seconds, each = cast_all(stage, seats)
    return f"| {voters:,} | {voters / seconds:,.0f} | {told(each)} | {closing(stage, voters)} |"


def for_a_minute() -> str:
    voters = RATE * MINUTE
    stage, seats = opened(voters)
    each = cast_by_the_clock(stage, seats)
    return f"| {voters:,} | {RATE}, as asked | {told(each)} | {closing(stage, voters)} |"


def opening(papers: int) -> str:
    """Seconds to open sealed papers of three decisions, as the close does, on one core."""
    public_key = envelope.make_key()
    codes = [new_code() for _ in range(SEALED)]
    rule = {"width": 24, "ballot": 1}
    marks = list(CHOICES.values())
    sealed = [(paper_id(c), envelope.seal(c, marks, public_key=public_key, **rule)) for c in codes]
    key = envelope.take_key(public_key)
    begun = time.perf_counter()
    for n in range(papers):
        paper, content = sealed[n % SEALED]
        envelope.unseal(content, key, paper=paper, **rule)
    seconds = time.perf_counter() - begun
    envelope.destroy_key(public_key)
    return f"Opening {papers:,} papers: {seconds:.1f} s, {1e6 * seconds / papers:.0f} µs each"


def main() -> None:
    print(f"{os.cpu_count()} cores; {THREADS} voters at once, by the clock at most {CLERKS}\n")
    print("| voters | votes/s | p50, ms | p95, ms | longest, ms | close, s | close, ms a vote |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    with cloned(settings.DATABASES["default"]["NAME"], "bench_ballots"):
        for voters in VOTERS:
            print(as_many_as_go(voters), flush=True)
        print(for_a_minute(), flush=True)
        connection.close()
    print(f"\n{opening(100_000)}")


if __name__ == "__main__":
    main()
