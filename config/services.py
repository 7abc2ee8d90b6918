"""What an entry point does before Django: embedded PostgreSQL and Redis where the environment names none.

Called by `manage.py`, the worker, the server and the tests; settings start nothing.
"""

import fcntl
import os
import select
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from config.keeper import Home, Unavailable, last_line

CHECKOUT = Path(__file__).resolve().parent.parent
START_LIMIT = 180  # seconds: the first start on a slow disk copies the programs and creates the cluster
ATTEMPTS = 3  # a keeper that was just leaving does not answer; the next one does

_joined: set[str] = set()
_ties: list[int] = []  # descriptors of the connections to the keeper


def prepare(*, database: bool = True) -> None:
    """Start the services and load the settings; whatever is missing ends the process with one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if database:
            ensure()
        settings.INSTALLED_APPS  # noqa: B018 (the first access loads them)
    except (Unavailable, ImproperlyConfigured) as error:
        sys.exit(str(error))


def require_database() -> None:
    """End the process with one line when the database cannot be reached; leaves no connection open."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        sys.exit(f"The database of DATABASE_URL cannot be reached: {' '.join(str(error).split())}")
    connection.close()


def ensure(postgres: bool = True, redis: bool = True) -> None:
    """Set DATABASE_URL and REDIS_URL, starting or joining the embedded service of each that is unset.

    A variable that already names the embedded service (inherited from a parent process) is joined, too: every process
    keeps the services alive for itself. The connection to the keeper stays open until this process ends.
    Raises Unavailable with one line for people.
    """
    home = Home.of(CHECKOUT)
    wanted = {"postgres": ("DATABASE_URL", home.database_url, postgres), "redis": ("REDIS_URL", home.redis_url, redis)}
    names = {name for name, (key, url, needed) in wanted.items() if needed and os.environ.get(key, url) == url}
    if names - _joined:
        join(home, names)
    os.environ.update({key: url for name, (key, url, _) in wanted.items() if name in names})
    _joined.update(names)


def lost() -> bool:
    """Whether the keeper of the services that this process uses has ended, and with it the services."""
    return bool(select.select(_ties, [], [], 0)[0])  # it says nothing more, so what can be read is the end


def join(home: Home, names: set[str]) -> None:
    home.prepare()
    for _ in range(ATTEMPTS):
        if answer := ask(home, names):
            break
    if answer != "ok":
        raise Unavailable(answer or f"The embedded services do not answer; see {home.folder}")


def ask(home: Home, names: set[str]) -> str:
    keeper = connect(home)
    keeper.settimeout(START_LIMIT)
    try:
        keeper.sendall(f"{' '.join(sorted(names))}\n".encode())
        answer = keeper.makefile().readline().strip()
    except TimeoutError:
        raise Unavailable(f"The embedded services do not answer; see {home.folder}") from None
    except OSError:
        answer = ""
    if answer == "ok":
        _ties.append(keeper.detach())  # left open on purpose: the kernel closes it when this process dies
    else:
        keeper.close()
    return answer


def connect(home: Home) -> socket.socket:
    """A connection to the keeper, which is started first if none listens; one process at a time tries."""
    with (home.folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(str(home.socket))
        except (FileNotFoundError, ConnectionRefusedError):
            launch()
            client.connect(str(home.socket))
    return client


def launch() -> None:
    script = Path(__file__).with_name("keeper.py")
    result = subprocess.run([sys.executable, "-P", script, CHECKOUT], capture_output=True, text=True, check=False)
    if result.returncode:
        raise Unavailable(f"The embedded services do not start: {last_line(result.stderr)}")
