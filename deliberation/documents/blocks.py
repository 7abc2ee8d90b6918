"""A document as plain data: what a report says, before any format decides how it looks.

Every format (PDF, HWPX, DOCX, HTML, XLSX, CSV) is rendered from a `Document` alone. Its canonical JSON is what an
edition freezes: equal digest means the same edition.
"""

import base64
import dataclasses
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar

FORMAT = 1
DEEPEST_HEADING = 4
NO_CHARACTERS = "\ufffe\uffff"  # XML refuses them

Language = Literal["ko", "en"]
Node = TypeVar("Node")

# Fields whose text is code or an address: never normalised, never made printable.
VERBATIM = {"verbatim": True}


@dataclass(frozen=True)
class Reference:
    """What a sentence rests on: printed as a short label (의견 12), a link where there is a web address."""

    label: str
    url: str = field(default="", metadata=VERBATIM)

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValueError(f"not a web address: {self.url}")


@dataclass(frozen=True)
class Run:
    text: str
    strong: bool = False
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Heading:
    """Level 1 is a chapter. Numbers are not part of the text: `numbering.numbers` gives them."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, *parts: str | Run) -> "Paragraph":
        return cls(tuple(Run(part) if isinstance(part, str) else part for part in parts))

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class List:
    items: tuple[Paragraph, ...]
    ordered: bool = False

    @classmethod
    def of(cls, *items: str | Paragraph, ordered: bool = False) -> "List":
        return cls(tuple(Paragraph.of(item) if isinstance(item, str) else item for item in items), ordered)


@dataclass(frozen=True)
class Column:
    """A numeric column is aligned right in every format."""

    title: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Cells are text or whole numbers (printed with thousands separators; years and codes are text).

    Shares and decimals come as text, already rounded: a document holds no binary fractions.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs at least one column")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row of “{self.caption}” needs {len(self.columns)} cells")


@dataclass(frozen=True)
class Figure:
    """A picture as vectors (print, web) and as pixels (word processors), with its words and its numbers.

    A photograph has pixels only: its SVG is empty.
    """

    svg: str = field(metadata=VERBATIM)
    png: bytes
    alt: str
    caption: str
    table: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs a text alternative")
        if not (self.svg or self.png):
            raise ValueError(f"the figure “{self.caption}” has no picture")


@dataclass(frozen=True)
class Note:
    """A short text set apart: a warning, a definition, how something was counted."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class Signature:
    """``signed`` says how and when it was given; without it there is room to sign."""

    role: str
    name: str
    signed: str = ""


@dataclass(frozen=True)
class Signatures:
    """The page's signature rows, in the order given."""

    rows: tuple[Signature, ...]


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class Mark:
    """One stage on the line of the cover: its state in words, and as a mark for the eye."""

    title: str
    dates: str
    state: str
    phase: Literal["done", "now", "todo"] = field(metadata=VERBATIM)


Block = Heading | Paragraph | List | Table | Figure | Note | Signatures | PageBreak


