"""The archive copy (보존용 사본) of a process: its documents as PDF/A, its tables as CSV, the minute book, and what a
records office asks for: producer, period, registration, and how long it is kept."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from deliberation.documents import csvs, pdf
from deliberation.documents.archive import sealed
from deliberation.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from deliberation.ledger.actions import Refused
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.snapshot import Snapshot
from deliberation.reports.opendata.dictionary import TABLES, meaning
from deliberation.reports.rulebook import Period, begins_on, ends_on

LANGUAGES = ("ko", "en")


def archive(snapshot: Snapshot) -> bytes:
    """The ZIP file, the same bytes for the same snapshot. Refused for an edition from before periods were kept."""
    if "records" not in snapshot.about:
        raise Refused(_("This edition is from before retention periods were kept. Ask for a new one."))
    files = dict(_files(snapshot))
    rows = [(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in sorted(files.items())]
    listed = csvs.text(["file", "bytes", "sha256"], rows).encode()
    return sealed([*sorted(files.items()), ("files.csv", listed)])


def _files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    for language in LANGUAGES:
        with override(language):
            yield f"about.{language}.pdf", pdf.render(_sheet(snapshot, language))
        for shape in Shape.values:
            yield f"documents/{shape}.{language}.pdf", pdf.render(snapshot.document(shape, language))
    for name in snapshot.names("data/", "ledger.json"):
        yield name, snapshot.read(name)
    yield "columns.csv", _columns(snapshot).encode()
    tree = json.dumps(_metadata(snapshot), ensure_ascii=False, sort_keys=True, indent=1)
    yield "metadata.json", f"{tree}\n".encode()


def _columns(snapshot: Snapshot) -> str:
    """What every column of every table means, in both languages."""
    rows = [
        (
            table["file"],
            *_said(TABLES[table["table"]].description),
            column,
            *_said(means.description),
            means.type,
            *_said(means.unit),
        )
        for table in snapshot.about["tables"]
        for column in table["columns"]
        for means in [meaning(table["table"], column)]
    ]
    titles = ["file", "table_ko", "table_en", "column", "meaning_ko", "meaning_en", "type", "unit_ko", "unit_en"]
    return csvs.text(titles, rows)


def _said(words: Any) -> list[str]:
    told = []
    for language in LANGUAGES:
        with override(language):
            told.append(str(words))
    return told


def _metadata(snapshot: Snapshot) -> dict[str, Any]:
    """The same as on the first sheet, for programs; dates are ISO 8601, null where there is none yet."""
    about, records = snapshot.about, snapshot.about["records"]
    completed = _completed(records)
    period = records["retention"]["period"]
    last = ends_on(period, completed) if completed else None
    return {
        "title": about["title"],
        "producer": about["publisher"],
        "department": about["department"],
        "source": about["url"],
        "edition": snapshot.digest,
        "data_as_of": about["as_of"],
        "matter_from": records["from"],
        "matter_until": records["completed_on"],
        "registrations": records["registrations"],
        "retention": {
            **records["retention"],
            "begins": begins_on(completed).isoformat() if completed else None,
            "ends": last.isoformat() if last else None,
        },
        "formats": {"pdf": "PDF/A-2a, PDF/UA-1", "csv": "UTF-8"},
        "demo": about["demo"],
    }


def _sheet(snapshot: Snapshot, language: str) -> Document:
    about = snapshot.about
    return Document(
        title=about["title"][language],
        subtitle=_("Archive copy"),
        language="en" if language == "en" else "ko",
        date=date.fromisoformat(about["as_of"]),
        publisher=about["publisher"][language],
        blocks=tuple(_blocks(snapshot, language)),
    )


def _blocks(snapshot: Snapshot, language: str) -> Iterator[Block]:
    about, records = snapshot.about, snapshot.about["records"]
    columns = (Column(_("Item")), Column(_("Content")))
    yield Heading(1, _("What this is"))
    if about["demo"]:
        yield Note(_("This copy holds demonstration data."))
    yield Table(_("The record"), columns, tuple(_record(snapshot, language)))
    yield Heading(1, _("Retention period"))
    yield Table(_("Retention period"), columns, tuple(_retention(records)))
    if not records["retention"]["adopted"]:
        yield Note(_("The city has not adopted this period yet: its records office decides on it."))
    yield Heading(1, _("What the file holds"))
    yield Table(_("What the file holds"), columns, tuple(_contents()))
    yield Paragraph.of(_("Check value of the edition: %(digest)s") % {"digest": snapshot.digest})


def _record(snapshot: Snapshot, language: str) -> Iterator[tuple[str, str]]:
    about, records = snapshot.about, snapshot.about["records"]
    yield _("Title"), about["title"][language]
    yield _("Producer"), f"{about['publisher'][language]} {about['department'][language]}"
    yield _("Period of the matter"), _span(records)
    numbers = [f"{row['number']} ({_day(row['on'])})" for row in records["registrations"]]
    yield _("Registration number"), ", ".join(numbers) or _("not registered yet")
    yield _("Data as of"), _day(about["as_of"])
    yield _("Page of the process"), about["url"]


def _span(records: dict[str, Any]) -> str:
    ended = _day(records["completed_on"]) if records["completed_on"] else _("not completed yet")
    return f"{_day(records['from'])} – {ended}"


def _retention(records: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kept, completed = records["retention"], _completed(records)
    yield _("Retention period"), str(Period(kept["period"]).label)
    yield _("Basis"), kept["basis"]
    if completed is None:
        yield _("Begins"), _("1 January of the year after the matter is completed")
        yield _("Ends"), _("counted from its beginning") if kept["period"].isdecimal() else _("no end")
    else:
        last = ends_on(kept["period"], completed)
        yield _("Begins"), _day(begins_on(completed).isoformat())
        yield _("Ends"), _day(last.isoformat()) if last else _("no end")


def _contents() -> Iterator[tuple[str, str]]:
    yield "documents/", _("Policy recommendation and result report in both languages, as PDF/A-2a")
    yield "data/", _("All tables as CSV files")
    yield "columns.csv", _("What each column means")
    yield "ledger.json", _("The minute book")
    yield "metadata.json", _("These particulars for programs")
    yield "files.csv", _("All files with their size and check value (SHA-256)")


def _completed(records: dict[str, Any]) -> date | None:
    return date.fromisoformat(records["completed_on"]) if records["completed_on"] else None


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
