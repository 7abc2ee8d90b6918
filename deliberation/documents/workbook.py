"""Tables as an Excel workbook. Text stays text, whatever it begins with; numbers are numbers.

Rows are written as they come: a sheet of 250,000 takes the memory of one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .archive import reseal
from .blocks import Column, Document, Figure, Table, digest, plain
from .numbering import numbers
from .sheets import ems, shown
from .wording import LABELS, day

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, NARROWEST = 60.0, 8.0  # in characters of the sheet's font, of which a Hangul syllable takes two
NAME = 31  # characters of a sheet's name
A4 = 9  # as Excel numbers paper
UNNAMED = re.compile(r"[\[\]:*?/\\\n]")  # what such a name cannot hold
LONGEST_CELL = 32_767  # characters
MOST_ROWS = 1_048_576  # with the header
DECIMAL = re.compile(r"-?\d{1,12}(?:\.(\d{1,3}))?")
EXACT = 10**15  # whole numbers beyond it would lose digits
ROWS = 2
HEADS = {"ko": ("시트", "제목", "행", "주석"), "en": ("Sheet", "Title", "Rows", "Notes")}


@dataclass(frozen=True)
class Leaf:
    """One sheet; `rows` may be a stream, which is read once. The title is how a list of sheets calls it."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[str | int]]
    title: str = ""


def render(document: Document, further: Sequence[Leaf] = ()) -> bytes:
    """A sheet that lists all others, the document's tables, those of figures among them, under their printed numbers,
    and further sheets."""
    labels, tables = LABELS[document.language], list(_tables(document))
    heads = [Column(head, numeric=n == ROWS) for n, head in enumerate(HEADS[document.language])]
    listed: list[tuple[str | int, ...]] = [
        (name, table.caption, len(table.rows), "\n".join(table.notes)) for name, table in tables
    ]
    listed += [(leaf.name, leaf.title, "", "") for leaf in further]
    front = (document.publisher, document.title, document.subtitle, day(document))
    lines = [*filter(None, front), f"{labels['digest']} {digest(document)}", ""]
    file = BytesIO()
    with _Book(title=document.title, author=document.publisher, on=document.date) as book:
        book.add_list(Leaf(labels["contents"], heads, listed), lines)
        for name, table in tables:
            book.add(Leaf(name, table.columns, table.rows))
        for leaf in further:
            book.add(leaf)
        book.write(file)
    return file.getvalue()


def workbook(table: Table, *, name: str, on: date) -> bytes:
    """One table on one sheet; `on` is the only date in the file."""
    file = BytesIO()
    write(file, [Leaf(name, table.columns, table.rows)], title=table.caption, author="", on=on)
    return file.getvalue()


def write(into: IO[bytes], leaves: Iterable[Leaf], *, title: str, author: str, on: date) -> None:
    """Many rows into an open file, without ever holding them. Raises ValueError for more than a sheet can have."""
    with _Book(title=title, author=author, on=on) as book:
        for leaf in leaves:
            book.add(leaf)
        book.write(into)


def _tables(document: Document) -> Iterator[tuple[str, Table]]:
    for block, number in zip(document.blocks, numbers(document), strict=True):
        match block:
            case Table():
                yield number, block
            case Figure(table=Table() as table):
                yield number, table


