"""The list of a proposal's co-signatures as a document: by codes for everyone, by names for the official alone."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.accounts.actions import reveal_all
from deliberation.accounts.characteristics import characteristic
from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import day, number, office, period
from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import signature_codes
from deliberation.algorithms.disclosure import hide_small
from deliberation.documents.blocks import Block, Column, Document, Heading, List, Note, Paragraph, Table
from deliberation.ledger.canonical import canonical, digest
from deliberation.spaces.bilingual import printed_language

CODES_A_ROW = 4
HIDDEN = gettext_lazy(
    "Districts with fewer than five people are not shown, nor others from which their number would follow."
)


def published(proposal: Proposal) -> bytes:
    """The file of codes: its SHA-256 is the digest that was minuted when collecting ended."""
    return canonical({"cosignatures": signature_codes(proposal)})


def by_codes(proposal: Proposal) -> Document:
    """For the council and everyone: who signed stands as a code that says nothing about them outside this list."""
    codes = signature_codes(proposal)
    rows = [codes[start : start + CODES_A_ROW] for start in range(0, len(codes), CODES_A_ROW)]
    table = Table(
        _("Codes of the co-signatures"),
        (Column(_("Person’s code")),) * CODES_A_ROW,
        tuple((*row, *[""] * (CODES_A_ROW - len(row))) for row in rows),
    )
    how = Note(
        _("Every co-signer finds their own code on the proposal's page. No name can be found from a code."),
        title=_("How to read this list"),
    )
    return _document(proposal, codes, (how, table))


@transaction.atomic
def by_names(proposal: Proposal, *, by: User, why: str) -> Document:
    """For the office alone: names as given, each look logged with its reason. Erased people are only a code."""
    rows = list(proposal.cosignatures.filter(counts=True).select_related("user").order_by("district", "at", "pk"))
    known = reveal_all((row.user for row in rows), ["display_name"], by=by, why=why)
    lines = tuple(
        (
            *(n, known[row.user_id]["display_name"] or "–", characteristic(row.district, "district")),
            *(day(row.at), row.get_channel_display(), row.code),
        )
        for n, row in enumerate(rows, 1)
    )
    columns = (Column(_("No."), numeric=True), *map(Column, _titles()))
    table = Table(_("Co-signers"), columns, lines)
    warning = Note(_("This list holds personal data. Hand it on only as the law allows, and destroy it afterwards."))
    return _document(proposal, sorted(row.code for row in rows), (warning, table))


def _titles() -> list[str]:
    return [_("Name"), _("District"), _("Date"), _("By which way"), _("Person’s code")]


def _document(proposal: Proposal, codes: list[str], last: tuple[Block, ...]) -> Document:
    return Document(
        title=_("List of co-signatures"),
        subtitle=proposal.title,
        language=printed_language(),
        date=_ended_on(proposal),
        publisher=office()["name"],
        blocks=(*_summary(proposal, codes), Heading(1, _("List")), *last),
    )


def _summary(proposal: Proposal, codes: list[str]) -> Iterator[Block]:
    route = proposal.route
    yield Heading(1, _("Summary"))
    facts = [
        _("Proposal %(n)d: %(title)s") % {"n": proposal.pk, "title": proposal.title},
        _("Co-signing: %(period)s") % {"period": period(proposal.opens_at, proposal.closes_at)},
        _("Co-signatures: %(count)s of the %(threshold)s needed.")
        % {"count": number(len(codes)), "threshold": number(route.threshold)},
        _("Rule: %(basis)s (version %(version)s)") % {"basis": route.basis, "version": route.version},
        *route.conditions(),
    ]
    if proposal.apart_count:
        facts.append(_("Shown apart and not counted: %(n)s") % {"n": number(proposal.apart_count)})
    yield List.of(*facts)
    spread = hide_small(dict(proposal.spread()))
    rows = tuple(
        (characteristic(district, "district"), _("not shown") if n is None else n) for district, n in spread.items()
    )
    notes = (str(HIDDEN),) if None in spread.values() else ()
    columns = (Column(_("District")), Column(_("People"), numeric=True))
    yield Table(_("Co-signatures by district"), columns, rows, notes)
    yield Paragraph.of(_("Check value of this list in the minute book: %(digest)s") % {"digest": _digest(codes)})


def _digest(codes: list[str]) -> str:
    return digest({"cosignatures": codes})


def _ended_on(proposal: Proposal) -> date:
    """The day on which the list became final, so that the same list is the same document."""
    return localtime(proposal.reached_at or proposal.closes_at or timezone.now()).date()
