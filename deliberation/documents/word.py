"""A document as DOCX for other word processors: styles, captions, real lists, tables and pictures, contents, sections.

Written with python-docx; tables as XML, since cell by cell they take minutes. Fonts are named, not embedded.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from html import escape
from io import BytesIO

import docx
from docx.document import Document as File
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from . import pictures
from .archive import reseal
from .blocks import Block, Document, Figure, Heading, List, Note, PageBreak, Paragraph, Run, Signatures, Table, digest
from .numbering import numbers
from .sheets import SIGNATURES, STAGES, Part, led, lies, parts, running_head
from .word_styles import add_numbering, prepare
from .wording import DEEPEST_IN_CONTENTS, LABELS, caption, day, note, phase, source, title_points

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARGINS = {"left": 25, "right": 25, "top": 30, "bottom": 27}  # millimetres
SHORT, LONG = 210, 297
TWIPS = 56.6929  # to the millimetre
ROWS_KEPT_WHOLE = 16
LONGEST_PROPERTY = 255  # characters
HEAD = (
    '<w:tcBorders><w:top w:val="single" w:sz="10" w:color="052561"/>'
    '<w:bottom w:val="single" w:sz="6" w:color="052561"/></w:tcBorders>'
    '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F7"/>'
)
BODY = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:color="B1B8BE"/></w:tcBorders>'
LINES_ABOVE_TITLE = {True: 3, False: 7}  # of the cover, with and without the stages below


def render(document: Document) -> bytes:
    """The same bytes for the same document; its date is the only one in the file."""
    writer = _Writer(document)
    writer.fill()
    raw, file = BytesIO(), BytesIO()
    writer.file.save(raw)
    reseal(raw, file)
    return file.getvalue()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.file: File = docx.Document()
        self._document, self._labels = document, LABELS[document.language]
        self._fresh = False  # whether the next paragraph begins a page
        self._bare = False  # whether the page has just begun
        prepare(self.file, document.language)
        self._style_ids = {style.name: style.style_id for style in self.file.styles}
        _describe(self.file, document)

    def fill(self) -> None:
        blocks = list(zip(self._document.blocks, numbers(self._document), strict=True))
        _set_page(self.file.sections[0])
        self._cover()
        headings = [(n, each, words) for n, (each, words) in enumerate(blocks) if isinstance(each, Heading)]
        if headings:
            self._contents([entry for entry in headings if entry[1].level <= DEEPEST_IN_CONTENTS])
        if blocks:
            self._begin_text(landscape=lies(self._document.blocks, 0))
        for index, (block, number) in enumerate(blocks):
            self._block(block, number, index)

    # What stands before the text.

    def _cover(self) -> None:
        document = self._document
        self._line("Cover Publisher", document.publisher)
        for _ in range(LINES_ABOVE_TITLE[bool(document.line)]):
            self._line("Cover Publisher")
        title = self._line("Title", document.title)
        title.runs[0].font.size = Pt(title_points(document.title))
        if document.subtitle:
            self._line("Subtitle", document.subtitle)
        self._line("Cover Date", day(document))
        if document.line:
            rows = [(f"{phase(mark)} {mark.title}", mark.dates, mark.state) for mark in document.line]
            self._grid(rows, STAGES, ("TableText",) * 3, ruled=False)
        self._line("Cover Text", f"{self._labels['digest']}\n{digest(document)}")

    def _contents(self, headings: Sequence[tuple[int, Heading, str]]) -> None:
        """A field to which Word adds the page numbers; until then, links."""
        self._line("TOC Heading", self._labels["contents"]).paragraph_format.page_break_before = True
        instruction = f' TOC \\o "1-{DEEPEST_IN_CONTENTS}" \\h \\z \\u '
        for n, (index, heading, number) in enumerate(headings):
            line = self._line(f"toc {heading.level}")
            if n == 0:
                _field(line, "begin", instruction, dirty=True)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _anchor(index))
            link.append(_r(f"{number} {heading.text}"))
            line._p.append(link)
        _field(self._line("Table Anchor"), "end")

    def _begin_text(self, *, landscape: bool) -> None:
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, landscape=landscape)
        self._bare = True
        counted = OxmlElement("w:pgNumType")
        counted.set(qn("w:start"), "1")
        section._sectPr.find(qn("w:cols")).addprevious(counted)
        self._head(section)
        section.footer.is_linked_to_previous = False
        foot = section.footer.paragraphs[0]
        foot.add_run("- ")
        _field(foot, "begin", " PAGE ")
        foot.add_run("1")
        _field(foot, "end")
        foot.add_run(" -")

    def _head(self, section: Section) -> None:
        section.header.is_linked_to_previous = False
        head = section.header.paragraphs[0]
        head.text = f"{running_head(self._document.title)}\t{self._document.publisher}"
        head.paragraph_format.tab_stops.add_tab_stop(Mm(_across(section)), WD_TAB_ALIGNMENT.RIGHT)

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
                    self._heading(block, number, index)
            case _:
                self._turn(landscape=False)
                self._upright(block, number)

    def _upright(self, block: Block, number: str) -> None:
        match block:
            case Paragraph():
                self._fill(self._line("Body Text"), block.runs)
            case List():
                numbering = add_numbering(self.file, ordered=block.ordered)
                for item in block.items:
                    line = self._line("List Paragraph")
                    line._p.get_or_add_pPr().append(parse_xml(numbering))
                    self._fill(line, item.runs)
            case Figure():
                self._figure(block, number)
            case Note():
                self._note(block.title, block.text)
            case Signatures():
                rows = [(row.role, row.name, row.signed or self._labels["sign"]) for row in block.rows]
                self._grid(rows, SIGNATURES, ("TableNumber", "Signature", "TableNumber"), ruled=True)

    def _heading(self, heading: Heading, number: str, index: int) -> None:
        line = self._line(f"Heading {heading.level}", f"{number} {heading.text}")
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(index))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), _anchor(index))
            line._p.append(mark)

    def _fill(self, line: Line, runs: Sequence[Run]) -> None:
        for run in runs:
            line.add_run(run.text).bold = run.strong or None
            for reference in run.references:
                line.add_run("\u2009")
                written = _r(source(reference), style="Source")
                line._p.append(self._linked(written, reference.url) if reference.url else written)

    def _linked(self, written: BaseOxmlElement, url: str) -> BaseOxmlElement:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self.file.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(written)
        return link

    def _note(self, title: str, text: str) -> None:
        if title:
            self._line("Note Heading", title)
        self._line("Note", text)

    def _figure(self, figure: Figure, number: str) -> None:
        pixels = pictures.pixels(figure)
        if pixels:
            line = self._line("Picture")
            line.add_run().add_picture(BytesIO(pixels.png), Mm(pixels.width), Mm(pixels.height))
            named = line._p.find(f".//{qn('wp:docPr')}")
            named.set("name", caption(number, figure.caption))
            named.set("descr", figure.alt)
        else:
            self._note(self._labels["missing"], figure.alt)
        self._line("Picture Caption", caption(number, figure.caption))
        if figure.table:
            self._lay([figure.table])
            self._table(figure.table, "")

    def _line(self, style: str, text: str = "") -> Line:
        line = self.file.add_paragraph(text)
        line._p.style = self._style_ids[style]  # python-docx searches all styles each time
        if self._fresh and not self._bare:
            line.paragraph_format.page_break_before = True
        self._fresh = self._bare = False
        return line

    # Tables.

    def _table(self, table: Table, number: str) -> None:
        for part in parts(table, number):
            self._line("Caption", part.caption)
            self._append(_table(part, self._labels["empty"], _across(self.file.sections[-1])))
        for words in table.notes:
            self._line("Table Note", note(words))
        self._line("Table Anchor")

    def _lay(self, blocks: Sequence[Block], index: int = 0) -> None:
        """Turn the page as a heading or a table needs it; a wide one begins a page."""
        lying = lies(blocks, index)
        self._turn(landscape=lying)
        self._fresh = self._fresh or (lying and not led(blocks, index))

    def _turn(self, *, landscape: bool) -> None:
        if (self.file.sections[-1].orientation == WD_ORIENT.LANDSCAPE) == landscape:
            return
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, landscape=landscape)
        for counted in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(counted)
        self._head(section)
        self._bare = True

    def _grid(
        self, rows: Sequence[Sequence[str]], shares: Sequence[float], styles: Sequence[str], *, ruled: bool
    ) -> None:
        """Words in columns without titles: signatures, the stages on the cover."""
        if not rows:
            return
        if self._fresh:
            self._line("Table Anchor")
        widths = _shared(shares, _across(self.file.sections[-1]))
        looks = ["", "", BODY if ruled else ""]
        body = "".join(
            _row(
                (_cell(*cell, low=ruled) for cell in zip(row, widths, styles, looks, strict=True)),
                height=700 if ruled else 0,
            )
            for row in rows
        )
        self._append(_tbl(widths, body))
        self._line("Table Anchor")

    def _append(self, table: str) -> None:
        self.file.element.body.insert_element_before(parse_xml(table), "w:sectPr")


def _describe(file: File, document: Document) -> None:
    about, moment = file.core_properties, datetime.combine(document.date, time(), tzinfo=UTC)
    title, publisher, subtitle = (
        words[:LONGEST_PROPERTY] for words in (document.title, document.publisher, document.subtitle)
    )
    about.title, about.author, about.subject, about.last_modified_by = title, publisher, subtitle, publisher
    about.keywords, about.comments = f"sha256:{digest(document)}", ""
    about.created = about.modified = moment
    about.language = document.language
    about.revision = 1


def _set_page(section: Section, *, landscape: bool = False) -> None:
    width, height = (LONG, SHORT) if landscape else (SHORT, LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, length in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(length))


def _across(section: Section) -> float:
    """The text's width in millimetres."""
    return (LONG if section.orientation == WD_ORIENT.LANDSCAPE else SHORT) - MARGINS["left"] - MARGINS["right"]


