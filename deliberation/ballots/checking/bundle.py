"""All that is needed to count an announced ballot again, as one ZIP file that is the same each time."""

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from deliberation.ballots.checking.lists import published_tables
from deliberation.ballots.models import Ballot
from deliberation.ballots.preparing.actions import asked
from deliberation.documents import csvs
from deliberation.documents.archive import entry_of
from deliberation.ledger.models import Entry

FORMAT = 1
PROGRAM = Path(settings.BASE_DIR, "static", "verify.py")
LISTS = {"ballot-votes": "votes.csv", "ballot-receipts": "receipts.csv"}


def bundle(ballot: Ballot, address: str) -> Iterator[bytes]:
    """The file in parts, however long the lists are; ``address`` of the result page stands in what explains it."""
    sink = _Sink()
    with ZipFile(sink, "w") as packed:
        for name, parts in _contents(ballot, address):
            with packed.open(entry_of(name), "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part.encode())
                    yield sink.taken()
    yield sink.taken()


def _contents(ballot: Ballot, address: str) -> Iterator[tuple[str, Iterable[str]]]:
    yield "ballot.json", [json.dumps(described(ballot), ensure_ascii=False, indent=1, sort_keys=True) + "\n"]
    for name, columns, rows in published_tables(ballot.stage):
        if name in LISTS:
            yield LISTS[name], csvs.parts(columns, rows)
    yield "verify.py", [PROGRAM.read_text(encoding="utf-8")]
    for language, _name in settings.LANGUAGES:
        with override(language):
            words = {"process": ballot.stage.process, "stage": ballot.stage, "address": address}
            text = render_to_string("ballots/readme.txt", words)
        yield f"README.{language}.txt", [text]


def described(ballot: Ballot) -> dict[str, Any]:
    """What was asked of whom, the results, and the minutes of the ballot word for word with their check values.

    Nothing stands here that is not minuted, or covered by a digest that is.
    """
    questions = list(ballot.questions.prefetch_related("options"))
    entries = _entries(ballot, len(questions))
    return {
        "format": FORMAT,
        "ballot": ballot.stage_id,
        "questions": [asked(question) for question in questions],
        "quorum_percent": ballot.quorum_percent,
        "roll": ballot.roll_size,
        "roll_digest": ballot.roll_digest,
        "voted": entries[1].facts["voted"],
        "root": ballot.sealed_root,
        "results": [entry.facts for entry in entries if entry.step == "result"],
        "entries": [{**entry.content(), "digest": entry.digest} for entry in entries],
    }


def _entries(ballot: Ballot, questions: int) -> list[Entry]:
    """Preparation, close, announcement, and the results: minuted right after it, some under a recommendation's name."""
    book = Entry.objects.filter(chain__name=ballot.chain).select_related("chain").order_by("n")
    steps = list(book.filter(subject=ballot.subject, step__in=["prepare", "close", "announce"]))
    announced = steps[-1].n
    return [*steps, *book.filter(n__gt=announced, n__lte=announced + questions, step="result")]


class _Sink(io.RawIOBase):
    """What has been packed and not yet been sent. A ZIP file can be written to what cannot go back."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        part, self._waiting = b"".join(self._waiting), []
        return part
