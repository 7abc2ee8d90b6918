"""The demo city: prepares its data, runs server, worker and beat, and stops all of them together."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from config import services
from config.processes import guarded
from deliberation.spaces.models import Membership, Role

PATIENCE = 60.0  # seconds until the first page
LOGS = settings.VAR_DIR / "log"


def forget() -> None:
    """Remove everything that an earlier demo has left: tables, files, waiting jobs, cache.

    Refused for a database that holds people and no demo: a forgotten DATABASE_URL must not cost a city its data.
    """
    broker = redis.Redis.from_url(settings.REDIS_URL)
    try:
        keys = list(broker.scan_iter(f"{settings.REDIS_PREFIX}*"))
    except redis.ConnectionError as error:
        raise CommandError(f"Nothing was forgotten: the broker of REDIS_URL cannot be reached: {error}") from None
    with connection.cursor() as cursor:
        if _someone_lives_in(cursor):
            raise CommandError(
                "The database holds people who did not come with a demo. Empty it yourself, if you mean it."
            )
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    if keys:
        broker.delete(*keys)
    broker.close()


def _someone_lives_in(cursor) -> bool:
    cursor.execute("SELECT to_regclass('accounts_user')")
    if cursor.fetchone() == (None,):
        return False
    cursor.execute("SELECT count(*) > 0, count(*) FILTER (WHERE email LIKE '%@demo.example') = 0 FROM accounts_user")
    return cursor.fetchone() == (True, True)


def prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    if not get_user_model().objects.exists():
        call_command("load_demo")


def require_free_port() -> None:
    """End with one line when something listens at the demo's address already."""
    where = urlsplit(settings.SITE_URL)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.hostname, where.port))
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            why = "is busy: stop what listens there," if busy else f"cannot be used: {error.strerror};"
            raise CommandError(f"Port {where.port} {why} or PORT=8001 make demo") from None


def programs() -> dict[str, list[str]]:
    where = urlsplit(settings.SITE_URL)
    python = [sys.executable, "-m"]
    return {
        "web": [
            *(*python, "granian", "--interface", "wsgi", "--host", str(where.hostname), "--port", str(where.port)),
            *("--workers", str(max(2, os.cpu_count() or 1)), "--blocking-threads", "4"),
            *("--workers-kill-timeout", "5", "config.wsgi:application"),
        ],
        "worker": [*python, "celery", "-A", "config.worker", "worker", "--pool", "solo", "--loglevel", "INFO"],
        "beat": [
            *(*python, "celery", "-A", "config.worker", "beat", "--loglevel", "INFO"),
            *("--schedule", str(settings.VAR_DIR / "beat-schedule"), "--pidfile="),
        ],
    }


@contextmanager
def running() -> Iterator[dict[str, subprocess.Popen]]:
    """Server, worker and beat, each with a log of its own; stopped together, and with this process however it ends."""
    LOGS.mkdir(parents=True, exist_ok=True)
    started = {}
    try:
        for name, command in programs().items():
            with (LOGS / f"{name}.log").open("w") as log:
                started[name] = guarded(command, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        yield started
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait()


def serve() -> None:
    """Run the city until Ctrl-C, SIGTERM, or until `make`, one of the city's programs or its database ends."""
    parent = os.getppid()
    for signum in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs deaf to the first
        signal.signal(signum, signal.default_int_handler)
    try:
        with running() as processes:
            await_first_page(processes)
            tell()
            while os.getppid() == parent:
                require_all(processes)
                if services.lost():
                    raise CommandError("The embedded database has ended. `make demo` starts it again with its data.")
                time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nThe demo city has stopped; its data are kept. `make demo RESET=1` begins anew.")


def await_first_page(processes: dict[str, subprocess.Popen]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(settings.SITE_URL):
        require_all(processes)
        if time.monotonic() > deadline:
            raise CommandError(f"No page at {settings.SITE_URL} in time; see {shown(LOGS / 'web.log')}")
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def require_all(processes: dict[str, subprocess.Popen]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise CommandError(f"The {name} has ended; see {shown(LOGS / f'{name}.log')}")


def shown(path: Path) -> Path:
    return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path


def tell() -> None:
    print(f"\nThe demo city is open: {settings.SITE_URL}\n\nOne sign-in for each role, one click on the sign-in page:")
    for role, email in sign_ins():
        print(f"  {role:<22}{email}")
    print(f"\nLogs are in {shown(LOGS)}. Ctrl-C stops everything.", flush=True)


def sign_ins() -> Iterator[tuple[str, str | None]]:
    able = get_user_model().objects.filter(email__isnull=False, is_active=True)
    citizen = able.exclude(pk__in=Membership.objects.values("user")).order_by("pk").first()
    if citizen:
        yield "citizen", citizen.email
    for role in Role:
        appointed = able.filter(pk__in=Membership.objects.filter(role=role).values("user")).order_by("pk").first()
        if appointed:
            yield role.value.replace("side", "side representative"), appointed.email
