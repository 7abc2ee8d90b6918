"""The program with which anyone computes a minute book anew, run as a reader runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from deliberation.ledger.actions import anchor
from deliberation.ledger.canonical import digest
from deliberation.processes.actions import suspend
from tests.scenes import convened

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(client, tmp_path) -> tuple[Path, Path]:
    """A process's minute book and the city's, downloaded after two nights and one more step."""
    process, cast = convened("hydrogen")
    anchor()
    anchor()
    suspend(process, by=cast.emil, reason="소송이 제기되었습니다.")
    paths = []
    for name, address in (("process", "/processes/hydrogen/record.json"), ("city", "/record.json")):
        response = client.get(address)
        assert response["Content-Disposition"].startswith("attachment")
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_bytes(b"".join(response.streaming_content))
    return paths[0], paths[1]


def run(*paths: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", finders.find("check-record.py"), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def changed(path: Path, change) -> Path:
    book = json.loads(path.read_text())
    change(book)
    path.write_text(json.dumps(book))
    return path


def test_whole_books_fit_and_agree(books):
    code, says = run(*books)
    assert code == 0
    assert "process-hydrogen: agrees with the city's book on 2 days" in says


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda book: book["entries"][3]["facts"].update(extra=1), "entry 4 does not fit"),
        (lambda book: book["entries"][3].update(actor="someone"), "entry 4 does not fit"),
        (lambda book: book["entries"].pop(2), "entry 3 does not fit"),
        (lambda book: book["entries"].pop(), "entries are missing at the end"),
        (lambda book: book.update(head="0" * 64), "entries are missing at the end"),
    ],
)
def test_a_changed_or_missing_entry_is_named(books, change, says):
    code, told = run(changed(books[0], change))
    assert (code, says in told) == (1, True)


def test_a_book_that_was_rewritten_as_a_whole_contradicts_the_citys(books):
    own, city = books
    book = json.loads(own.read_text())
    previous = "0" * 64
    for entry in book["entries"]:
        del entry["digest"]
        entry |= {"previous": previous, "actor": "someone"}
        previous = entry["digest"] = digest(entry)
    own.write_text(json.dumps(book | {"head": previous}))
    assert run(own)[0] == 0
    code, says = run(own, city)
    assert (code, "knows another entry" in says) == (1, True)
