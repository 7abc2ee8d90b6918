"""Votes a second into one open ballot by several voters at once, and how long its closing takes.

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
from deliberation.ballots.envelope import new_code
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


def cast_all(stage: Stage, seats: list[Seat]) -> tuple[float, list[float]]:
    """Seconds for all, and for each vote."""

    def vote(seat: Seat) -> float:
        ballot = Ballot.objects.select_related("stage__process").get(stage=stage)
        begun = time.perf_counter()
        cast(ballot, seat, CHOICES, code=new_code())
        return time.perf_counter() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        each = list(pool.map(vote, seats))
        list(pool.map(lambda _i: connection.close(), range(THREADS * 4)))
    return time.perf_counter() - begun, each


def measure(voters: int) -> str:
    stage, seats = opened(voters)
    seconds, each = cast_all(stage, seats)
    centiles = statistics.quantiles(each, n=100)
    begun = time.perf_counter()
    counted = close_ballot(stage)["voted"]
    closing = time.perf_counter() - begun
    assert counted == voters
    milliseconds = f"{1000 * centiles[49]:.0f} | {1000 * centiles[94]:.0f}"
    return f"| {voters:,} | {voters / seconds:,.0f} | {milliseconds} | {closing:.2f} | {1000 * closing / voters:.2f} |"


def main() -> None:
    print(f"{os.cpu_count()} cores, {THREADS} voters at once\n")
    print("| voters | votes/s | p50, ms | p95, ms | close, s | close, ms a vote |\n|--:|--:|--:|--:|--:|--:|")
    with cloned(settings.DATABASES["default"]["NAME"], "bench_ballots"):
        for voters in VOTERS:
            print(measure(voters), flush=True)
        connection.close()


if __name__ == "__main__":
    main()
