"""The server as it runs in production, read by many at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.agendas.proposing import published
from tests.cast import person
from tests.scenes import convened

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]
READERS = 50
PAGES_EACH = 20


def test_fifty_readers_at_once_all_get_their_pages(server, status_of):
    proposal = published(person("Writer"))
    process, _cast = convened()
    paths = ["/", "/proposals/", proposal.get_absolute_url(), process.get_absolute_url(), "/processes/", "/about/"]

    def read(reader: int) -> list[int]:
        return [status_of(server + paths[(reader + n) % len(paths)]) for n in range(PAGES_EACH)]

    with ThreadPoolExecutor(READERS) as pool:
        statuses = Counter(status for answers in pool.map(read, range(READERS)) for status in answers)
    assert statuses == {200: READERS * PAGES_EACH}
