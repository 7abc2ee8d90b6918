"""A document as one HTML file: everything inside, nothing asked from elsewhere, with a style sheet for paper, too.

It is made to be saved and sent. A page of the platform that shows it would have to allow its style sheet by the digest
in its content security policy; serve it as a download.
"""

import base64
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from . import pictures
from .blocks import (
    Block,
    Document,
    Figure,
    Heading,
    List,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Reference,
    Signatures,
    Table,
    digest,
)
from .numbering import numbers
from .sheets import Part, parts
from .wording import ADDRESS, DEEPEST_IN_CONTENTS, LABELS, caption, day, note, phase, source

STYLE = (Path(__file__).parent / "web.css").read_text(encoding="utf-8")


def render(document: Document) -> bytes:
    """UTF-8; the same bytes for the same document."""
    numbered = list(zip(document.blocks, numbers(document), strict=True))
    return "\n".join(_lines(document, numbered)).encode()


def _lines(document: Document, numbered: list[tuple[Block, str]]) -> Iterator[str]:
    labels = LABELS[document.language]
    yield "<!doctype html>"
    yield f'<html lang="{document.language}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="author" content="{escape(document.publisher)}">'
    yield f'<meta name="date" content="{document.date.isoformat()}">'
    yield f'<meta name="keywords" content="sha256:{digest(document)}">'
    yield f"<title>{escape(document.title)}</title>"
    yield f"<style>\n{STYLE}</style></head>"
    yield "<body>"
    yield from _cover(document, labels)
    if any(isinstance(block, Heading) for block in document.blocks):
        yield f'<nav aria-label="{labels["contents"]}"><h2>{labels["contents"]}</h2>'
        yield from _contents(numbered)
        yield "</nav>"
    yield "<main>"
    for index, (block, number) in enumerate(numbered):
        yield from _block(block, number, index, labels)
    yield "</main></body></html>\n"


def _cover(document: Document, labels: dict[str, str]) -> Iterator[str]:
    yield f'<header class="cover"><p class="publisher">{_text(document.publisher)}</p>'
    yield f'<div class="title"><h1>{_text(document.title)}</h1>'
    if document.subtitle:
        yield f'<p class="subtitle">{_text(document.subtitle)}</p>'
    yield f'</div><p class="day">{day(document)}</p>'
    if document.line:
        yield f'<ol class="stages" aria-label="{labels["stages"]}">'
        yield from map(_stage, document.line)
        yield "</ol>"
    yield f'<p class="digest">{labels["digest"]}<br>{digest(document)}</p></header>'


def _stage(mark: Mark) -> str:
    cells = (
        f'<span aria-hidden="true">{phase(mark)}</span><span>{_text(mark.title)}</span>'
        f'<span class="dates">{_text(mark.dates)}</span><span>{_text(mark.state)}</span>'
    )
    return f'<li class="{mark.phase}">{cells}</li>'


def _contents(numbered: list[tuple[Block, str]]) -> Iterator[str]:
    """Nested lists. Levels never jump (`Document`), so that a deeper one always has an entry to stand in."""
    level = 0
    for index, (block, number) in enumerate(numbered):
        if not isinstance(block, Heading) or block.level > DEEPEST_IN_CONTENTS:
            continue
        yield "<ol>" if block.level > level else "</li>" + "</ol></li>" * (level - block.level)
        yield f'<li><a href="#h{index}"><span class="number">{number}</span>{_text(block.text)}</a>'
        level = block.level
    yield "</li></ol>" * level


def _block(block: Block, number: str, index: int, labels: dict[str, str]) -> Iterator[str]:
    match block:
        case Heading():
            words = f'<span class="number">{number}</span>{_text(block.text)}'
            yield f'<h{block.level + 1} id="h{index}">{words}</h{block.level + 1}>'
        case Paragraph():
            yield f"<p>{_runs(block)}</p>"
        case List():
            yield from _list("ol" if block.ordered else "ul", map(_runs, block.items))
        case Table():
            yield from _table(block, number, labels)
        case Figure():
            yield from _figure(block, number, labels)
        case Note():
            title = f"<p><strong>{_text(block.title)}</strong></p>" if block.title else ""
            yield f'<aside class="note">{title}<p>{_text(block.text)}</p></aside>'
        case Signatures():
            yield from _signatures(block, labels)
        case PageBreak():
            yield '<div class="page-break"></div>'


