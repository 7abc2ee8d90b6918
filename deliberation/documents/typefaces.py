"""The fonts in the repository and what they can show."""

import unicodedata
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
FAMILIES = ("Pretendard", "Deliberation Fallback")
# Regular stands for its bold twin: both hold the same characters.
FILES = ("Pretendard-Regular.otf", "DeliberationFallback-Regular.ttf")
CONJOINING_JAMO = range(0x1100, 0x1200)


@cache
def glyphs() -> frozenset[int]:
    """Code points that every text can be shown with.

    Combining marks and conjoining jamo are left out: whether they can be shown depends on the letter before them,
    and what exists as one character has been composed by NFC. So are joiners and other format characters: they show
    nothing, and between two characters of the second font a chart would look for both in the first.
    """
    return frozenset(point for name in FILES for point in points(name) if not _combines(point))


@cache
def typst_fonts() -> typst.Fonts:
    """These fonts and no others, neither the machine's nor Typst's own."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


@cache
def points(name: str) -> frozenset[int]:
    """Code points that one font file holds."""
    with TTFont(FOLDER / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _combines(point: int) -> bool:
    return unicodedata.category(chr(point)).startswith(("M", "Cf")) or point in CONJOINING_JAMO
