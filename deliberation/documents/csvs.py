"""Tables as CSV files: UTF-8 with a byte order mark, and no cell that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from .archive import sealed
from .blocks import Document, Figure, Table
from .numbering import numbers

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # without it Korean spreadsheets take the file for another encoding
# A cell that begins so is a formula to a spreadsheet, unless it is a number; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")
AT_ONCE = 2_000  # lines that are written together


def lines(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file row by row; rows may be a stream."""
    yield BYTE_ORDER_MARK
    writer = csv.writer(_Echo())
    for row in chain([titles], rows):
        yield writer.writerow([_harmless(cell) for cell in row])


def text(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return "".join(lines(titles, rows))


def read(content: bytes) -> Iterator[list[str]]:
    """The rows of such a file, its titles first."""
    return csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def parts(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The text for programs, some thousand lines at a time: no byte order mark, and every cell to the letter."""
    waiting = iter(rows)
    part: list[Sequence[object]] = [titles]
    while part:
        file = io.StringIO(newline="")
        csv.writer(file).writerows(part)
        yield file.getvalue()
        part = list(islice(waiting, AT_ONCE))


def files(document: Document) -> dict[str, bytes]:
    """Every table, those of figures among them, by the number that it has in print: table-01.csv, figure-02.csv."""
    return {
        f"{kind}-{n:02}.csv": text([column.title for column in table.columns], table.rows).encode()
        for kind, n, table in _tables(document)
    }


def render(document: Document) -> bytes:
    """These files in one ZIP."""
    return sealed(files(document).items())


def _tables(document: Document) -> Iterator[tuple[str, int, Table]]:
    for block, number in zip(document.blocks, numbers(document), strict=True):
        match block:
            case Table():
                yield "table", int(number.split()[-1]), block
            case Figure(table=Table() as table):
                yield "figure", int(number.split()[-1]), table


class _Echo:
    """Gives back what is written, as `csv` wants a file to write to."""

    def write(self, line: str) -> str:
        return line


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