def _anchor(index: int) -> str:
    return f"_Toc{index:08}"


def _field(line: Line, kind: str, instruction: str = "", *, dirty: bool = False) -> None:
    """Its beginning with what it is, or its end. A dirty one Word works out anew when it opens the file."""
    mark = parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')
    line._p.append(mark)
    if instruction:
        mark[0].set(qn("w:dirty"), str(dirty).lower())
        said = f'<w:instrText xml:space="preserve">{escape(instruction, quote=False)}</w:instrText>'
        line._p.append(parse_xml(f"<w:r {nsdecls('w')}>{said}</w:r>"))
        line._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="separate"/></w:r>'))


def _r(text: str, style: str = "") -> BaseOxmlElement:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return parse_xml(f"<w:r {nsdecls('w')}>{look}{_t(text)}</w:r>")


def _t(text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n"))
    return "<w:br/>".join(lines)


def _table(part: Part, empty: str, across: float) -> str:
    widths = _shared(part.widths, across)
    heads = ["TableHeadNumber" if numeric else "TableHead" for numeric in part.numeric]
    styles = ["TableNumber" if numeric else "TableText" for numeric in part.numeric]
    whole = len(part.rows) <= ROWS_KEPT_WHOLE
    titles = zip(part.titles, widths, heads, strict=True)
    body = _row((_cell(*title, HEAD, with_next=True) for title in titles), head=True)
    for n, row in enumerate(part.rows, start=1):
        kept = whole and n < len(part.rows)
        body += _row(_cell(*cell, BODY, with_next=kept) for cell in zip(row, widths, styles, strict=True))
    if not part.rows:
        body += _row([_cell(empty, sum(widths), "TableText", BODY, span=len(widths))])
    return _tbl(widths, body)


def _tbl(widths: Sequence[int], rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/>'
        f'<w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(cells: Iterable[str], *, head: bool = False, height: int = 0) -> str:
    """Never torn by the end of a page, unless it is higher than one; titles are repeated on each page."""
    repeated = "<w:tblHeader/>" if head else ""
    least = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{least}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    text: str, width: int, style: str, look: str, *, with_next: bool = False, span: int = 1, low: bool = False
) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    kept = "<w:keepNext/>" if with_next else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{look}'
        f'<w:vAlign w:val="{"bottom" if low else "center"}"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr><w:r>{_t(text)}</w:r></w:p></w:tc>'
    )


def _shared(shares: Sequence[float], across: float) -> list[int]:
    return [int(across * TWIPS * share / sum(shares)) for share in shares]
