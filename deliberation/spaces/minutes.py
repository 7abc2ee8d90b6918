"""Minutes of a sitting as a neutral document: the nine items of article 18 of the Enforcement Decree of the Public
Records Management Act. Approved minutes are frozen under their digest and printed from that file ever after.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.accounts.templatetags.words import moment
from deliberation.documents import blocks, pdf
from deliberation.documents.blocks import Block, Column, Document, Heading, List, Note, Paragraph, Table
from deliberation.ledger.actions import Refused, advance
from deliberation.spaces.concealing import conceal
from deliberation.spaces.models import Point, Recusal, Sitting
from deliberation.spaces.results import result_of, vote_of


def printed(sitting: Sitting) -> bytes:
    """The minutes as PDF: the approved ones from their frozen file, else a draft of what there is now."""
    if sitting.state != Sitting.State.APPROVED:
        return pdf.render(compose(sitting))
    with _storage(sitting).open(_file(sitting.minutes_digest)) as file:
        return pdf.render(blocks.from_json(file.read().decode()))


@transaction.atomic
def approve_minutes(sitting: Sitting, *, by) -> None:
    """Freeze the minutes. Refused while a point has no gist of what was said, or nothing is minuted at all."""
    held = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("space").get(pk=sitting.pk)
    if held.state in held.STEPS["approve"][0] and (missing := missing_in_minutes(held)):
        raise Refused(" ".join(missing))
    document = compose(held, approved=True)
    digest = blocks.digest(document)
    if not _storage(held).exists(_file(digest)):
        _storage(held).save(_file(digest), ContentFile(blocks.to_json(document).encode()))
    advance(held, "approve", by=by, role="chair", facts={"minutes": digest}, minutes_digest=digest)
    sitting.refresh_from_db()


def missing_in_minutes(sitting: Sitting) -> list[str]:
    """What the decree asks for and nobody has written yet."""
    silent = [point.position for point in sitting.points.standing() if not point.remarks.strip()]
    reasons = []
    if silent and sitting.kind == Sitting.Kind.MEETING:
        numbers = ", ".join(map(str, silent))
        reasons.append(_("Write what was said on these points: %(numbers)s.") % {"numbers": numbers})
    if not sitting.minutes.strip():
        reasons.append(_("Write how the sitting went: opening, reports, closing."))
    return reasons


def compose(sitting: Sitting, *, approved: bool = False) -> Document:
    """In the city's language. What is about a closed space is named as such and kept out."""
    with translation.override(settings.LANGUAGE_CODE):
        ended = sitting.closed_at or sitting.held_at
        return Document(
            title=sitting.title,
            subtitle=_("Minutes") if approved else _("Minutes (draft, not approved)"),
            language="ko",
            date=localtime(ended).date(),
            publisher=settings.CITY["name"],
            blocks=tuple(_blocks(sitting)),
        )


def _blocks(sitting: Sitting) -> Iterator[Block]:
    related = sitting.points.standing().select_related("decision", "space", "sitting__space")
    points = list(related.prefetch_related("recusals__user", "replies__user"))
    conceal(points, "title")
    parts = (_name, _body, _when, _people, _course, _agenda, _said, _decided, _votes)
    for part in parts:
        yield from part(sitting, points)
    if sitting.transcript:
        file = {"name": sitting.transcript.name, "digest": sitting.transcript.sha256}
        yield Note(_("%(name)s, SHA-256 %(digest)s") % file, title=_("Transcript"))


