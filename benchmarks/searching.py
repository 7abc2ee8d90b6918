"""Lists and searches at 1,000 and at 100,000 proposals with 2,000,000 co-signatures: the same pages, turn by turn.

Run: python -m benchmarks.searching
"""

import os
import platform
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.agendas import fill, own_database  # isort: skip - before the rooms: it starts the services
from deliberation.accounts.models import User
from deliberation.agendas.models import Proposal
from deliberation.algorithms.text import bigrams, grams

SIZES = [1_000, 100_000]
SIGNERS = 2_000
SIGNED_BY = 20  # people a proposal
TURNS = 100  # of each page in each city
ODD = "희귀어"  # a word that one proposal of each city has
PAGES = {
    "list, newest": "/proposals/",
    "list, most co-signed": "/proposals/?sort=most",
    "list, closing soon": "/proposals/?sort=closing",
    "list, one district": "/proposals/?district=서구",
    "list, one district and category": "/proposals/?district=서구&category=safety",
    "list, one district, most co-signed": "/proposals/?district=서구&sort=most",
    "list, one syllable (강)": "/proposals/?q=강",
    "list, two syllables (갯벌)": "/proposals/?q=갯벌",
    "list, four syllables (해상풍력)": "/proposals/?q=해상풍력",
    "list, two words": "/proposals/?q=해상풍력 옹진",
    "list, a word of one proposal": f"/proposals/?q={ODD}",
    "search, one syllable": "/search/?q=강",
    "search, two syllables": "/search/?q=갯벌",
    "search, four syllables": "/search/?q=해상풍력",
    "search, two words": "/search/?q=해상풍력 옹진",
    "search, a word of one proposal": f"/search/?q={ODD}",
    "search, proposals of one district": "/search/?q=갯벌&kind=proposals&district=서구",
}


def sign() -> None:
    """Co-signatures until every proposal has SIGNED_BY: written directly, since only reading is measured."""
    User.objects.bulk_create([User(display_name="서명인", district="서구") for _ in range(SIGNERS)])
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO agendas_cosignature (proposal_id, user_id, identity_key, level, counts, district, channel, at)
            SELECT p.id, u.id, md5(p.id || '-' || u.id), 1, true, %s, 'web', now()
            FROM agendas_proposal p
            JOIN (
                SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM accounts_user WHERE display_name = '서명인'
            ) u ON (u.n - p.id * %s) %% %s BETWEEN 0 AND %s
            ON CONFLICT DO NOTHING
            """,
            [settings.CITY["districts"][0], SIGNED_BY, SIGNERS, SIGNED_BY - 1],
        )
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def city(size: int) -> Iterator[BaseDatabaseWrapper]:
    """The connection to a database of its own with so many proposals."""
    connections["default"] = own = connection.copy()
    own.settings_dict["TEST"]["NAME"] = f"bench_{size}"
    with own_database():
        fill(size)
        odd = Proposal.objects.earliest("pk")
        odd.title = f"{ODD} {odd.title}"
        odd.title_grams, odd.bigrams = grams(odd.title), bigrams(f"{odd.title} {odd.background}")
        odd.save()
        sign()
        try:
            yield own
        finally:
            connections["default"] = own


def timed(client: Client, address: str) -> tuple[float, str]:
    began = time.perf_counter()
    response = client.get(address)
    took = (time.perf_counter() - began) * 1000
    assert response.status_code == 200
    return took, response.content.decode()


def compared(cities: list[BaseDatabaseWrapper], address: str) -> str:
    """One line of the table: the page in both cities in turn, so that whatever else the machine does meets both."""
    client = Client(headers={"host": "localhost"})
    took: list[list[float]] = [[] for _ in cities]
    queries, rows = [], []
    for one in cities:
        connections["default"] = one
        with CaptureQueriesContext(one) as captured:
            _took, html = timed(client, address)
        queries.append(str(len(captured)))
        rows.append(str(html.partition("<main")[2].count("<h3")))
    for _ in range(TURNS):
        for times, one in zip(took, cities, strict=True):
            connections["default"] = one
            times.append(timed(client, address)[0])
    few, many = (statistics.median(times) for times in took)
    high, ratio = statistics.quantiles(took[1], n=20)[-1], many / few
    return f"{', '.join(queries)} | {', '.join(rows)} | {few:.1f} | {many:.1f} | {high:.1f} | {ratio:.2f}"


def main() -> None:
    print(f"{timezone.localdate()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with ExitStack() as stack:
        cities = [stack.enter_context(city(size)) for size in SIZES]
        print("| page | queries | rows | p50 ms at 1,000 | p50 ms at 100,000 | p95 ms at 100,000 | ratio of p50 |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        for name, address in PAGES.items():
            print(f"| {name} | {compared(cities, address)} |", flush=True)


if __name__ == "__main__":
    main()
