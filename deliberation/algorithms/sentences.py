"""The sentences of a text, Korean or English, and which former sentences those of a new wording carry on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from deliberation.algorithms.text import words_of

SAME = 0.5  # of the shorter sentence, how much the other must have for both to be one
ALIKE = 0.3  # of both sentences, how much they must share: a short one in a long one is not yet the same
STEM = 2  # syllables by which a Korean word is known: its particles and endings follow them

_END = re.compile(r"[.!?。…]+[\"'”’)\]」』〉》]*(?=\s)")
_QUOTED_ON = re.compile(r"\s+(?:이?라[고는며]|하[고며는]|고)\s")
_NUMBERING = re.compile(r"\(?(?:\d{1,3}|[가-하]|[A-Za-z]|[ivxIVX]{1,4})[.)]\.?")
_INITIAL = re.compile(r"(?:^|[\s(])[A-Za-z]\.$")
_ABBREVIATIONS = {"dr.", "mr.", "ms.", "mrs.", "st.", "no.", "art.", "vs.", "cf.", "e.g.", "i.e.", "p.", "pp.", "u.s."}
_PAIRS = {"“": "”", "‘": "’", "(": ")", "[": "]", "「": "」", "『": "』", "〈": "〉", "《": "》"}
_HANGUL = re.compile("[가-힣]")


def spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends; between two of them, and around all, there is only white space.

    A line break ends a sentence. A full stop does not within quotation marks or brackets, in a numbering (``1.``,
    ``가.``) or a date (``2026. 3. 12.``), after an abbreviation, and before a small letter.
    """
    found = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in [*_ends(line[0]), len(line[0])]:
            piece = text[start : line.start() + end]
            if piece.strip():
                begin = start + len(piece) - len(piece.lstrip())
                found.append((begin, begin + len(piece.strip())))
            start = line.start() + end
    return found


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


def replaced(text: str, place: int, wording: str) -> str:
    """The text with its sentence at ``place``, from 0, put otherwise."""
    start, end = spans(text)[place]
    return text[:start] + ended(wording) + text[end:]


def inserted(text: str, place: int, wording: str) -> str:
    """The text with one more sentence, at ``place`` from 0; apart from the others as they are from each other."""
    found = spans(text)
    gaps = [text[end:start] for (_start, end), (start, _end) in pairwise(found)]
    if place == 0:
        start = found[0][0]
        return text[:start] + ended(wording) + (gaps[0] if gaps else " ") + text[start:]
    end = found[place - 1][1]
    gap = gaps[min(place, len(gaps)) - 1] if gaps else " "
    return text[:end] + gap + ended(wording) + text[end:]


def struck(text: str, place: int) -> str:
    """The text without its sentence at ``place``, from 0."""
    found = spans(text)
    start, end = found[place]
    if place + 1 < len(found):
        return text[:start] + text[found[place + 1][0] :]
    return text[: found[place - 1][1] if place else start] + text[end:]


def ended(wording: str) -> str:
    """A sentence with a full stop unless it ends with a mark: it would run into the next one."""
    wording = wording.strip()
    return wording if _END.search(wording[-4:] + " ") else f"{wording}."


def _ends(line: str) -> Iterator[int]:
    """Where sentences end within a line."""
    enclosed = _enclosed(line)
    start = 0
    for mark in _END.finditer(line):
        if not any(opened < mark.start() and mark.end() <= closed for opened, closed in enclosed) and not _goes_on(
            line[start : mark.end()].strip(), line[mark.end() :], quoted=line[mark.end() - 1] in "”’\"'"
        ):
            yield mark.end()
            start = mark.end()


def _goes_on(said: str, rest: str, *, quoted: bool) -> bool:
    following = rest.lstrip()[:1]
    if following.islower() or (quoted and _QUOTED_ON.match(rest)):
        return True
    last = said.rsplit(maxsplit=1)[-1] if said else ""
    date = last[:-1].isdecimal() and (following.isdecimal() or following == "(")
    return date or bool(_NUMBERING.fullmatch(said) or _INITIAL.search(said)) or last.lower() in _ABBREVIATIONS


