"""What several chapters tell in the same words."""

from collections.abc import Iterator

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import moment, number, period
from deliberation.agendas.models import Proposal
from deliberation.documents.blocks import (
    Block,
    Column,
    Note,
    Paragraph,
    Table,
)
from deliberation.reports.composing.material import Material
from deliberation.spaces.models import Decision

Blocks = Iterator[Block]


def prose(text: str) -> Blocks:
    """What people wrote, by its paragraphs."""
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield Paragraph.of(paragraph.strip())


def beforehand(on: Material) -> Blocks:
    """What a reader has to know first: that people are fictional, and why an English document has Korean in it."""
    if on.process.demo:
        yield Note(_("This process is a demonstration: its people, statements and votes are fictional."))
    if (get_language() or "").startswith("en"):
        yield Note(_("What participants, the city and the committee wrote stands in the language they wrote it in."))


def timetable(on: Material) -> Table:
    rows = tuple((str(stage), period(stage.opens_at, stage.closes_at), on.standing(stage)[1]) for stage in on.stages)
    return Table(_("Stages"), (Column(_("Stage")), Column(_("Dates")), Column(_("State"))), rows)


def origin_of(on: Material) -> Blocks:
    agenda = on.process.agenda
    if agenda is None:
        yield Paragraph.of(_("The committee put this agenda forward itself."))
        return
    yield Paragraph.of(_("Route: %(route)s.") % {"route": agenda.route.get_kind_display()})
    if agenda.proposal is not None:
        yield from _proposal(agenda.proposal)
    for decision in Decision.objects.filter(about=agenda.subject):
        yield _decided(decision, str(agenda) if decision.motion == agenda.title else decision.motion)


def _proposal(proposal: Proposal) -> Blocks:
    yield Paragraph.of(_("Question proposed by a citizen: %(title)s") % {"title": proposal.title})
    yield Paragraph.of(
        _("Co-signatures: %(count)s of the %(threshold)s needed.")
        % {"count": number(proposal.cosignature_count), "threshold": number(proposal.route.threshold)}
    )
    for decision in Decision.objects.filter(about=proposal.subject):
        yield _decided(decision, decision.motion)


def _decided(decision: Decision, motion: str) -> Paragraph:
    names = {"day": moment(decision.decided_at), "motion": motion, "reason": decision.reason}
    return Paragraph.of(_("%(day)s: %(motion)s. Reason: %(reason)s") % names)


def taking_part(on: Material) -> str:
    n = len(on.strata)
    return ngettext("%(n)s person took part.", "%(n)s people took part.", n) % {"n": number(n)}
