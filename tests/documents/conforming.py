"""PDF/UA-1 and PDF/A-2a by a checker that had no part in writing the file."""

import io

from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from page import validate_pdf_bytes
from pypdf import PdfReader

# Where the checker is wrong about sound files: what it says, and why it is not so.
MISREAD = {
    # Of fonts with 2,048 units to the em it leaves out the matrix that scales them to 1,000: see `wrong_widths`.
    "PDFUA1-FONT-GLYPH-WIDTH-001": "in its embedded CIDFontType0C program",
    "PDFA2A-TRUETYPE-GLYPH-WIDTH-001": "in its embedded CIDFontType0C program",
    # Packed data may end with the byte that, before the line feed which ends every stream, looks like a part of it.
    "PDFA2A-STREAM-LENGTH-001": "does not match its raw content length",
}


def faults(data: bytes, profile: str) -> list[str]:
    """What keeps a file from being PDF/UA-1 (``ua1``) or PDF/A-2a (``2a``)."""
    found = validate_pdf_bytes(data, profile=profile).failures
    return [f"{one.rule_id}: {one.message}" for one in found if not _misread(one.rule_id, one.message)]


def _misread(rule: str, message: str) -> bool:
    return rule in MISREAD and MISREAD[rule] in message


def wrong_widths(data: bytes) -> list[str]:
    """Glyphs that are drawn wider or narrower than the file says; of its CFF fonts."""
    fonts = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            if "/FontFile3" in inner["/FontDescriptor"]:
                fonts[inner["/BaseFont"]] = inner
    return [wrong for name, inner in fonts.items() for wrong in _wrong_widths_of(name, inner)]


def _wrong_widths_of(name, inner) -> list[str]:
    said, drawn = _said(inner["/W"]), _drawn(inner["/FontDescriptor"]["/FontFile3"].get_data())
    return [f"{name} {cid}: {said[cid]}, not {drawn[cid]}" for cid in said if abs(said[cid] - drawn[cid]) > 1]


def _said(array) -> dict[int, float]:
    """``/W``: a first number with an array of widths, or a first and a last one with one width for all."""
    widths, rest = {}, [each.get_object() for each in array]
    while rest:
        first, following = int(rest.pop(0)), rest.pop(0)
        if isinstance(following, list):
            widths |= dict(enumerate(map(float, following), start=first))
        else:
            widths |= dict.fromkeys(range(first, int(following) + 1), float(rest.pop(0)))
    return widths


def _drawn(program: bytes) -> dict[int, float]:
    """By the font's own instructions, in thousandths of an em."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    font = fonts[0]
    scale = 1000 * font.FontMatrix[0] * font.FDArray[0].FontMatrix[0]
    widths = {}
    for cid, name in enumerate(font.charset):
        shape = font.CharStrings[name]
        shape.draw(NullPen())
        widths[cid] = shape.width * scale
    return widths
