"""How a table is put on paper: upright, on a landscape page, or cut into parts that repeat its first column.

Widths are counted in em (the width of a Hangul syllable; a Latin letter or digit is about half).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .blocks import Block, Heading, Table
from .wording import caption

UPRIGHT, LANDSCAPE = 50.0, 77.0  # text widths of an A4 page at the tables' 9 pt
PADDING = 1.4
LONGEST_LINE = 22.0
NARROWEST_TEXT = 5.0
RUNNING_HEAD = 36.0  # beside the publisher's name
LONGEST_WORD = 11.0  # the template breaks longer ones
HIGHEST_ROW = 24  # lines of a row that no page's end tears: half of a page
# Shares of the text's width where columns have no titles.
STAGES = (0.46, 0.38, 0.16)  # mark and title, dates with their hours on one line, state
SIGNATURES = (0.25, 0.4, 0.35)  # role, name, room to sign or the day of a signature on one line


@dataclass(frozen=True)
class Sheet:
    """Columns of a table, by index, that go on one page width; `widths` are shares in their order."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    orientation: Literal["upright", "landscape"]


@dataclass(frozen=True)
class Part:
    """A table, or so much of a wide one as a page holds, in words; `widths` are shares in the columns' order."""

    caption: str
    titles: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    landscape: bool

    @property
    def whole(self) -> bool:
        """Whether no row is so high that it has to be torn by the end of a page."""
        return all(
            _most_lines(*cell) <= HIGHEST_ROW for row in self.rows for cell in zip(row, self.widths, strict=True)
        )


def _most_lines(text: str, width: float) -> float:
    return text.count("\n") + 1 + len(text) / max(1.0, width - PADDING)


def lies(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block stands on a landscape page: a wide table, and the headings that lead to one."""
    block = next((each for each in blocks[index:] if not isinstance(each, Heading)), None)
    return isinstance(block, Table) and any(sheet.orientation == "landscape" for sheet in sheets(block))


def led(blocks: Sequence[Block], index: int) -> bool:
    """Whether a heading stands before a block, so that its page has begun."""
    return index > 0 and isinstance(blocks[index - 1], Heading)


def parts(table: Table, number: str) -> list[Part]:
    """What every format prints of a table: together each cell once, and the first column again in each part."""
    cut = sheets(table)
    words = caption(number, table.caption)
    captions = [words] if len(cut) == 1 else [f"{words} ({n}/{len(cut)})" for n in range(1, len(cut) + 1)]
    return [_part(table, sheet, words) for sheet, words in zip(cut, captions, strict=True)]


def _part(table: Table, sheet: Sheet, words: str) -> Part:
    columns = [table.columns[index] for index in sheet.columns]
    return Part(
        caption=words,
        titles=tuple(column.title for column in columns),
        numeric=tuple(column.numeric for column in columns),
        rows=tuple(tuple(shown(row[index]) for index in sheet.columns) for row in table.rows),
        widths=sheet.widths,
        landscape=sheet.orientation == "landscape",
    )


def sheets(table: Table) -> list[Sheet]:
    narrowest = [_narrowest(table, index) for index in range(len(table.columns))]
    return [_sheet(table, columns, narrowest) for columns in _groups(narrowest)]


def shown(cell: str | int) -> str:
    return cell if isinstance(cell, str) else f"{cell:,}"


def _groups(narrowest: list[float]) -> list[list[int]]:
    columns = list(range(len(narrowest)))
    if sum(narrowest) <= LANDSCAPE:
        return [columns]
    first, groups, width = columns[0], [[columns[0]]], narrowest[0]
    for column in columns[1:]:
        if width + narrowest[column] > LANDSCAPE and len(groups[-1]) > 1:
            groups.append([first])
            width = narrowest[first]
        groups[-1].append(column)
        width += narrowest[column]
    return groups


def _sheet(table: Table, columns: list[int], narrowest: list[float]) -> Sheet:
    least = [narrowest[column] for column in columns]
    upright = sum(least) <= UPRIGHT
    room = max(0.0, (UPRIGHT if upright else LANDSCAPE) - sum(least))
    widths = least
    for widest in (_widest, _longest):
        wishes = [max(0.0, widest(table, column) - width) for column, width in zip(columns, widths, strict=True)]
        granted = min(1.0, room / sum(wishes)) if any(wishes) else 0.0
        widths = [width + wish * granted for width, wish in zip(widths, wishes, strict=True)]
        room -= granted * sum(wishes)
    widths = [width + room / len(columns) for width in widths]
    return Sheet(tuple(columns), tuple(round(width, 2) for width in widths), "upright" if upright else "landscape")


def _texts(table: Table, column: int) -> list[str]:
    return [table.columns[column].title, *(shown(row[column]) for row in table.rows)]


def _widest(table: Table, column: int) -> float:
    return PADDING + min(LONGEST_LINE, max(map(ems, _texts(table, column))))


def _longest(table: Table, column: int) -> float:
    """What its longest text would take on one line: room that other columns do not need."""
    return PADDING + max(map(ems, _texts(table, column)))


def _narrowest(table: Table, column: int) -> float:
    """What a column needs: its numbers on one line, its text a few syllables a line, no word cut."""
    texts = _texts(table, column)
    if table.columns[column].numeric:
        texts = [word for text in texts for word in text.split()] or [""]
        return PADDING + min(LONGEST_LINE, max(map(ems, texts)))
    longest_word = max((ems(word) for text in texts for word in text.split()), default=0.0)
    return min(_widest(table, column), PADDING + max(NARROWEST_TEXT, min(longest_word, LONGEST_WORD)))


@lru_cache(maxsize=20_000)
def ems(text: str) -> float:
    """How wide the longest line of a text is, roughly."""
    lines = text.split("\n")
    return max(sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.58 for c in line) for line in lines)


def running_head(title: str) -> str:
    """The title on one line beside the publisher; a longer one ends after a word."""
    if ems(title) <= RUNNING_HEAD:
        return title
    fits = next(n for n in range(len(title), 0, -1) if ems(title[:n]) < RUNNING_HEAD)
    cut = title[:fits].rsplit(" ", 1)[0] if " " in title[fits // 2 : fits] else title[:fits]
    return cut.rstrip() + "…"
