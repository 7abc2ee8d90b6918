"""Which short texts say nearly the same, by their letters alone: Korean and English, without a model.

Letters do not tell for from against: what is alike here may mean the opposite, so only people draw conclusions.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Set
from functools import lru_cache
from typing import Generic, TypeVar

from deliberation.algorithms.text import words_of

Key = TypeVar("Key", bound=Hashable)
LATIN_RUN = 4  # letters; a syllable of Hangul tells as much as two or three of them


@lru_cache(maxsize=4096)
def pieces(text: str) -> frozenset[str]:
    """Syllables and pairs of them within Korean words, runs of four letters within Latin ones, whose ends count."""
    found: set[str] = set()
    for word in words_of(text):
        if word.isascii():
            whole = f" {word} "
            found.update(whole[start : start + LATIN_RUN] for start in range(max(len(whole) - LATIN_RUN + 1, 1)))
        else:
            found.update(word, (word[start : start + 2] for start in range(len(word) - 1)))
    return frozenset(found)


class Texts(Generic[Key]):
    """Texts by key, to be asked which are most like another one: the cosine of TF-IDF vectors over their pieces.

    Building cuts every text; asking looks only at those that share a piece. Nothing changes afterwards.
    """

    def __init__(self, texts: Mapping[Key, str]):
        cut = {key: pieces(text) for key, text in texts.items()}
        self._number = len(cut)
        self._places = {key: n for n, key in enumerate(cut)}
        self._documents = Counter(piece for found in cut.values() for piece in found)
        self._holding: dict[str, list[Key]] = defaultdict(list)
        for key, found in cut.items():
            for piece in found:
                self._holding[piece].append(key)
        self._lengths = {key: self._length(found) for key, found in cut.items()}

    def nearest(self, text: str, *, least: float, most: int, besides: Iterable[Key] = ()) -> list[tuple[Key, float]]:
        """At most ``most`` keys with a likeness from ``least`` to 1, the most alike first, then in the given order."""
        asked = pieces(text)
        shared: dict[Key, float] = defaultdict(float)
        for piece in sorted(asked):
            weight = self._weight(piece)
            for key in self._holding.get(piece, ()):
                shared[key] += weight
        for key in besides:
            shared.pop(key, None)
        length = self._length(asked)
        scored = [(key, both / math.sqrt(length * self._lengths[key])) for key, both in shared.items()]
        return sorted((one for one in scored if one[1] >= least), key=lambda one: (-one[1], self._places[one[0]]))[
            :most
        ]

    def likeness(self, one: str, other: str) -> float:
        """How alike two texts are, from 0 to 1, pieces weighing more the rarer they are among the texts known."""
        left, right = pieces(one), pieces(other)
        lengths = self._length(left) * self._length(right)
        return self._length(left & right) / math.sqrt(lengths) if lengths else 0.0

    def _length(self, found: Set[str]) -> float:
        return math.fsum(self._weight(piece) for piece in found)

    def _weight(self, piece: str) -> float:
        return (1 + math.log((1 + self._number) / (1 + self._documents[piece]))) ** 2
