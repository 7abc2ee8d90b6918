"""The interface for programs on 10,000 proposals: the first page against the hundredth, 304 against 200.

Run: python -m benchmarks.api
"""

import os
import platform
import statistics
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.agendas import fill, own_database  # isort: skip - before the rooms: it starts the services

PROPOSALS = 10_000
LIMIT = 100
TURNS = 60  # of each request, in turn, so that whatever else the machine does meets all
FIRST = f"/api/v1/proposals?limit={LIMIT}"


def page(client: Client, number: int) -> str:
    """The address of a page, found as programs find it."""
    address = FIRST
    for _ in range(number - 1):
        address = client.get(address).json()["next"]
    return address


def main() -> None:
    print(f"{timezone.localdate()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    client = Client(headers={"host": "localhost"})
    with own_database():
        fill(PROPOSALS)
        last = page(client, PROPOSALS // LIMIT)
        known = {"if-none-match": client.get(FIRST)["ETag"]}
        asked = {
            "page 1": (FIRST, {}, 200),
            f"page {PROPOSALS // LIMIT}": (last, {}, 200),
            "page 1, unchanged": (FIRST, known, 304),
            "page 1 of 20 rows": ("/api/v1/proposals", {}, 200),
            "search, two syllables": (f"{FIRST}&q=갯벌", {}, 200),
            "with updated_since": (f"{FIRST}&updated_since=2020-01-01T00:00:00Z", {}, 200),
        }
        took: dict[str, list[float]] = {name: [] for name in asked}
        size, queries = {}, {}
        for turn in range(TURNS + 1):
            for name, (address, headers, status) in asked.items():
                with CaptureQueriesContext(connection) as captured:
                    began = time.perf_counter()
                    response = client.get(address, headers=headers)
                    spent = (time.perf_counter() - began) * 1000
                assert response.status_code == status
                size[name], queries[name] = len(response.content), len(captured)
                if turn:
                    took[name].append(spent)
        base = statistics.median(took["page 1"])
        print(f"{PROPOSALS:,} proposals, pages of {LIMIT} rows, {TURNS} turns.\n")
        print("| request | queries | bytes | p50 ms | p95 ms | p50 to page 1 |\n|---|--:|--:|--:|--:|--:|")
        for name, times in took.items():
            middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"| {name} | {queries[name]} | {size[name]:,} | {middle:.1f} | {high:.1f} | {middle / base:.2f} |")


if __name__ == "__main__":
    main()
