"""What this room tells of a case: the city's answers, and what of them is still due."""

from collections.abc import Iterator
from functools import partial

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.accounts.templatetags.words import moment, office
from deliberation.documents import pdf
from deliberation.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from deliberation.processes.models import Process
from deliberation.responses.models import Check, Milestone, Response
from deliberation.spaces.bilingual import printed_language
from deliberation.spaces.records import Record, Room, Scope, Task, particulars


def _records(scope: Scope) -> Iterator[Record]:
    for process in Process.objects.filter(space__in=scope.keys).select_related("space"):
        answered = Response.objects.of(process).filter(state=Response.State.ANSWERED).for_list()
        answers = list(answered.prefetch_related("milestones"))
        if answers:
            title = _("The city's answer to the recommendations")
            last = localdate(max(answer.answered_at for answer in answers if answer.answered_at))
            yield Record(
                space=process.space,
                kind=gettext_lazy("answer of the city"),
                title=title,
                on=last,
                name=f"{title}.pdf",
                content=partial(pdf.render, printed(process, answers)),
            )


def printed(process: Process, answers: list[Response]) -> Document:
    """The published answers with their milestones as they stand now."""
    return Document(
        title=str(process),
        subtitle=_("The city's answer to the recommendations"),
        language=printed_language(),
        date=localdate(max(answer.answered_at for answer in answers if answer.answered_at)),
        publisher=office()["name"],
        blocks=tuple(_blocks(process, answers)),
    )


def _blocks(process: Process, answers: list[Response]) -> Iterator[Block]:
    if process.demo:
        yield Note(_("This document holds demonstration data."))
    for answer in answers:
        yield Heading(1, str(answer.recommendation))
        told = (
            (_("Recommendation"), str(answer.recommendation.number)),
            (_("Answer"), str(answer.get_verdict_display())),
            (_("Reason"), answer.explained),
            (_("Plan"), answer.intended),
            (_("Responsible department"), answer.department),
            (_("Done by"), date_format(answer.done_by, "DATE_FORMAT") if answer.done_by else ""),
            (_("Signed by"), answer.signed_by),
            (_("Answered on"), moment(answer.answered_at)),
        )
        yield particulars(_("Answer"), told)
        milestones = tuple(
            (one.title, one.due_on.isoformat(), str(one.get_state_display()), f"{one.percent}%")
            for one in answer.milestones.all()
        )
        if milestones:
            titles = (_("Milestone"), _("Due"), _("State"), _("Percent done"))
            yield Table(_("Milestones"), tuple(map(Column, titles)), milestones)
        else:
            yield Paragraph.of(_("No milestones are planned."))


def _tasks(scope: Scope) -> Iterator[Task]:
    for answer in Response.objects.waiting().filter(recommendation__process__space__in=scope.keys).for_list():
        yield Task(gettext_lazy("Answer to a recommendation"), str(answer), answer.due_at)
    going = Milestone.objects.going().filter(response__recommendation__process__space__in=scope.keys)
    for milestone in going.for_list():
        yield Task(
            gettext_lazy("Milestone under way"),
            f"{milestone.response.recommendation.number}. {milestone}",
            milestone.due_on,
        )
    for check in Check.objects.waiting().filter(process__space__in=scope.keys):
        yield Task(gettext_lazy("Check of the city's answers"), str(check), check.due_on)


ROOM = Room(_records, _tasks)