def _name(sitting: Sitting, _points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Name of the meeting"))
    written = sitting.kind == Sitting.Kind.WRITTEN
    yield Paragraph.of(f"{sitting.title} ({sitting.get_kind_display()})" if written else sitting.title)


def _body(sitting: Sitting, _points: list[Point]) -> Iterator[Block]:
    """A body with a space of its own sits in its own name."""
    yield Heading(1, _("Held by"))
    yield Paragraph.of(f"{settings.CITY['name']} {sitting.space.title or settings.CITY['department']}")


def _when(sitting: Sitting, _points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Date and place"))
    opened, closed = moment(sitting.opened_at or sitting.held_at), moment(sitting.closed_at)
    yield Paragraph.of(f"{opened} – {closed}" if closed else opened)
    yield Paragraph.of(sitting.place or _("by correspondence"))


def _people(sitting: Sitting, points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Present and attending"))
    here = list(sitting.present.order_by("pk")) or replied(points)
    numbers = {"present": len(here), "members": sitting.members or len(here)}
    yield Paragraph.of(_("%(present)d of %(members)d members.") % numbers)
    yield List.of(*(str(person) for person in here))
    yield Paragraph.of(_("Attending without being members: %(names)s") % {"names": sitting.attending or _("nobody")})
    recusals = [
        (f"{p.position}", str(r.user), f"{r.get_kind_display()}", _ground(r)) for p in points for r in p.recusals.all()
    ]
    if recusals:
        columns = (Column(pgettext("minutes", "Point")), Column(_("Member")), Column(_("Ground")), Column(_("Reason")))
        yield Table(_("Members who took no part in a point"), columns, tuple(recusals))


def _ground(recusal: Recusal) -> str:
    if recusal.stands:
        return recusal.reason
    return _("%(reason)s (taken back: %(why)s)") % {"reason": recusal.reason, "why": recusal.back_reason}


def replied(points: list[Point]) -> list:
    people = {reply.user_id: reply.user for point in points for reply in point.replies.all()}
    return [people[key] for key in sorted(people)]


def _course(sitting: Sitting, points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Order of proceedings"))
    opening = _("Opening, quorum found (%(moment)s)") % {"moment": moment(sitting.opened_at)}
    closing = _("Closing (%(moment)s)") % {"moment": moment(sitting.closed_at)}
    yield List.of(opening, *(_title(point) for point in points), closing, ordered=True)


def _agenda(sitting: Sitting, points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Points of the agenda"))
    yield List.of(*(_title(point) for point in points), ordered=True) if points else Paragraph.of(_("None."))
    off = list(sitting.points.filter(position=None).select_related("space", "sitting__space"))
    conceal(off, "title")
    if off:
        yield Paragraph.of(_("Taken off the agenda:"))
        yield List.of(
            *(f"{_title(point)}: {point.off_reason}" if _public(sitting, point) else _title(point) for point in off)
        )


def _said(sitting: Sitting, points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Gist of what was said"))
    if sitting.minutes:
        yield from (Paragraph.of(line) for line in sitting.minutes.splitlines() if line.strip())
    for point in points:
        yield Heading(2, _title(point))
        if not _public(sitting, point):
            continue
        yield from (Paragraph.of(line) for line in point.remarks.splitlines() if line.strip())
        for reply in point.replies.all():
            yield Paragraph.of(f"{reply.user}: {reply.remark or '–'}")


def _decided(sitting: Sitting, points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Decisions"))
    rows = tuple((str(point.position), *_decision(sitting, point)) for point in points)
    yield Table(
        _("What was decided"), (Column(pgettext("minutes", "Point")), Column(_("Result")), Column(_("Reason"))), rows
    )


def _decision(sitting: Sitting, point: Point) -> tuple[str, str]:
    if point.decision is None:
        return _("not decided"), "–"
    return (result_of(point.decision), point.decision.reason) if _public(sitting, point) else (_("not public"), "–")


def _votes(sitting: Sitting, points: list[Point]) -> Iterator[Block]:
    yield Heading(1, _("Votes"))
    shown = [(point, point.decision) for point in points if _public(sitting, point)]
    rows = tuple((str(point.position), vote_of(decision)) for point, decision in shown if decision)
    yield Table(
        _("How it was decided"), (Column(pgettext("minutes", "Point")), Column(pgettext("minutes", "Vote"))), rows
    )


def _public(sitting: Sitting, point: Point) -> bool:
    """What is about a closed space stays out of the minutes of a committee that everyone can read."""
    return sitting.space.closed or not point.space.closed


def _title(point: Point) -> str:
    return point.title if _public(point.sitting, point) else _("(not public)")


def _storage(sitting: Sitting) -> Storage:
    return storages["vault" if sitting.space.closed else "default"]


def _file(digest: str) -> str:
    return f"minutes/{digest}.json"
