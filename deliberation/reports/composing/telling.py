"""What several chapters tell in the same words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.templatetags.words import moment, number, period
from deliberation.agendas.models import Proposal
from deliberation.documents.blocks import (
    Block,
    Column,
    Paragraph,
    Table,
)
from deliberation.reports.composing.material import Material
from deliberation.spaces.models import Decision

Blocks = Iterator[Block]


def timetable(on: Material) -> Table:
    rows = tuple(
        (str(stage), period(stage.opens_at, stage.closes_at), str(stage.get_state_display())) for stage in on.stages
    )
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
        yield _decided(decision)


def _proposal(proposal: Proposal) -> Blocks:
    yield Paragraph.of(_("Question proposed by a citizen: %(title)s") % {"title": proposal.title})
    yield Paragraph.of(
        _("Co-signatures: %(count)s of the %(threshold)s needed.")
        % {"count": number(proposal.cosignature_count), "threshold": number(proposal.route.threshold)}
    )
    for decision in Decision.objects.filter(about=proposal.subject):
        yield _decided(decision)


def _decided(decision: Decision) -> Paragraph:
    names = {"day": moment(decision.decided_at), "motion": decision.motion, "reason": decision.reason}
    return Paragraph.of(_("%(day)s: %(motion)s. Reason: %(reason)s") % names)


def taking_part(on: Material) -> str:
    n = len(on.strata)
    return ngettext("%(n)s person took part.", "%(n)s people took part.", n) % {"n": number(n)}
