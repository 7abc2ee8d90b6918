"""Scenes that stand: what many tests begin with is built once and kept under a savepoint for those that follow.

``@standing`` marks a function that builds a scene by actions. The first plain test that calls it builds it; the next
one that begins in the same way finds the rows in place, gets a copy of the result, and the clock where the building
left it. Scenes rest on each other, each a savepoint in one transaction that stays open from test to test; a test that
needs less goes back to where its own way leaves off. What a test writes itself is rolled back as ever. Only what a test
does first can stand: after its own first write a scene is built as if nothing were marked. Transactional tests, and
those that replace parts of the house (`monkeypatch`, `settings`), neither use nor leave anything.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.db.models import Model
from django.test import TestCase, TransactionTestCase
from django.utils import timezone, translation
from time_machine import Traveller

from config.storage import WholeFiles

PLAIN = (str, int, bool, float, date, type(None))
CLOCKS_AGREE = timedelta(minutes=30)
READS = ("SELECT", "SET CONSTRAINTS", "SAVEPOINT", "RELEASE", "EXPLAIN")


@dataclass
class Scene:
    """What stands above the savepoint of the scene number ``begins`` (-1: the empty house)."""

    key: tuple
    begins: int
    began: datetime
    ended: datetime
    result: bytes
    callbacks: list
    files: dict[Path, bytes]


class Stage:
    """The open transaction with its scenes, and how far the running test has come in it."""

    def __init__(self) -> None:
        self.atomics: dict | None = None
        self.connection: Any = None  # on which it is open
        self.scenes: list[Scene] = []
        self.at = -1  # the scene on which the test stands
        self.tests = 0
        self.forbidden = False  # to the running test
        self.usable = False  # by the running test, now
        self.written = False  # by the test, or by a builder that has not ended
        self.files: list[Path] = []  # that the test has written
        self.known: dict[int, tuple] = {}  # what the test was given, by its identity
        self.given: list[Any] = []

    def install(self) -> None:
        """Let plain tests use one transaction; called once, before the first test."""
        begin, end = TestCase._enter_atomics.__func__, TestCase._rollback_atomics.__func__
        prepare = TransactionTestCase._fixture_setup.__func__
        self.roll_back = lambda: end(TestCase, self.atomics)

        save = WholeFiles._save

        def remember(storage: WholeFiles, name: str, content: Any) -> str:
            name = save(storage, name, content)
            self.files.append(Path(storage.path(name)))
            return name

        def empty_first(case: type) -> None:
            self.end()
            prepare(case)

        TestCase._enter_atomics = classmethod(lambda case: self.enter(lambda: begin(case)))
        TestCase._rollback_atomics = classmethod(lambda case, atomics: self.leave())
        TransactionTestCase._fixture_setup = classmethod(empty_first)
        WholeFiles._save = remember

    def enter(self, begin: Callable[[], dict]) -> dict:
        if self.connection is not connections["default"]:
            self.end()  # Django has another one since a browser's event loop runs in the tests' thread
        if self.atomics is None:
            self.atomics, self.connection = begin(), connections["default"]
            self._sql("SAVEPOINT standing_0")
            self.connection.execute_wrappers.append(self._before)
        self.at, self.usable, self.written = -1, not self.forbidden, False
        self.files, self.known, self.given = [], {}, []
        self.tests += 1
        # Primary keys come again with the rows; what an earlier test cached under them must not.
        caches["default"].key_prefix = f"{settings.REDIS_PREFIX}-{self.tests}"
        return self.atomics

    def leave(self) -> None:
        """After a test: back to what stands, or to nothing when the test has left the transaction unusable."""
        self.usable = False
        caches["default"].key_prefix = settings.REDIS_PREFIX
        if connection.closed_in_transaction or len(connection.atomic_blocks) != 1:
            self.end()
            return
        self._go_to(len(self.scenes) - 1)
        connection.needs_rollback, connection.run_on_commit = False, []

    def end(self) -> None:
        """Roll everything back, so that others see an empty house."""
        if self.atomics is None:
            return
        self.connection.execute_wrappers.remove(self._before)
        if self.connection is connections["default"]:
            self.roll_back()
        else:
            self.connection.connection.close()
            self.connection.connection = None
        self.atomics, self.connection, self.scenes = None, None, []

    def play(self, build: Callable, arguments: tuple, fields: dict) -> Any:
        key = self._key(build, arguments, fields)
        if key is None or not self._untouched():
            return build(*arguments, **fields)
        clock = next((one for one in arguments if isinstance(one, Traveller)), None)
        began = timezone.now()
        for n, scene in enumerate(self.scenes[self.at + 1 :], start=self.at + 1):
            if scene.key == key and scene.begins == self.at and self._fits(scene, began, clock):
                return self._find(n, clock)
        begins, earlier = self.at, len(self.files)
        result = build(*arguments, **fields)
        self._keep(Scene(key, begins, began, timezone.now(), b"", [], {}), result, self.files[earlier:])
        return result

    def _find(self, n: int, clock: Traveller | None) -> Any:
        scene, self.at = self.scenes[n], n
        if clock:
            clock.move_to(scene.ended)
        connection.run_on_commit = list(scene.callbacks)
        for path, content in scene.files.items():
            if not path.exists():  # a ballot's key is gone once a test has closed the ballot
                path.write_bytes(content)
        result = pickle.loads(scene.result)
        self._know((n,), result)
        return result

    def _keep(self, scene: Scene, result: Any, files: list[Path]) -> None:
        """A builder has ended; what it gives back must be copyable, and its rows in order."""
        if not self.usable or connection.savepoint_ids or connection.needs_rollback:
            return
        try:
            scene.result = pickle.dumps(result)
        except (pickle.PicklingError, TypeError, AttributeError):
            return
        self._go_to_here()
        connection.check_constraints()
        scene.callbacks = list(connection.run_on_commit)
        scene.files = {path: path.read_bytes() for path in files if path.exists()}
        self.scenes.append(scene)
        self.at, self.written = len(self.scenes) - 1, False
        self._sql(f"SAVEPOINT standing_{self.at + 1}")
        self._know((self.at,), result)

    def _know(self, mark: tuple, result: Any) -> None:
        """What the test now has in its hands may be an argument of the next scene, unless scenes change it in place."""
        if isinstance(result, Model) or (is_dataclass(result) and result.__dataclass_params__.frozen):
            self.known[id(result)] = mark
            self.given.append(result)  # so that nothing else gets its identity
        if is_dataclass(result):
            result = vars(result)
        parts = result.items() if isinstance(result, dict) else enumerate(result if isinstance(result, tuple) else ())
        for name, part in parts:
            self._know((*mark, name), part)

    def _key(self, build: Callable, arguments: tuple, fields: dict) -> tuple | None:
        told = [self._told(one) for one in (*arguments, *fields.values())]
        if None in told:
            return None
        return build.__module__, build.__qualname__, translation.get_language(), tuple(told), tuple(fields)

    def _told(self, argument: Any) -> Any:
        """What stands for an argument in a key; None when its worth may differ from test to test."""
        if isinstance(argument, Traveller):
            return ("clock",)
        if isinstance(argument, PLAIN):
            return ("plain", type(argument), argument)
        return self.known.get(id(argument))

    def _untouched(self) -> bool:
        return self.usable and not self.written and not connection.savepoint_ids and not connection.needs_rollback

    @staticmethod
    def _fits(scene: Scene, now: datetime, clock: Traveller | None) -> bool:
        """Built today and not later than now, unless the clock goes to the scene's end anyway."""
        earlier = scene.began if clock else scene.ended
        recent = earlier <= now < scene.began + CLOCKS_AGREE
        return recent and timezone.localdate(scene.began) == timezone.localdate(now)

    def _before(self, execute, sql, params, many, context) -> Any:
        self._go_to_here()
        if not str(sql).lstrip().startswith(READS):
            self.written = True
        return execute(sql, params, many, context)

    def _go_to_here(self) -> None:
        """The test goes its own way from where it stands: what others built above has to go first."""
        if not self.written and self.at < len(self.scenes) - 1:
            self._go_to(self.at)

    def _go_to(self, n: int) -> None:
        self._sql(f"ROLLBACK TO SAVEPOINT standing_{n + 1}")
        del self.scenes[n + 1 :]

    def _sql(self, statement: str) -> None:
        with self.connection.connection.cursor() as cursor:  # of the driver: counted and wrapped by nobody
            cursor.execute(statement)


STAGE = Stage()


def standing(build: Callable) -> Callable:
    @wraps(build)
    def played(*arguments: Any, **fields: Any) -> Any:
        return STAGE.play(build, arguments, fields)

    return played
