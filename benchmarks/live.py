"""500 participants in one live meeting on one machine: polls, contributions, and nothing lost.

Run: python -m benchmarks.live. The server is granian as in production, on a database of its own.
"""

import asyncio
import json
import os
import random
import re
import resource
import socket
import statistics
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlencode
from uuid import uuid4

import django
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from config import services
from config.processes import guarded

os.environ |= {"DEMO": "1", "LOG_LEVEL": "ERROR", "REDIS_PREFIX": "benchmark-live"}
services.prepare()
django.setup()

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from deliberation.accounts.models import User
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.rounds.floor import live, moderating
from deliberation.rounds.floor.models import Hand
from deliberation.rounds.floor.moderating import Press
from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.models import Membership, Role, Space
from tests.databases import cloned
from tests.sign_in import session_key
from tests.worker import own_database_url

PEOPLE = 500
SECONDS = 60
POLL_EVERY = 2.0
CONTRIBUTE_EVERY = 60.0  # on average, each participant
PRESS_EVERY = 10.0
JITTER = (0.85, 1.05)  # as static/js/live.js spreads its polls
WORKERS = max(2, os.cpu_count() or 1)
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
TOKEN = "b" * 32  # for cross-site protection: cookie and field alike


@dataclass
class Figures:
    polls: list[float] = field(default_factory=list)
    news: list[float] = field(default_factory=list)
    contributions: list[float] = field(default_factory=list)
    notes: int = 0
    hands: int = 0
    failed: int = 0


def held() -> tuple[Meeting, list[User], User]:
    """A meeting in session with a programme, its participants and a facilitator; written directly."""
    space = Space.objects.create(kind="process", parent=Space.objects.city(), name="process-live")
    process = Process.objects.create(space=space, slug="live", preset="citizen_panel", title="공론화", state="running")
    now = timezone.now()
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=5)}
    stage = Stage.objects.create(process=process, position=1, kind="meetings", title="회의", state="ready", **window)
    times = {"starts_at": now - timedelta(minutes=30), "ends_at": now + timedelta(hours=4), "opened_at": now}
    meeting = Meeting.objects.create(stage=stage, number=1, title="전체회의", state="open", **times)
    for position in range(1, 31):
        meeting.programme.create(position=position, title=f"순서 {position}", minutes=10)
    fields = {"district": "서구"}
    people = User.objects.bulk_create(
        User(display_name=f"시민 {i}", email=f"citizen{i}@example.org", **fields) for i in range(PEOPLE)
    )
    ada = User.objects.create(display_name="진행자", email="ada@example.org", **fields)
    Membership.objects.bulk_create(Membership(space=space, user=user, role=Role.PARTICIPANT) for user in people)
    Membership.objects.create(space=space, user=ada, role=Role.FACILITATOR)
    Seat.objects.bulk_create(Seat(process=process, user=user, code=f"A-{i:03}") for i, user in enumerate(people))
    return meeting, people, ada


