"""Elections in files: PrefLib (.soc .soi .toc .toi), BLT, and CSV in two shapes. Every error names its line.

CSV of Scottish councils (mggg/scot-elex): ``options,seats``, then lines ``papers,first,second,…``, then a line for each
option, ``"Candidate 1","name","party"``, then the ward.

CSV of papers: a line of the options' names, then a line for each paper with a cell for each option: its rank (1 is
best, equal ranks are allowed, blank or 0 is none), or with scores a number from 0 to 5 (blank is none). A column named
``count`` (or ``papers``, ``votes``) holds how many papers are alike. A mark 1 beside one or several options is thus a
vote for one, or an approval.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from deliberation.algorithms.counting.marks import Scores, check_scores
from deliberation.algorithms.counting.papers import Rank, Ranking, Weight, check_complete, check_ranking

WEIGHT_COLUMNS = {"count", "papers", "votes"}
METADATA = re.compile(r"#\s*([^:]+?)\s*:\s*(.*)")
OPTIONS = re.compile(r"[1-9]\d{0,3}")
VOTERS = re.compile(r"[1-9]\d{0,9}")
SIZES = re.compile(r"([1-9]\d{0,3})\s+([1-9]\d{0,3})")  # options and seats
WEIGHT = re.compile(r"\d{1,15}(\.\d{1,15}|/\d{1,15})?")
LEVEL = r"(?:\{[\d\s,]*\}|\d+)"
LEVELS = re.compile(rf"(?:{LEVEL}(?:\s*,\s*{LEVEL})*)?")
COMMENT = re.compile(r"#.*")
QUOTED = re.compile(r"(?:\"[^\"]*\"\s*)+")

Line = tuple[int, str]


class Unreadable(ValueError):
    """A file that cannot be counted; its text says why and where."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {message}" if line else message)


@dataclass
class Election:
    """What a file holds."""

    names: list[str]
    title: str = ""
    seats: int | None = None  # where the file says it
    voters: int | None = None  # where the file says it: as many papers should be there
    withdrawn: set[int] = field(default_factory=set)
    rankings: dict[Ranking, Weight] = field(default_factory=dict)
    scores: dict[Scores, Weight] = field(default_factory=dict)  # in place of rankings, where scores were asked for

    @property
    def standing(self) -> list[int]:
        return [option for option in range(1, len(self.names) + 1) if option not in self.withdrawn]

    @property
    def papers(self) -> Weight:
        return sum(self.scores.values()) + sum(self.rankings.values())

    def add(self, ranking: Iterable[Rank], weight: Weight, line: int, complete: bool = False) -> None:
        """Add equal papers that stand in ``line``; an impossible ranking is ``Unreadable``."""
        paper = tuple(ranking)
        try:
            check_ranking(paper, len(self.names))
            if complete:
                check_complete(paper, len(self.names))
        except ValueError as error:
            raise Unreadable(str(error), line) from None
        self.rankings[paper] = self.rankings.get(paper, 0) + weight


def read(path: Path, *, scored: bool = False) -> Election:
    """Read a file by the kind that its name says; the numbers in a CSV of papers are ranks, or scores if ``scored``."""
    kind = path.suffix.lower()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("this is no text in UTF-8") from None
    if not text.strip():
        raise Unreadable("the file is empty")
    if kind == ".csv":
        election = _read_csv(text, scored=scored)
    elif scored:
        raise Unreadable("rankings hold no scores; scores need a CSV with a column for each option")
    elif kind == ".blt":
        election = _read_blt(text)
    elif kind in {".soc", ".soi", ".toc", ".toi"}:
        election = _read_preflib(text, complete=kind in {".soc", ".toc"}, levels=kind in {".toc", ".toi"})
    else:
        raise Unreadable(f"{kind or 'a name without an ending'} is none of .soc .soi .toc .toi .blt .csv")
    if not election.rankings and not election.scores:
        raise Unreadable("the file holds no papers")
    return election


def _read_preflib(text: str, *, complete: bool, levels: bool) -> Election:
    lines = list(_lines(text))
    election, papers = _old_head(lines) if lines[0][1].isdecimal() else _head(lines)
    for line, weight, ranking in papers:
        if not LEVELS.fullmatch(ranking) or ("{" in ranking and not levels):
            raise Unreadable(f"{ranking!r} is no ranking of this kind of file", line)
        levels_named = [re.findall(r"\d+", level) for level in re.findall(LEVEL, ranking)]
        election.add((_rank(level, line) for level in levels_named if level), _weight(weight, line), line, complete)
    return election


