"""What this room tells of a case: editions of the briefing book, and objections and questions that wait."""

from collections.abc import Callable, Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.documents import pdf
from deliberation.rounds.book.content import read
from deliberation.rounds.book.models import Edition, Objection
from deliberation.rounds.book.printing import document
from deliberation.rounds.questions.models import Question
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.records import Kept, Record, Room, Scope, Task


def _records(scope: Scope) -> Iterator[Record]:
    editions = Edition.objects.filter(book__process__space__in=scope.keys).select_related("book__process__space")
    for edition in editions.order_by("number"):
        title = _("Briefing book, edition %(n)d") % {"n": edition.number}
        yield Record(
            space=edition.book.space,
            kind=gettext_lazy("briefing book"),
            title=title,
            on=localdate(edition.published_at),
            name=f"{title}.pdf",
            content=_printed(edition),
        )


def _printed(edition: Edition) -> Callable[[], bytes]:
    return lambda: pdf.render(document(edition, read(edition.content)))


def _tasks(scope: Scope) -> Iterator[Task]:
    objections = Objection.objects.filter(passage__chapter__book__process__space__in=scope.keys)
    for objection in objections.filter(state=Objection.State.OPEN).select_related("passage__chapter__book"):
        title = f"{objection.passage.chapter.book.side_named(objection.side)}: {objection.text[:80]}"
        yield Task(gettext_lazy("Objection to the briefing book to be decided"), title)
    asked = [Question.State.ASKED, Question.State.ROUTED]
    questions = Question.objects.filter(stage__process__space__in=scope.keys, state__in=asked)
    for question in questions.select_related("stage"):
        title = _("%(stage)s, question %(n)d") % {"stage": question.stage, "n": question.number}
        yield Task(gettext_lazy("Question to experts to be answered"), title, question.due_at)


ROOM = Room(
    _records,
    _tasks,
    kept=(
        Kept(
            gettext_lazy("Notes of confidential talks between a mediator and one party"),
            Ground.DELIBERATION,
            gettext_lazy("Read by that party and the chair alone; the ground rules of the council promise it."),
        ),
        Kept(
            gettext_lazy("Traits of people by which tables are dealt, who is kept apart or together, and why"),
            Ground.PRIVACY,
            gettext_lazy("It tells of relations between people; only those who deal the tables read it."),
        ),
    ),
)
