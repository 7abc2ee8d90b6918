"""A thread of 10,000 arguments: queries and time of the pages' first and middle page, and contributions a second.

Run: python -m benchmarks.arguments. It works in a database of its own, which it drops again.
"""

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django
from django.conf import settings
from django.db import connection, reset_queries
from django.utils import timezone

from config import services

os.environ.setdefault("DEBUG", "1")
services.prepare()
django.setup()

from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse

from deliberation.accounts.models import User
from deliberation.panels.models import Seat
from deliberation.processes.models import Charter, Process, Stage
from deliberation.rounds.arguments.actions import put_claim, rate
from deliberation.rounds.arguments.models import Argument, Rating, strength_of
from deliberation.rounds.issues import Issue
from deliberation.spaces.models import Item, Space
from tests.databases import cloned
from tests.sign_in import Visitor

CLAIMS, REPLIES, RATED_BY = 5_000, 5_000, 20  # replies stand below one claim, the first
SEATS = 200
TIMES = 21
CONNECTIONS, SECONDS = 8, 10.0
SIDES = ["어업인 단체", "해상풍력 추진 측"]


def opened() -> tuple[Stage, Issue, list[Seat]]:
    """A stage that is open now, with one issue and both sides."""
    space = Space.objects.create(kind="process", parent=Space.objects.city(), name="process-a")
    process = Process.objects.create(space=space, slug="a", preset="open_online", title="논거", state="running")
    sides = [{"name": name, "name_en": ""} for name in SIDES]
    now = timezone.now()
    Charter.objects.create(process=process, state="frozen", sides=sides, question="?", announce_at=now)
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=9)}
    stage = Stage.objects.create(process=process, position=1, kind="arguments", title="논거", state="ready", **window)
    issue = Issue.objects.create(process=process, number=1, title="쟁점")
    users = User.objects.bulk_create(User(display_name=f"시민 {i}", origin="import") for i in range(SEATS))
    seats = Seat.objects.bulk_create(Seat(process=process, user=user, code=f"{i}") for i, user in enumerate(users))
    return stage, issue, seats


def filled(stage: Stage, issue: Issue, seats: list[Seat]) -> Argument:
    """Claims for both sides and one with a long thread, each rated by twenty people; the claim with the thread."""
    items = Item.objects.bulk_create(
        Item(
            kind="argument",
            space=stage.space,
            text=f"논거 {n}: 자료를 먼저 공개해야 합니다.",
            state=Item.State.ADMITTED,
        )
        for n in range(CLAIMS + REPLIES)
    )

    def row(n: int, **fields) -> Argument:
        points = RATED_BY * 3 + n % 31
        counted = {"ratings": RATED_BY, "points": points, "strength": strength_of(RATED_BY, points)}
        placed = {"stage": stage, "issue": issue, "item": items[n], "seat": seats[n % SEATS], "number": n + 1}
        return Argument(**placed, **counted, **fields)

    claims = Argument.objects.bulk_create(row(n, side=SIDES[n % 2]) for n in range(CLAIMS))
    Argument.objects.bulk_create(
        row(n, parent=claims[0], stance=(1, -1)[n % 2]) for n in range(CLAIMS, CLAIMS + REPLIES)
    )
    rated = Argument.objects.filter(stage=stage).values_list("pk", flat=True)
    Rating.objects.bulk_create(
        (Rating(argument_id=pk, seat=seats[n], value=3) for pk in rated for n in range(RATED_BY)), batch_size=10_000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE rounds_argument, rounds_rating, spaces_item")
    return claims[0]


def row_of_page(name: str, client: Visitor, address: str) -> str:
    client.get(address)
    reset_queries()  # the log that counts them has an end
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    took = []
    for _n in range(TIMES):
        begun = time.perf_counter()
        client.get(address)
        took.append(1000 * (time.perf_counter() - begun))
    return f"| {name} | {len(queries)} | {statistics.median(took):.0f} | {max(took):.0f} |"


def pages(stage: Stage, issue: Issue, claim: Argument, seat: Seat) -> None:
    client = Visitor()
    client.force_login(seat.user)
    address = {
        name: reverse(f"rounds:{route}", args=[stage.process.slug, stage.pk, *more])
        for name, route, more in (
            ("issues", "arguments", []),
            ("the strongest of each side", "argument_columns", [issue.pk]),
            ("all as a list", "argument_outline", [issue.pk]),
            ("picture", "argument_picture", [issue.pk]),
            ("a claim with 5,000 replies", "argument", [claim.pk]),
        )
    }
    print("| page | queries | median, ms | slowest, ms |\n|---|--:|--:|--:|")
    for name, one in address.items():
        print(row_of_page(name, client, one), flush=True)
    later = address["a claim with 5,000 replies"]
    for _n in range(100):
        later = address["a claim with 5,000 replies"] + client.get(later).context["page"].next_url
    print(row_of_page("its 101st page", client, later))


def contributing(stage: Stage, issue: Issue, claim: Argument, seat: Seat) -> list[float]:
    """Seconds of each act of one person, who claims once in five acts and rates otherwise, until the time is over."""
    took, deadline, n = [], time.perf_counter() + SECONDS, 0
    while (begun := time.perf_counter()) < deadline:
        own = Stage.objects.select_related("process__space").get(pk=stage.pk)
        if n % 5:
            rate(Argument.objects.select_related("stage__process").get(pk=claim.pk), seat=seat, value=n % 5)
        else:
            put_claim(own, seat=seat, issue=issue, side=SIDES[0], text="자료를 먼저 공개해야 합니다.")
        took.append(time.perf_counter() - begun)
        n += 1
    connection.close()
    return took


def contributions(stage: Stage, issue: Issue, claim: Argument, seats: list[Seat]) -> None:
    before = Argument.objects.filter(stage=stage).count()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        rounds = list(pool.map(lambda seat: contributing(stage, issue, claim, seat), seats[1 : CONNECTIONS + 1]))
    put = Argument.objects.filter(stage=stage).count() - before
    assert put == sum(-(-len(took) // 5) for took in rounds)  # nothing lost
    centiles = statistics.quantiles([1000 * seconds for took in rounds for seconds in took], n=100)
    acts = sum(len(took) for took in rounds)
    print("\n| connections | acts/s | p50, ms | p95, ms |\n|--:|--:|--:|--:|")
    print(f"| {CONNECTIONS} | {acts / SECONDS:,.0f} | {centiles[49]:.0f} | {centiles[94]:.0f} |")


def main() -> None:
    setup_test_environment()
    with cloned(settings.DATABASES["default"]["NAME"], "bench_arguments"):
        stage, issue, seats = opened()
        claim = filled(stage, issue, seats)
        print(f"{os.cpu_count()} cores, {CLAIMS:,} claims, {REPLIES:,} replies to one, {RATED_BY} ratings each\n")
        pages(stage, issue, claim, seats[1])
        contributions(stage, issue, claim, seats)
        connection.close()


if __name__ == "__main__":
    main()
