"""A live opinion round: three hundred people answer over HTTP while its map is drawn again and again."""

import http.client
import json
import random
import re
import statistics
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.opinions.models import OpinionMap, Stance
from deliberation.opinions.tasks import draw_due_maps
from deliberation.panels.models import Seat
from deliberation.processes.actions import reschedule
from tests.opinions.scenes import address, admitted, ready_round
from tests.sign_in import session_key

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
PEOPLE = 300
AT_ONCE = 12  # connections that are busy at the same moment
STATEMENTS = 10
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ASKED = re.compile(r'name="statement" value="(\d+)"')


class Citizen:
    """Somebody with a phone: opens the page, answers what travelled along, sends it, some of it twice."""

    def __init__(self, number: int, seat: Seat, session: str, path: str, server: str):
        self.random, self.camp = random.Random(number), number % 2
        self.seat, self.session, self.path, self.host = seat, session, path, urlsplit(server).netloc
        self.said: dict[int, int] = {}
        self.seconds: list[float] = []
        self.statuses: set[int] = set()

    def answer_everything(self) -> None:
        self.line = http.client.HTTPConnection(self.host, timeout=60)
        try:
            while len(self.said) < STATEMENTS:
                self.send(self.ask())
        finally:
            self.line.close()

    def ask(self) -> list[int]:
        page = self.request("GET", {"Cookie": f"sessionid={self.session}"})
        if found := TOKEN.search(page):
            self.token = found[1]
        return list(dict.fromkeys(map(int, ASKED.findall(page))))

    def send(self, batch: list[int]) -> None:
        now = round(time.time() * 1000)
        values = [self.random.choice([1, 1, 1, 0] if pk % 2 == self.camp else [-1, -1, -1, 0]) for pk in batch]
        changed = [(batch[0], -values[0])]
        rows = [*zip(batch, values, strict=True), *changed]
        self.said |= dict(rows)
        together = [{"statement": pk, "value": value, "at": now + n} for n, (pk, value) in enumerate(rows)]
        fields = {"csrfmiddlewaretoken": self.token, "seat": self.seat.pk, "together": json.dumps(together)}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        headers |= {"Cookie": f"sessionid={self.session}; csrftoken={self.secret}"}
        for _again in range(self.random.choice([1, 1, 2])):
            begin = time.monotonic()
            self.request("POST", headers, urlencode(fields))
            self.seconds.append(time.monotonic() - begin)

    def request(self, method: str, headers: dict[str, str], body: str | None = None) -> str:
        self.line.request(method, self.path, body, headers)
        response = self.line.getresponse()
        self.statuses.add(response.status)
        if found := re.search(r"csrftoken=(\w+)", response.headers.get("Set-Cookie", "")):
            self.secret = found[1]
        return response.read().decode()


@pytest.fixture
def signed_in():
    """The sessions of many people; that each came is not written down."""
    user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
    yield lambda people: [session_key(person) for person in people]
    user_logged_in.connect(update_last_login, dispatch_uid="update_last_login")


def test_three_hundred_people_answer_while_the_map_is_drawn_and_each_answer_counts_once(
    server, worker, signed_in, capsys
):
    stage, cast = ready_round(statements=STATEMENTS)
    now = timezone.now()
    window = {"opens_at": now, "closes_at": now + timedelta(days=1)}
    reschedule(stage, **window, by=cast.emil, reason="시험으로 앞당깁니다.")
    users = User.objects.bulk_create(
        User(display_name=f"참여자 {n}", district="서구", email=f"citizen{n}@example.org") for n in range(PEOPLE)
    )
    seats = Seat.objects.bulk_create(
        Seat(process=stage.process, user=user, code=f"L{n:03}") for n, user in enumerate(users)
    )
    sessions = signed_in(users)
    path = address("answer", stage)
    people = [Citizen(n, *pair, path, server) for n, pair in enumerate(zip(seats, sessions, strict=True))]

    begin = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way: list[Future] = [pool.submit(citizen.answer_everything) for citizen in people]
        while not all(one.done() for one in under_way):
            draw_due_maps.delay()
            worker.drain()
            time.sleep(1)
        for one in under_way:
            one.result()
    seconds = time.monotonic() - begin

    assert set().union(*(citizen.statuses for citizen in people)) == {200}
    said = {(citizen.seat.pk, pk): value for citizen in people for pk, value in citizen.said.items()}
    stored = {(seat, pk): value for seat, pk, value in Stance.objects.values_list("seat", "statement", "value")}
    assert len(said) == PEOPLE * len(admitted(stage))
    assert stored == said
    drawn_meanwhile = OpinionMap.objects.count()
    draw_due_maps.delay()
    worker.drain()
    last = OpinionMap.objects.filter(stage=stage).first()
    assert drawn_meanwhile > 1
    assert (last.votes, last.people) == (len(said), PEOPLE)
    took = sorted(second for citizen in people for second in citizen.seconds)
    with capsys.disabled():
        print(  # noqa: T201 - what was measured
            f"\n{len(said):,} answers in {len(took):,} batches by {PEOPLE} people in {seconds:.1f} s over HTTP, "
            f"{AT_ONCE} at once: p50 {statistics.median(took) * 1000:.0f} ms, "
            f"p95 {statistics.quantiles(took, n=20)[-1] * 1000:.0f} ms; {drawn_meanwhile} maps drawn meanwhile"
        )
