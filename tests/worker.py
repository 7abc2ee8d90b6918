"""A real Celery worker for tests: a process of its own on the test's database and broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection

from config.celery import app
from config.processes import guarded
from tests.running import descendants

PATIENCE = 60.0


class Worker:
    """Runs one task at a time, so while one is under way it answers nobody.

    Tasks come to it only while a test has it at hand (``listens``). One of a test without a worker would run into the
    next test, and wait for the flush of its tables that waits for it.
    """

    listens = False

    def __init__(self, name: str, log: Path) -> None:
        self.name, self.log = f"tests@{name}", log
        self.broker = redis.Redis.from_url(settings.REDIS_URL)
        self.process: subprocess.Popen | None = None

    @classmethod
    def route(cls, name: str, args: tuple, kwargs: dict, options: dict, task: object = None) -> dict | None:
        """Where a task of this process goes, for Celery's setting ``task_routes``."""
        return None if cls.listens else {"queue": "nobody-listens"}

    def start(self) -> None:
        """Start the worker unless it runs, and wait until it answers."""
        if self.runs():
            return
        command = [
            *(sys.executable, "-m", "celery", "--app", "config.worker", "--quiet", "worker", "--pool", "solo"),
            *("--hostname", self.name, "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        with self.log.open("a") as output:
            environment = os.environ | {"DATABASE_URL": own_database_url()}
            self.process = guarded(command, env=environment, stdout=output, stderr=output)
        self.until(self.answers, "start")

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it as the machine would: at once, with whatever task it runs."""
        if self.process:
            for pid in descendants(self.process.pid):  # killing its guard would let it finish
                os.kill(pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
            # What it had in hand would be delivered again after an hour, for which no test waits. The broker's answer
            # also says that it has seen the worker go: until then it would hand the next task to the dead.
            self.broker.delete(self.key("unacked"), self.key("unacked_index"))

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
        self.broker.close()

    def drain(self) -> None:
        """Wait until every task that was sent has ended, also those that tasks sent."""
        self.until(self.idle, "finish its tasks")

    def idle(self) -> bool:
        """Whether nothing waits and nothing was begun between three answers.

        One answer is not enough: a task that the broker has handed over already is in no list, and the worker may read
        it after the question that came later. It begins the task before it reads the next question, though; a task
        that this task sent is begun before the third.
        """
        begun = [self.begun() for _ in range(3) if self.nothing_waits()]
        return len(begun) == 3 and begun[0] == begun[1] == begun[2] is not None and self.nothing_waits()

    def begun(self) -> dict[str, int] | None:
        """How many tasks of each kind the worker has begun, or None when it does not answer."""
        answer = app.control.inspect(destination=[self.name], timeout=0.5).stats()
        return answer[self.name]["total"] if answer else None

    def nothing_waits(self) -> bool:
        return not self.broker.llen(self.key("celery")) and not self.broker.hlen(self.key("unacked"))

    def answers(self) -> bool:
        return bool(app.control.inspect(destination=[self.name], timeout=0.5).ping())

    def key(self, name: str) -> str:
        return settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] + name

    def until(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self.runs(), f"the worker ended before it could {what}:\n{self.log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"the worker did not {what}:\n{self.log.read_text()[-2000:]}"
            time.sleep(0.05)


def own_database_url() -> str:
    """The address of this test process's database, for programs that it starts."""
    name = connection.settings_dict["NAME"]
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
