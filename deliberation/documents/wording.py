"""What every printed format says in the same words beside the document's own text."""

import re

from .blocks import Document, List, Mark, Reference

LABELS = {
    "ko": {
        "contents": "목차",
        "empty": "해당 자료가 없습니다.",
        "sign": "(서명)",
        "digest": "문서 확인값(SHA-256)",
        "missing": "그림을 표시할 수 없습니다.",
        "stages": "진행 단계",
    },
    "en": {
        "contents": "Contents",
        "empty": "There are no data.",
        "sign": "(signature)",
        "digest": "SHA-256",
        "missing": "The picture cannot be shown.",
        "stages": "Stages",
    },
}
MONTHS = (  # not those of the machine's locale
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DEEPEST_IN_CONTENTS = 2
ADDRESS = re.compile(r"https?://[^\s<>\"'”’)\]]*[^\s<>\"'”’)\].,;:!?]")  # in a text; report.typ has the same
PHASES = {"done": "●", "now": "◎", "todo": "○"}


def day(document: Document) -> str:
    """2026. 3. 12. or 12 March 2026."""
    when = document.date
    if document.language == "ko":
        return f"{when.year}. {when.month}. {when.day}."
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def caption(number: str, words: str) -> str:
    return f"{number}. {words}" if number else words


def note(text: str) -> str:
    """A line under a table."""
    return f"※ {text}"


def source(reference: Reference) -> str:
    return f"[{reference.label}]"


def marker(block: List, index: int) -> str:
    """What stands before an item, counted from zero."""
    return f"{index + 1}." if block.ordered else "•"


def phase(mark: Mark) -> str:
    return PHASES[mark.phase]


def title_points(title: str) -> int:
    """The size of the title on a cover, so that one of 300 characters still stands on it."""
    for longest, points in ((24, 30), (60, 25), (120, 20)):
        if len(title) <= longest:
            return points
    return 14
