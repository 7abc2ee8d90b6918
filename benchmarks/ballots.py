"""Votes into one open ballot: as many as go, then 200 a second for a minute, and how long closing and opening take.

Votes are cast in as many processes as there are cores, with threads each, as the server does.
Run: python -m benchmarks.ballots. It works in a database of its own, which it drops again.
"""

import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

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
from tests.databases import cloned, use

VOTERS = (200, 2_000, 10_000)
PROCESSES, THREADS = os.cpu_count() or 1, 4
RATE, MINUTE = 200, 60
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


def cast_share(stage: int, seats: list[Seat], dues: list[float] | None) -> tuple[list[float], float]:
    """What one process of the server does: seconds that each of its votes took, and when the last one was stored.

    With ``dues``, the moments at which they come, a vote takes from then on: who comes while all threads are busy
    waits, and the waiting counts.
    """

    def vote(n: int) -> float:
        begun = dues[n] if dues else time.time()
        time.sleep(max(0.0, begun - time.time()))
        ballot = Ballot.objects.select_related("stage__process").get(stage=stage)
        cast(ballot, seats[n], CHOICES, code=new_code())
        return time.time() - begun

    with ThreadPoolExecutor(THREADS) as pool:
        each = list(pool.map(vote, range(len(seats))))
        finished = time.time()
        list(pool.map(lambda _i: connection.close(), range(THREADS * 4)))
    return each, finished


def cast_all(stage: Stage, seats: list[Seat], *, rate: int | None = None) -> tuple[float, list[float]]:
    """Seconds for all, and for each vote: as many as go, or so many a second by the clock."""
    server = {"max_workers": PROCESSES, "mp_context": get_context("spawn"), "initializer": use}
    with ProcessPoolExecutor(**server, initargs=[connection.settings_dict["NAME"]]) as pool:
        list(pool.map(time.sleep, [1.0] * PROCESSES))  # until each has started
        start = time.time() + 0.5
        jobs = []
        for n in range(PROCESSES):
            dues = [start + k / rate for k in range(n, len(seats), PROCESSES)] if rate else None
            jobs.append(pool.submit(cast_share, stage.pk, seats[n::PROCESSES], dues))
        begun = start if rate else time.time()
        shares = [job.result() for job in jobs]
    return max(finished for _, finished in shares) - begun, [seconds for each, _ in shares for seconds in each]


def told(each: list[float]) -> str:
    centiles = statistics.quantiles(each, n=100)
    return f"{1000 * centiles[49]:.0f} | {1000 * centiles[94]:.0f} | {1000 * max(each):.0f}"


def closing(stage: Stage, voters: int) -> str:
    begun = time.perf_counter()
    counted = close_ballot(stage)["voted"]
    seconds = time.perf_counter() - begun
    assert counted == voters
    return f"{seconds:.2f} | {1000 * seconds / voters:.2f}"


def measured(voters: int, rate: int | None = None) -> str:
    stage, seats = opened(voters)
    seconds, each = cast_all(stage, seats, rate=rate)
    asked = f"{rate} asked" if rate else "as many as go"
    return f"| {voters:,} | {asked} | {voters / seconds:,.0f} | {told(each)} | {closing(stage, voters)} |"


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
    print(f"{os.cpu_count()} cores; {PROCESSES} processes of {THREADS} threads\n")
    print("| voters | a second | stored a second | p50, ms | p95, ms | longest, ms | close, s | close, ms a vote |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    with cloned(settings.DATABASES["default"]["NAME"], "bench_ballots"):
        for voters in VOTERS:
            print(measured(voters), flush=True)
        print(measured(RATE * MINUTE, RATE), flush=True)
        connection.close()
    print(f"\n{opening(100_000)}")


if __name__ == "__main__":
    main()
