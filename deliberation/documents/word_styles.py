"""The styles of a DOCX file, in place of those of python-docx's blank file."""

from dataclasses import dataclass

from docx.document import Document as File
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

INK, SOFT, NAVY, BLUE, PALE, LINE = "1E2124", "58616A", "052561", "0B50D0", "EEF2F7", "B1B8BE"
FONT, KOREAN_FONT = "Malgun Gothic", "맑은 고딕"  # come with Windows and Office
LANGUAGES = {"ko": "ko-KR", "en": "en-GB"}
BULLETS, DECIMALS = 901, 902  # numbers of the kinds of list
SIGNS = {BULLETS: ("bullet", "•"), DECIMALS: ("decimal", "%1.")}


@dataclass(frozen=True)
class Look:
    """Lengths in points; `line` is a line's height in per cent."""

    points: float = 10.5
    bold: bool = False
    colour: str = INK
    align: str = "left"
    before: float = 0
    after: float = 0
    left: float = 0
    line: int = 130
    outline: int | None = None
    with_next: bool = False
    border: str = ""  # sides and weights in eighths of a point: "bottom 12"
    ground: str = ""
    dots_to: float = 0  # dots lead to what stands on the right there, as to the page numbers of contents


LOOKS = {
    "Normal": Look(),
    "Body Text": Look(align="both", after=7, line=145),
    "Heading 1": Look(16, bold=True, colour=NAVY, before=22, after=10, outline=0, with_next=True, border="bottom 12"),
    "Heading 2": Look(13, bold=True, colour=NAVY, before=16, after=7, outline=1, with_next=True),
    "Heading 3": Look(11.5, bold=True, before=12, after=6, outline=2, with_next=True),
    "Heading 4": Look(10.5, bold=True, before=10, after=5, outline=3, with_next=True),
    "Cover Publisher": Look(13, bold=True, colour=NAVY),
    "Title": Look(25, bold=True, colour=NAVY, before=8, after=12, line=115, border="top 24 bottom 6"),
    "Subtitle": Look(14, colour=SOFT, after=10),
    "Cover Date": Look(14, bold=True, before=8, after=24),
    "Cover Text": Look(8.5, colour=SOFT, before=24),
    "TOC Heading": Look(17, bold=True, colour=NAVY, after=12),
    "toc 1": Look(bold=True, colour=NAVY, before=8, dots_to=453),
    "toc 2": Look(left=14, before=2, dots_to=453),
    "List Paragraph": Look(after=4, line=140),
    "Caption": Look(9.5, bold=True, before=12, after=4, with_next=True),
    "Picture": Look(align="center", before=12, after=4, with_next=True),
    "Picture Caption": Look(9.5, bold=True, align="center", after=10),
    "Table Head": Look(9, bold=True, line=110),
    "Table Head Number": Look(9, bold=True, align="right", line=110),
    "Table Text": Look(9, line=110),
    "Table Number": Look(9, align="right", line=110),
    "Table Note": Look(8.5, colour=SOFT, before=3, line=115),
    "Table Anchor": Look(4, after=4, line=100),
    "Note Heading": Look(9.5, bold=True, before=10, left=8, with_next=True, border="left 24", ground=PALE),
    "Note": Look(9.5, after=10, left=8, border="left 24", ground=PALE),
    "Signature": Look(11, bold=True, line=110),
    "Header": Look(8.5, colour=SOFT, border="bottom 4"),
    "Footer": Look(9, colour=SOFT, align="center"),
}


def prepare(file: File, language: str) -> None:
    """Our looks on its styles, and two kinds of list."""
    for name, look in LOOKS.items():
        style = file.styles[name] if name in file.styles else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name != "Normal":
            style.base_style = file.styles["Normal"]
        for old in [child for child in style.element if child.tag in {qn("w:pPr"), qn("w:rPr")}]:
            style.element.remove(old)
        for new in (_paragraph(look), _characters(look, LANGUAGES[language] if name == "Normal" else "")):
            style.element.append(parse_xml(new))
    source = file.styles.add_style("Source", WD_STYLE_TYPE.CHARACTER)
    source.element.append(parse_xml(f'<w:rPr {nsdecls("w")}><w:color w:val="{BLUE}"/><w:sz w:val="17"/></w:rPr>'))
    _add_kinds_of_list(file)
    for key, relation in list(file.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # of the blank file
            del file.part.package.rels[key]


def add_numbering(file: File, *, ordered: bool) -> str:
    """A list of its own that begins at one: what its items' paragraphs carry."""
    numbering = file.part.numbering_part.element
    number = numbering.add_num(DECIMALS if ordered else BULLETS)
    if ordered:
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number.numId}"/></w:numPr>'


def _add_kinds_of_list(file: File) -> None:
    numbering = file.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    for kind, (form, sign) in SIGNS.items():
        written = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{kind}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{sign}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="400" w:hanging="320"/></w:pPr></w:lvl></w:abstractNum>'
        )
        first.addprevious(parse_xml(written))


def _paragraph(look: Look) -> str:
    outline = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    words = look.border.split()
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{weight}" w:space="6" w:color="{LINE if weight == "4" else NAVY}"/>'
        for side, weight in zip(words[::2], words[1::2], strict=True)
    )
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{look.ground}"/>' if look.ground else ""
    dots = f'<w:tab w:val="right" w:leader="dot" w:pos="{round(20 * look.dots_to)}"/>' if look.dots_to else ""
    tabs = f"<w:tabs>{dots}</w:tabs>" if dots else ""
    return (
        f"<w:pPr {nsdecls('w')}>{'<w:keepNext/>' if look.with_next else ''}<w:widowControl/>"
        f"{f'<w:pBdr>{sides}</w:pBdr>' if sides else ''}{ground}{tabs}"
        # No gap between a number and its unit: 1차, 20명.
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="{round(20 * look.before)}" w:after="{round(20 * look.after)}" '
        f'w:line="{round(2.4 * look.line)}" w:lineRule="auto"/>'
        f'<w:ind w:left="{round(20 * look.left)}"/><w:jc w:val="{look.align}"/>{outline}</w:pPr>'
    )


def _characters(look: Look, language: str) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{KOREAN_FONT}"/>'
    spoken = f'<w:lang w:val="{language}" w:eastAsia="ko-KR"/>' if language else ""
    return (
        f"<w:rPr {nsdecls('w')}>{fonts}{'<w:b/>' if look.bold else ''}"
        f'<w:color w:val="{look.colour}"/><w:sz w:val="{round(2 * look.points)}"/>'
        f"{spoken}</w:rPr>"
    )
