import struct
import zlib

import pytest

from deliberation.documents import pictures
from deliberation.documents.blocks import Figure
from tests.documents.test_pdf import PNG, SVG


def png(width, height):
    """A white picture of so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress((b"\0" + b"\xff" * width) * height)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def figure(svg="", pixels=b""):
    return Figure(svg, pixels, "그림", "그림")


def test_pixels_have_their_size_on_paper_and_fit_the_page():
    small = pictures.pixels(figure(pixels=png(192, 96)))
    assert (small.dots, round(small.width, 1), round(small.height, 1)) == ((192, 96), 25.4, 12.7)
    wide, tall = (pictures.pixels(figure(pixels=png(*size))) for size in ((4000, 1000), (1000, 4000)))
    assert (round(wide.width), round(wide.height)) == (160, 40)
    assert (round(tall.width, 2), round(tall.height)) == (28.75, 115)


def test_a_chart_without_pixels_is_drawn():
    drawn = pictures.pixels(figure(SVG))
    assert drawn.dots == (180, 60)


@pytest.mark.parametrize(
    "damaged",
    [b"", PNG[:-1], PNG[:40], PNG[:45] + b"\xff" + PNG[46:], PNG.replace(b"IDAT", b"IDAX"), b"\xff\xd8\xff", png(0, 1)],
)
def test_damaged_pixels_are_no_picture(damaged):
    assert pictures.pixels(figure("<no/>", damaged)) is None


@pytest.mark.parametrize("damaged", ["", "<svg", "<html/>", "<svg/>", "text"])
def test_damaged_vectors_are_no_picture(damaged):
    assert pictures.vector(figure(damaged, PNG)) is None
    assert pictures.vector(figure(SVG, PNG)) == SVG
