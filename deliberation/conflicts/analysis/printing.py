"""An impact analysis as a document to print: its parts, and the map of the parties that it rests on."""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import day, office
from deliberation.conflicts.analysis.models import AnalysisPart, ImpactAnalysis
from deliberation.conflicts.stakeholders import charting
from deliberation.conflicts.stakeholders.models import Issue, Shown
from deliberation.documents.blocks import Block, Document, Heading, Note, Paragraph
from deliberation.spaces.bilingual import printed_language


def document(
    analysis: ImpactAnalysis,
    parts: Sequence[AnalysisPart],
    parties: Sequence[Shown],
    issues: Sequence[Issue],
    *,
    inside: bool,
) -> Document:
    """For insiders with every part, and marked so on its first page."""
    issued = localdate(analysis.issued_at) if analysis.issued_at else localdate()
    return Document(
        title=_("Impact analysis of a conflict"),
        subtitle=f"{analysis.conflict} · {_('version %(n)d') % {'n': analysis.n}}",
        language=printed_language(),
        date=issued,
        publisher=office()["name"],
        blocks=(*_notes(analysis, inside), *_parts(parts, inside), *_map(parties, issues)),
    )


def _notes(analysis: ImpactAnalysis, inside: bool) -> Iterator[Block]:
    if inside:
        yield Note(_("This copy holds restricted parts. It is not for publication."))
    if analysis.state == ImpactAnalysis.State.DRAFT:
        yield Note(_("This version is being written and has not been issued."))
    if analysis.conflict.demo:
        yield Note(_("This document holds demonstration data."))


def _parts(parts: Sequence[AnalysisPart], inside: bool) -> Iterator[Block]:
    for part in parts:
        yield Heading(1, str(part.get_kind_display()))
        if not (not part.restricted or inside):
            yield Paragraph.of(_("This part is not published."))
            continue
        if inside and part.restricted:
            yield Note(_("restricted"))
        for text in (part.text or _("Nothing has been written here.")).split("\n"):
            if text.strip():
                yield Paragraph.of(text.strip())
        if part.by and part.at:
            yield Paragraph.of(_("Written by %(who)s, %(on)s") % {"who": part.by, "on": day(part.at)})


def _map(parties: Sequence[Shown], issues: Sequence[Issue]) -> Iterator[Block]:
    charts = [chart for chart in (charting.matrix(parties, issues), charting.grid(parties)) if chart]
    if charts:
        yield Heading(1, _("Map of the parties on %(on)s") % {"on": date_format(localdate(), "DATE_FORMAT")})
    for chart in charts:
        yield chart.drawn()
