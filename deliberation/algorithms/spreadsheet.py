"""Tables as offices keep them: CSV in UTF-8 or CP949, or an Excel workbook's first sheet, as rows of text."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

LARGEST_UNPACKED = 64 * 1024 * 1024


class Unreadable(ValueError):
    """Neither CSV nor a workbook, or a workbook that unpacks to too much."""


def rows(data: bytes, *, at_most: int) -> list[tuple[int, list[str]]]:
    """``(line, cells)`` of every row that is not empty; reading stops after ``at_most`` of them.

    A date in a workbook becomes ``2026-03-12``, a number what it shows without decimals.
    """
    source = _of_workbook(data) if data.startswith(b"PK") else _of_csv(data)
    found: list[tuple[int, list[str]]] = []
    for line, cells in source:
        if any(cells):
            found.append((line, cells))
        if len(found) == at_most:
            break
    return found


def _of_csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp949")
        except UnicodeDecodeError as error:
            raise Unreadable from error
    if "\0" in text:
        raise Unreadable
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        for cells in lines:
            yield lines.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Unreadable from error


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        if sum(part.file_size for part in ZipFile(BytesIO(data)).infolist()) > LARGEST_UNPACKED:
            raise Unreadable
        sheet = load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [_shown(cell) for cell in cells]
    except (BadZipFile, KeyError, IndexError, AttributeError, TypeError, ValueError, OSError, ParseError) as error:
        raise Unreadable from error


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
