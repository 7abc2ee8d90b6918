"""The server as it runs in production, read by many at the same time, on this machine's own address alone."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.processes import guarded
from config.services import CHECKOUT
from tests.agendas.proposing import published
from tests.cast import person
from tests.scenes import convened
from tests.worker import own_database_url

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
READERS = 50
PAGES_EACH = 20
PATIENCE = 60


@pytest.fixture
def server(tmp_path):
    """Granian on this test's database; its address."""
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


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_fifty_readers_at_once_all_get_their_pages(server):
    proposal = published(person("Writer"))
    process, _cast = convened()
    paths = ["/", "/proposals/", proposal.get_absolute_url(), process.get_absolute_url(), "/processes/", "/about/"]

    def read(reader: int) -> list[int]:
        return [status_of(server + paths[(reader + n) % len(paths)]) for n in range(PAGES_EACH)]

    with ThreadPoolExecutor(READERS) as pool:
        statuses = Counter(status for answers in pool.map(read, range(READERS)) for status in answers)
    assert statuses == {200: READERS * PAGES_EACH}
