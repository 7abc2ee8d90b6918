"""A document as HWPX, the format of Korean offices (한글): styles, captions, real tables and pictures, contents.

python-hwpx opens the blank file or the city's template and knows its package; the text that fills it is written here.
The format names fonts without holding them; everything else is inside.
"""

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from hwpx.opc.package import HwpxPackage
from lxml import etree

from . import hangul_package as package
from . import hangul_parts as xml
from . import pictures
from .blocks import Block, Document, Figure, Heading, List, Note, PageBreak, Paragraph, Run, Signatures, Table, digest
from .hangul_styles import BLUE, DECLARED, LOOKS, NAMESPACES, Styles
from .numbering import numbers
from .sheets import SIGNATURES, STAGES, Part, ems, led, lies, parts, running_head
from .wording import DEEPEST_IN_CONTENTS, LABELS, caption, day, marker, note, phase, source, title_points

MEDIA_TYPE = "application/hwp+zip"
HP = f"{{{NAMESPACES['hp']}}}"
MILLIMETRE, POINT = 283.465, 100  # HWPUNIT
MARGINS = {"header": 12, "footer": 12, "gutter": 0, "left": 25, "right": 25, "top": 18, "bottom": 15}  # millimetres
FIRST_ANCHOR = 1_000_000_000  # numbers of headings; everything else counts from 1
# Controls in a section's first paragraph that hold for the whole section.
SECTION_CONTROLS = {"colPr", "header", "footer", "pageNum"}
LONGEST_WHOLE, HIGHEST_ROW = 25_500, 28_000  # a table and a row that are kept on one page, 9 and 10 cm
LONGEST_WHOLE_LYING = 40_000  # on a landscape page, which wide tables have for themselves
LINE_HEIGHT = 1.3  # of a table's text
LINES_ABOVE_TITLE = {True: 3, False: 8}  # of the cover, with and without the stages below


def render(document: Document, template: bytes | None = None) -> bytes:
    """The same bytes for the same document and template.

    A template is an HWPX file: its styles, page, header and footer are kept and its text is replaced; there is no cover
    page then. Raises ValueError for a template that is no such file.
    """
    try:
        target = package.opened(template)
        file = _File(target, document, own=template is None)
    except package.BROKEN as error:
        raise ValueError("the template is no HWPX file") from error
    file.fill()
    return package.seal(target)


@dataclass
class _Section:
    landscape: bool
    numbered: bool  # whether its pages bear a number and the running head
    paragraphs: list[str] = field(default_factory=list)