@dataclass(frozen=True)
class Document:
    """Normalised when it is made: text is NFC without control characters, heading levels start at 1 and never jump.

    Lists become tuples; a float or a lazy translation anywhere inside raises TypeError.
    """

    title: str
    language: Language
    date: date
    publisher: str
    subtitle: str = ""
    line: tuple[Mark, ...] = ()
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a document needs a title")
        for name in ("title", "publisher", "subtitle"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        object.__setattr__(self, "line", with_text(tuple(self.line), plain))
        object.__setattr__(self, "blocks", _levelled(with_text(self.blocks, plain)))


def with_text(node: Node, change: Callable[[str], str]) -> Node:
    """The same tree with `change` applied to every text that is read by people; addresses and SVG stay."""
    return _with_text(node, change)


def _with_text(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, str):
        return change(node)
    if isinstance(node, tuple | list):
        return tuple(_with_text(each, change) for each in node)
    if isinstance(node, int | bytes | date | None):
        return node
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        raise TypeError(f"a document holds text and whole numbers, not {type(node).__name__}")
    fields = {name: getattr(node, name) for name, _readable in _fields(type(node))}
    return type(node)(**fields | {n: _with_text(fields[n], change) for n, readable in _fields(type(node)) if readable})


@cache
def _fields(kind: type) -> tuple[tuple[str, bool], ...]:
    """Of a block: each name, and whether people read what stands there."""
    return tuple((each.name, "verbatim" not in each.metadata) for each in dataclasses.fields(kind))


def plain(text: str) -> str:
    """NFC, without control characters (newlines stay) and without what turns the direction of writing."""
    if not text.isprintable():
        text = "".join(map(_without_control, text))
    return unicodedata.normalize("NFC", text)


def _without_control(character: str) -> str:
    if character == "\t":
        return " "
    override = unicodedata.bidirectional(character) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"}
    control = unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"
    return "" if control or override or character in NO_CHARACTERS else character


def _levelled(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Headings one level below the nearest higher one before them: no level is jumped, equals stay equal."""
    above: list[int] = []
    levelled: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [*(level for level in above if level < block.level), block.level]
            levelled.append(Heading(min(len(above), DEEPEST_HEADING), block.text))
        else:
            levelled.append(block)
    return tuple(levelled)


def nested(blocks: Iterable[Block], by: int = 1) -> tuple[Block, ...]:
    """The blocks of a section under another heading: every heading `by` levels deeper."""
    return tuple(Heading(b.level + by, b.text) if isinstance(b, Heading) else b for b in blocks)


def printable(text: str, glyphs: frozenset[int]) -> tuple[str, list[str]]:
    """The text with every character outside `glyphs` (code points) shown as ⟦U+1F600⟧, and those characters in order.

    Invisible format characters (joiners, variation selectors) that no font holds are dropped: nothing seen is lost.
    """
    if glyphs.issuperset(map(ord, text)):
        return text, []
    shown: list[str] = []
    missing: list[str] = []
    for character in text:
        if character == "\n" or ord(character) in glyphs:
            shown.append(character)
        elif not _invisible(character):
            shown.append(f"⟦U+{ord(character):04X}⟧")
            missing.append(character)
    return "".join(shown), missing


def _invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or unicodedata.name(character, "").startswith("VARIATION SELECTOR")


_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(Document, Heading, Paragraph, Run, Reference, List, Column, Table),
        *(Figure, Note, Signature, Signatures, PageBreak, Mark),
    )
}


def to_json(document: Document) -> str:
    """Canonical: keys sorted, no spaces, real characters; equal documents give equal text."""
    tree = {"format": FORMAT, "document": _encoded(document)}
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Document:
    """Raises ValueError for text that `to_json` did not write."""
    try:
        tree = json.loads(text, object_hook=_decoded)
        if tree["format"] == FORMAT and isinstance(tree["document"], Document):
            return tree["document"]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a document") from error
    raise ValueError("not a document of this format")


def digest(document: Document) -> str:
    return hashlib.sha256(to_json(document).encode()).hexdigest()


def _encoded(node: Any) -> Any:
    match node:
        case tuple():
            return [_encoded(each) for each in node]
        case bytes():
            return {"kind": "bytes", "base64": base64.b64encode(node).decode()}
        case date():
            return {"kind": "date", "day": node.isoformat()}
        case str() | int() | None:
            return node
    fields = {each.name: _encoded(getattr(node, each.name)) for each in dataclasses.fields(node)}
    return {"kind": type(node).__name__, **fields}


def _decoded(tree: dict[str, Any]) -> Any:
    kind = tree.pop("kind", None)
    match kind:
        case None:
            return tree
        case "bytes":
            return base64.b64decode(tree["base64"], validate=True)
        case "date":
            return date.fromisoformat(tree["day"])
    return _KINDS[kind](**{name: _tupled(value) for name, value in tree.items()})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value
