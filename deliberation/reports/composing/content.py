"""What a document says: its chapters in the editor's order, each the editor's own text and then its generated part.

Without an editor's arrangement it has the chapters of its shape. Everything is read in the caller's one snapshot.
"""

from collections.abc import Iterator

from deliberation.accounts.templatetags.words import office, period
from deliberation.documents.blocks import Block, Document, Heading, Mark, PageBreak
from deliberation.reports.composing.material import Material
from deliberation.reports.composing.parts import PARTS
from deliberation.reports.composing.shapes import CHAPTERS, Shape
from deliberation.reports.composing.telling import prose
from deliberation.reports.models import Section
from deliberation.spaces.bilingual import printed_language


def compose(on: Material, shape: str) -> Document:
    """A document on the process in the language that is active. Its date is that of the last minute."""
    return Document(
        title=str(on.process),
        subtitle=str(Shape(shape).label),
        language=printed_language(),
        date=on.as_of,
        publisher=office()["name"],
        line=tuple(_line(on)),
        blocks=tuple(block for section in chapters(on, shape) for block in chapter(on, section)),
    )


def chapters(on: Material, shape: str) -> list[Section]:
    """The sections of the report in their order, those left out aside; unsaved ones where nobody has arranged any."""
    arranged = list(Section.objects.filter(report__process=on.process, report__shape=shape).order_by("position"))
    return [section for section in arranged or arrangement(shape) if not section.left_out]


def arrangement(shape: str) -> list[Section]:
    """The sections with which a report of this shape begins; not saved."""
    return [Section(position=n, part=name) for n, name in enumerate(CHAPTERS[shape], start=1)]


def chapter(on: Material, section: Section) -> Iterator[Block]:
    part = PARTS[section.part] if section.part else None
    own = list(prose(section.own_text))
    generated = list(part.blocks(on)) if part else []
    if part and part.once_told and not (own or generated):
        return
    if part and part.fresh:
        yield PageBreak()
    yield Heading(1, title_of(section))
    yield from own
    yield from generated


def title_of(section: Section) -> str:
    """The editor's title, else that of the generated part."""
    return str(section) or str(PARTS[section.part].title)


def _line(on: Material) -> Iterator[Mark]:
    for stage in on.stages:
        phase, words = on.standing(stage)
        yield Mark(str(stage), period(stage.opens_at, stage.closes_at), words, phase)