class _Book:
    """Rows wait in temporary files, which are gone afterwards, also when the rows break off."""

    def __init__(self, *, title: str, author: str, on: date) -> None:
        self._folder = TemporaryDirectory()
        self._file = Path(self._folder.name, "book.xlsx")
        self._book = xlsxwriter.Workbook(str(self._file), {"constant_memory": True, "tmpdir": self._folder.name})
        created = datetime.combine(on, time())
        self._book.set_properties({"title": plain(title), "author": plain(author), "created": created})
        self._looks = _Looks.of(self._book)

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, *fault: object) -> None:
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._folder.cleanup()

    def add(self, leaf: Leaf) -> None:
        sheet = self._sheet(leaf.name, leaf.columns)
        sheet.keep_head()
        for row in leaf.rows:
            sheet.row(row)
        sheet.set_widths()

    def add_list(self, leaf: Leaf, lines: Iterable[str]) -> None:
        """Lines of text, then a table whose first column leads to the sheet of that name."""
        sheet = self._sheet(leaf.name, leaf.columns, lines)
        for row in leaf.rows:
            sheet.row(row, link=True)
        sheet.set_widths()

    def write(self, into: IO[bytes]) -> None:
        self._book.close()
        with self._file.open("rb") as raw:
            reseal(raw, into)

    def _sheet(self, name: str, columns: Sequence[Column], lines: Iterable[str] = ()) -> "_Sheet":
        allowed = UNNAMED.sub(" ", plain(name))[:NAME].strip(" '")
        return _Sheet(self._book.add_worksheet(allowed or None), self._looks, columns, lines)


@dataclass(frozen=True)
class _Looks:
    text: Format
    line: Format
    heads: tuple[Format, Format]  # of a column of text, of numbers
    decimals: list[Format]  # by their number of decimals

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "_Looks":
        # No formula, also after somebody has edited the cell: the prefix is the apostrophe that one would type.
        text, cell = {"quote_prefix": True}, {"valign": "top", "text_wrap": True}
        head = cell | text | {"bold": True}
        formats = ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")
        return cls(
            text=book.add_format(cell | text),
            line=book.add_format(text),
            heads=(book.add_format(head), book.add_format(head | {"align": "right"})),
            decimals=[book.add_format(cell | {"num_format": each}) for each in formats],
        )


class _Sheet:
    """Written row by row, downwards only; columns become as wide as their widest cell."""

    def __init__(self, sheet: Worksheet, looks: _Looks, columns: Sequence[Column], lines: Iterable[str]) -> None:
        self._sheet, self._looks, self._columns, self._n = sheet, looks, columns, 0
        self._widths = [NARROWEST] * len(columns)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)  # as wide as a page, as long as it takes
        for line in lines:
            sheet.write_string(self._n, 0, _cut(plain(line)), looks.line)
            self._n += 1
        for index, column in enumerate(columns):
            self._text(index, column.title, looks.heads[column.numeric])
        self._n += 1

    def keep_head(self) -> None:
        """In sight, and on each page that is printed."""
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)

    def row(self, cells: Sequence[str | int], *, link: bool = False) -> None:
        """With `link` the first cell is the name of a sheet and leads there."""
        if self._n == MOST_ROWS:
            raise ValueError(f"a sheet holds at most {MOST_ROWS} rows")
        for index, cell in enumerate(cells):
            if link and index == 0:
                self._sheet.write_url(self._n, index, f"internal:'{cell}'!A1", string=str(cell))
            else:
                self._cell(index, cell)
        self._n += 1

    def set_widths(self) -> None:
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, min(width, WIDEST))

    def _cell(self, index: int, cell: str | int) -> None:
        numeric = self._columns[index].numeric
        number = DECIMAL.fullmatch(cell) if numeric and isinstance(cell, str) else None
        if number:
            self._number(index, float(number[0]), cell, len(number[1] or ""))
        elif isinstance(cell, int) and abs(cell) < EXACT:
            self._number(index, cell, shown(cell), 0)
        else:
            self._text(index, shown(cell), self._looks.text)

    def _number(self, index: int, number: float, words: str | int, decimals: int) -> None:
        self._sheet.write_number(self._n, index, number, self._looks.decimals[decimals])
        self._widen(index, str(words))

    def _text(self, index: int, text: str, look: Format) -> None:
        self._sheet.write_string(self._n, index, _cut(plain(text)), look)
        self._widen(index, text)

    def _widen(self, index: int, words: str) -> None:
        if self._widths[index] < WIDEST:
            self._widths[index] = max(self._widths[index], 2 * ems(words) + 2)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
