"""The elements of an HWPX body as text: runs, cells, tables, pictures, fields. Lengths are HWPUNIT (1/7200 inch)."""

from collections.abc import Iterable, Mapping
from html import escape

FIELD_KINDS = {"TABLEOFCONTENTS": "628387683", "HYPERLINK": "627600491"}  # as Hancom's program numbers them
CELL_PADDING = (510, 200)  # at the sides, above and below
ABOVE, BELOW = 900, 200  # a table
TITLES = "titles"  # the border of a header cell


def words(text: str) -> str:
    """A line of it an element: some readers miss what follows a break inside one."""
    return f"<hp:t>{escape(text, quote=False).replace(chr(10), '<hp:lineBreak/></hp:t><hp:t>')}</hp:t>"


def run(character: str, *content: str) -> str:
    return f'<hp:run charPrIDRef="{character}">{"".join(content)}</hp:run>'


def one_line(height: int, width: int) -> str:
    """Where a paragraph's first line stands: programs that do not lay out a caption themselves ask for it."""
    return (
        f'<hp:linesegarray><hp:lineseg textpos="0" vertpos="0" vertsize="{height}" textheight="{height}" '
        f'baseline="{round(0.85 * height)}" spacing="{round(0.5 * height)}" horzpos="0" horzsize="{width}" '
        'flags="393216"/></hp:linesegarray>'
    )


def field_begin(number: int, kind: str, parameters: Mapping[str, str], *, dirty: bool) -> str:
    """`dirty` makes Hancom's program work the field out anew when it opens the file."""
    names = "".join(
        f'<hp:stringParam name="{name}" xml:space="preserve">{escape(value)}</hp:stringParam>'
        for name, value in parameters.items()
    )
    prop = f'<hp:integerParam name="Prop">{8 if kind == "TABLEOFCONTENTS" else 0}</hp:integerParam>'
    return (
        f'<hp:ctrl><hp:fieldBegin id="{number}" type="{kind}" name="" editable="{int(dirty)}" dirty="{int(dirty)}" '
        f'zorder="-1" fieldid="{FIELD_KINDS[kind]}">'
        f'<hp:parameters cnt="{len(parameters) + 1}" name="">{prop}{names}</hp:parameters></hp:fieldBegin></hp:ctrl>'
    )


def field_end(number: int, kind: str) -> str:
    return f'<hp:ctrl><hp:fieldEnd beginIDRef="{number}" fieldid="{FIELD_KINDS[kind]}"/></hp:ctrl>'


def web_link(url: str) -> dict[str, str]:
    return {
        "Command": "".join(f"\\{character}" if character in ":?;#" else character for character in url) + ";1;0;0;",
        "Path": url,
        "Category": "HWPHYPERLINK_TYPE_URL",
        "TargetType": "HWPHYPERLINK_TARGET_BOOKMARK",
        "DocOpenType": "HWPHYPERLINK_JUMP_CURRENTTAB",
    }


def heading_link(paragraph: int) -> dict[str, str]:
    return {
        "Command": f"?#{paragraph};0;1;0;",
        "Category": "HWPHYPERLINK_TYPE_HWP",
        "TargetType": "HWPHYPERLINK_TARGET_OUTLINE",
        "DocOpenType": "HWPHYPERLINK_JUMP_CURRENTTAB",
    }


def contents_of(levels: int) -> dict[str, str]:
    return {
        "Command": (
            "TableOfContents:set:140:ContentsMake:uint:31 ContentsStyles:wstring:0: "
            f"ContentsLevel:int:{levels} ContentsAutoTabRight:int:0 ContentsLeader:int:3 ContentsHyperlink:bool:1  "
        )
    }


def sublist(paragraphs: str, align: str = "TOP") -> str:
    return (
        f'<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="{align}" linkListIDRef="0" '
        f'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">{paragraphs}</hp:subList>'
    )


def cell(paragraph: str, *, at: tuple[int, int], size: tuple[int, int], border: str, head: bool, span: int = 1) -> str:
    """`at` is (column, row), `size` (width, height)."""
    sides, above = CELL_PADDING
    return (
        f'<hp:tc name="" header="{int(head)}" hasMargin="0" protect="0" editable="0" dirty="0" '
        f'borderFillIDRef="{border}">{sublist(paragraph, "CENTER")}<hp:cellAddr colAddr="{at[0]}" rowAddr="{at[1]}"/>'
        f'<hp:cellSpan colSpan="{span}" rowSpan="1"/><hp:cellSz width="{size[0]}" height="{size[1]}"/>'
        f'<hp:cellMargin left="{sides}" right="{sides}" top="{above}" bottom="{above}"/></hp:tc>'
    )


