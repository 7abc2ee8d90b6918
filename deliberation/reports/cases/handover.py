"""The handover document of a case (업무인계·인수서), in the order of form 12 of the Enforcement Rule of the Regulation
on the Operation and Innovation of Administrative Work (article 61 of the regulation, article 45 of the rule).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation.accounts.templatetags.words import closing, number, office, period
from deliberation.agendas.agenda.minutes import way_of
from deliberation.conflicts.casefile.minutes import sentence
from deliberation.conflicts.casefile.models import Alert
from deliberation.conflicts.stakeholders.models import VoiceCheck
from deliberation.conflicts.templatetags.won import won
from deliberation.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    List,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Signatures,
    Table,
)
from deliberation.ledger.models import Entry
from deliberation.processes.minutes import in_short, titles_of
from deliberation.recommendations.models import Dissent, Recommendation
from deliberation.reports.cases.case import Case
from deliberation.responses.models import BudgetLine, Milestone, Response
from deliberation.spaces import records
from deliberation.spaces.bilingual import printed_language
from deliberation.spaces.models import Membership, Role, Space
from deliberation.spaces.records import Record, Scope, Task, particulars

# What a successor has to know of the way so far; the whole of it is in the minute books.
OF_CONFLICT = (
    *("file", "grade", "alert", "list", "carry", "release", "relist", "settle"),
    *("advise", "override", "issue", "found_council", "council_agreed", "end_council"),
)
OF_PROCESS = ("convene", "suspend", "resume", "close", "announce", "adopt", "deliver", "approve", "publish", "conclude")
WAY_OF_PROCESS = ("process", "stage", "ballot", "adoption", "report", "book", "response")
BY_HAND = "\u00a0" * 40  # room for a name


@dataclass(frozen=True)
class People:
    """Who hands over, takes over and confirms, each as it is to be printed; empty to be written by hand."""

    giver: str = ""
    receiver: str = ""
    witness: str = ""


def handover(case: Case, people: People) -> Document:
    """As the case stands now, in the language that is active."""
    return Document(
        title=_("Handover of duties"),
        subtitle=str(case),
        language=printed_language(),
        date=localdate(),
        publisher=office()["name"],
        blocks=tuple(_blocks(case, people)),
    )


def _blocks(case: Case, people: People) -> Iterator[Block]:
    scope = case.scope()
    tasks = records.tasks(scope)
    if case.demo:
        yield Note(_("This document holds demonstration data."))
    yield Heading(1, _("State of the work"))
    yield Heading(2, _("Duties handed over"))
    yield particulars(_("Duties handed over"), _duties(case))
    yield Heading(2, _("What has been done so far"))
    yield from _way(case)
    yield Heading(1, _("Main plans and how far they are"))
    yield from _plans(case)
    yield Heading(1, _("Current issues and problems"))
    yield List.of(*(list(_issues(case, tasks)) or [_("None that the system knows of.")]))
    yield Paragraph.of(_("Remarks of the person handing over: %(line)s") % {"line": _("(to be filled in)")})
    yield Heading(1, _("Main unfinished matters"))
    yield from _unfinished(tasks)
    yield Heading(1, _("Related documents"))
    yield from _documents(records.records(scope))
    yield Heading(1, _("Budget and goods"))
    yield particulars(_("Budget and goods"), _means(case))
    yield Heading(1, _("Other matters to know"))
    yield from _people(case, scope)
    yield PageBreak()  # what is signed stands with what it confirms
    yield Heading(1, _("Confirmation"))
    yield Paragraph.of(_("The duties are handed over and taken over as above."))
    yield Paragraph.of(date_format(localdate(), "DATE_FORMAT"))
    yield Signatures(
        (
            Signature(_("Handed over by"), people.giver or BY_HAND),
            Signature(_("Taken over by"), people.receiver or BY_HAND),
            Signature(_("Confirmed by"), people.witness or BY_HAND),
        )
    )


def _table(caption: str, titles: tuple[str, ...], rows: list[tuple[str | int, ...]], nothing: str) -> Iterator[Block]:
    if rows:
        yield Table(caption, tuple(map(Column, titles)), tuple(rows))
    else:
        yield Paragraph.of(nothing)


def _duties(case: Case) -> Iterator[tuple[str, str]]:
    process, conflict = case.process, case.conflict
    yield _("Name of the case"), str(case)
    yield pgettext("handover", "Outline"), conflict.about if conflict else process.about if process else ""
    yield _("Owning department"), conflict.owning_department if conflict else ""
    yield _("Managing department"), conflict.managing_department if conflict else office()["department"]
    if conflict:
        yield _("Grade"), str(conflict.get_grade_display() or _("not graded yet"))
        yield _("Alert"), str(Alert(conflict.alert).label)
        yield _("State of the conflict"), str(conflict.get_state_display())
        yield _("Legal requirements"), ", ".join(map(str, conflict.requirements))
    for agenda in case.agendas:
        yield _("Agenda"), f"{agenda} ({agenda.get_state_display()})"
    if process:
        yield _("Deliberation"), f"{process.kind or process} ({process.get_state_display()})"
        charter = process.charter
        yield _("The question"), charter.asks if charter else ""
        yield _("Promise of an answer"), charter.promised if charter else ""


def _way(case: Case) -> Iterator[Block]:
    lines = sorted(dict.fromkeys(_told(case)), key=lambda line: line[0])
    rows: list[tuple[str | int, ...]] = [(_day(on), text) for on, text in lines]
    yield from _table(
        _("What has been done so far"), (_("Day"), _("What happened")), rows, _("Nothing is minuted yet.")
    )


def _told(case: Case) -> Iterator[tuple[date, str]]:
    if case.conflict:
        entries = Entry.objects.filter(chain__name=case.conflict.chain, step__in=OF_CONFLICT).order_by("n")
        for entry in entries:
            yield _on(entry), sentence(entry)
        for event in case.conflict.events.order_by("on", "pk"):
            yield event.on, _("%(text)s (restricted)") % {"text": event.text} if event.restricted else event.text
    for agenda in case.agendas:
        for line in way_of(agenda):
            yield _on(line.entry), str(line.text)
    if case.process:
        titles = titles_of(case.process.stages.all())
        entries = Entry.objects.filter(chain__name=case.process.chain, step__in=OF_PROCESS).order_by("n")
        for entry in entries:
            if entry.subject.partition(":")[0] in WAY_OF_PROCESS:
                yield _on(entry), in_short(entry, titles)


def _plans(case: Case) -> Iterator[Block]:
    process = case.process
    if process is None:
        yield Paragraph.of(_("No deliberation has come of this conflict yet."))
        return
    rows: list[tuple[str | int, ...]] = [
        (str(stage), period(stage.opens_at, stage.closes_at), str(stage.get_state_display()))
        for stage in process.stages.all()
    ]
    titles = (_("Stage"), _("Dates"), _("State"))
    yield from _table(_("Stages"), titles, rows, _("No stages are planned."))
    answers = list(Response.objects.of(process).for_list())
    if answers:
        milestones = Milestone.objects.of(process)
        numbers = {
            "n": number(len(answers)),
            "answered": number(sum(answer.is_answered for answer in answers)),
            "milestones": number(milestones.count()),
            "done": number(milestones.filter(state=Milestone.State.FINISHED).count()),
        }
        yield Paragraph.of(
            _(
                "Of %(n)s recommendations handed to the mayor %(answered)s are answered; "
                "of %(milestones)s milestones %(done)s are done."
            )
            % numbers
        )
    else:
        standing = process.recommendations.exclude(state=Recommendation.State.DROPPED).count()
        told = ngettext("%(n)s recommendation stands so far.", "%(n)s recommendations stand so far.", standing)
        yield Paragraph.of(told % {"n": number(standing)})


def _issues(case: Case, tasks: list[Task]) -> Iterator[str]:
    late = [task for task in tasks if is_late(task)]
    if late:
        told = ngettext("%(n)s matter is overdue:", "%(n)s matters are overdue:", len(late)) % {"n": number(len(late))}
        yield f"{told} {', '.join(f'{task.what} “{task.title}”' for task in late)}"
    conflict = case.conflict
    if conflict and conflict.alert:
        change = conflict.alert_changes.order_by("-at", "-pk").first()
        alert = {"level": Alert(conflict.alert).label, "reason": change.reason if change else ""}
        yield _("Alert “%(level)s”: %(reason)s") % alert
    if case.process and (pause := case.process.pause):
        yield _("The deliberation is suspended: %(reason)s") % {"reason": pause.reason}
    checked = VoiceCheck.objects.filter(conflict=conflict).first() if conflict else None
    n = sum(not ways for ways in checked.found.values()) if checked else 0
    if n:
        told = ngettext("%(n)s party took no part yet.", "%(n)s parties took no part yet.", n)
        yield told % {"n": number(n)}
    objecting = Dissent.objects.signed().filter(recommendation__process=case.process)
    n = objecting.values("recommendation").distinct().count() if case.process else 0
    if n:
        told = ngettext(
            "There is a minority opinion on %(n)s recommendation.",
            "There are minority opinions on %(n)s recommendations.",
            n,
        )
        yield told % {"n": number(n)}


def is_late(task: Task) -> bool:
    if isinstance(task.due, datetime):
        return task.due <= timezone.now()
    return task.due is not None and task.due < localdate()


def _unfinished(tasks: list[Task]) -> Iterator[Block]:
    rows: list[tuple[str | int, ...]] = [
        (str(task.what), task.title, _due(task), _("overdue") if is_late(task) else "") for task in tasks
    ]
    titles = (_("Kind"), _("What is to be done"), _("Deadline"), pgettext("handover", "Remark"))
    yield from _table(_("Main unfinished matters"), titles, rows, _("Nothing is open."))


def _documents(found: list[Record]) -> Iterator[Block]:
    rows: list[tuple[str | int, ...]] = [
        (str(n), _day(row.on), str(row.kind), row.title, row.number or "–", row.access)
        for n, row in enumerate(found, start=1)
    ]
    titles = (_("No."), _("Day"), _("Kind"), _("Title"), _("Registration number"), _("Access"))
    yield from _table(_("Related documents"), titles, rows, _("There are no documents yet."))


def _means(case: Case) -> Iterator[tuple[str, str]]:
    if case.conflict and case.conflict.cost:
        yield _("Cost of the project"), str(won(case.conflict.cost))
    if case.process:
        promised = BudgetLine.objects.filter(response__in=Response.objects.of(case.process)).exclude(
            response__verdict=""
        )
        for year, million in promised.values_list("year").annotate(sum=Sum("million")).order_by("year"):
            told = _("Budget of the city's answers, %(year)s") % {"year": year}
            yield told, str(won(million * 1_000_000))
    yield _("Budget of the deliberation"), _("(to be filled in)")
    yield _("Goods and keys"), _("(to be filled in)")


def _people(case: Case, scope: Scope) -> Iterator[Block]:
    """Who holds which office now: participants are no contacts, and who takes part in a closed space stays there."""
    here = [space.pk for space in scope.spaces if not space.closed]
    current = Membership.objects.current().select_related("user", "space")
    own = current.filter(space__in=here).exclude(role=Role.PARTICIPANT)
    city = current.filter(space__kind=Space.Kind.CITY, role__in=[Role.CHAIR, Role.OFFICIAL])
    rows: list[tuple[str | int, ...]] = [
        (str(held.get_role_display()), str(held.user), held.label or "–", _where(held.space))
        for held in (own | city).order_by("role", "pk")
    ]
    titles = (_("Role"), _("Name"), _("Speaks for"), pgettext("handover", "Body"))
    yield from _table(_("People to turn to"), titles, rows, _("Nobody is appointed yet."))
    address = f"{settings.SITE_URL}{case.root.get_absolute_url()}"
    yield Paragraph.of(_("Page of the case: %(address)s") % {"address": address})


def _where(space: Space) -> str:
    if space.kind == Space.Kind.CITY:
        return _("the city")
    return space.title or str(space.get_kind_display())


def _on(entry: Entry) -> date:
    return localdate(parse_datetime(entry.at))


def _day(on: date) -> str:
    return date_format(on, "SHORT_DATE_FORMAT")


def _due(task: Task) -> Any:
    if isinstance(task.due, datetime):
        return closing(task.due)
    return date_format(task.due, "DATE_FORMAT") if task.due else _("none")