class _File:
    """One rendering: sections fill with paragraphs in the document's order, then all parts are written."""

    def __init__(self, target: HwpxPackage, document: Document, *, own: bool) -> None:
        self._target, self._document, self._own = target, document, own
        self._labels = LABELS[document.language]
        self._head = target.get_xml(package.HEADER)
        self._first = target.get_xml(target.section_paths()[0])
        self._setup = self._first.find(f".//{HP}secPr")
        self._styles = Styles(self._head, own=own)
        self._setup.set("outlineShapeIDRef", self._styles.silent_outline())
        self._width, self._length = _text_area(self._setup.find(f"{HP}pagePr"), MARGINS if own else {})
        self._numbers = count(1)
        self._sections: list[_Section] = []
        self._pictures: list[bytes] = []
        self._fresh = False  # whether the next paragraph begins a page

    def fill(self) -> None:
        blocks = list(zip(self._document.blocks, numbers(self._document), strict=True))
        headings = [
            (FIRST_ANCHOR + n, each, words) for n, (each, words) in enumerate(blocks) if isinstance(each, Heading)
        ]
        # A paper without chapters, such as a letter, has its title above its text instead of a cover, and ends with it.
        covered = self._own and bool(headings)
        self._begin(landscape=False, numbered=not covered)
        self._cover(LINES_ABOVE_TITLE[bool(self._document.line)] if covered else 0)
        if headings:
            self._line("표지 글", f"{self._labels['digest']}\n{digest(self._document)}")
            self._contents(headings)
        if covered:
            self._begin(landscape=False)
        for index, (block, number) in enumerate(blocks):
            self._block(block, number, index)
        package.fill(self._target, self._document, head=self._head, sections=self._written(), pictures=self._pictures)

    # What stands before the text.

    def _cover(self, lines_above: int) -> None:
        document = self._document
        self._line("표지 발행", document.publisher)
        for _ in range(lines_above):
            self._line("표지 발행", "")
        title = self._styles.style("표지 제목").character
        if self._own:
            title = self._styles.varied(title, scale=title_points(document.title) / LOOKS["표지 제목"].points)
        self._add("표지 제목", xml.run(title, xml.words(document.title)))
        if document.subtitle:
            self._line("표지 부제", document.subtitle)
        self._line("표지 날짜", day(document))
        if document.line:
            rows = [(f"{phase(mark)} {mark.title}", mark.dates, mark.state) for mark in document.line]
            self._grid(rows, STAGES, ("표 글", "표 글", "표 글"), ("none", "none", "none"))

    def _contents(self, headings: list[tuple[int, Heading, str]]) -> None:
        """A field to which Hancom's program adds the page numbers when it opens the file; until then, links."""
        kind, number = "TABLEOFCONTENTS", next(self._numbers)
        begin = xml.field_begin(number, kind, xml.contents_of(DEEPEST_IN_CONTENTS), dirty=True)
        self._fresh = self._own
        self._add("차례 제목", xml.run(self._character("차례 제목"), begin, xml.words(self._labels["contents"])))
        for anchor, heading, words in headings:
            if heading.level <= DEEPEST_IN_CONTENTS:
                style = f"차례 {heading.level}"
                entry = self._linked(self._character(style), f"{words} {heading.text}", xml.heading_link(anchor))
                self._add(style, entry)
        self._add("표 자리", xml.run(self._character("표 자리"), xml.field_end(number, kind)))

    # Blocks.

    def _block(self, block: Block, number: str, index: int) -> None:
        match block:
            case PageBreak():
                self._fresh = True
            case Heading() | Table():
                self._lay(self._document.blocks, index)
                if isinstance(block, Table):
                    self._table(block, number)
                else:
                    self._heading(block, number, FIRST_ANCHOR + index)
            case _:
                self._turn(landscape=False)
                self._upright(block, number)

    def _heading(self, heading: Heading, number: str, anchor: int) -> None:
        style = f"개요 {heading.level}"
        self._add(style, xml.run(self._character(style), xml.words(f"{number} {heading.text}")), anchor)

    def _upright(self, block: Block, number: str) -> None:
        match block:
            case Paragraph():
                self._add("본문", self._runs("본문", block))
            case List():
                for n, item in enumerate(block.items):
                    start = xml.run(self._character("목록"), xml.words(f"{marker(block, n)} "))
                    self._add("목록", start + self._runs("목록", item))
            case Figure():
                self._figure(block, number)
            case Note():
                self._note(block.title, block.text)
            case Signatures():
                rows = [(row.role, row.name, row.signed or self._labels["sign"]) for row in block.rows]
                self._grid(rows, SIGNATURES, ("표 수", "서명", "표 수"), ("none", "none", "room"), least=2800)

    def _runs(self, style: str, paragraph: Paragraph) -> str:
        return "".join(self._run(self._character(style), run) for run in paragraph.runs)

    def _run(self, character: str, run: Run) -> str:
        bold = self._styles.varied(character, bold=True) if run.strong else character
        written = xml.run(bold, xml.words(run.text))
        for reference in run.references:
            small, mark = self._styles.varied(character, scale=0.8, colour=BLUE), source(reference)
            written += xml.run(small, xml.words("\u2009"))
            linked = reference.url and self._linked(small, mark, xml.web_link(reference.url))
            written += linked or xml.run(small, xml.words(mark))
        return written

    def _linked(self, character: str, text: str, target: dict[str, str]) -> str:
        kind, number = "HYPERLINK", next(self._numbers)
        begin = xml.run(character, xml.field_begin(number, kind, target, dirty=False))
        return begin + xml.run(character, xml.words(text)) + xml.run(character, xml.field_end(number, kind))

    def _note(self, title: str, text: str) -> None:
        if title:
            self._line("알림 제목", title)
        self._line("알림", text)

    def _figure(self, figure: Figure, number: str) -> None:
        pixels, words = pictures.pixels(figure), caption(number, figure.caption)
        if pixels:
            self._pictures.append(pixels.png)
            shrunk = min(1.0, self._width / (pixels.width * MILLIMETRE))
            size = round(pixels.width * shrunk * MILLIMETRE), round(pixels.height * shrunk * MILLIMETRE)
            drawn = xml.picture(
                next(self._numbers),
                package.picture_id(len(self._pictures)),
                size=size,
                dots=pixels.dots,
                alt=figure.alt,
                caption=self._caption("그림 설명", words, size[0]),
            )
            self._add("그림", xml.run(self._character("그림"), drawn, "<hp:t/>"))
        else:
            self._note(self._labels["missing"], figure.alt)
            self._line("그림 설명", words)
        if figure.table:
            self._lay([figure.table])
            self._table(figure.table, "")

    # Tables.

    def _table(self, table: Table, number: str) -> None:
        for part in parts(table, number):
            self._part(part)
        for text in table.notes:
            self._line("표 주석", note(text))

    def _part(self, part: Part) -> None:
        widths = self._shared(part.widths)
        heads = ["표 머리 수" if numeric else "표 머리" for numeric in part.numeric]
        styles = ["표 수" if numeric else "표 글" for numeric in part.numeric]
        rows = [self._row(0, part.titles, widths, heads, [xml.TITLES] * len(widths))]
        rows += [self._row(y, row, widths, styles, ["row"] * len(widths)) for y, row in enumerate(part.rows, start=1)]
        if not part.rows:
            rows.append(self._row(1, [self._labels["empty"]], [sum(widths)], ["표 글"], ["row"], span=len(widths)))
        self._place(rows, widths, caption=self._caption("캡션", part.caption, sum(widths)))

    def _caption(self, style: str, words: str, width: int) -> str:
        points = LOOKS[style].points * POINT
        line = xml.one_line(round(points), width) if ems(words) * points < width and "\n" not in words else ""
        return self._paragraph(style, xml.run(self._character(style), xml.words(words)) + line)

    def _grid(
        self,
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        styles: Sequence[str],
        borders: Sequence[str],
        *,
        least: int = 0,
    ) -> None:
        """Words in columns without titles: signatures, the stages on the cover."""
        widths = self._shared(shares)
        if rows:
            self._place([self._row(y, row, widths, styles, borders, least=least) for y, row in enumerate(rows)], widths)

    def _row(
        self,
        y: int,
        texts: Sequence[str],
        widths: Sequence[int],
        styles: Sequence[str],
        borders: Sequence[str],
        *,
        span: int = 1,
        least: int = 0,
    ) -> tuple[str, int]:
        """Its cells and its height, which other programs than Hancom's do not work out themselves."""
        height = max(least, _height(texts, widths, styles))
        cells = (
            xml.cell(
                self._paragraph(style, xml.run(self._character(style), xml.words(text))),
                at=(x, y),
                size=(width, height),
                border=self._styles.border(border),
                head=border == xml.TITLES,
                span=span,
            )
            for x, (text, width, style, border) in enumerate(zip(texts, widths, styles, borders, strict=True))
        )
        return "".join(cells), height

    def _place(self, rows: list[tuple[str, int]], widths: Sequence[int], caption: str = "") -> None:
        heights = [height for _cells, height in rows]
        longest = LONGEST_WHOLE_LYING if self._sections[-1].landscape else LONGEST_WHOLE
        table = xml.table(
            next(self._numbers),
            [cells for cells, _height in rows],
            columns=len(widths),
            size=(sum(widths), sum(heights)),
            border=self._styles.border("none"),
            caption=caption,
            breaks="NONE" if sum(heights) < longest else "CELL" if max(heights) > HIGHEST_ROW else "TABLE",
        )
        self._add("표 자리", xml.run(self._character("표 자리"), table, "<hp:t/>"))

    def _shared(self, shares: Sequence[float]) -> list[int]:
        return [int(self._across(self._sections[-1]) * share / sum(shares)) for share in shares]

    def _across(self, section: _Section) -> int:
        return self._length if section.landscape else self._width

    # Paragraphs and sections.

    def _character(self, style: str) -> str:
        return self._styles.style(style).character

    def _line(self, style: str, text: str) -> None:
        self._add(style, xml.run(self._character(style), xml.words(text)))

    def _add(self, style: str, content: str, anchor: int = 0) -> None:
        section = self._sections[-1]
        section.paragraphs.append(
            self._paragraph(style, content, anchor, fresh=self._fresh and bool(section.paragraphs))
        )
        self._fresh = False

    def _paragraph(self, style: str, content: str, anchor: int = 0, *, fresh: bool = False) -> str:
        number, shape, _character = self._styles.style(style)
        return (
            f'<hp:p id="{anchor or next(self._numbers)}" paraPrIDRef="{shape}" styleIDRef="{number}" '
            f'pageBreak="{int(fresh)}" columnBreak="0" merged="0">{content}</hp:p>'
        )

    def _lay(self, blocks: Sequence[Block], index: int = 0) -> None:
        """Turn the page as a heading or a table needs it; a wide one begins a page."""
        lying = lies(blocks, index)
        self._turn(landscape=lying)
        self._fresh = self._fresh or (lying and not led(blocks, index))

    def _turn(self, *, landscape: bool) -> None:
        if self._sections[-1].landscape != landscape:
            self._begin(landscape=landscape)

    def _begin(self, *, landscape: bool, numbered: bool = True) -> None:
        if self._sections and not self._sections[-1].paragraphs:
            self._sections.pop()
        self._sections.append(_Section(landscape, numbered))

    def _written(self) -> list[str]:
        """The sections as XML. Pages are counted from the first one that bears numbers."""
        counted, written = False, []
        for section in (each for each in self._sections if each.paragraphs):
            start = self._section_start(section, restart=section.numbered and not counted)
            counted = counted or section.numbered
            opening, rest = section.paragraphs[0].split(">", 1)
            body = f"{opening}>{start}{rest}{''.join(section.paragraphs[1:])}"
            written.append(f"<hs:sec {DECLARED}>{body}</hs:sec>")
        return written

    def _section_start(self, section: _Section, *, restart: bool) -> str:
        setup = deepcopy(self._setup)
        if section.landscape:
            setup.find(f"{HP}pagePr").set("landscape", "NARROWLY")
        start = [_text_of(setup)]
        start += [_text_of(each) for each in self._first[0].findall(f"{HP}run/{HP}ctrl") if _holds_for_all(each)]
        if self._own and section.numbered:
            setup.find(f"{HP}startNum").set("page", str(int(restart)))
            start = [_text_of(setup), *start[1:], self._running_head(section), xml.PAGE_NUMBER]
        return xml.run("0", *start)

    def _running_head(self, section: _Section) -> str:
        title, publisher = running_head(self._document.title), self._document.publisher
        taken = (ems(title) + ems(publisher)) * LOOKS["머리말"].points * POINT
        tab = xml.right_tab(max(0, round(self._across(section) - taken)))
        line = xml.run(self._character("머리말"), xml.words(title), tab, xml.words(publisher))
        return xml.running_head(next(self._numbers), self._paragraph("머리말", line))


def _text_area(page: etree._Element, margins: Mapping[str, float]) -> tuple[int, int]:
    """The text's width on the page as it is and on a landscape one, after these margins (millimetres) were set."""
    margin = page.find(f"{HP}margin")
    for side, length in margins.items():
        margin.set(side, str(round(length * MILLIMETRE)))
    beside = sum(int(margin.get(side, "0")) for side in ("left", "right", "gutter"))
    width, length = int(page.get("width")) - beside, int(page.get("height")) - beside
    return (length if page.get("landscape") == "NARROWLY" else width), length


def _holds_for_all(control: etree._Element) -> bool:
    return len(control) > 0 and etree.QName(control[0]).localname in SECTION_CONTROLS


def _text_of(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _height(texts: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> int:
    """Of a table's row whose cells have these texts: enough lines for the highest."""
    highest = 0.0
    for text, width, style in zip(texts, widths, styles, strict=True):
        points = LOOKS[style].points * POINT
        across = max(points, width - 2 * xml.CELL_PADDING[0])
        lines = sum(math.ceil(max(1.0, ems(line) * points) / across) for line in text.split("\n"))
        highest = max(highest, lines * points)
    return round(highest * LINE_HEIGHT) + 2 * xml.CELL_PADDING[1]
