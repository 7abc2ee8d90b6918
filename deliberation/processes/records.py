"""What this room tells of a case: the charters of its deliberation, and stages that are still to be run."""

from collections.abc import Iterator
from functools import partial

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.accounts.templatetags.words import moment, office, period
from deliberation.documents import pdf
from deliberation.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from deliberation.processes.models import Charter, Process, Stage
from deliberation.spaces.bilingual import printed_language
from deliberation.spaces.records import Record, Room, Scope, Task

OPEN = {
    Stage.State.PLANNED: gettext_lazy("Stage to be prepared and run"),
    Stage.State.READY: gettext_lazy("Stage under way"),
}


def _records(scope: Scope) -> Iterator[Record]:
    charters = Charter.objects.filter(process__space__in=scope.keys).exclude(frozen_at=None)
    for charter in charters.select_related("process__space").order_by("version"):
        title = _("Charter, version %(n)d") % {"n": charter.version}
        yield Record(
            space=charter.space,
            kind=gettext_lazy("charter"),
            title=title,
            on=localdate(charter.frozen_at),
            name=f"{title}.pdf",
            content=partial(pdf.render, printed(charter)),
        )


def printed(charter: Charter) -> Document:
    """A charter that was put in force, with the stages of its process as they are planned now."""
    return Document(
        title=str(charter.process),
        subtitle=_("Charter, version %(n)d") % {"n": charter.version},
        language=printed_language(),
        date=localdate(charter.frozen_at),
        publisher=office()["name"],
        blocks=tuple(_blocks(charter)),
    )


def _blocks(charter: Charter) -> Iterator[Block]:
    if charter.process.demo:
        yield Note(_("This document holds demonstration data."))
    told = (
        (_("The question"), charter.asks),
        (_("The sides"), " · ".join(charter.sides_named)),
        (_("How participants are drawn"), charter.how_drawn),
        (_("By which rule it is decided"), f"{charter.decided_by}. {charter.by_rule}"),
        (_("When the result is announced"), moment(charter.announce_at)),
        (_("The mayor's promise to answer"), charter.promised),
    )
    for heading, text in told:
        if text:
            yield Heading(1, heading)
            yield Paragraph.of(text)
    rows = tuple((str(stage), period(stage.opens_at, stage.closes_at)) for stage in charter.process.stages.all())
    yield Heading(1, _("Stages"))
    yield Table(_("Stages"), (Column(_("Stage")), Column(_("Dates"))), rows)


def _tasks(scope: Scope) -> Iterator[Task]:
    going = Process.objects.filter(space__in=scope.keys).exclude(state__in=Process.OVER)
    for stage in Stage.objects.filter(process__in=going, state__in=OPEN).select_related("process"):
        yield Task(OPEN[Stage.State(stage.state)], str(stage), stage.closes_at)
    for process in going.filter(state=Process.State.RUNNING).exclude(stages__state__in=OPEN):
        yield Task(gettext_lazy("Deliberation to be concluded"), str(process))


ROOM = Room(_records, _tasks)
