"""Exports in the format of Polis: read into plain records and arrays, every broken row named; and written.

Files: comments.csv, votes.csv or participants-votes.csv (or both), summary.csv; their names may have a prefix ending in
a hyphen. In all of them 1 is agree, −1 disagree, 0 pass. Exports without the column is-meta may have the server's
result beside them (…_math_blob.json), which knows.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Row = dict[str, str]
Parsed = TypeVar("Parsed")

MOST_PROBLEMS = 20
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
PARTICIPANT_COLUMNS = ("participant", "group-id")
_VOTES = {"1": 1, "0": 0, "-1": -1}
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_FIRST_MILLISECONDS = 10**11  # newer exports give seconds, which stay below this until the year 5138
_HIGHEST_ID = 10**9
_END_OF_TIME = _FIRST_MILLISECONDS * 1000


class Problem(NamedTuple):
    """What is wrong in which line of which file; line 0 is the file as a whole."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.what}"


class BrokenExportError(ValueError):
    """The export cannot be used; ``problems`` holds the first twenty, one a line in the message."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Statement:
    """A line of comments.csv. ``moderated`` is 1 admitted, 0 undecided, −1 hidden; times are Unix milliseconds.

    A ``meta`` statement tells who somebody is rather than what they think. Some in real exports have no text.
    """

    id: int
    author: int | None
    text: str
    moderated: int
    milliseconds: int
    meta: bool = False
    seed: bool = False


@dataclass(frozen=True, eq=False)
class Votes:
    """The latest vote of each person on each statement, ordered by person, then statement.

    ``person`` and ``statement`` are positions in the export's lists, not ids. ``milliseconds`` is None where the export
    has no votes.csv and thus no times.
    """

    person: Ints
    statement: Ints
    value: Ints
    milliseconds: Ints | None


@dataclass(frozen=True, eq=False)
class Export:
    """A whole conversation: statements and participants' ids ascending, published groups by participant's id."""

    statements: tuple[Statement, ...]
    participants: tuple[int, ...]
    votes: Votes
    groups: dict[int, int] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> Ints:
        """Positions of the statements that move nobody on the map: taken out by moderation, or meta."""
        positions = [n for n, one in enumerate(self.statements) if one.moderated == -1 or one.meta]
        return np.array(positions, dtype=np.int64)


class _Vote(NamedTuple):
    person: int
    statement: int
    value: int
    milliseconds: int


class _Participant(NamedTuple):
    id: int
    group: int | None
    votes: list[tuple[int, int]]


class _Problems(list[Problem]):
    def add(self, path: Path, line: int, what: str) -> None:
        self.append(Problem(path.name, line, what))
        if len(self) == MOST_PROBLEMS:
            raise BrokenExportError(self)


def read(folder: Path) -> Export:
    """Read the export in ``folder``; where both kinds of votes are there, votes.csv holds, for it has the times.

    The latest vote of a person on a statement wins; of two at the same moment, the one further down. Raises
    ``BrokenExportError`` with up to twenty problems, each with file and line.
    """
    problems = _Problems()
    statements = _read_statements(_required(folder, "comments.csv"), _read_meta(folder, problems), problems)
    votes_file, matrix_file = _find(folder, "votes.csv"), _find(folder, "participants-votes.csv")
    if votes_file is None and matrix_file is None:
        raise BrokenExportError([Problem("votes.csv", 0, "neither this nor participants-votes.csv is in the folder")])
    ids = {one.id for one in statements}
    matrix = _read_matrix(matrix_file, ids, problems) if matrix_file else []
    votes = _read_votes(votes_file, ids, problems) if votes_file else _votes_of(matrix)
    summary_file = _find(folder, "summary.csv")
    summary = _read_summary(summary_file, problems) if summary_file else {}
    if problems:
        raise BrokenExportError(problems)
    participants = sorted({one.id for one in matrix} | {vote.person for vote in votes})
    latest = _latest(votes, participants, [one.id for one in statements], timed=votes_file is not None)
    groups = {one.id: one.group for one in matrix if one.group is not None}
    return Export(tuple(statements), tuple(participants), latest, groups, summary)


def write(export: Export, folder: Path) -> None:
    """Write comments.csv, participants-votes.csv, summary.csv and, where votes have times, votes.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder / "comments.csv", _comment_rows(export))
    _write_rows(folder / "participants-votes.csv", _participant_rows(export))
    _write_rows(folder / "summary.csv", export.summary.items())
    if export.votes.milliseconds is not None:
        _write_rows(folder / "votes.csv", _vote_rows(export, export.votes.milliseconds))