class Visitor(asyncio.Protocol):
    """One phone: a connection that stays, its stamp and pass, and what it has sent. It reads no more than it needs."""

    def __init__(self, meeting: Meeting, session: str, figures: Figures):
        self.path = f"/processes/live/meetings/{meeting.pk}"
        cookies = f"Cookie: sessionid={session}; csrftoken={TOKEN}"
        self.head = f"Host: 127.0.0.1\r\n{cookies}\r\nAccept: application/json\r\n"
        self.stamp, self.let_in, self.figures = "", live.pass_for(meeting, "floor"), figures
        self.up, self.got = False, b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, end, body = self.got.partition(b"\r\n\r\n")
        size = LENGTH.search(head)
        if end and len(body) >= (int(size[1]) if size else 0):
            self.got = b""
            self.answer.set_result((int(head[9:12]), body, (time.perf_counter() - self.began) * 1000))

    def connection_lost(self, exc) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError())

    async def ask(self, request: str, more: str = "", body: str = "") -> tuple[int, bytes, float]:
        self.answer: asyncio.Future = asyncio.get_running_loop().create_future()
        self.began = time.perf_counter()
        self.transport.write(f"{request} HTTP/1.1\r\n{self.head}{more}\r\n{body}".encode())
        return await self.answer

    async def poll(self) -> None:
        query = f"stamp={self.stamp}&language=ko&pass={quote(self.let_in)}"
        status, answer, took = await self.ask(f"GET {self.path}/live/floor/?{query}")
        if status == 200:
            self.stamp = answer.partition(b"?stamp=")[2].partition(b"&")[0].decode()
            self.figures.news.append(took)
        elif status == 204:
            self.figures.polls.append(took)
        else:
            self.figures.failed += 1

    async def contribute(self) -> None:
        raises = random.random() < 0.5
        if raises:
            self.up = not self.up
        about = ({"up": "1"} if self.up else {}) if raises else {"text": "한 가지 생각입니다."}
        fields = urlencode({"csrfmiddlewaretoken": TOKEN, "key": str(uuid4())} | about)
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(fields)}\r\n"
        where = "hand" if raises else "notes"
        status, answer, took = await self.ask(f"POST {self.path}/{where}/", form, fields)
        done = status == 200 and json.loads(answer)["done"]
        self.figures.failed += not done
        self.figures.notes += done and not raises
        self.figures.hands += done and raises and self.up
        self.figures.contributions.append(took)

    async def take_part(self, until: float) -> None:
        await asyncio.sleep(random.random() * POLL_EVERY)
        contributes_at = time.monotonic() + random.expovariate(1 / CONTRIBUTE_EVERY)
        while (begun := time.monotonic()) < until:
            await self.poll()
            if time.monotonic() >= contributes_at:
                await self.contribute()
                contributes_at = time.monotonic() + random.expovariate(1 / CONTRIBUTE_EVERY)
            await asyncio.sleep(max(0, begun + POLL_EVERY * random.uniform(*JITTER) - time.monotonic()))
        self.transport.close()


async def simulate(meeting: Meeting, sessions: list[str], ada: User, port: int) -> Figures:
    figures, loop = Figures(), asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda session=session: Visitor(meeting, session, figures), "127.0.0.1", port)
        for session in sessions
    ]
    for _transport, visitor in made:  # the pages are open before the meeting begins, and the server is awake
        await visitor.poll()
    figures.polls.clear()
    figures.news.clear()
    until = time.monotonic() + SECONDS
    pressing = asyncio.create_task(press(meeting, ada, until))
    await asyncio.gather(*(visitor.take_part(until) for _transport, visitor in made))
    await pressing
    return figures


async def press(meeting: Meeting, ada: User, until: float) -> None:
    """The facilitator goes on in the programme, now and then."""
    position = 0
    while time.monotonic() < until:
        act = Press(ada, uuid4(), timezone.now())
        await asyncio.to_thread(moderating.step, meeting, act, position=position)
        position += 1
        await asyncio.sleep(PRESS_EVERY)


def served(port: int):
    """The server with the image's own command, and a worker for each core."""
    command = json.loads((settings.BASE_DIR / "Dockerfile").read_text().rpartition("CMD ")[2])
    command[command.index("--host") + 1], command[command.index("--port") + 1] = "127.0.0.1", str(port)
    environ = os.environ | {"DATABASE_URL": own_database_url(), "DEBUG": "0", "GRANIAN_WORKERS": str(WORKERS)}
    process = guarded([sys.executable, "-m", *command], env=environ)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


@dataclass
class Cost:
    """What one request takes inside the server: milliseconds on the clock (median) and of the processor, queries."""

    wall: float
    processor: float
    queries: float


def cost_of(requests: list[WSGIRequest]) -> Cost:
    handler, wall = WSGIHandler(), []
    handler(requests[0].environ, lambda *_: None)
    counted = 0

    def count(execute, *query):
        nonlocal counted
        counted += 1
        return execute(*query)

    spent = time.process_time()
    with connection.execute_wrapper(count):
        for request in requests[1:]:
            began = time.perf_counter()
            handler(request.environ, lambda *_: None)
            wall.append((time.perf_counter() - began) * 1000)
    each = len(requests) - 1
    return Cost(statistics.median(wall), (time.process_time() - spent) * 1000 / each, counted / each)