def _head(lines: list[Line]) -> tuple[Election, list[tuple[int, str, str]]]:
    """Read PrefLib's shape since 2022: lines with # say what is in the file, the others are papers."""
    said: dict[str, str] = {}
    papers = []
    for line, text in lines:
        if found := METADATA.match(text):
            said[found[1]] = found[2]
        elif not text.startswith("#"):
            weight, colon, ranking = text.partition(":")
            if not colon:
                raise Unreadable(f"{text!r} is not 'papers: ranking'", line)
            papers.append((line, weight.strip(), ranking.strip()))
    number = said.get("NUMBER ALTERNATIVES", "")
    if not OPTIONS.fullmatch(number):
        raise Unreadable("no line '# NUMBER ALTERNATIVES: …' says how many options there are")
    names = [said.get(f"ALTERNATIVE NAME {option}", str(option)) for option in range(1, int(number) + 1)]
    voters = said.get("NUMBER VOTERS", "")
    return Election(names, said.get("TITLE", ""), voters=int(voters) if VOTERS.fullmatch(voters) else None), papers


def _old_head(lines: list[Line]) -> tuple[Election, list[tuple[int, str, str]]]:
    """Read PrefLib's shape before 2022: the number of options, their names, a line of sums, the papers."""
    line, first = lines[0]
    if not OPTIONS.fullmatch(first) or len(lines) < int(first) + 2:
        raise Unreadable(f"the names of {first} options and a line of sums must follow", line)
    number = int(first)
    election = Election([text.partition(",")[2].strip() for _line, text in lines[1 : number + 1]])
    rest = [(line, text.partition(",")) for line, text in lines[number + 2 :]]
    return election, [(line, weight.strip(), ranking.strip()) for line, (weight, _comma, ranking) in rest]


def _rank(level: list[str], line: int) -> Rank:
    """Return the option, or the options that stand on one level."""
    options = frozenset(map(int, level))
    if len(options) < len(level):
        raise Unreadable(f"option {Counter(level).most_common(1)[0][0]} is ranked twice", line)
    return options if len(options) > 1 else int(level[0])


def _read_blt(text: str) -> Election:
    lines = iter([(line, written) for line, written in _lines(text) if not written.startswith("#")])
    line, head = next(lines, (1, ""))
    sizes = SIZES.fullmatch(" ".join(_tokens(head)))
    if not sizes:
        raise Unreadable(f"{head!r} is not the number of options and of seats", line)
    options, seats = int(sizes[1]), int(sizes[2])
    election = Election([str(option) for option in range(1, options + 1)], seats=seats)
    for line, written in lines:
        tokens = _tokens(written)
        if tokens == ["0"]:
            break
        if tokens and tokens[0].startswith("-"):
            election.withdrawn |= {_withdrawn(token, options, line) for token in tokens}
        elif tokens:
            _add_blt_paper(election, tokens, line)
    else:
        raise Unreadable("after the papers there must be a line 0", line)
    _name_options(election, lines)
    return election


def _tokens(written: str) -> list[str]:
    return COMMENT.sub("", written).replace(",", " ").split()


def _withdrawn(token: str, options: int, line: int) -> int:
    number = token.removeprefix("-")
    if number == token or not number.isdecimal() or not 1 <= int(number) <= options:
        raise Unreadable(f"{token} is not an option that has withdrawn (-1 to -{options})", line)
    return int(number)


def _add_blt_paper(election: Election, tokens: list[str], line: int) -> None:
    if tokens[0].startswith("("):  # the number of the paper
        tokens = tokens[1:]
    if not tokens[1:] or tokens[-1] != "0":
        raise Unreadable("a paper must end with 0", line)
    levels = [level.split("=") for level in tokens[1:-1] if level != "-"]  # "-": this rank was left out
    if wrong := next((option for level in levels for option in level if not option.isdecimal()), None):
        raise Unreadable(f"{wrong!r} is no number of an option", line)
    election.add((_rank(level, line) for level in levels), _weight(tokens[0], line), line)


def _name_options(election: Election, lines: Iterator[Line]) -> None:
    """Take what follows the papers in a BLT file: a name for each option, then the title or none; or nothing at all."""
    texts: list[str] = []
    rest = list(lines)
    for _line, text in rest:
        found = QUOTED.match(text)
        texts += re.findall(r"\"([^\"]*)\"", found[0]) if found else [text]
    if texts and len(texts) < len(election.names):  # the names come first: one text alone is no title
        raise Unreadable(f"names of {len(texts)} options only, there are {len(election.names)}", rest[-1][0])
    if texts:
        election.title = " ".join(texts[len(election.names) :])
        election.names = texts[: len(election.names)]


