"""Proposal pages at 100 and at 10,000 proposals; co-signatures a second from 16 connections; similar titles at 100,000.

Run: python -m benchmarks.agendas (TITLES=petitions.jsonl adds real titles to try)
"""

import json
import os
import platform
import random
import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import django

from config import services

os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1", "LOG_LEVEL": "ERROR"}
services.ensure()
django.setup()

from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliberation.accounts.models import Channel, User
from deliberation.agendas.categories import Category
from deliberation.agendas.models import CoSignature, Proposal, Route, SignatureKey
from deliberation.agendas.proposals.actions import cosign
from deliberation.agendas.proposals.similar import similar_to
from deliberation.algorithms.text import bigrams, grams
from deliberation.spaces.models import Item, Space

SIZES = [100, 10_000]
REQUESTS = 60
CONNECTIONS = 16
SIGNERS = 1600
STORM = 5000
MANY = 100_000
PLACES = ["월미도", "송도", "검단", "청라", "부평", "계양", "강화", "옹진", "소래", "동인천", "영종", "논현"]
MATTERS = ["소각장", "해상풍력", "트램", "공원", "주차장", "도서관", "병원", "학교", "하천", "시장", "갯벌", "갯벌"]
CHOICES = ["새로 지을 것인가?", "옮길 것인가, 그대로 둘 것인가?", "함께 쓸 것인가?", "줄일 것인가, 늘릴 것인가?"]
FILLER = "주민마다 바라는 바가 달라 오래 이야기해 왔으나 아직 결론을 내지 못했습니다. "


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh database beside the one of the settings, gone afterwards."""
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    settings.DEBUG = False  # no record of every query
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def fill(number: int) -> None:
    """Proposals until there are ``number``: written directly, since only reading them is measured."""
    chance, city, lacking = random.Random(number), Space.objects.city(), number - Proposal.objects.count()
    given = {"space": city, "route": Route.objects.in_force("citizens"), "author": User.objects.create()}
    for _ in range(0, lacking, 5000):
        part = min(5000, lacking)
        items = Item.objects.bulk_create([Item(kind="proposal", space=city, text="") for _ in range(part)])
        Proposal.objects.bulk_create([proposal(chance, item=item, **given) for item in items], batch_size=500)
        lacking -= part
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def proposal(chance: random.Random, **given) -> Proposal:
    title = f"{chance.choice(PLACES)} {chance.choice(MATTERS)}, {chance.choice(CHOICES)}"
    background = FILLER * 8 + f"{chance.choice(PLACES)} {chance.choice(MATTERS)} 문제와도 이어져 있습니다."
    opened = timezone.now() - timedelta(minutes=chance.randrange(29 * 24 * 60))
    return Proposal(
        state=Proposal.State.COLLECTING,
        title=title,
        contested=FILLER,
        background=background,
        title_grams=grams(title),
        bigrams=bigrams(f"{title} {background}"),
        district=chance.choice(settings.CITY["districts"]),
        category=chance.choice([*Category.values, *[Category.SAFETY] * 3]),  # some matters are more common than others
        cosignature_count=chance.randrange(4000),
        opens_at=opened,
        closes_at=opened + timedelta(days=30),
        **given,
    )


def pages(client: Client) -> dict[str, str]:
    far = "/proposals/"
    for _ in range(4):
        following = re.search(r'rel="next" href="([^"]+)"', client.get(far).content.decode())
        far = "/proposals/" + unescape(following[1])
    return {
        "list, newest": "/proposals/",
        "list, fifth page": far,
        "list, most co-signed": "/proposals/?sort=most",
        "list, closing soon, one district": "/proposals/?sort=closing&district=서구",
        "search, two syllables (갯벌)": "/proposals/?q=갯벌",
        "search, two words": "/proposals/?q=해상풍력 옹진",
        "search, one syllable (섬)": "/proposals/?q=섬",
        "one proposal": f"/proposals/{Proposal.objects.latest('pk').pk}/",
    }


def measured(client: Client, address: str) -> tuple[int, float, float]:
    """Queries, and p50 and p95 in milliseconds of a page inside one process."""
    reset_queries()  # the log has an upper limit
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    number, took = len(queries), []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - began) * 1000)
    return number, statistics.median(took), statistics.quantiles(took, n=20)[-1]


def reading() -> None:
    print("| page | proposals | queries | p50 ms | p95 ms |\n|---|--:|--:|--:|--:|")
    for size in SIZES:
        fill(size)
        client = Client(headers={"host": "localhost"})
        for name, address in pages(client).items():
            queries, median, high = measured(client, address)
            print(f"| {name} | {size:,} | {queries} | {median:.1f} | {high:.1f} |")


def signing(targets: int) -> None:
    """SIGNERS people sign over CONNECTIONS connections, spread over some proposals; the count must be exact."""
    chosen = list(Proposal.objects.select_related("route").order_by("pk")[:targets])
    Proposal.objects.filter(pk__in=[one.pk for one in chosen]).update(cosignature_count=0)
    SignatureKey.objects.all().delete()
    CoSignature.objects.all().delete()
    people = User.objects.bulk_create([User(display_name="시민", district="서구") for _ in range(SIGNERS)])

    def work(mine: list[tuple[int, User]]) -> None:
        for number, person in mine:
            cosign(chosen[number % targets], by=person, channel=Channel.WEB)
        connection.close()

    shares = [list(enumerate(people))[start::CONNECTIONS] for start in range(CONNECTIONS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(work, shares))
    took = time.perf_counter() - began
    counted = sum(
        Proposal.objects.filter(pk__in=[one.pk for one in chosen]).values_list("cosignature_count", flat=True)
    )
    assert counted == CoSignature.objects.count() == SIGNERS
    print(f"| {targets} | {SIGNERS:,} | {counted:,} | {SIGNERS / took:,.0f} |")


def storming() -> None:
    """5,000 people sign one proposal over CONNECTIONS connections: rows and counter must both be exactly 5,000."""
    chosen = Proposal.objects.latest("pk")
    Proposal.objects.filter(pk=chosen.pk).update(cosignature_count=0)
    people = User.objects.bulk_create([User(display_name="시민", district="서구") for _ in range(STORM)])

    def work(start: int) -> None:
        for person in people[start::CONNECTIONS]:
            cosign(chosen, by=person, channel=Channel.WEB)
        connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(work, range(CONNECTIONS)))
    took = time.perf_counter() - began
    chosen.refresh_from_db()
    rows, keys = chosen.cosignatures.count(), SignatureKey.objects.filter(proposal=chosen).count()
    assert rows == keys == chosen.cosignature_count == STORM
    print(f"\n{STORM:,} co-signatures of one proposal from {CONNECTIONS} connections: {rows:,} rows, counter")
    print(f"{chosen.cosignature_count:,}, {STORM / took:,.0f} a second")


def alike() -> None:
    """Similar proposals for new titles: half as made up as the others, half from a file of real ones if there is."""
    chance, size = random.Random(1), Proposal.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agendas_titlebigram SELECT pair, count(*) FROM agendas_proposal, unnest(title_grams) AS pair"
            " GROUP BY pair ON CONFLICT (bigram) DO UPDATE SET documents = excluded.documents"
        )
        cursor.execute("VACUUM (ANALYZE)")  # as it happens by itself once so many have been added
    connection.close()  # what the first person meets after a start counts, too: a new connection, nothing at hand
    titles = [proposal(chance).title for _ in range(50)] + real_titles()[:50]
    took = []
    for title in titles:
        began = time.perf_counter()
        similar_to(title)
        took.append((time.perf_counter() - began) * 1000)
    first, *others = took
    median, high = statistics.median(others), statistics.quantiles(others, n=20)[-1]
    figures = f"{first:.1f} | {median:.1f} | {high:.1f} | {max(others):.1f}"
    print("\n| similar titles among | titles | first ms | p50 ms | p95 ms | worst ms |\n|--:|--:|--:|--:|--:|--:|")
    print(f"| {size:,} | {len(titles)} | {figures} |")


def real_titles() -> list[str]:
    """Titles of real petitions, one JSON object a line, from the file that TITLES names."""
    if not (path := os.environ.get("TITLES")):
        return []
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["title"] for line in lines]


def main() -> None:
    print(f"{timezone.localdate()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with own_database():
        reading()
        print("\n| proposals signed | signed | counted | co-signatures a second |\n|--:|--:|--:|--:|")
        for targets in (1, CONNECTIONS):
            signing(targets)
        storming()
        fill(MANY)
        alike()


if __name__ == "__main__":
    main()
