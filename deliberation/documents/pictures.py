"""The picture of a figure, as each format can take it; None where its data are damaged, so that words stand there."""

import struct
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

import typst

from . import typefaces
from .blocks import Figure

PIXELS_PER_INCH = 192
MILLIMETRES_PER_PIXEL = 25.4 / PIXELS_PER_INCH
WIDEST, TALLEST = 160.0, 115.0  # millimetres on paper
SVG = "{http://www.w3.org/2000/svg}svg"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
ONE_PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


@dataclass(frozen=True)
class Pixels:
    """A whole PNG, its own size in pixels and its size on paper in millimetres."""

    png: bytes
    dots: tuple[int, int]
    width: float
    height: float


def vector(figure: Figure) -> str | None:
    """Its SVG, where it has one that can be read."""
    try:
        root = ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn here (`vegalite`); frozen since, maybe damaged
    except ElementTree.ParseError:
        return None
    return figure.svg if root.tag == SVG else None


def pixels(figure: Figure) -> Pixels | None:
    """Its PNG, or one drawn from its SVG."""
    size = _size(figure.png)
    if size:
        return _on_paper(figure.png, *size)
    svg = vector(figure)
    if svg is None:
        return None
    png = drawn(svg)
    return _on_paper(png, *struct.unpack(">II", png[16:24]))


def drawn(svg: str) -> bytes:
    """As PNG, by Typst, which knows the bundled fonts alone; a browser engine would also use those of the machine."""
    compiler = typst.Compiler(ONE_PICTURE, font_paths=typefaces.typst_fonts(), sys_inputs={"svg": svg})
    png = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    if not isinstance(png, bytes):
        raise TypeError("one picture makes one file")
    return png


def _on_paper(png: bytes, width: int, height: int) -> Pixels:
    scale = min(MILLIMETRES_PER_PIXEL, WIDEST / width, TALLEST / height)
    return Pixels(png, (width, height), width * scale, height * scale)


def _size(png: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG whose every chunk is whole."""
    if not png.startswith(SIGNATURE):
        return None
    place, kinds = len(SIGNATURE), []
    while place + 12 <= len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 4 : place + 8 + length]
        if png[place + 8 + length : place + 12 + length] != zlib.crc32(body).to_bytes(4):
            return None
        kinds.append(kind)
        place += 12 + length
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        return None
    width, height = struct.unpack(">II", png[16:24])
    return (width, height) if width and height else None