def _read_csv(text: str, *, scored: bool) -> Election:
    rows = [(line, [cell.strip() for cell in _cells(written)]) for line, written in _lines(text)]
    if not SIZES.fullmatch(" ".join(_filled(rows[0][1]))):
        return _read_papers(rows, scored=scored)
    if scored:
        raise Unreadable("rankings hold no scores; scores need a CSV with a column for each option")
    return _read_scottish(rows)


def _cells(written: str) -> list[str]:
    """Part a line; a quotation mark too many (the record has names like "Iain "Corky" Smith") eats no further lines."""
    if written.startswith('"Candidate '):
        return written.rstrip(",").removeprefix('"').removesuffix('"').split('","')
    return next(csv.reader([written]))


def _read_scottish(rows: list[tuple[int, list[str]]]) -> Election:
    options, seats = map(int, _filled(rows[0][1]))
    election = Election([str(option) for option in range(1, options + 1)], seats=seats)
    names, after = [], []
    for line, row in rows[1:]:
        match _filled(row):
            case []:
                pass
            case [first, name, *_] if first.startswith("Candidate "):
                names.append(name)
            case cells if names:
                after.append((line, cells[0]))
            case [papers, *ranking]:
                if wrong := next((cell for cell in ranking if not cell.isdecimal()), None):
                    raise Unreadable(f"{wrong!r} is no number of an option", line)
                election.add(map(int, ranking), _weight(papers, line), line)
    if names and len(names) != options:
        raise Unreadable(f"names of {len(names)} options only, there are {options}", line)
    if after[1:]:
        raise Unreadable("nothing may follow the names of the options but one line", after[1][0])
    election.names, election.title = names or election.names, "".join(title for _line, title in after)
    return election


def _filled(cells: list[str]) -> list[str]:
    """Leave out what is empty at the end of a row."""
    return cells[: max((place for place, cell in enumerate(cells, 1) if cell), default=0)]


def _read_papers(rows: list[tuple[int, list[str]]], *, scored: bool) -> Election:
    line, head = rows[0]
    weighted = next((column for column, name in enumerate(head) if name.casefold() in WEIGHT_COLUMNS), None)
    names = [name for column, name in enumerate(head) if column != weighted]
    if not all(names) or any(name.isdecimal() for name in names):
        raise Unreadable("the first line must be 'options,seats' or name each option", line)
    election = Election(names)
    for line, cells in rows[1:]:
        if len(cells) != len(head):
            raise Unreadable(f"{len(cells)} cells under {len(head)} names", line)
        weight = 1 if weighted is None else _weight(cells[weighted], line)
        numbers = [_number(cell, line) for column, cell in enumerate(cells) if column != weighted]
        if scored:
            scores = _scores(numbers, line)
            election.scores[scores] = election.scores.get(scores, 0) + weight
        else:
            election.add(_by_rank(numbers, line), weight, line)
    return election


def _number(cell: str, line: int) -> int | None:
    if cell and not cell.isdecimal():
        raise Unreadable(f"{cell!r} is no whole number", line)
    return int(cell) if cell else None


def _scores(numbers: list[int | None], line: int) -> Scores:
    try:
        check_scores(tuple(numbers), len(numbers))
    except ValueError as error:
        raise Unreadable(str(error), line) from None
    return tuple(numbers)


def _by_rank(ranks: list[int | None], line: int) -> Iterator[Rank]:
    if (lowest := max(rank or 0 for rank in ranks)) > len(ranks):
        raise Unreadable(f"rank {lowest} among {len(ranks)} options", line)
    for rank in range(1, lowest + 1):
        level = [option for option, given in enumerate(ranks, 1) if given == rank]
        if level:
            yield level[0] if len(level) == 1 else frozenset(level)


def _weight(text: str, line: int) -> Weight:
    weight = Fraction(text) if WEIGHT.fullmatch(text) and not text.endswith("/0") else Fraction(0)
    if weight <= 0:
        raise Unreadable(f"{text!r} is no number of papers", line)
    return weight.numerator if weight.denominator == 1 else weight


def _lines(text: str) -> Iterator[Line]:
    """Number the lines, however they end, and leave out the blank ones."""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line.strip():
            yield number, line.strip()
