"""A case as one file: for everyone (정보공개) what is public in it, for auditors (감사) what is restricted as well.
Both say what is withheld, on which ground and until when, and hold the minute books.

What goes in is decided in one moment of the database; the contents are then copied to disk piece by piece.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from deliberation.documents import csvs, hangul, pdf
from deliberation.documents.archive import seal_zip
from deliberation.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from deliberation.ledger.actions import CITY
from deliberation.ledger.models import Chain, Entry
from deliberation.ledger.publishing import written
from deliberation.reports.cases.case import Case
from deliberation.reports.cases.withholding import (
    WithheldLine,
    restricted_for,
    withheld_from_auditors,
    withheld_from_everyone,
)
from deliberation.spaces import records
from deliberation.spaces.records import Record, Scope
from deliberation.spaces.sniffing import clean_name

PUBLIC, RESTRICTED = "공개", "비공개"
BOOKS = "절차기록부"


@dataclass(frozen=True)
class Listed:
    """A line of the list of documents: a record, and where it is in the bundle."""

    n: int
    record: Record
    path: str


@dataclass(frozen=True)
class Contents:
    """What was decided to go in."""

    case: Case
    for_auditors: bool
    listed: list[Listed]
    books: list[tuple[str, Chain]]
    city: list[dict[str, Any]]
    restricted: list[WithheldLine]
    withheld: list[WithheldLine]


def gather(case: Case, reader=None) -> Contents:
    """Read what there is; with a ``reader``, an official, what is restricted as well, for auditors.

    Call it within one snapshot of the database; nothing of a file is read yet.
    """
    scope, for_auditors = case.scope(), reader is not None
    found = [record for record in records.records(scope) if for_auditors or not record.restricted]
    listed = [Listed(n, record, _path(n, record)) for n, record in enumerate(found, start=1)]
    return Contents(
        case,
        for_auditors,
        listed,
        list(_books(scope, for_auditors)),
        _of_city(scope),
        restricted_for(scope, reader) if for_auditors else [],
        withheld_from_auditors() if for_auditors else withheld_from_everyone(scope),
    )


def _path(n: int, record: Record) -> str:
    folder = RESTRICTED if record.restricted else PUBLIC
    return f"{folder}/{n:03} {clean_name(record.name.replace('/', '·'))}"


def _books(scope: Scope, for_auditors: bool) -> Iterator[tuple[str, Chain]]:
    """The minute books of its open spaces; for auditors those of closed ones, too."""
    closed = {space.name: space.closed for space in scope.spaces}
    for chain in Chain.objects.filter(name__in=closed).order_by("name"):
        if for_auditors or not closed[chain.name]:
            folder = RESTRICTED if closed[chain.name] else PUBLIC
            yield f"{folder}/{BOOKS}/{chain.name}.json", chain


def _of_city(scope: Scope) -> list[dict[str, Any]]:
    """What the city's own book says of the case: single entries, since the whole book is about everything."""
    entries = Entry.objects.filter(chain__name=CITY, subject__in=scope.subjects).select_related("chain").order_by("n")
    return [entry.content() | {"digest": entry.digest} for entry in entries]


def write(contents: Contents, into: IO[bytes], folder: Path) -> None:
    """The ZIP file; ``folder`` is for what has to be written before it can be packed."""
    seal_zip(_with_sums(_files(contents, folder)), into)


def _with_sums(files: Iterable[tuple[str, bytes | IO[bytes]]]) -> Iterator[tuple[str, bytes | IO[bytes]]]:
    """The files, and behind them the list of their digests, which are taken while they are packed."""
    sums: list[tuple[str, Any]] = []
    for name, content in files:
        if isinstance(content, bytes):
            sums.append((name, hashlib.sha256(content)))
            yield name, content
        else:
            with content:
                read = _Digested(content)
                sums.append((name, read.digest))
                yield name, read  # type: ignore[misc]  # it is only read from
    lines = "".join(f"{digest.hexdigest()}  {name}\n" for name, digest in sorted(sums, key=lambda one: one[0]))
    yield "SHA256SUMS", lines.encode()


