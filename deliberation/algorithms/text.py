"""Text as people type it: cleaned before it is stored, and cut into bigrams for search."""

import heapq
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 20  # characters; an excerpt ends at a space unless it would lose more than this
# Embeddings, overrides and isolates can make a text read otherwise than it is stored; U+FEFF is a stray byte mark.
_BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_STRIPPED = dict.fromkeys(map(ord, _BIDI_CONTROLS + "\ufeff"))


def normalise(text: str) -> str:
    """Return ``text`` in NFC, its line ends as ``\\n``, tabs as spaces, without control and bidi-override characters.

    Lone surrogates go too, since neither UTF-8 nor the database can hold them. Surrounding white space stays: whether
    it matters is the form's decision. Applying it twice changes nothing.
    """
    unified = _LINE_ENDS.sub("\n", text).replace("\t", " ").translate(_STRIPPED)
    kept = "".join(char for char in unified if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept)


def bigrams(text: str) -> list[str]:
    """Return the sorted distinct pairs of neighbouring letters or digits within the words of ``text``.

    A word of one character stands for itself. A document whose bigrams contain those of a query may hold the query; the
    caller confirms it on the text. A query of one character finds no longer words this way: `grams` serves it.
    Letter case and the composed or decomposed form of Hangul make no difference.
    """
    found: set[str] = set()
    for word in words_of(text):
        found.update(word[start : start + 2] for start in range(max(len(word) - 1, 1)))
    return sorted(found)


def grams(text: str) -> list[str]:
    """Return the bigrams of a short text and its single characters, so that a word of one syllable can be looked up."""
    return sorted({*bigrams(text), *(char for word in words_of(text) for char in word)})


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in their order, in NFC and lower case, without punctuation."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def marked(text: str, words: Sequence[str], *, length: int | None = None) -> list[tuple[str, bool]]:
    """Return ``text`` in pieces with whether each is one of ``words``, letter case aside; at most ``length`` of it.

    A longer text is cut around its first hit, at spaces where there are any near; what is left out shows as ``…``.
    """
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    hits = re.compile(pattern, re.IGNORECASE) if pattern else None
    if length and len(text) > length:
        first = hits.search(text) if hits else None
        text = _cut(text, first.start() if first else 0, length)
    pieces, end = [], 0
    for hit in hits.finditer(text) if hits else ():
        pieces += [(text[end : hit.start()], False), (hit[0], True)]
        end = hit.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def _cut(text: str, hit: int, length: int) -> str:
    start = max(min(hit - length // 3, len(text) - length), 0)
    if start:
        start = text.find(" ", start, hit) + 1 or start
    end = min(start + length, len(text))
    space = text.rfind(" ", hit + 1, end) if end < len(text) else -1
    if space > 0 and end - space <= _LONGEST_WORD:
        end = space
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{' '.join(text[start:end].split())}{after}"


def rarest(pairs: Iterable[str], documents: Mapping[str, int], number: int) -> list[str]:
    """The ``number`` pairs that stand in the fewest documents; those in none find nothing and are left out."""
    return heapq.nsmallest(
        number, (pair for pair in pairs if documents.get(pair)), key=lambda pair: (documents[pair], pair)
    )


def likeness(one: Set[str], other: Set[str], documents: Mapping[str, int]) -> float:
    """How alike two texts are by their bigrams, from 0 to 1: Dice's coefficient, a pair weighing more the rarer it is.

    Plain Dice takes “should … be built?” for a likeness; weighed, what two titles are about decides.
    """

    def weight(pairs: Set[str]) -> float:
        return math.fsum(1 / math.log(2 + documents.get(pair, 0)) for pair in pairs)

    both = weight(one) + weight(other)
    return 2 * weight(one & other) / both if both else 0.0


_TWO_THOUGHTS = re.compile(
    r"[.!?。…]\s+\S*\w"  # a sentence after a sentence
    r"|;"
    r"|\s(?:그리고|하지만|그러나|또한|그런데|반면)[\s,]|지만[\s,]"
    r"|\W(?:and|but|also|however)\s+(?:we|they|it|there|i|you|this|that|people|should|must|needs?|also|then)\b",
    re.IGNORECASE,
)


def holds_two_thoughts(text: str) -> bool:
    """Whether a short text looks like two thoughts in one: a guess at a hint for its writer, nothing to refuse by."""
    return bool(_TWO_THOUGHTS.search(text.strip()))
