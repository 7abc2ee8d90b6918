"""The tables of the city's answers: what is published of them, and nothing about who wrote or contested."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from deliberation.processes.kinds import Table
from deliberation.processes.models import Process
from deliberation.responses.models import BudgetLine, Contest, Finding, Milestone, Opinion, Report, Response, Ruling

ANSWER = [*Response.WRITTEN, "answered_at"]
NUMBER = "response__recommendation__number"


def tables(process: Process) -> Iterator[Table]:
    """Nothing before recommendations were handed over. Of a draft nothing is told but its deadline."""
    rows = Response.objects.of(process)
    if not rows.exists():
        return
    deadline = ["state", "begun_on", "due_at", "basis", "basis_en", "extended_from", "extension_reason"]
    yield "responses", ["recommendation", *deadline, *ANSWER], map(_response, rows.for_list())
    answered = {"response__in": rows.filter(state=Response.State.ANSWERED)}
    budget = BudgetLine.objects.filter(**answered).order_by(NUMBER, "year")
    yield "response_budgets", ["recommendation", "year", "million"], budget.values_list(NUMBER, "year", "million")
    opinions = Opinion.objects.filter(**answered).order_by(NUMBER, "asked_at", "pk")
    yield (
        "response_opinions",
        ["recommendation", "department", "text", "given_at", "withdrawn_at", "withdrawal_reason"],
        map(_opinion, opinions.select_related("response__recommendation")),
    )
    milestones = Milestone.objects.of(process).select_related("response__recommendation").order_by(NUMBER, "n")
    columns = ["recommendation", "milestone", "title", "state", "due_on", "percent", "planned_at"]
    yield "milestones", columns, map(_milestone, milestones)
    reports = Report.objects.filter(milestone__in=milestones.order_by()).select_related(
        "milestone__response__recommendation"
    )
    reports = reports.order_by(f"milestone__{NUMBER}", "milestone__n", "pk")
    columns = ["recommendation", "milestone", "at", "act", "percent", "text", "link", "title_before", "due_before"]
    yield "milestone_reports", columns, map(_report, reports)
    contests = Contest.objects.filter(claim__milestone__in=milestones.order_by())
    contests = contests.select_related("item", "claim__milestone__response__recommendation")
    yield (
        "milestone_contests",
        ["recommendation", "milestone", "at", "moderation", "text", "link"],
        map(_contest, contests.order_by(f"claim__milestone__{NUMBER}", "claim__milestone__n", "pk")),
    )
    findings = Finding.objects.filter(of__process=process).select_related("of", "response__recommendation")
    columns = ["check", "checked_at", "recommendation", "grade", "text"]
    yield "check_findings", columns, map(_finding, findings.order_by("of__n", NUMBER))
    rulings = Ruling.objects.filter(of__process=process).select_related("of", "milestone__response__recommendation")
    columns = ["check", "recommendation", "milestone", "stands", "text"]
    yield "check_rulings", columns, map(_ruling, rulings.order_by("of__n", f"milestone__{NUMBER}", "milestone__n"))


def _response(row: Response) -> list[Any]:
    deadline = [row.state, row.begun_on.isoformat(), _iso(row.due_at), row.basis, row.basis_en, _iso(row.extended_from)]
    values = [getattr(row, name) for name in ANSWER] if row.is_answered else [None] * len(ANSWER)
    answer = [_iso(value) if isinstance(value, date) else value for value in values]
    return [row.recommendation.number, *deadline, row.extension_reason, *answer]


def _opinion(row: Opinion) -> list[Any]:
    said = [row.department, row.text, _iso(row.given_at), _iso(row.withdrawn_at), row.withdrawal_reason]
    return [row.response.recommendation.number, *said]


def _milestone(row: Milestone) -> list[Any]:
    numbers = [row.response.recommendation.number, row.n]
    return [*numbers, row.title, row.state, _iso(row.due_on), row.percent, _iso(row.planned_at)]


def _of(milestone: Milestone) -> list[int | None]:
    return [milestone.response.recommendation.number, milestone.n]


def _report(row: Report) -> list[Any]:
    told = [_iso(row.at), row.act, row.percent, row.text, row.link, row.title_before, _iso(row.due_before)]
    return [*_of(row.milestone), *told]


def _contest(row: Contest) -> list[Any]:
    """What a moderator has hidden leaves its line without its words."""
    words = [row.item.text, row.link] if row.is_shown else ["", ""]
    return [*_of(row.claim.milestone), _iso(row.at), row.item.state, *words]


def _finding(row: Finding) -> list[Any]:
    return [row.of.n, _iso(row.of.checked_at), row.response.recommendation.number, row.grade, row.text]


def _ruling(row: Ruling) -> list[Any]:
    return [row.of.n, *_of(row.milestone), int(row.stands), row.text]


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
