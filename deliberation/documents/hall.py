"""What lies ready in a hall before people come, in large type: rosters, cards, posters and forms, as one PDF/UA file.

Unlike a report it has no cover, no contents and no numbers; every sheet begins on a page of its own.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from . import typefaces
from .blocks import Language, printable

TEMPLATE = Path(__file__).parent / "hall.typ"
LABELS = {"ko": {"empty": "해당 자료가 없습니다."}, "en": {"empty": "Nobody yet."}}


@dataclass(frozen=True)
class Roster:
    """A list with a header on every page; ``widths`` are shares of the columns. Empty cells are room to write."""

    title: str
    subtitle: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "roster"


@dataclass(frozen=True)
class Card:
    big: str
    small: str = ""
    below: str = ""


@dataclass(frozen=True)
class Cards:
    """Cards to cut out, ``across`` times ``down`` on a page."""

    title: str
    across: int
    down: int
    cards: tuple[Card, ...]
    kind: str = "cards"


@dataclass(frozen=True)
class Poster:
    """One picture for a phone's camera, with what it is for and its address in words."""

    title: str
    subtitle: str
    svg: str
    alt: str
    steps: tuple[str, ...]
    address: str = ""
    kind: str = "poster"


@dataclass(frozen=True)
class Form:
    """A sheet to fill in by hand: short fields above, ruled lines below."""

    title: str
    hint: str
    fields: tuple[str, ...]
    lines: int
    kind: str = "form"


Sheet = Roster | Cards | Poster | Form


@dataclass(frozen=True)
class Pack:
    title: str
    language: Language
    date: date
    publisher: str
    sheets: tuple[Sheet, ...]


def render(pack: Pack) -> bytes:
    """The same pack gives the same bytes; text is data and never markup."""
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=typefaces.typst_fonts(),
        sys_inputs={"pack": json.dumps(_data(pack), ensure_ascii=False)},
    )
    midnight = datetime.combine(pack.date, time(), tzinfo=UTC)
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=midnight)
    if not isinstance(pdf, bytes):
        raise TypeError("one pack makes one file")
    return pdf


def _data(pack: Pack) -> dict[str, Any]:
    data = asdict(pack) | {"date": [pack.date.year, pack.date.month, pack.date.day], "labels": LABELS[pack.language]}
    data["sheets"] = [_settable(sheet) for sheet in data["sheets"]]
    return data | {name: _settable(data[name]) for name in ("title", "publisher")}


def _settable(node: Any, name: str = "") -> Any:
    """Printable text everywhere but in a picture."""
    if isinstance(node, str):
        return node if name == "svg" else printable(node, typefaces.glyphs())[0]
    if isinstance(node, dict):
        return {key: _settable(value, key) for key, value in node.items()}
    if isinstance(node, Iterable):
        return [_settable(each) for each in node]
    return node
