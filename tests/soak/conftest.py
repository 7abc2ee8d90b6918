"""The server as it runs in production, on the test's database and this machine's own address alone."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from config.processes import guarded
from config.services import CHECKOUT
from tests.worker import own_database_url

PATIENCE = 60


@pytest.fixture(scope="session")
def status_of() -> Callable[[str], int]:
    """``status_of(address)`` reads a page; 0 where nobody answers."""

    def ask(address: str) -> int:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                answer.read()
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    return ask


@pytest.fixture
def server(tmp_path, status_of) -> Iterator[str]:
    """Granian; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "4", "config.wsgi:application"),
    ]
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    with (tmp_path / "log").open("w") as log:
        process = guarded(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while status_of(f"{address}/healthz") != 200:
        assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(PATIENCE)
