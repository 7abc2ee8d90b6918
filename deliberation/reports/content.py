"""What the report says: the process's own facts, then the section of each stage's kind, as a neutral document.

The contents follow the short form of a 정책권고안: background and course, design, participants, deliberation stage by
stage, and the minute book's closing state. Everything is read in the caller's one snapshot.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.templatetags.words import moment, number, period
from deliberation.agendas.models import Proposal
from deliberation.algorithms.disclosure import hide_small
from deliberation.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    List,
    Mark,
    Note,
    Paragraph,
    Table,
    nested,
)
from deliberation.ledger.models import Chain
from deliberation.panels.models import Seat
from deliberation.panels.strata import LABELS, count
from deliberation.processes.convening import COMMITTEE
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Charter, Endorsement, Process, Stage
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Decision


def compose(process: Process, language: str) -> Document:
    """The report of a process in one language. Its date is that of the last minute, so equal data give equal bytes."""
    chain = Chain.objects.filter(name=process.chain).first()
    english = language == "en"
    return Document(
        title=str(process),
        subtitle=_("Report on the deliberation"),
        language="en" if english else "ko",
        date=_last_minuted(chain) or localtime(process.created_at).date(),
        publisher=settings.CITY["name_en" if english else "name"],
        line=tuple(_line(process)),
        blocks=tuple(_blocks(process, chain)),
    )


def _line(process: Process) -> Iterator[Mark]:
    """The stages by their state alone: the clock would make other bytes of the same data."""
    phases: dict[str, Literal["done", "now", "todo"]] = {Stage.State.CLOSED: "done", Stage.State.READY: "now"}
    for stage in process.stages.order_by("position"):
        dates, state = period(stage.opens_at, stage.closes_at), str(stage.get_state_display())
        yield Mark(str(stage), dates, state, phases.get(stage.state, "todo"))


def _last_minuted(chain: Chain | None) -> date | None:
    entry = chain.entries.order_by("-n").exclude(step="freeze_report").first() if chain else None
    return localtime(datetime.fromisoformat(entry.at)).date() if entry else None


def _blocks(process: Process, chain: Chain | None) -> Iterator[Block]:
    yield Heading(1, _("Overview"))
    yield from _overview(process)
    yield Heading(1, _("How the agenda came about"))
    yield from _origin(process)
    yield Heading(1, _("Design of the deliberation"))
    yield from _design(process)
    yield Heading(1, _("Participants"))
    yield from _participants(process)
    for stage in process.stages.select_related("process__space").order_by("position"):
        section = tuple(kind_of(stage).section(stage))
        if section:
            yield Heading(1, str(stage))
            yield Paragraph.of(period(stage.opens_at, stage.closes_at))
            yield from nested(section)
    yield Heading(1, _("How to check this report"))
    yield from _record(process, chain)


def _overview(process: Process) -> Iterator[Block]:
    if process.summary:
        yield Paragraph.of(in_language(process.summary, process.summary_en))
    if process.demo:
        yield Note(_("This process is a demonstration: its people, statements and votes are fictional."))
    rows = tuple(
        (str(stage), period(stage.opens_at, stage.closes_at), str(stage.get_state_display()))
        for stage in process.stages.order_by("position")
    )
    yield Table(_("Stages"), (Column(_("Stage")), Column(_("Dates")), Column(_("State"))), rows)


def _origin(process: Process) -> Iterator[Block]:
    agenda = process.agenda
    if agenda is None:
        yield Paragraph.of(_("The committee put this agenda forward itself."))
        return
    yield Paragraph.of(_("Route: %(route)s.") % {"route": agenda.route.get_kind_display()})
    proposal = agenda.proposal
    if proposal is not None:
        yield from _proposal(proposal)


def _proposal(proposal: Proposal) -> Iterator[Block]:
    yield Paragraph.of(_("Question proposed by a citizen: %(title)s") % {"title": proposal.title})
    yield Paragraph.of(
        _("Co-signatures: %(count)s of the %(threshold)s needed.")
        % {"count": number(proposal.cosignature_count), "threshold": number(proposal.route.threshold)}
    )
    for decision in Decision.objects.filter(about=proposal.subject):
        reason = {"day": moment(decision.decided_at), "motion": decision.motion, "reason": decision.reason}
        yield Paragraph.of(_("%(day)s: %(motion)s. Reason: %(reason)s") % reason)


def _design(process: Process) -> Iterator[Block]:
    charter = process.charters.filter(state=Charter.State.FROZEN).first()
    if charter is None:
        yield Paragraph.of(_("The charter is not in force yet."))
        return
    yield Paragraph.of(_("Question: %(question)s") % {"question": in_language(charter.question, charter.question_en)})
    yield List.of(*(in_language(side["name"], side.get("name_en", "")) for side in charter.sides))
    rows = (
        (_("How participants are drawn"), charter.selection),
        (_("What decides"), charter.decided_by),
        (_("By which rule"), charter.rule),
        (_("Announcement"), moment(charter.announce_at)),
        (_("The mayor's promise"), charter.promise),
    )
    yield Table(_("Charter, version %(n)d") % {"n": charter.version}, (Column(_("Point")), Column(_("Content"))), rows)
    endorsements = charter.endorsements.order_by("pk")
    words = tuple((_speaker(e), str(e.get_stand_display()), e.text or "–") for e in endorsements)
    yield Table(_("Who agreed, who objected"), (Column(_("For")), Column(_("Position")), Column(_("Remark"))), words)


def _speaker(endorsement: Endorsement) -> str:
    return _("The committee") if endorsement.speaks_for == COMMITTEE else endorsement.speaker


def _participants(process: Process) -> Iterator[Block]:
    strata = list(Seat.objects.current().filter(process=process).values_list("strata", flat=True))
    n = len(strata)
    yield Paragraph.of(ngettext("%(n)s person took part.", "%(n)s people took part.", n) % {"n": number(n)})
    for key, counted in count(strata).items():
        cells = sorted(hide_small(counted).items())
        rows = tuple((value, "–" if n is None else number(n)) for value, n in cells)
        hidden = any(n is None for _value, n in cells)
        notes = (_("Groups of fewer than five are not shown, so that nobody can be recognised."),) if hidden else ()
        label = str(LABELS.get(key, key))
        columns = (Column(label), Column(_("People"), numeric=True))
        yield Table(_("Participants: %(what)s") % {"what": label}, columns, rows, notes)


def _record(process: Process, chain: Chain | None) -> Iterator[Block]:
    yield Paragraph.of(
        _("Every step of this process stands in a minute book whose entries are chained by check values (SHA-256).")
    )
    if chain:
        entry = chain.entries.exclude(step="freeze_report").order_by("-n").first()
        n, head = (entry.n, entry.digest) if entry else (0, chain.head)
        yield Note(head, title=_("Entries up to this report: %(n)d. Check value of the last:") % {"n": n})
