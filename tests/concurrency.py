"""Real concurrency for tests: threads with a database connection each, let go at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(n: int, act: Callable[[int], Any]) -> list[Any]:
    """``[act(0), …, act(n - 1)]``, begun together; an exception stands in the place of its result."""
    start = Barrier(n)

    def run(i: int) -> Any:
        connection.ensure_connection()
        start.wait(timeout=30)
        try:
            return act(i)
        except Exception as error:  # noqa: BLE001 - the caller judges what each got
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, range(n)))