def table(
    number: int, rows: Iterable[str], *, columns: int, size: tuple[int, int], border: str, caption: str, breaks: str
) -> str:
    """Rows are the text of their cells; `caption` is a paragraph or empty. Titles are repeated on each page.

    Where a page may end: nowhere (`NONE`, standing in the line like a letter), between rows (`TABLE`), in one (`CELL`).
    """
    body = "".join(f"<hp:tr>{row}</hp:tr>" for row in rows)
    above = _caption("TOP", size[0], caption) if caption else ""
    sides, top = CELL_PADDING
    return (
        f'<hp:tbl id="{number}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" '
        f'lock="0" dropcapstyle="None" pageBreak="{breaks}" repeatHeader="{int(bool(caption))}" '
        f'rowCnt="{body.count("<hp:tr>")}" colCnt="{columns}" cellSpacing="0" borderFillIDRef="{border}" noAdjust="0">'
        f"{_size(*size)}{_place(like_a_letter=breaks == 'NONE')}"
        f'<hp:outMargin left="0" right="0" top="{ABOVE}" bottom="{BELOW}"/>{above}'
        f'<hp:inMargin left="{sides}" right="{sides}" top="{top}" bottom="{top}"/>{body}</hp:tbl>'
    )


def picture(number: int, item: str, *, size: tuple[int, int], dots: tuple[int, int], alt: str, caption: str) -> str:
    """`size` on paper; `dots` are the file's own pixels, of which Hancom's program reckons 96 to the inch."""
    width, height = size
    right, bottom = (75 * each for each in dots)
    still = 'e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"'
    return (
        f'<hp:pic textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" reverse="0" id="{number}" zOrder="0" '
        'numberingType="PICTURE" lock="0" dropcapstyle="None" href="" groupLevel="0" '
        f'instid="{number}"><hp:offset x="0" y="0"/><hp:orgSz width="{width}" height="{height}"/>'
        f'<hp:curSz width="{width}" height="{height}"/><hp:flip horizontal="0" vertical="0"/>'
        f'<hp:rotationInfo angle="0" centerX="{width // 2}" centerY="{height // 2}" rotateimage="1"/>'
        f"<hp:renderingInfo><hc:transMatrix {still}/><hc:scaMatrix {still}/><hc:rotMatrix {still}/></hp:renderingInfo>"
        f'<hp:imgRect><hc:pt0 x="0" y="0"/><hc:pt1 x="{width}" y="0"/><hc:pt2 x="{width}" y="{height}"/>'
        f'<hc:pt3 x="0" y="{height}"/></hp:imgRect><hp:imgClip left="0" right="{right}" top="0" bottom="{bottom}"/>'
        '<hp:inMargin left="0" right="0" top="0" bottom="0"/>'
        f'<hp:imgDim dimwidth="{right}" dimheight="{bottom}"/>'
        f'<hc:img binaryItemIDRef="{item}" bright="0" contrast="0" effect="REAL_PIC" alpha="0"/><hp:effects/>'
        f"{_size(*size)}{_place(like_a_letter=True)}"
        f'<hp:outMargin left="0" right="0" top="0" bottom="0"/>{_caption("BOTTOM", width, caption)}'
        f"<hp:shapeComment>{escape(alt, quote=False)}</hp:shapeComment></hp:pic>"
    )


def running_head(number: int, paragraph: str) -> str:
    return f'<hp:ctrl><hp:header id="{number}" applyPageType="BOTH">{sublist(paragraph)}</hp:header></hp:ctrl>'


PAGE_NUMBER = '<hp:ctrl><hp:pageNum pos="BOTTOM_CENTER" formatType="DIGIT" sideChar="-"/></hp:ctrl>'


def right_tab(width: int) -> str:
    """`width` is a guess for programs that do not look for the right edge themselves."""
    return f'<hp:t><hp:tab width="{width}" leader="0" type="2"/></hp:t>'


def _caption(side: str, width: int, paragraph: str) -> str:
    place = f'side="{side}" fullSz="0" width="{width}" gap="400" lastWidth="{width}"'
    return f"<hp:caption {place}>{sublist(paragraph)}</hp:caption>"


def _size(width: int, height: int) -> str:
    return f'<hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'


def _place(*, like_a_letter: bool) -> str:
    return (
        f'<hp:pos treatAsChar="{int(like_a_letter)}" affectLSpacing="0" flowWithText="1" allowOverlap="0" '
        'holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" '
        'horzOffset="0"/>'
    )
