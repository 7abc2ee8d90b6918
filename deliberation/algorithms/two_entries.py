"""Two-person entry: the same paper read twice by two people, and where their readings differ."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Reading = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Comparison:
    """Line numbers on which both readings agree, and for each other line the places of the fields that differ.

    A line that only one of them has differs in every field.
    """

    agreed: tuple[int, ...]
    differing: dict[int, tuple[int, ...]]


def compare(first: Reading, second: Reading) -> Comparison:
    """Compare two readings line by line. White space and the composed or decomposed form of Hangul do not matter."""
    agreed, differing = [], {}
    for line in sorted(first.keys() | second.keys()):
        if places := _differences(first.get(line), second.get(line)):
            differing[line] = places
        else:
            agreed.append(line)
    return Comparison(tuple(agreed), differing)


def _differences(first: Sequence[str] | None, second: Sequence[str] | None) -> tuple[int, ...]:
    if first is None or second is None:
        return tuple(range(len(first or second or ())))
    pairs = zip(first, second, strict=True)
    return tuple(place for place, (one, other) in enumerate(pairs) if _plain(one) != _plain(other))


def _plain(field: str) -> str:
    return "".join(unicodedata.normalize("NFC", field).split())
