"""A database, a server's process, a worker that die in the midst of a ballot: no vote is lost and none counted twice.

Whoever got no answer sends the same paper again, as a browser does that shows its page once more.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, timedelta

import pytest
import time_machine
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from config.services import CHECKOUT
from deliberation.accounts.models import User
from deliberation.ballots import envelope
from deliberation.ballots.models import Ballot, Paper
from deliberation.ballots.voting.actions import cast
from deliberation.panels.models import Seat
from deliberation.processes.actions import close_stage, prepare_stage
from deliberation.processes.models import Stage
from deliberation.processes.tasks import close_due
from tests.ballots.conftest import traveller  # noqa: F401 - a fixture
from tests.ballots.scene import ballot_in, final, stage_again
from tests.concurrency import at_once
from tests.worker import own_database_url

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
VOTERS, CONNECTIONS = 1200, 8
LOST = (DatabaseError, InterfaceError)
PATIENCE = 60


@pytest.fixture
def scene(traveller):  # noqa: F811
    """An open ballot with a large roll; its database answers only once a vote is written down, as in production."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET synchronous_commit TO on')
    connection.close()
    scene = final(traveller, voters=1)
    people = User.objects.bulk_create([User(display_name=f"참여자 {n}", district="서구") for n in range(VOTERS)])
    Seat.objects.bulk_create([Seat(process=scene.process, user=user, code=f"V{n:04}") for n, user in enumerate(people)])
    prepare_stage(scene.stage("ballot"), by=scene.cast.ada)
    return scene


def codes_of(scene) -> dict[int, str]:
    keys = Seat.objects.filter(process=scene.process, code__startswith="V").order_by("pk").values_list("pk", flat=True)
    return {pk: envelope.new_code() for pk in keys}


def until_it_works(act):
    """Do it again on a new connection for as long as the database is away."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except LOST:
            assert time.monotonic() < deadline
            connection.close()
            time.sleep(0.05)


def kill_the_database() -> None:
    """Kill one of its processes: PostgreSQL ends all others and comes back from what it had written down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        os.kill(pid, signal.SIGKILL)
    except (PermissionError, ProcessLookupError):
        pytest.skip("the database does not run on this machine as this user, so that it cannot be killed")


def published() -> list[tuple[str, int]]:
    """How often each receipt stands in the lists, read past the models, which show none before the announcement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT receipt, count(*) FROM (SELECT receipt FROM ballots_publishedvote UNION ALL "
            "SELECT receipt FROM ballots_publishedreceipt) AS lists WHERE receipt <> '' GROUP BY receipt ORDER BY 1"
        )
        return cursor.fetchall()


def receipts(scene, codes: dict[int, str]) -> list[tuple[str, int]]:
    stage = scene.stage("ballot").pk
    return sorted((envelope.receipt(code, stage, n), 1) for code in codes.values() for n in (1, 2, 3))


def test_a_database_that_dies_again_and_again_loses_and_doubles_no_vote(scene):
    codes = codes_of(scene)
    seats = list(Seat.objects.filter(pk__in=codes).order_by("pk"))
    over = threading.Event()

    def act(i: int) -> int:
        if i == CONNECTIONS:
            kills = 0
            while not over.wait(random.uniform(0.8, 1.6)):
                until_it_works(kill_the_database)
                kills += 1
            return kills
        for seat in seats[i::CONNECTIONS]:
            until_it_works(
                lambda seat=seat: cast(ballot_in(scene), seat, dict.fromkeys((1, 2, 3), "for"), code=codes[seat.pk])
            )
        if i == 0:
            over.set()
        return 0

    results = at_once(CONNECTIONS + 1, act)
    assert all(isinstance(result, int) for result in results), results
    assert results[-1] >= 2, "the database was hardly killed; more voters are needed"
    connection.close()
    until_it_works(connection.ensure_connection)
    assert ballot_in(scene).turnout == VOTERS
    assert set(Paper.objects.values_list("pk", flat=True)) == {envelope.paper_id(code) for code in codes.values()}

    def closing(i: int) -> None:
        if i:
            time.sleep(0.05)
            until_it_works(kill_the_database)
        else:
            until_it_works(lambda: close_stage(stage_again(scene)))

    Stage.objects.filter(pk=scene.stage("ballot").pk).update(closes_at=timezone.now())
    at_once(2, closing)
    connection.close()
    until_it_works(connection.ensure_connection)
    assert (ballot_in(scene).state, ballot_in(scene).turnout) == (Ballot.State.CLOSED, VOTERS)
    assert published() == receipts(scene, codes)


def test_a_server_that_is_killed_at_any_moment_loses_and_doubles_no_vote(scene):
    codes = codes_of(scene)
    ballot, waiting, kills = ballot_in(scene), dict(codes), 0
    ahead = time.time() - time_machine.escape_hatch.time.time()
    command = [sys.executable, "-m", "tests.soak.casting", str(ballot.pk), str(ahead)]
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    while waiting:
        program = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        enough = random.randint(100, 350)
        for done, (seat, code) in enumerate(list(waiting.items())):
            program.stdin.write(f"{seat} {code}\n")
            program.stdin.flush()
            if done == enough:
                time.sleep(random.uniform(0, 0.005))
                program.kill()
                kills += 1
                break
            assert program.stdout.readline() == f"{seat}\n"
            del waiting[seat]
        program.stdin.close()
        program.wait(PATIENCE)
        program.stdout.close()
    assert kills >= 2
    assert ballot_in(scene).turnout == VOTERS
    assert set(Paper.objects.values_list("pk", flat=True)) == {envelope.paper_id(code) for code in codes.values()}


def test_a_worker_that_is_killed_while_it_closes_the_ballot_leaves_all_or_nothing(scene, worker):
    codes = codes_of(scene)
    for seat in Seat.objects.filter(pk__in=codes):
        cast(ballot_in(scene), seat, dict.fromkeys((1, 2, 3), "against"), code=codes[seat.pk])
    # The worker's clock is the machine's, months behind the test's.
    hour = time_machine.escape_hatch.datetime.datetime.now(tz=UTC)
    Stage.objects.filter(pk=scene.stage("ballot").pk).update(
        opens_at=hour - timedelta(days=2), closes_at=hour - timedelta(minutes=1)
    )
    for pause in (0.0, 0.1, 0.2, 0.3):
        close_due.delay()
        time.sleep(pause)
        worker.kill()
        state, papers, lines = ballot_in(scene).state, Paper.objects.count(), len(published())
        assert (state, papers, lines) in [
            (Ballot.State.READY, VOTERS, 0),
            (Ballot.State.CLOSED, 0, 3 * VOTERS),
        ]
        worker.start()
    close_due.delay()
    worker.drain()
    assert (ballot_in(scene).state, ballot_in(scene).turnout) == (Ballot.State.CLOSED, VOTERS)
    assert published() == receipts(scene, codes)
