import hashlib

import pytest

from deliberation.documents import csvs
from deliberation.reports.editions.changes import changes_between
from deliberation.reports.editions.snapshot import Kept, Snapshot

TABLE = "data/01-answers.csv"
OLD = (["number", "reason"], [["1", "왜"], ["2", ""]])


def edition(titles: list[str] | None = None, rows: list[list[str]] | None = None) -> Snapshot:
    """One table and an empty minute book."""
    files = {"ledger.json": b'{"length": 0}'}
    if titles:
        files[TABLE] = csvs.text(titles, rows or []).encode()
    kept = {name: Kept(hashlib.sha256(content).hexdigest(), len(content)) for name, content in files.items()}
    by_digest = {kept[name].sha256: content for name, content in files.items()}
    return Snapshot(kept, by_digest.__getitem__)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (OLD, OLD, []),
        (OLD, (["number", "reason"], [["1", "왜"], ["3", ""]]), [["01-answers", 1, 1]]),
        (OLD, (["number", "reason", "reason_en"], [["1", "왜", ""], ["2", "", ""]]), []),
        (OLD, (["number", "reason_en", "reason"], [["1", "Why", "왜"], ["2", "", ""]]), [["01-answers", 1, 1]]),
        ((["number", "reason", "mood"], [["1", "왜", ""], ["2", "", "+"]]), OLD, [["01-answers", 1, 1]]),
        ((), OLD, [["01-answers", 2, 0]]),
        (OLD, (), [["01-answers", 0, 2]]),
        ((), (["number"], []), []),
    ],
    ids=["same", "another row", "an empty column", "a filled one", "one gone", "new", "gone", "new and empty"],
)
def test_rows_are_told_as_changed_by_what_they_say_not_by_the_columns_that_came(before, after, told):
    found = changes_between(edition(*before), edition(*after))
    assert found == {"chapters": {}, "tables": told, "entries": 0}