def costs(meeting: Meeting, sessions: list[str]) -> dict[str, Cost]:
    """Inside this process, one after the other: it is not the waiting that is measured, but the work."""
    path, ask = f"/processes/live/meetings/{meeting.pk}/", RequestFactory(headers={"host": "127.0.0.1"})
    shown = {"language": "ko", "pass": live.pass_for(meeting, "floor")}
    cookies = [f"sessionid={session}; csrftoken={TOKEN}" for session in sessions]

    def poll(stamp: str) -> WSGIRequest:
        return ask.get(path + "live/floor/", shown | {"stamp": stamp}, headers={"cookie": cookies[0]})

    def post(where: str, n: int, **fields) -> WSGIRequest:
        fields |= {"csrfmiddlewaretoken": TOKEN, "key": str(uuid4())}
        return ask.post(path + where, fields, headers={"cookie": cookies[n], "accept": "application/json"})

    drawn = [ask.get(path + "live/floor/", {"stamp": "old"}, headers={"cookie": cookies[0]}) for _ in range(101)]
    return {
        "drawing the part anew": cost_of(drawn),
        "poll with news": cost_of([poll("old") for _ in range(1001)]),
        "poll without news": cost_of([poll(live.stamp_of(meeting, "floor")) for _ in range(1001)]),
        "raising a hand": cost_of([post("hand/", n, up="1") for n in range(101)]),
        "a note": cost_of([post("notes/", n, text="한 가지 생각입니다.") for n in range(101)]),
    }


def row(name: str, took: list[float]) -> str:
    if len(took) < 2:
        return f"| {name} | {len(took)} | – | – |"
    return f"| {name} | {len(took):,} | {statistics.median(took):.1f} | {statistics.quantiles(took, n=20)[-1]:.1f} |"


def main() -> None:
    with cloned(settings.DATABASES["default"]["NAME"], "live"):
        cache.clear()
        meeting, people, ada = held()
        sessions = [session_key(user) for user in people]
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = served(port)
        load, own = os.getloadavg()[0], time.process_time()
        try:
            figures = asyncio.run(simulate(meeting, sessions, ada, port))
        finally:
            own = time.process_time() - own
            process.terminate()
            process.wait(30)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        stored = (Note.objects.count(), Hand.objects.count())
        assert stored == (figures.notes, figures.hands)
        assert not figures.failed
        found = costs(meeting, sessions)
        report(figures, load, own, spent.ru_utime + spent.ru_stime)
        report_costs(found, len(figures.polls + figures.news) / SECONDS, len(figures.contributions) / SECONDS)
        connection.close()


def report(figures: Figures, load: float, own: float, server: float) -> None:
    print(f"{os.cpu_count()} cores, load before {load:.1f}, {WORKERS} workers. Processor: the server ", end="")
    print(f"{server / SECONDS:.2f} of one core (start included), the simulated phones {own / SECONDS:.2f}.\n")
    print("| request | number | p50 ms | p95 ms |\n|---|--:|--:|--:|")
    print(row("poll without news", figures.polls), row("poll with news", figures.news), sep="\n")
    print(row("all polls", figures.polls + figures.news), row("contribution", figures.contributions), sep="\n")
    print(f"\nSent and stored: {figures.notes} notes, {figures.hands} hands; failed: {figures.failed}.\n")


def report_costs(found: dict[str, Cost], polls: float, contributions: float) -> None:
    print("| inside the server | clock ms | processor ms | queries |\n|---|--:|--:|--:|")
    for name, cost in found.items():
        print(f"| {name} | {cost.wall:.2f} | {cost.processor:.2f} | {cost.queries:.0f} |")
    poll = found["poll with news"].processor
    contribution = max(found["raising a hand"].processor, found["a note"].processor)
    drawing = found["drawing the part anew"].processor * 1000 / live.FRESH
    used = (polls * poll + contributions * contribution + drawing) / 1000
    print(f"\n{polls:.0f} polls a second x {poll:.2f} ms, {contributions:.1f} contributions x {contribution:.1f} ms")
    print(f"and the drawing take {used:.2f} of one core; polls alone fill one at {1000 / poll:,.0f} a second.")


if __name__ == "__main__":
    main()
