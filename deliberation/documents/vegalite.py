"""A Vega-Lite specification as a figure: one SVG that looks the same in a report, in a browser and in a word processor.

The SVG carries the letters it uses as an embedded font, so it needs none from the machine that shows it. Serve it as
an image (`image/svg+xml`), not inline: then it stays outside the page's content security policy. Drawing takes 0.1 to
0.5 s; the same input gives the same bytes, so callers may keep a figure by its content.
"""

import base64
import io
import re
from functools import cache
from html import unescape
from typing import Any

import vl_convert
from fontTools import subset
from fontTools.ttLib import TTFont

from . import pictures, typefaces
from .blocks import Figure, Table, printable

VEGA_LITE = "6.4"
LAYOUT = {"GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG"}
INK, SOFT, LINE = "#1e2124", "#58616a", "#cdd1d5"


def figure(spec: dict[str, Any], *, alt: str, caption: str, table: Table | None = None) -> Figure:
    """Draw a Vega-Lite specification whose data are inline. Raises ValueError where it is not valid."""
    _register_fonts()
    drawn = vl_convert.vegalite_to_svg({"config": _config()} | _shown(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    svg = _with_font(_rounded(drawn))
    return Figure(svg=svg, png=pictures.drawn(svg), alt=alt, caption=caption, table=table)


def _config() -> dict[str, Any]:
    """One weight of one family; nothing for screen readers inside, since the figure's own words stand beside it."""
    text = {"labelFontWeight": "normal", "titleFontWeight": "normal"}
    return {
        "aria": False,
        "background": "white",
        "font": ", ".join(typefaces.FAMILIES),
        "view": {"stroke": LINE},
        "axis": text | {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": SOFT},
        "legend": text | {"orient": "top", "labelFontSize": 13, "symbolSize": 120, "labelLimit": 0},
        "text": {"fontWeight": "normal"},
    }


@cache
def _register_fonts() -> None:
    """Not at import: the engine starts threads, which do not survive the fork of a worker."""
    vl_convert.register_font_directory(str(typefaces.FOLDER))


def _shown(node: Any) -> Any:
    """Only characters that the bundled fonts hold, so that no machine's own fonts decide how a chart looks."""
    match node:
        case str():
            return printable(node, typefaces.glyphs())[0]
        case dict():
            return {key: _shown(value) for key, value in node.items()}
        case list():
            return [_shown(each) for each in node]
    return node


def _rounded(svg: str) -> str:
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", svg)


def _with_font(svg: str) -> str:
    letters = frozenset(unescape("".join(re.findall(r">([^<]+)", svg))))
    faces = "".join(
        _face(family, name, letters) for family, name in zip(typefaces.FAMILIES, typefaces.FILES, strict=True)
    )
    head, rest = svg.split(">", 1)
    return f"{head}><defs><style>{faces}</style></defs>{rest}"


def _face(family: str, name: str, letters: frozenset[str]) -> str:
    """A font cut to these letters as a CSS rule; empty where it holds none of them."""
    wanted = frozenset(map(ord, letters)) & typefaces.points(name)
    if not wanted - {ord(" ")}:
        return ""
    with TTFont(typefaces.FOLDER / name, lazy=True, recalcTimestamp=False) as font:
        data = base64.b64encode(_cut(font, wanted)).decode()
    return f"@font-face{{font-family:'{family}';src:url(data:font/woff;base64,{data})}}"


def _cut(font: TTFont, wanted: frozenset[int]) -> bytes:
    # Layout tables give only kerning here. Taken out at once, since the cutter reads them even where it drops them.
    for name in LAYOUT & set(font.keys()):
        del font[name]
    cutter = subset.Subsetter(subset.Options(hinting=False))
    cutter.populate(unicodes=sorted(wanted))
    cutter.subset(font)
    font.flavor = "woff"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
