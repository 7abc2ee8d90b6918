"""How one wording of a text became another, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]
WORDS = re.compile(r"\s+|[^\s]+")


def differences(before: str, after: str) -> list[tuple[Change, str]]:
    """The pieces of both texts in reading order; without the removed ones they are ``after``, without the added ones
    ``before``."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[tuple[Change, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(new[c:d])))
            continue
        if a < b:
            pieces.append(("removed", "".join(old[a:b])))
        if c < d:
            pieces.append(("added", "".join(new[c:d])))
    return pieces