def _find(folder: Path, name: str) -> Path | None:
    named = [path for path in folder.glob("*.csv") if path.name == name or path.name.endswith(f"-{name}")]
    fitting = [path for path in named if name != "votes.csv" or not path.name.endswith("participants-votes.csv")]
    if len(fitting) > 1:
        raise BrokenExportError([Problem(name, 0, "more than one file in the folder has this name")])
    return fitting[0] if fitting else None


def _required(folder: Path, name: str) -> Path:
    path = _find(folder, name)
    if path is None:
        raise BrokenExportError([Problem(name, 0, "is not in the folder")])
    return path


def _read_meta(folder: Path, problems: _Problems) -> set[int]:
    meta: set[int] = set()
    for path in folder.glob("*math_blob.json"):
        try:
            meta.update(map(int, json.loads(path.read_bytes())["meta-tids"]))
        except (ValueError, KeyError, TypeError):
            problems.add(path, 0, "is no result of the Polis server: it lacks a list of meta-tids")
    return meta


def _read_statements(path: Path, meta: set[int], problems: _Problems) -> list[Statement]:
    seen: set[int] = set()

    def parse(row: Row) -> Statement:
        return Statement(
            id=_new(_id(row, "comment-id"), seen, "comment-id"),
            author=_id(row, "author-id") if row["author-id"] else None,
            text=row["comment-body"],
            moderated=_vote(row["moderated"], "moderated"),
            milliseconds=_milliseconds(row),
            meta=row.get("is-meta", "").lower() == "true" or int(row["comment-id"]) in meta,
            seed=row.get("is-seed", "").lower() == "true",
        )

    return sorted(_parse(path, COMMENT_COLUMNS, parse, problems), key=lambda one: one.id)


def _read_votes(path: Path, statements: set[int], problems: _Problems) -> list[_Vote]:
    def parse(row: Row) -> _Vote:
        statement = _known(_id(row, "comment-id"), statements)
        return _Vote(_id(row, "voter-id"), statement, _vote(row["vote"], "vote"), _milliseconds(row))

    return _parse(path, VOTE_COLUMNS, parse, problems)


def _read_matrix(path: Path, statements: set[int], problems: _Problems) -> list[_Participant]:
    seen: set[int] = set()

    def parse(row: Row) -> _Participant:
        cells = [(name, value) for name, value in row.items() if value and _INTEGER.fullmatch(name)]
        votes = [(_known(int(name), statements), _vote(value, name)) for name, value in cells]
        group = _integer(row, "group-id") if row["group-id"] else None
        return _Participant(_new(_id(row, "participant"), seen, "participant"), group, votes)

    return _parse(path, PARTICIPANT_COLUMNS, parse, problems)


def _read_summary(path: Path, problems: _Problems) -> dict[str, str]:
    summary = {}
    for line, row in _records(path, problems):
        if len(row) == 2:  # noqa: PLR2004 -- key and value
            summary[row[0]] = row[1]
        else:
            problems.add(path, line, f"has {len(row)} cells instead of a key and a value")
    return summary


def _votes_of(matrix: list[_Participant]) -> list[_Vote]:
    return [_Vote(one.id, statement, value, 0) for one in matrix for statement, value in one.votes]


def _latest(votes: list[_Vote], participants: list[int], statements: list[int], *, timed: bool) -> Votes:
    """Return the last vote of each person and statement, their ids replaced by positions in the sorted lists."""
    table = np.array(votes, dtype=np.int64).reshape(len(votes), 4)
    person = np.searchsorted(participants, table[:, 0])
    statement = np.searchsorted(statements, table[:, 1])
    order = np.lexsort((table[:, 3], statement, person))  # stable: of equal times the later line comes last
    pair = (person * len(statements) + statement)[order]
    last = order[np.append(pair[1:] != pair[:-1], True)[: len(pair)]]
    return Votes(person[last], statement[last], table[last, 2], table[last, 3] if timed else None)


def _parse(path: Path, columns: tuple[str, ...], parse: Callable[[Row], Parsed], problems: _Problems) -> list[Parsed]:
    parsed = []
    for line, row in _rows(path, columns, problems):
        try:
            parsed.append(parse(row))
        except ValueError as error:
            problems.add(path, line, str(error))
    return parsed


def _rows(path: Path, columns: tuple[str, ...], problems: _Problems) -> Iterator[tuple[int, Row]]:
    records = _records(path, problems)
    _, header = next(records, (1, []))
    fault = _header_fault(header, columns)
    if fault:
        problems.add(path, 1, fault)
        return
    for line, cells in records:
        if len(cells) == len(header):
            yield line, dict(zip(header, cells, strict=True))
        else:
            problems.add(path, line, f"has {len(cells)} cells instead of {len(header)}")


