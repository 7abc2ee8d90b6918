"""The tables of a process as CSV files: of the process itself, and of each stage as its kind gives them.

What looks like a way to reach a person in texts by people is covered in the data that everyone may take, and counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deliberation.algorithms.disclosure import cover, hide_small
from deliberation.documents import csvs
from deliberation.panels.strata import count
from deliberation.processes.kinds import kind_of
from deliberation.reports.composing.material import Material
from deliberation.responses.exporting import tables as answer_tables


@dataclass(frozen=True)
class Written:
    """A table as it was written: where, of which stage (none: of the process), its columns and how many rows."""

    file: str
    table: str
    stage: int | None
    columns: list[str]
    rows: int
    covered: int


def write_tables(on: Material, folder: Path) -> list[Written]:
    """Write every table to ``folder/data``, streamed; empty ones too, with their heading."""
    (folder / "data").mkdir()
    return [_write(folder, *table) for table in _tables(on)]


def _tables(on: Material) -> Iterator[tuple[int | None, str, list[str], Iterable[Iterable[Any]]]]:
    yield (
        None,
        "stages",
        ["position", "kind", "title", "title_en", "opens_at", "closes_at", "state"],
        (
            [
                *(stage.position, stage.kind, stage.title, stage.title_en),
                *(stage.opens_at.isoformat(), stage.closes_at.isoformat(), stage.state),
            ]
            for stage in on.stages
        ),
    )
    yield (
        None,
        "participants",
        ["stratum", "value", "people"],
        (
            [stratum, value, "" if n is None else n]
            for stratum, counted in count(on.strata).items()
            for value, n in sorted(hide_small(counted).items())
        ),
    )
    for name, columns, rows in answer_tables(on.process):
        yield None, name, columns, rows
    for stage in on.stages:
        for name, columns, rows in kind_of(stage).tables(stage):
            yield stage.position, name, columns, rows


def _write(folder: Path, stage: int | None, table: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> Written:
    file = f"data/{table}.csv" if stage is None else f"data/{stage:02}-{table}.csv"
    counted: Counter[str] = Counter()
    with (folder / file).open("w", encoding="utf-8", newline="") as written:
        written.writelines(csvs.lines(columns, _covered(rows, counted)))
    return Written(file, table, stage, columns, counted["rows"], counted["covered"])


def _covered(rows: Iterable[Iterable[Any]], counted: Counter[str]) -> Iterator[list[Any]]:
    for row in rows:
        cells: list[Any] = []
        for cell in row:
            text, hits = cover(cell) if isinstance(cell, str) else (cell, 0)
            counted["covered"] += hits
            cells.append("" if text is None else text)
        counted["rows"] += 1
        yield cells