class _Digested:
    """A file that is digested while it is read."""

    def __init__(self, content: IO[bytes]):
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.content.read(size)
        self.digest.update(part)
        return part


def _files(contents: Contents, folder: Path) -> Iterator[tuple[str, bytes | IO[bytes]]]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield f"README.{language}.md", render_to_string("reports/cases/readme.txt", _words(contents)).encode()
    listed = _list_of_documents(contents)
    withheld = _list_of(_("List of what is withheld"), contents.withheld)
    yield "문서목록.csv", csvs.text(*_lines(listed)).encode()
    yield "비공개목록.csv", csvs.text(*_lines(withheld)).encode()
    for name, table in (("문서목록", listed), ("비공개목록", withheld)):
        document = _printed(contents, table)
        yield f"{name}.pdf", pdf.render(document)
        yield f"{name}.hwpx", hangul.render(document)
    if contents.restricted:
        table = _list_of(_("What is restricted"), contents.restricted)
        yield f"{RESTRICTED}/비공개 대상.csv", csvs.text(*_lines(table)).encode()
    for line in contents.listed:
        yield line.path, line.record.content()
    for path, chain in contents.books:
        made = folder / f"{chain.pk}.json"
        with made.open("w", encoding="utf-8") as file:
            file.writelines(written(chain))
        yield path, made.open("rb")
    if contents.city:
        text = json.dumps({"chain": CITY, "entries": contents.city}, ensure_ascii=False, indent=1)
        yield f"{PUBLIC}/{BOOKS}/{CITY}-entries.json", f"{text}\n".encode()


def _words(contents: Contents) -> dict[str, Any]:
    return {
        "case": contents.case,
        "audit": contents.for_auditors,
        "public": PUBLIC,
        "restricted": RESTRICTED,
        "books": BOOKS,
        "documents": len(contents.listed),
        "withheld": len(contents.withheld),
        "on": date_format(localdate(), "DATE_FORMAT"),
        "city": settings.CITY,
    }


def _lines(table: Table) -> tuple[list[str], Iterable[tuple[str | int, ...]]]:
    return [column.title for column in table.columns], table.rows


def _list_of_documents(contents: Contents) -> Table:
    titles = (_("No."), _("Day"), _("Kind"), _("Title"), _("Registration number"), _("Access"), _("Where it is"))
    rows: list[tuple[str | int, ...]] = []
    for line in contents.listed:
        row = line.record
        known = (row.on.isoformat(), str(row.kind), row.title, row.number, row.access, line.path)
        rows.append((str(line.n), *known))
    return Table(_("List of documents"), tuple(map(Column, titles)), tuple(rows))


def _list_of(caption: str, lines: list[WithheldLine]) -> Table:
    titles = (_("No."), _("What"), _("Ground in the law"), _("Since"), _("Review on"), _("Decided by"))
    rows = [
        (str(n), one.what, one.ground, _iso(one.since), _iso(one.review_on), one.office)
        for n, one in enumerate(lines, start=1)
    ]
    return Table(caption, tuple(map(Column, titles)), tuple(rows))


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""


def _printed(contents: Contents, table: Table) -> Document:
    return Document(
        title=table.caption,
        subtitle=f"{contents.case} · {_('Audit bundle') if contents.for_auditors else _('Disclosure bundle')}",
        language="ko",
        date=localdate(),
        publisher=settings.CITY["name"],
        blocks=tuple(_blocks(contents, table)),
    )


def _blocks(contents: Contents, table: Table) -> Iterator[Block]:
    yield Heading(1, table.caption)
    if contents.case.demo:
        yield Note(_("This document holds demonstration data."))
    if contents.for_auditors:
        yield Note(_("For auditors alone: not to be passed on."))
    yield table if table.rows else Paragraph.of(_("Nothing."))