def _enclosed(line: str) -> list[tuple[int, int]]:
    """What stands in quotation marks or brackets, from the opening one to its end; what is never closed is not."""
    found: list[tuple[int, int]] = []
    open_at: list[tuple[str, int]] = []
    for place, char in enumerate(line):
        opened = next((n for n in reversed(range(len(open_at))) if open_at[n][0] == char), None)
        if opened is not None:
            found.append((open_at[opened][1], place))
            del open_at[opened:]
        elif char == '"' or char in _PAIRS:
            open_at.append((_PAIRS.get(char, char), place))
    return found


@dataclass(frozen=True)
class Descent:
    """Where a sentence comes from, by places among the former ones: the one that it continues, and all whose words
    it carries on (that one first). Each former sentence is continued once at most."""

    continues: int | None = None
    carries: tuple[int, ...] = ()


def descent(before: Sequence[str], after: Sequence[str]) -> list[Descent]:
    """For each sentence of ``after``, in order, where it comes from in ``before``: by the longest run of common words.

    Edited and moved sentences continue the former one. Of a sentence that was split, the part with the most words
    continues it and the others carry it on; a sentence made of two continues one and carries on both.
    """
    old, new = [_stems(text) for text in before], [_stems(text) for text in after]
    continued = _paired(before, after, old, new)
    carried = {j: [i] for j, i in continued.items()}
    left_of_old = {i: _left(old[i], new[j]) for j, i in continued.items()}
    left_of_new = {j: _left(new[j], old[i]) for j, i in continued.items()}
    for j in range(len(new)):
        if j not in continued:  # a part of a sentence that was split?
            carried[j] = [i for i, left in sorted(left_of_old.items()) if _share(new[j], left) >= SAME]
    for i in range(len(old)):
        if i not in left_of_old:  # taken into another one?
            for j, left in left_of_new.items():
                if _share(old[i], left) >= SAME:
                    carried[j].append(i)
    return [Descent(continued.get(j), tuple(carried[j])) for j in range(len(new))]


def _paired(before: Sequence[str], after: Sequence[str], old: list[list[str]], new: list[list[str]]) -> dict[int, int]:
    """Places in ``after`` with the place that each continues: the most alike first, then the nearest."""
    pairs: list[tuple[float, int, int, int]] = []
    for i, former in enumerate(old):
        for j, later in enumerate(new):
            if before[i] == after[j]:
                pairs.append((-2.0, abs(i - j), i, j))
                continue
            common = _size(_common(former, later))
            alike = 2 * common / ((_size(former) + _size(later)) or 1)
            if alike >= ALIKE and common >= SAME * min(_size(former), _size(later)):
                pairs.append((-alike, abs(i - j), i, j))
    continued: dict[int, int] = {}
    taken: set[int] = set()
    for _alike, _distance, i, j in sorted(pairs):
        if i not in taken and j not in continued:
            continued[j] = i
            taken.add(i)
    return continued


def _stems(text: str) -> list[str]:
    return [word[:STEM] if _HANGUL.match(word) else word for word in words_of(text)]


def _size(stems: list[str]) -> int:
    return sum(map(len, stems))


def _matches(one: list[str], other: list[str]) -> list[tuple[int, int]]:
    """Where the common runs stand in ``one``, and how long each is."""
    if set(one).isdisjoint(other):
        return []
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(block.a, block.size) for block in blocks if block.size]


def _common(one: list[str], other: list[str]) -> list[str]:
    return [stem for start, size in _matches(one, other) for stem in one[start : start + size]]


def _left(one: list[str], other: list[str]) -> list[str]:
    """What ``one`` has besides the words common to both."""
    common = {place for start, size in _matches(one, other) for place in range(start, start + size)}
    return [stem for place, stem in enumerate(one) if place not in common]


def _share(part: list[str], whole: list[str]) -> float:
    """How much of ``part`` stands in ``whole``, from 0 to 1."""
    return _size(_common(part, whole)) / _size(part) if part else 0.0