def _header_fault(header: list[str], columns: tuple[str, ...]) -> str:
    missing = [name for name in columns if name not in header]
    twice = [name for name, times in Counter(header).items() if times > 1]
    if missing:
        return f"lacks the column {', '.join(missing)}"
    return f"names the column {', '.join(twice)} twice" if twice else ""


def _records(path: Path, problems: _Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the number of the line that it begins in."""
    line = 1
    reader = csv.reader(_lines(path), strict=True)
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except UnicodeDecodeError:
        problems.add(path, reader.line_num + 1, "is not UTF-8")
    except csv.Error as error:
        problems.add(path, line, str(error))


def _lines(path: Path) -> Iterator[str]:
    # Line by line, for a decoder that reads ahead would report a broken byte at the wrong line.
    with path.open("rb") as file:
        yield file.readline().decode("utf-8-sig")
        for line in file:
            yield line.decode()


def _integer(row: Row, column: str) -> int:
    if not _INTEGER.fullmatch(row[column]):
        raise ValueError(f"{column} is {row[column]!r}, not a whole number")
    return int(row[column])


def _id(row: Row, column: str) -> int:
    number = _integer(row, column)
    if not 0 <= number <= _HIGHEST_ID:
        raise ValueError(f"{column} is {number}, not between 0 and {_HIGHEST_ID}")
    return number


def _milliseconds(row: Row) -> int:
    moment = _integer(row, "timestamp")
    milliseconds = moment if moment >= _FIRST_MILLISECONDS else moment * 1000
    if not 0 <= milliseconds < _END_OF_TIME:
        raise ValueError(f"timestamp is {moment}, no time between 1970 and 5138")
    return milliseconds


def _vote(text: str, column: str) -> int:
    if text not in _VOTES:
        raise ValueError(f"column {column} is {text!r}, not -1, 0 or 1")
    return _VOTES[text]


def _known(statement: int, statements: set[int]) -> int:
    if statement not in statements:
        raise ValueError(f"comment-id {statement} is not in comments.csv")
    return statement


def _new(number: int, seen: set[int], column: str) -> int:
    if number in seen:
        raise ValueError(f"{column} {number} is there already")
    seen.add(number)
    return number


def _write_rows(path: Path, rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _comment_rows(export: Export) -> Iterator[tuple[object, ...]]:
    yield (
        *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"),
        *("is-meta", "is-seed"),
    )
    agrees, disagrees = (_count(export.votes.statement, export.votes.value == value, export) for value in (1, -1))
    for position, one in enumerate(export.statements):
        author = "" if one.author is None else one.author
        counts = agrees[position], disagrees[position]
        head = (one.milliseconds, _datetime(one.milliseconds), one.id, author, *counts, one.moderated)
        yield (*head, one.text, one.meta, one.seed)


def _count(positions: Ints, chosen: npt.NDArray[np.bool_], export: Export) -> Ints:
    return np.bincount(positions[chosen], minlength=len(export.statements))


def _vote_rows(export: Export, milliseconds: Ints) -> Iterator[tuple[object, ...]]:
    yield ("timestamp", "datetime", "comment-id", "voter-id", "vote")
    votes = export.votes
    order = np.lexsort((votes.person, votes.statement))
    columns = (milliseconds, votes.statement, votes.person, votes.value)
    for moment, statement, person, value in zip(*(column[order].tolist() for column in columns), strict=True):
        yield moment, _datetime(moment), export.statements[statement].id, export.participants[person], value


def _participant_rows(export: Export) -> Iterator[tuple[object, ...]]:
    head = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    yield (*head, *(one.id for one in export.statements))
    votes = export.votes
    written = Counter(one.author for one in export.statements)
    bounds = np.searchsorted(votes.person, np.arange(len(export.participants) + 1))
    for participant, start, end in zip(export.participants, bounds[:-1], bounds[1:], strict=True):
        values = votes.value[start:end].tolist()
        cells: list[object] = [""] * len(export.statements)
        for statement, value in zip(votes.statement[start:end], values, strict=True):
            cells[statement] = value
        counts = written[participant], len(values), values.count(1), values.count(-1)
        yield (participant, export.groups.get(participant, ""), *counts, *cells)


@lru_cache(maxsize=1_000)  # where times are told to the day, many votes share one
def _datetime(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)"