def _list(tag: str, items: Iterable[str]) -> Iterator[str]:
    yield f"<{tag}>"
    yield from (f"<li>{item}</li>" for item in items)
    yield f"</{tag}>"


def _table(table: Table, number: str, labels: dict[str, str]) -> Iterator[str]:
    printed = parts(table, number)
    wide = any(part.landscape for part in printed)
    yield '<section class="wide">' if wide else "<section>"
    for part in printed:
        # Focusable, so that a keyboard can move what is wider than the screen.
        yield f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(part.caption)}">'
        look = ' class="landscape"' if part.landscape else ""
        yield f"<table{look}><caption>{_text(part.caption)}</caption>"
        yield from _cells(part, labels)
        yield "</table></div>"
    yield from (f'<p class="under">{_text(note(text))}</p>' for text in table.notes)
    yield "</section>"


def _cells(part: Part, labels: dict[str, str]) -> Iterator[str]:
    sides = [' class="numeric"' if numeric else "" for numeric in part.numeric]
    whole = sum(part.widths)
    yield "<colgroup>" + "".join(f'<col width="{100 * width / whole:.1f}%">' for width in part.widths) + "</colgroup>"
    titles = zip(part.titles, sides, strict=True)
    head = "".join(f'<th scope="col"{side}>{_text(title)}</th>' for title, side in titles)
    yield f"<thead><tr>{head}</tr></thead><tbody>"
    for row in part.rows:
        yield (
            "<tr>" + "".join(f"<td{side}>{_linked(cell)}</td>" for cell, side in zip(row, sides, strict=True)) + "</tr>"
        )
    if not part.rows:
        yield f'<tr><td class="empty" colspan="{len(part.titles)}">{labels["empty"]}</td></tr>'
    yield "</tbody>"


def _figure(figure: Figure, number: str, labels: dict[str, str]) -> Iterator[str]:
    yield "<figure>"
    address = _address(figure)
    if address:
        yield f'<img src="{address}" alt="{escape(figure.alt)}">'
    else:
        yield f'<div class="missing"><p>{labels["missing"]}</p><p>{_text(figure.alt)}</p></div>'
    yield f"<figcaption>{_text(caption(number, figure.caption))}</figcaption></figure>"
    if figure.table:
        yield from _table(figure.table, "", labels)


def _address(figure: Figure) -> str:
    """As an image: what an SVG holds cannot run there."""
    svg = pictures.vector(figure)
    if svg:
        return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    pixels = pictures.pixels(figure)
    return f"data:image/png;base64,{base64.b64encode(pixels.png).decode()}" if pixels else ""


def _signatures(block: Signatures, labels: dict[str, str]) -> Iterator[str]:
    yield '<ul class="signatures">'
    for row in block.rows:
        person = f'<span class="role">{_text(row.role)}</span> <span class="name">{_text(row.name)}</span>'
        yield f'<li>{person} <span class="room">{_text(row.signed or labels["sign"])}</span></li>'
    yield "</ul>"


def _runs(paragraph: Paragraph) -> str:
    words = []
    for run in paragraph.runs:
        words.append(f"<strong>{_linked(run.text)}</strong>" if run.strong else _linked(run.text))
        words += [f"\u2009{_source(reference)}" for reference in run.references]
    return "".join(words)


def _source(reference: Reference) -> str:
    mark = f'<span class="source">{_text(source(reference))}</span>'
    return f'<a href="{escape(reference.url)}">{mark}</a>' if reference.url else mark


def _linked(text: str) -> str:
    """An address leads where it says."""
    words, place = "", 0
    for found in ADDRESS.finditer(text):
        words += f'{_text(text[place : found.start()])}<a href="{escape(found[0])}">{_text(found[0])}</a>'
        place = found.end()
    return words + _text(text[place:])


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
