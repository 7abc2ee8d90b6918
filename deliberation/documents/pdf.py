"""A document as PDF: tagged (PDF/UA-1) and fit to be archived (PDF/A-2a), the same bytes for the same document.

Typst sets it by `report.typ`. What people wrote reaches the template as data and is never read as markup.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from . import pictures, typefaces
from .blocks import (
    Block,
    Document,
    Figure,
    Heading,
    List,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    digest,
    printable,
    with_text,
)
from .numbering import numbers
from .sheets import ems, parts, running_head
from .wording import LABELS, caption, day, note, source, title_points

TEMPLATE = Path(__file__).parent / "report.typ"
SHORT_LINE = 42  # em, of a line's 43
LONGEST_UNBROKEN = 18


def render(document: Document) -> bytes:
    """Needs the document and the fonts in the repository alone; the document's date is the only date in the file."""
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=typefaces.typst_fonts(),
        sys_inputs={"document": json.dumps(_data(document), ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=_midnight(document))
    if not isinstance(pdf, bytes):
        raise TypeError("one document makes one file")
    return pdf


def unprintable(document: Document) -> list[str]:
    """Characters that no bundled font holds, each once, in the order met; the file shows them as ⟦U+1F600⟧."""
    met: dict[str, None] = {}

    def collect(text: str) -> str:
        met.update(dict.fromkeys(printable(text, typefaces.glyphs())[1]))
        return text

    with_text((document.title, document.subtitle, document.publisher, document.line, document.blocks), collect)
    return list(met)


def _midnight(document: Document) -> datetime:
    return datetime.combine(document.date, time(), tzinfo=UTC)


def _data(document: Document) -> dict[str, Any]:
    seen = with_text(document, _settable)
    return {
        "title": seen.title,
        "head": running_head(seen.title),
        "title-points": title_points(seen.title),
        "subtitle": seen.subtitle,
        "publisher": seen.publisher,
        "language": seen.language,
        "date": [seen.date.year, seen.date.month, seen.date.day],
        "day": day(document),
        "digest": digest(document),
        "labels": LABELS[document.language],
        "line": [[mark.title, mark.dates, mark.state, mark.phase] for mark in seen.line],
        "blocks": _headings_beside_tables(_blocks(seen)),
    }


def _settable(text: str) -> str:
    """Printable, and with places to break in words that no line could hold."""
    shown_text, _ = printable(text, typefaces.glyphs())
    return re.sub(rf"[!-~]{{{LONGEST_UNBROKEN}}}(?=[!-~])", "\\g<0>\u200b", shown_text)


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    for n, (block, number) in enumerate(zip(document.blocks, numbers(document), strict=True)):
        if isinstance(block, Table):
            yield _table(block, number)
        elif isinstance(block, Figure):
            yield _figure(block, number)
        else:
            yield _text_block(block, number) | {"leads": _leads_on(document.blocks[max(n - 1, 0) : n + 2])}


def _headings_beside_tables(blocks: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """A table on a landscape page takes the headings that lead to it with it."""
    placed: list[dict[str, Any]] = []
    for block in blocks:
        if block.get("landscape"):
            led: list[dict[str, Any]] = []
            while placed and placed[-1]["kind"] == "heading":
                led.insert(0, placed.pop())
            block["led"] = led
        placed.append(block)
    return placed


def _leads_on(blocks: tuple[Block, ...]) -> bool:
    """Whether the middle one of three is a short line between a heading and what the heading is about."""
    match blocks:
        case (Heading(level=above), Paragraph() as line, below):
            return ems(line.text) < SHORT_LINE and not (isinstance(below, Heading) and below.level <= above)
    return False


def _text_block(block: Block, number: str) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "number": number, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block)}
        case List():
            return {"kind": "list", "ordered": block.ordered, "items": [_runs(item) for item in block.items]}
        case Note():
            return {"kind": "note", "title": block.title, "text": block.text}
        case Signatures():
            return {"kind": "signatures", "rows": [[row.role, row.name, row.signed] for row in block.rows]}
        case PageBreak():
            return {"kind": "page-break"}
    raise TypeError(f"no way to print {type(block).__name__}")


def _runs(paragraph: Paragraph) -> list[dict[str, Any]]:
    return [
        {"text": run.text, "strong": run.strong, "references": [[source(r), r.url] for r in run.references]}
        for run in paragraph.runs
    ]


def _table(table: Table, number: str) -> dict[str, Any]:
    printed = parts(table, number)
    return {
        "kind": "table",
        "parts": [vars(part) | {"whole": part.whole} for part in printed],
        "landscape": any(part.landscape for part in printed),
        "notes": [note(text) for text in table.notes],
    }


def _figure(figure: Figure, number: str) -> dict[str, Any]:
    svg = pictures.vector(figure)
    photograph = None if svg or figure.svg else pictures.pixels(figure)
    return {
        "kind": "figure",
        "svg": svg or "",
        "png": list(photograph.png) if photograph else [],
        "alt": figure.alt,
        "caption": caption(number, figure.caption),
        "table": figure.table and _table(figure.table, ""),
    }
