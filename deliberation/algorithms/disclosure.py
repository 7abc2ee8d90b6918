"""What may be shown to everyone: tables of people in which nobody can be recognised, although the total stands beside
them, and texts in which ways to reach a person are covered."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

Name = TypeVar("Name", str, int)
Shown = int | None  # None is hidden
_Cell = tuple[int, int]
LEAST = 5  # fewer people than this in a cell could be recognised


# Between what is neither letter nor digit of ASCII: confirmation numbers and check values are full of digits.
_PERSONAL = re.compile(
    r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # e-mail
    r"|(?<![0-9A-Za-z])(?:01[016789][-. ]?\d{3,4}[-. ]?\d{4}"  # mobile telephone
    r"|\d{6}[- ]?[1-8]\d{6})(?![0-9A-Za-z])"  # resident registration number
)
COVERED = "⟦가림⟧"


class Table(NamedTuple):
    """A table of two traits as it may be shown, with its totals."""

    cells: list[list[Shown]]
    row_totals: list[Shown]
    column_totals: list[Shown]
    total: Shown


def hide_small(cells: Mapping[Name, int], *, least: int = LEAST) -> dict[Name, int | None]:
    """The cells in their order, small ones as None.

    What is hidden follows from the total as one number. So it is never one cell, nor fewer people than may be shown:
    the next smallest cells are hidden with it until that holds, or until nothing is left to hide.
    """
    rising = sorted(cells, key=lambda name: (cells[name], name))
    hidden = [name for name in rising if cells[name] < least]
    if hidden:
        for name in rising[len(hidden) :]:
            if len(hidden) > 1 and sum(cells[one] for one in hidden) >= least:
                break
            hidden.append(name)
    return {name: None if name in hidden else number for name, number in cells.items()}


def hide_small_in_table(rows: Sequence[Sequence[int]], *, least: int = LEAST) -> Table:
    """The counts ``rows`` with their totals, small ones as None, of the totals too.

    As in ``hide_small``, what is hidden in a row or column is never one number, nor fewer people than may be shown,
    unless nothing is left to hide. Beyond that no small count follows from all rows and columns taken together, even
    for who knows that no count is negative. Raises ``ValueError`` for rows of unequal length or a negative count.
    """
    table = _Hiding(rows, least)
    table.hide_lines()
    for cell in sorted(table.hidden):  # what has become uncertain stays so, however much more is hidden
        while table.counts[cell] < least and len(table.hidden) < len(table.counts) and table.reveals(cell):
            table.hide_for(cell)
            table.hide_lines()
    return table.shown()


def cover(text: str) -> tuple[str, int]:
    """The text without what looks like an e-mail address, a mobile number or a resident registration number, and how
    many of them were covered."""
    return _PERSONAL.subn(COVERED, text)


class _Hiding:
    """A table with its totals as a last row and column, and which of its cells are hidden.

    Rows and columns are the nodes of a graph, hidden cells its edges (Gusfield 1988). Whoever sees the table can move
    a hidden count up or down by one if other hidden counts make up for it in every row and column: on a path that leads
    back from its column to its row. An edge goes from row to column where the count may rise, and back where it may
    fall, which one at zero may not; for totals it is the other way round, since they stand for their line's negative.
    """

    def __init__(self, rows: Sequence[Sequence[int]], least: int) -> None:
        self.height, self.width = len(rows), len(rows[0]) if rows else 0
        if any(len(row) != self.width for row in rows) or any(number < 0 for row in rows for number in row):
            raise ValueError("a table has rows of one length and no count below zero")
        lines = [[*row, sum(row)] for row in rows]
        lines.append([sum(column) for column in zip(*lines, strict=True)] or [0])
        self.least = least
        self.counts = {(r, c): number for r, line in enumerate(lines) for c, number in enumerate(line)}
        self.lines = [[(r, c) for c in range(self.width + 1)] for r in range(self.height + 1)]
        self.lines += [[(r, c) for r in range(self.height + 1)] for c in range(self.width + 1)]
        self.hidden = {cell for cell, number in self.counts.items() if number < least}

    def hide_lines(self) -> None:
        """Hide until no row or column with something hidden gives away one number, or fewer people than may be."""
        while further := next(filter(None, map(self._further, self.lines)), None):
            self.hidden.add(further)

    def reveals(self, cell: _Cell) -> bool:
        """Whether a hidden count follows from all that is shown."""
        start, end = self._ends(cell)
        if end in self._reached(start, without=cell):
            return False
        return not self.counts[cell] or start not in self._reached(end, without=cell)

    def hide_for(self, cell: _Cell) -> None:
        """Hide a count that lets a revealed one move, or else any."""
        start, end = self._ends(cell)
        reached, reaching = self._reached(start, without=cell), self._reached(end, without=cell, backwards=True)
        shown = [one for one in self.counts if one not in self.hidden]
        closing = [
            one
            for one in shown
            for first, last in [self._ends(one)]
            if (first in reached and last in reaching) or (last in reached and first in reaching)
        ]
        self.hidden.add(self._cheapest(closing or shown))

    def shown(self) -> Table:
        """The table without what is hidden."""
        lines = [[None if at in self.hidden else self.counts[at] for at in line] for line in self.lines]
        rows = lines[: self.height + 1]
        return Table(
            cells=[row[:-1] for row in rows[:-1]],
            row_totals=[row[-1] for row in rows[:-1]],
            column_totals=rows[-1][:-1],
            total=rows[-1][-1],
        )

    def _further(self, line: list[_Cell]) -> _Cell | None:
        """Return what must be hidden with what is hidden in the line, if anything."""
        hidden, total = [cell for cell in line if cell in self.hidden], line[-1]
        left = [cell for cell in line if cell not in self.hidden]
        together = sum(self.counts[cell] for cell in hidden)
        if not hidden or not left or (len(hidden) > 1 and (total in self.hidden or together >= self.least)):
            return None
        return self._cheapest(left)

    def _cheapest(self, cells: list[_Cell]) -> _Cell:
        """Return what to hide: a total only where there is nothing else, where possible in lines that hide already.

        Of equals it is the smallest count. Without the second rule one hidden count would cost five more in place of
        three, since what is hidden for its row would not be below what is hidden for its column.
        """
        rows, columns = {row for row, _ in self.hidden}, {column for _, column in self.hidden}

        def cost(cell: _Cell) -> tuple[int, int, int, _Cell]:
            new_lines = (cell[0] not in rows) + (cell[1] not in columns)
            return self._margins(cell), new_lines, self.counts[cell], cell

        return min(cells, key=cost)

    def _margins(self, cell: _Cell) -> int:
        return (cell[0] == self.height) + (cell[1] == self.width)

    def _ends(self, cell: _Cell) -> tuple[int, int]:
        """Return the nodes where a path must begin and end, so that the count may rise."""
        row, column = cell[0], self.height + 1 + cell[1]
        return (row, column) if self._margins(cell) == 1 else (column, row)

    def _reached(self, start: int, *, without: _Cell, backwards: bool = False) -> set[int]:
        neighbours: dict[int, list[int]] = {}
        for cell in self.hidden - {without}:
            end, begin = self._ends(cell)  # rising leads from the end of the path that makes up for it to its start
            if backwards:
                begin, end = end, begin
            neighbours.setdefault(begin, []).append(end)
            if self.counts[cell]:
                neighbours.setdefault(end, []).append(begin)
        reached, open_nodes = {start}, [start]
        while open_nodes:
            found = set(neighbours.get(open_nodes.pop(), ())) - reached
            reached |= found
            open_nodes += found
        return reached
