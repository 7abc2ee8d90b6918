"""The styles of an HWPX file: ours in a new file; in a city's template its own of the same name, and ours beside.

Lengths are points here and hundredths of a point (HWPUNIT) in the file.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Literal, NamedTuple

from lxml import etree

HH = "{http://www.hancom.co.kr/hwpml/2011/head}"
NAMESPACES = {
    "hp": "http://www.hancom.co.kr/hwpml/2011/paragraph",
    "hs": "http://www.hancom.co.kr/hwpml/2011/section",
    "hc": "http://www.hancom.co.kr/hwpml/2011/core",
    "hh": "http://www.hancom.co.kr/hwpml/2011/head",
}
DECLARED = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
INK, SOFT, NAVY, BLUE, PALE, LINE = "#1E2124", "#58616A", "#052561", "#0B50D0", "#EEF2F7", "#B1B8BE"
GOTHIC, BATANG = "0", "1"  # 함초롬돋움 and 함초롬바탕, which come with Hancom's program; fonts are not embedded in HWPX
RIGHT_TAB = "2"  # of the blank file: what follows a tab ends at the right edge
OUTLINE_LEVELS = 10


@dataclass(frozen=True)
class Look:
    """How a style looks. `after` a paragraph, `left` of it and `hanging` its first line, in points."""

    english: str
    points: float = 10.5
    bold: bool = False
    colour: str = INK
    face: str = GOTHIC
    align: Literal["JUSTIFY", "LEFT", "RIGHT", "CENTER"] = "LEFT"
    before: float = 0
    after: float = 0
    left: float = 0
    hanging: float = 0
    line: int = 150  # per cent
    outline: int | None = None
    with_next: bool = False
    border: str = "none"
    tabbed: bool = False


LOOKS = {
    "본문": Look("Body", face=BATANG, align="JUSTIFY", after=6, line=165),
    "개요 1": Look(
        "Outline 1", 16, bold=True, colour=NAVY, before=20, after=13, outline=0, with_next=True, border="under"
    ),
    "개요 2": Look("Outline 2", 13, bold=True, colour=NAVY, before=14, after=6, outline=1, with_next=True),
    "개요 3": Look("Outline 3", 11.5, bold=True, before=11, after=5, outline=2, with_next=True),
    "개요 4": Look("Outline 4", 10.5, bold=True, before=9, after=4, outline=3, with_next=True),
    "표지 발행": Look("Cover Publisher", 13, bold=True, colour=NAVY),
    "표지 제목": Look("Cover Title", 25, bold=True, colour=NAVY, before=16, after=18, line=140, border="title"),
    "표지 부제": Look("Cover Subtitle", 14, colour=SOFT, before=6, after=6),
    "표지 날짜": Look("Cover Date", 14, bold=True, before=10, after=24),
    "표지 글": Look("Cover Text", 8.5, colour=SOFT, before=24, line=140),
    "차례 제목": Look("TOC Heading", 17, bold=True, colour=NAVY, after=12),
    "차례 1": Look("TOC 1", 10.5, bold=True, colour=NAVY, before=7, tabbed=True),
    "차례 2": Look("TOC 2", 10.5, left=14, before=2, tabbed=True),
    "캡션": Look("Caption", 9.5, bold=True, with_next=True),
    # Room for the caption below it, with which not every program reckons.
    "그림": Look("Picture", 10.5, align="CENTER", before=8, after=16),
    "그림 설명": Look("Picture Caption", 9.5, bold=True, align="CENTER"),
    "표 자리": Look("Table Anchor", 5, line=100, before=6, after=5),
    "표 머리": Look("Table Head", 9, bold=True, line=130),
    "표 머리 수": Look("Table Head Number", 9, bold=True, align="RIGHT", line=130),
    "표 글": Look("Table Text", 9, line=130),
    "표 수": Look("Table Number", 9, align="RIGHT", line=130),
    "표 주석": Look("Table Note", 8.5, colour=SOFT, before=3, after=4, line=140),
    "목록": Look("List", face=BATANG, left=16, hanging=14, after=4, line=160),
    "알림 제목": Look(
        "Note Heading", 9.5, bold=True, before=9, after=1, left=10, line=155, with_next=True, border="note"
    ),
    "알림": Look("Note", 9.5, before=5, after=9, left=10, line=155, border="note"),
    "서명": Look("Signature", 11, bold=True, line=130),
    "머리말": Look("Header", 8.5, colour=SOFT, border="head", tabbed=True),
}

# Left, right, top and bottom line, and the ground.
BORDERS: dict[str, tuple[str, str, str, str, str]] = {
    "none": ("", "", "", "", ""),
    "under": ("", "", "", f"0.4 mm {NAVY}", ""),
    "head": ("", "", "", f"0.12 mm {LINE}", ""),
    "title": ("", "", f"0.7 mm {NAVY}", f"0.25 mm {NAVY}", ""),
    "note": (f"1.0 mm {NAVY}", "", "", "", PALE),
    "titles": ("", "", f"0.4 mm {NAVY}", f"0.25 mm {NAVY}", PALE),
    "row": ("", "", f"0.12 mm {LINE}", f"0.12 mm {LINE}", ""),
    "room": ("", "", "", f"0.12 mm {LINE}", ""),
}


class Style(NamedTuple):
    """What a paragraph refers to: numbers of a style, of its paragraph shape and of its character shape."""

    style: str
    paragraph: str
    character: str


class Styles:
    """The header part of a file while styles are looked up in it and added to it, each when it is first used."""

    def __init__(self, head: etree._Element, *, own: bool) -> None:
        """`own`: the file is blank, so that its styles are given our looks; else those that it has are kept."""
        self._head, self._own = head, own
        self._styles: dict[str, Style] = {}
        self._borders: dict[str, str] = {}
        self._characters: dict[tuple[str, float, bool, str], str] = {}
        self._first = self._list("charProperties")[0]

    def style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self._made(name)
        return self._styles[name]

    def varied(self, character: str, *, scale: float = 1, bold: bool = False, colour: str = "") -> str:
        """The number of a character shape that differs from this one in size, weight or colour."""
        key = (character, scale, bold, colour)
        if key not in self._characters:
            base = next(each for each in self._list("charProperties") if each.get("id") == character)
            shape = deepcopy(base)
            shape.set("height", str(round(scale * int(base.get("height", "1000")))))
            self._characters[key] = self._add("charProperties", _weighted(shape, colour, bold=bold))
        return self._characters[key]

    def border(self, name: str) -> str:
        if name not in self._borders:
            self._borders[name] = self._add("borderFills", etree.fromstring(_border(*BORDERS[name])))
        return self._borders[name]

    def silent_outline(self) -> str:
        """A numbering of headings that prints nothing: their numbers stand in the text, the same in every format."""
        level = (
            '<hh:paraHead start="1" level="{}" align="LEFT" useInstWidth="0" autoIndent="0" widthAdjust="0" '
            'textOffsetType="PERCENT" textOffset="0" numFormat="DIGIT" charPrIDRef="4294967295" checkable="0"/>'
        )
        levels = "".join(level.format(n) for n in range(1, OUTLINE_LEVELS + 1))
        return self._add(
            "numberings", etree.fromstring(f'<hh:numbering {DECLARED} id="" start="0">{levels}</hh:numbering>')
        )

    def _made(self, name: str) -> Style:
        look = LOOKS[name]
        styles = self._list("styles")
        there = next((each for each in styles if each.get("name") == name and each.get("type") == "PARA"), None)
        if there is not None and not self._own:
            return Style(*(there.get(key, "0") for key in ("id", "paraPrIDRef", "charPrIDRef")))
        paragraph = self._add("paraProperties", etree.fromstring(self._paragraph(look)))
        character = self._add("charProperties", self._character(look))
        if there is None:
            there = etree.fromstring(
                f'<hh:style {DECLARED} type="PARA" name="{name}" engName="{look.english}" nextStyleIDRef="0" '
                'langID="1042" lockForm="0"/>'
            )
            there.set("nextStyleIDRef", self._add("styles", there))
        there.set("paraPrIDRef", paragraph)
        there.set("charPrIDRef", character)
        return Style(there.get("id", "0"), paragraph, character)

    def _character(self, look: Look) -> etree._Element:
        shape = deepcopy(self._first)
        shape.set("height", str(round(100 * look.points)))
        face = shape.find(f"{HH}fontRef")
        if self._own and face is not None:
            for language in face.attrib:
                face.set(language, look.face)
        return _weighted(shape, look.colour, bold=look.bold)

    def _paragraph(self, look: Look) -> str:
        whole = "BREAK_WORD" if look.align == "JUSTIFY" else "KEEP_WORD"
        kind, level = ("NONE", 0) if look.outline is None else ("OUTLINE", look.outline)
        tab = RIGHT_TAB if look.tabbed and self._own else "0"
        edge = 5 if look.border == "note" else 0
        below = {"under": 4, "title": 10, "head": 3}.get(look.border, edge)
        above = 10 if look.border == "title" else edge
        return (
            f'<hh:paraPr {DECLARED} id="" tabPrIDRef="{tab}" condense="0" fontLineHeight="0" snapToGrid="1" '
            'suppressLineNumbers="0" checked="0" textDir="LTR">'
            f'<hh:align horizontal="{look.align}" vertical="BASELINE"/>'
            f'<hh:heading type="{kind}" idRef="0" level="{level}"/>'
            f'<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="{whole}" widowOrphan="1" '
            f'keepWithNext="{int(look.with_next)}" keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/>'
            '<hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
            '<hp:switch><hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">'
            f"{_margin(look, 100)}</hp:case><hp:default>{_margin(look, 200)}</hp:default></hp:switch>"
            f'<hh:border borderFillIDRef="{self.border(look.border)}" offsetLeft="{200 * edge}" '
            f'offsetRight="{200 * edge}" offsetTop="{100 * above}" offsetBottom="{100 * below}" '
            f'connect="{int(look.border == "note")}" '
            'ignoreMargin="0"/></hh:paraPr>'
        )

    def _list(self, name: str) -> etree._Element:
        found = self._head.find(f"{HH}refList/{HH}{name}")
        if found is None:
            raise ValueError(f"the file has no {name}")
        return found

    def _add(self, name: str, element: etree._Element) -> str:
        """Append with the next number and count; returns the number."""
        into = self._list(name)
        number = str(max((int(each.get("id", "-1")) for each in into), default=0) + 1)
        element.set("id", number)
        into.append(element)
        into.set("itemCnt", str(len(into)))
        return number


def _weighted(shape: etree._Element, colour: str, *, bold: bool) -> etree._Element:
    if colour:
        shape.set("textColor", colour)
    if bold and shape.find(f"{HH}bold") is None:
        line = shape.find(f"{HH}underline")
        shape.insert(len(shape) if line is None else shape.index(line), etree.Element(f"{HH}bold"))
    return shape


def _margin(look: Look, unit: int) -> str:
    """The older readers of the format expect twice the value."""
    sides = {
        "intent": -look.hanging,
        "left": look.left,
        "right": 0,
        "prev": look.before,
        "next": look.after,
    }
    values = "".join(f'<hc:{side} value="{round(unit * value)}" unit="HWPUNIT"/>' for side, value in sides.items())
    return f'<hh:margin>{values}</hh:margin><hh:lineSpacing type="PERCENT" value="{look.line}" unit="HWPUNIT"/>'


def _border(left: str, right: str, top: str, bottom: str, ground: str) -> str:
    sides = zip(("left", "right", "top", "bottom"), (left, right, top, bottom), strict=True)
    lines = "".join(f"<hh:{side}Border {_line(line)}/>" for side, line in sides)
    brush = f'<hc:fillBrush><hc:winBrush faceColor="{ground}" hatchColor="#999999" alpha="0"/></hc:fillBrush>'
    return (
        f'<hh:borderFill {DECLARED} id="" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{lines}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>{brush if ground else ""}</hh:borderFill>'
    )


def _line(line: str) -> str:
    if not line:
        return 'type="NONE" width="0.1 mm" color="#000000"'
    width, colour = line.rsplit(" ", 1)
    return f'type="SOLID" width="{width}" color="{colour}"'
