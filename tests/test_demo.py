"""The demo city as a process: it opens, and nothing of it is left when it ends."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from config.services import CHECKOUT
from deliberation.accounts.models import User
from tests.cast import gather
from tests.running import descendants, gone
from tests.worker import own_database_url

pytestmark = pytest.mark.soak


@pytest.fixture
def city(transactional_db, tmp_path):
    """A demo on this test's database, which has people already: (process, address, what it printed)."""
    gather()
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    environment = {"DEMO": "1", "SITE_URL": address, "DATABASE_URL": own_database_url(), "VAR_DIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=CHECKOUT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    lines = []
    while not lines or "Ctrl-C stops everything" not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "".join(lines)
    yield process, address, "".join(lines)
    process.kill()
    process.communicate()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_city_opens_and_ends_with_all_its_processes(city, signum):
    process, address, printed = city
    with urllib.request.urlopen(address, timeout=30) as page:
        assert page.status == 200
    for person in ("finn", "hana", "dora", "emil", "ada", "ben"):
        assert f"{person}@example.org" in printed
    family = [process.pid, *descendants(process.pid)]
    assert len(family) >= 9  # the runner, three guards, server with two workers, worker, beat
    os.kill(process.pid, signum)
    assert gone(family, within=40)
    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))),
    ):
        pass


def test_city_ends_when_a_program_of_it_ends(city):
    process, *_ = city
    family = descendants(process.pid)
    os.kill(family[0], signal.SIGKILL)  # the server's guard
    assert gone([process.pid, *family], within=40)
    assert process.wait() == 1


def reset(folder, **environment: str) -> subprocess.CompletedProcess:
    own = {
        "DEMO": "1",
        "DATABASE_URL": own_database_url(),
        "VAR_DIR": str(folder),
        "SITE_URL": "http://127.0.0.1:48211",
    }
    command = [sys.executable, "manage.py", "demo", "--reset"]
    ran = subprocess.run(
        command, cwd=CHECKOUT, env=os.environ | own | environment, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    return ran


def test_a_reset_spares_a_database_that_holds_no_demo(transactional_db, tmp_path):
    gather()
    people = User.objects.count()
    assert "did not come with a demo" in reset(tmp_path).stderr
    assert User.objects.count() == people


def test_a_reset_without_its_broker_forgets_nothing(transactional_db, tmp_path):
    User.objects.create_user("citizen@demo.example")
    assert "Nothing was forgotten" in reset(tmp_path, REDIS_URL="redis://127.0.0.1:1/0").stderr
    assert User.objects.count() == 1
    assert tmp_path.exists()
