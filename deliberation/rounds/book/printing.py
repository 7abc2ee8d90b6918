"""An edition as a document to print: from its frozen content alone, so that one edition gives one file."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import number, office, percent
from deliberation.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    List,
    Note,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Table,
)
from deliberation.rounds.book.content import SUMMARY_MOST, TOLERANCE, ChapterRead, Claim, Reading, Side, Text
from deliberation.rounds.book.models import Edition
from deliberation.spaces.bilingual import printed_language


def document(edition: Edition, said: Reading) -> Document:
    return Document(
        title=said.title,
        subtitle=f"{_('Briefing book')} · {_('edition %(n)d') % {'n': edition.number}}",
        language=printed_language(),
        date=localdate(edition.published_at),
        publisher=office()["name"],
        blocks=tuple(_blocks(edition, said)),
    )


def _blocks(edition: Edition, said: Reading) -> Iterator[Block]:
    yield Heading(1, _("How to read this book"))
    yield from guide(said)
    yield Note(edition.digest, title=_("Check value of this edition in the minute book"))
    for chapter in said.chapters:
        yield PageBreak()
        yield Heading(1, chapter.title)
        yield from _chapter(chapter)
    yield PageBreak()
    yield Heading(1, _("Objections of the sides and what became of them"))
    yield from objections(said)


def guide(said: Reading) -> Iterator[Block]:
    """How the book is made, in the words of its rules, and the lengths as measured."""
    yield Paragraph.of(_("The question: %(question)s") % {"question": said.question})
    if said.demo:
        yield Note(_("This document holds demonstration data."))
    yield List.of(
        _("On each issue the sides have the same space and take turns in coming first."),
        _("Texts of one kind differ in length by at most %(n)d percent; spaces are not counted.") % {"n": TOLERANCE},
        _("A summary has at most %(n)d characters without spaces.") % {"n": SUMMARY_MOST},
        _("Every claim names its source, and which sides accept or contest it."),
    )
    told = " · ".join(f"{label} {number(n)}" for _code, label, n in said.verdicts)
    yield Paragraph.of(Run(_("Objections of the sides"), strong=True), f": {told}")
    yield parity(said)


def parity(said: Reading) -> Table:
    columns = (
        *(Column(title) for title in (_("Issue"), _("Text"), _("Length by side"))),
        Column(_("Difference"), numeric=True),
    )
    rows = tuple(
        (
            chapter.title,
            measure.label,
            "\n".join(f"{side} {number(length)}" for side, length in measure.lengths),
            percent(measure.difference, measure.longest),
        )
        for chapter in said.issues
        for measure in chapter.measures
    )
    return Table(_("Length of the sides' texts, in characters without spaces"), columns, rows)


def _chapter(chapter: ChapterRead) -> Iterator[Block]:
    yield from _text(chapter.neutral)
    if not chapter.issue:
        return
    yield Heading(2, str(chapter.summaries[0].label))
    yield _side_by_side(chapter, chapter.title)
    for text in chapter.summaries:
        yield from _notes(text)
    for label, texts in chapter.parts[1:]:
        for text in texts:
            yield Heading(2, f"{label} · {text.side.name}" if text.side else label)
            yield from _text(text)


def in_brief(chapter: ChapterRead) -> Iterator[Block]:
    """An issue for a report: its background, the sides' summaries side by side, and the claims that a side contests."""
    yield from _paragraphs(chapter.neutral)
    yield _side_by_side(chapter, _("The sides at a glance"))
    contested = [claim for text in chapter.texts for claim in text.claims if claim.contested]
    if contested:
        yield Paragraph.of(Run(_("Claims of the briefing book that a side contests"), strong=True))
        yield List(tuple(Paragraph.of(*_sourced(claim)) for claim in contested))


def _side_by_side(chapter: ChapterRead, caption: str) -> Table:
    columns = tuple(Column(text.side.name) for text in chapter.summaries if text.side)
    return Table(caption, columns, (tuple(text.text for text in chapter.summaries),))


def _paragraphs(text: Text) -> Iterator[Block]:
    for line in text.text.split("\n"):
        if line.strip():
            yield Paragraph.of(line.strip())


def _text(text: Text) -> Iterator[Block]:
    yield from _paragraphs(text)
    yield from _notes(text)
    if text.claims:
        yield Paragraph.of(Run(_("Claims and sources"), strong=True))
        yield List(tuple(_claim(claim) for claim in text.claims))


def _notes(text: Text) -> Iterator[Block]:
    for side, view in text.notes:
        yield Note(view, title=_("Other view, asked for by “%(side)s”") % {"side": side.name})


def _claim(claim: Claim) -> Paragraph:
    return Paragraph.of(f"{claim.number}. ", *_sourced(claim))


def _sourced(claim: Claim) -> tuple[Run | str, ...]:
    """A claim with its source and who accepts it."""
    source = f"{claim.source} ({claim.publisher}, {claim.dated})"
    references = (Reference(source, claim.url),) if claim.url else (Reference(source),)
    return Run(claim.text, references=references), f" {stands(claim)}"


def stands(claim: Claim) -> str:
    """Who accepts and who contests a claim, in words."""
    said = [(_("accepted by %(sides)s"), claim.accepted), (_("contested by %(sides)s"), claim.contested)]
    told = [words % {"sides": _names(sides)} for words, sides in said if sides]
    return capfirst("; ".join(told or [_("no side has said whether it accepts this")]))


def _names(sides: tuple[Side, ...]) -> str:
    return ", ".join(side.name for side in sides)


def objections(said: Reading) -> Iterator[Block]:
    """The rows of the review, with what was decided and why."""
    columns = (Column(_("Text")), Column(_("Objection")), Column(_("Decision and reason")))
    rows = tuple(
        (
            f"{row.chapter}. {row.label}" + (f" · {row.about.name}" if row.about else ""),
            f"{row.by.name}: {row.text}",
            capfirst(f"{row.verdict}. {row.reason}".strip()),
        )
        for row in said.objections
    )
    yield Table(_("Objections in the order of the book"), columns, rows)
