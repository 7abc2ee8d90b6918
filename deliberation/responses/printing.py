"""The city's answers in print: what it answered to each recommendation, what became of it, what the committee found.

Nothing here asks the clock: of the same data an edition is the same bytes on another day.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.accounts.templatetags.words import day
from deliberation.conflicts.templatetags.won import won
from deliberation.documents.blocks import Block, Column, Heading, List, Paragraph, Reference, Run, Table
from deliberation.processes.models import Process
from deliberation.responses.answering.actions import due_day
from deliberation.responses.models import Contest, Milestone, Opinion, Report, Response
from deliberation.responses.tallying import tally

NOTHING = "–"


def section(process: Process) -> Iterator[Block]:
    """Everything that is published; nothing while no recommendation has its answer. A fixed number of queries."""
    rows = list(answers_of(process))
    if not any(row.is_answered for row in rows):
        return
    yield Paragraph.of(tally(Response.objects.of(process))._replace(overdue=0, behind=0).sentence)
    yield _overview(rows)
    for row in rows:
        yield Heading(1, str(row.recommendation))
        yield from _answer(row)
        yield from _milestones(row)
    yield from _checks(process)


def answers_of(process: Process):
    """The answers with all that was said and done about them."""
    contests = Contest.objects.select_related("item").prefetch_related("attachments")
    reports = Report.objects.prefetch_related("attachments", Prefetch("contests", contests))
    milestones = Milestone.objects.prefetch_related(Prefetch("progress", reports))
    rows = Response.objects.of(process).for_list().select_related("rules")
    return rows.prefetch_related("budget", "opinions", Prefetch("milestones", milestones))


def _overview(rows: Iterable[Response]) -> Table:
    titles = (_("Recommendation"), _("The city's answer"), _("Department in charge"), _("Done by"), _("Milestones"))
    lines = tuple((str(row), _verdict(row), *_promised(row)) for row in rows)
    return Table(_("The city's answers in brief"), tuple(Column(title) for title in titles), lines)


def _verdict(row: Response) -> str:
    return str(row.get_verdict_display()) if row.is_answered else _("The city has not answered yet")


def _promised(row: Response) -> tuple[str, str, str]:
    if not row.is_answered:
        return (NOTHING, NOTHING, NOTHING)
    states = [milestone.state for milestone in row.milestones.all()]
    done = f"{states.count(Milestone.State.FINISHED)}/{len(states)}" if states else NOTHING
    return row.department, _date(row.done_by), done


def _answer(row: Response) -> Iterator[Block]:
    lines = [(_("The city's answer"), _verdict(row)), (_("Handed to the mayor"), _date(row.begun_on)), *_deadline(row)]
    if row.is_answered:
        late = " " + _("(after the deadline)") if row.was_late else ""
        lines += [
            (_("Answered on"), day(row.answered_at) + late),
            (_("Answered in the name of"), row.signed_by),
            (_("Department in charge"), row.department),
            (_("Done by"), _date(row.done_by)),
            (_("Budget"), _budget(row)),
        ]
    columns = (Column(_("Point")), Column(_("Content")))
    yield Table(_("Answer and deadline: %(answer)s") % {"answer": row}, columns, tuple(lines))
    if not row.is_answered:
        return
    for title, text in ((_("Reason"), row.explained), (_("What the city will do"), row.intended)):
        if text:
            yield Heading(2, title)
            yield from (Paragraph.of(part.strip()) for part in text.split("\n\n") if part.strip())
    if opinions := row.opinions.all():
        yield Heading(2, _("Opinions of other departments"))
        yield List.of(*(f"{one.department}: {one.text or _silence(one)}" for one in opinions))


def _deadline(row: Response) -> Iterator[tuple[str, str]]:
    yield _("Deadline of the city's answer"), _date(due_day(row.due_at))
    yield _("What the deadline rests on"), row.rests_on
    if row.extended_from:
        yield _("Deadline before the extension"), _date(due_day(row.extended_from))
        yield _("Reason of the extension"), row.extension_reason
    if row.escalated_at:
        yield (
            _("The city has missed a deadline"),
            _("The committee was told on %(day)s.") % {"day": day(row.escalated_at)},
        )


def _silence(opinion: Opinion) -> str:
    """Why there is none, of one whose answer is published."""
    asked, withdrawn = day(opinion.asked_at), day(opinion.withdrawn_at)
    told = _("asked on %(asked)s; no opinion had come by %(withdrawn)s.") % {"asked": asked, "withdrawn": withdrawn}
    return f"{told} {opinion.withdrawal_reason}"


def _budget(row: Response) -> str:
    lines = [f"{line.year}: {won(line.won)}" for line in row.budget.all()]
    return " · ".join([*lines, *([row.budget_source] if row.budget_source else [])]) or NOTHING


def _milestones(row: Response) -> Iterator[Block]:
    milestones = list(row.milestones.all())
    if not milestones:
        return
    titles = (_("Milestone"), _("Done by"), _("State"), _("Progress"))
    lines = tuple((str(one), _date(one.due_on), str(one.get_state_display()), f"{one.percent}%") for one in milestones)
    yield Table(_("Milestones: %(answer)s") % {"answer": row}, tuple(Column(title) for title in titles), lines)
    if told := [_report(report) for one in milestones for report in _told(one)]:
        yield Heading(2, _("What the city reports"))
        yield List.of(*told)
    contests = [
        _contest(one, contest) for one in milestones for report in _told(one) for contest in report.contests.all()
    ]
    if contests:
        yield Heading(2, _("Contested by citizens"))
        yield List.of(*contests)


def _told(milestone: Milestone) -> Iterator[Report]:
    for report in milestone.progress.all():
        report.milestone = milestone
        yield report


def _report(report: Report) -> Paragraph:
    words = f"{day(report.at)} · {report.milestone} · {report.get_act_display()} ({report.percent}%): {report.text}"
    if report.act == Report.Act.CHANGE:
        before = _("Before: “%(title)s”, by %(day)s.")
        words += " " + before % {"title": report.title_before, "day": _date(report.due_before)}
    return Paragraph.of(Run(words, references=_evidence(report)))


def _contest(milestone: Milestone, contest: Contest) -> Paragraph:
    """Who contests is not named in print."""
    words = contest.item.text if contest.is_shown else _("A moderator has hidden this text.")
    references = _evidence(contest) if contest.is_shown else ()
    return Paragraph.of(Run(f"{day(contest.at)} · {milestone}: {words}", references=references))


def _evidence(row: Report | Contest) -> tuple[Reference, ...]:
    """The link where it is a web address, and the names of files, which lie on the milestone's page."""
    link = [Reference(_("Evidence"), row.link)] if row.link.startswith(("https://", "http://")) else []
    return (*link, *(Reference(file.name) for file in row.attachments.all()))


def _checks(process: Process) -> Iterator[Block]:
    checks = process.answer_checks.select_related("decision")
    rows = list(checks.prefetch_related("findings__response__recommendation", "rulings__milestone"))
    if rows:
        yield Heading(1, _("Checks by the committee"))
    for check in rows:
        if check.decision is None:
            yield Paragraph.of(f"{check}: " + _("is due on %(day)s.") % {"day": _date(check.due_on)})
            continue
        yield Heading(2, str(check))
        yield Paragraph.of(f"{day(check.checked_at)}: {check.decision.reason}")
        titles = (_("Recommendation"), pgettext("check", "What was found"), _("Remark"))
        found = tuple(
            (str(one.response), str(one.get_grade_display()), one.text or NOTHING) for one in check.findings.all()
        )
        yield Table(_("Findings: %(check)s") % {"check": check}, tuple(Column(title) for title in titles), found)
        stands, falls = _("The report stands: it is done"), _("It is not done: work goes on")
        ruled = [f"{one.milestone}: {stands if one.stands else falls}. {one.text}" for one in check.rulings.all()]
        if ruled:
            yield List.of(*ruled)


def _date(value) -> str:
    return date_format(value, "DATE_FORMAT") if value else NOTHING
