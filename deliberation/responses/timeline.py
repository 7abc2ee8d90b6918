"""One recommendation on one line of time: from the first proposal to its last milestone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from deliberation.ledger.models import Entry
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.recommendations.words import STEPS as DRAFTING
from deliberation.responses.answering.actions import due_day
from deliberation.responses.models import Check, Finding, Milestone, Report, Response
from deliberation.responses.rulebook import first_instant

# Minuted acts on a milestone that are not told by a report of the city.
MILESTONES = {
    "reopen": gettext_noop("Contested by %(contests)s people: the committee checks it again."),
    "confirm": gettext_noop("The committee lets the report stand that it is done."),
    "send_back": gettext_noop("The committee finds that it is not done: work goes on."),
}


@dataclass(frozen=True)
class Event:
    """What happened, or is to come."""

    at: datetime
    what: Any
    text: str = ""
    address: str = ""

    @property
    def is_coming(self) -> bool:
        return self.at > timezone.now()


def events(recommendation: Recommendation, response: Response, milestones: list[Milestone]) -> list[Event]:
    """Everything, the earliest first; what is to come stands at the end. A fixed number of queries."""
    process = recommendation.process
    told = chain(
        _origin(process),
        _stages(process),
        _drafting(recommendation),
        _handed_over(process),
        _answer(response),
        _milestones(milestones),
        _minuted(response, milestones),
        _checks(process, response),
    )
    return sorted(told, key=lambda event: event.at)


def _origin(process: Process) -> Iterator[Event]:
    agenda = process.agenda
    if agenda and not agenda.is_stub:
        proposal = agenda.proposal
        if proposal and proposal.opens_at:
            yield Event(proposal.opens_at, _("Proposed by citizens"), proposal.title, proposal.get_absolute_url())
        if proposal and proposal.reached_at:
            yield Event(proposal.reached_at, _("Enough co-signatures"), "", proposal.get_absolute_url())
        yield Event(agenda.selected_at, _("Chosen as an agenda"), str(agenda), agenda.get_absolute_url())
    if process.convened_at:
        yield Event(process.convened_at, _("The deliberation begins"), str(process), process.get_absolute_url())


def _stages(process: Process) -> Iterator[Event]:
    for stage in process.stages.all():
        if stage.state == Stage.State.CLOSED:
            last = stage.closes_at - timedelta.resolution  # of whole days, it closes at the midnight after its last
            yield Event(last, _("Stage finished"), str(stage), stage.get_absolute_url())


def _drafting(recommendation: Recommendation) -> Iterator[Event]:
    entries = Entry.objects.filter(chain__name=recommendation.chain, subject=recommendation.subject).order_by("n")
    address = recommendation.get_absolute_url()
    for entry in entries:
        if entry.step in DRAFTING:
            yield Event(moment_of(entry), _("Recommendation"), str(DRAFTING[entry.step]) % entry.facts, address)


def _handed_over(process: Process) -> Iterator[Event]:
    adoption = Adoption.objects.filter(stage__process=process).select_related("stage__process").first()
    if adoption and adoption.signed_at:
        yield Event(adoption.signed_at, _("Signed by the committee"), "", adoption.get_absolute_url())


def _answer(response: Response) -> Iterator[Event]:
    yield Event(first_instant(response.begun_on), _("Handed to the mayor"), response.rests_on)
    if response.answered_at:
        what = pgettext("recommendation", "Answered by the city")
        yield Event(response.answered_at, what, response.get_verdict_display())
    else:
        yield Event(first_instant(due_day(response.due_at)), _("Deadline of the city's answer"))


def _milestones(milestones: list[Milestone]) -> Iterator[Event]:
    """``milestones`` with their reports prefetched."""
    for milestone in milestones:
        address, reports = milestone.get_absolute_url(), milestone.progress.all()
        # What it was called at the time: a change tells the title before it.
        called = [*(report.title_before for report in reports if report.act == Report.Act.CHANGE), milestone.title]
        yield Event(milestone.planned_at, _("Milestone planned"), called[0], address)
        for report in reports:
            yield Event(report.at, f"{called[0]} · {report.get_act_display()}", report.text, address)
            if report.act == Report.Act.CHANGE:
                called.pop(0)
        if not milestone.has_ended:
            yield Event(first_instant(milestone.due_on), _("Milestone due"), str(milestone), address)


def _minuted(response: Response, milestones: list[Milestone]) -> Iterator[Event]:
    """What only the minute book knows the time of: an extension, and what contests and the committee did."""
    known = {response.subject: response} | {milestone.subject: milestone for milestone in milestones}
    for entry in Entry.objects.filter(subject__in=known, step__in=["extend", *MILESTONES]).order_by("n"):
        thing = known[entry.subject]
        if entry.step == "extend":
            yield Event(moment_of(entry), _("The deadline was extended"), response.extension_reason)
        else:
            text = _(MILESTONES[entry.step]) % entry.facts
            yield Event(moment_of(entry), str(thing), text, thing.get_absolute_url())


def _checks(process: Process, response: Response) -> Iterator[Event]:
    for finding in Finding.objects.filter(response=response).select_related("of__process"):
        text = f"{finding.get_grade_display()}. {finding.text}".strip()
        yield Event(finding.at, _("Checked by the committee"), text, finding.of.get_absolute_url())
    if response.promises:
        for check in Check.objects.filter(process=process).waiting().for_list():
            yield Event(first_instant(check.due_on), _("Next check by the committee"), "", check.get_absolute_url())


def moment_of(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.at)
