"""The agreement of a mediation council (협의결과문) as a document to print and sign."""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from deliberation.accounts.templatetags.words import day, office
from deliberation.conflicts.mediation import models as councils
from deliberation.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Signatures,
    Table,
)
from deliberation.documents.blocks import Signature as Line
from deliberation.spaces.bilingual import printed_language


def document(
    council: councils.Council,
    signatures: Sequence[councils.Signature],
    undertakings: Sequence[councils.Undertaking],
) -> Document:
    return Document(
        title=_("Agreement of the mediation council"),
        subtitle=str(council.conflict),
        language=printed_language(),
        date=localdate(council.agreed_at),
        publisher=office()["name"],
        blocks=(*_text(council), *_ratified(council), *_promised(undertakings), *_signed(signatures)),
    )


def _text(council: councils.Council) -> Iterator[Block]:
    draft = council.put
    if draft is None:
        return
    if not council.agreement_public:
        yield Note(_("The parties have not made this agreement public."))
    if draft.interim:
        yield Note(_("This is an interim agreement: some of the conflict stays open."))
    if council.conflict.demo:
        yield Note(_("This document holds demonstration data."))
    yield Heading(1, _("What was agreed"))
    for line in draft.text.split("\n"):
        if line.strip():
            yield Paragraph.of(line.strip())


def _ratified(council: councils.Council) -> Iterator[Block]:
    rows = council.put.ratifications.select_related("member").order_by("member") if council.put else []
    cells = tuple((row.member.capacity, row.principal, date_format(row.on, "DATE_FORMAT"), row.note) for row in rows)
    columns = (Column(_("Seat")), Column(_("Ratified by")), Column(_("Day")), Column(_("How it was decided")))
    if cells:
        yield Heading(1, _("Ratification"))
        yield Table(_("Ratification by the principals"), columns, cells)


def _promised(undertakings: Sequence[councils.Undertaking]) -> Iterator[Block]:
    if not undertakings:
        return
    columns = (Column(_("Number")), Column(_("What is promised")), Column(_("By whom")), Column(_("Due")))
    cells = tuple(
        (
            str(row.n),
            row.text,
            row.party.public_name if row.party else _("all together"),
            date_format(row.due, "DATE_FORMAT") if row.due else "",
        )
        for row in undertakings
    )
    yield Heading(1, _("Undertakings"))
    yield Table(_("What is promised, by whom and until when"), columns, cells)


def _signed(signatures: Sequence[councils.Signature]) -> Iterator[Block]:
    yield Heading(1, _("Signatures"))
    yield Signatures(
        tuple(
            Line(
                f"{row.member.party.public_name} · {row.member.capacity}" if row.member.party else row.member.capacity,
                f"{row.member.user} ({day(row.at)})",
            )
            for row in signatures
        )
    )
