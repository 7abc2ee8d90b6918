"""What the questions to experts tell the rooms below: their stage kind, their item kinds, their notices."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deliberation.accounts.templatetags.words import moment, number
from deliberation.documents.blocks import Block, Heading, Note, Paragraph, Run
from deliberation.notices.kinds import Wording
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Process, Stage
from deliberation.processes.wordings import Deadline
from deliberation.rounds.arguments.kind import TextItem
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import sides_of, turned
from deliberation.rounds.questions.actions import ANSWER_KIND, KIND
from deliberation.rounds.questions.forms import QuestionsForm
from deliberation.rounds.questions.models import Answer, Question
from deliberation.spaces.models import Item, Role

PRINTED = 50  # questions in a report; the table has them all


class QuestionsKind(NeutralKind):
    """A stage of its own: people ask over days and beside other stages, and answers have their own deadlines."""

    name = "questions"
    label = gettext_lazy("Questions to experts")
    icon = "statements"
    act = gettext_lazy("Ask the experts")
    words = {
        "route": gettext_lazy("Put questions to experts"),
        "answer": gettext_lazy("Answer a question as an expert"),
        "enter": gettext_lazy("Enter an expert's answer"),
    }
    settings_form = QuestionsForm

    def url(self, stage: Stage) -> str:
        return reverse("rounds:questions", args=[stage.process.slug, stage.pk])

    def act_url(self, stage: Stage, what: str) -> str:
        state = Question.State.ASKED if what == "route" else Question.State.ROUTED
        return f"{self.url(stage)}?state={state}"

    def materials(self, stage: Stage) -> list[tuple[str, str]]:
        return [(_("Questions to experts with the answers"), self.url(stage))]

    def missing_before_ready(self, stage: Stage) -> list[str]:
        return [] if sides_of(stage.process) else [_("The charter names no sides yet.")]

    def missing_before_closed(self, stage: Stage) -> list[str]:
        """What experts were promised holds: they have their time, and then the answers are shown."""
        last = Question.objects.filter(stage=stage, state=Question.State.ROUTED).order_by("-due_at").first()
        if last is None:
            return []
        return [_("Experts have until %(moment)s to answer.") % {"moment": moment(last.due_at)}]

    def postpone(self, stage: Stage, since: datetime, length: timedelta) -> None:
        """Experts keep the days that they were given."""
        awaited = Question.objects.filter(stage=stage, state=Question.State.ROUTED, due_at__gt=since)
        keys = list(awaited.select_for_update().order_by("pk").values_list("pk", flat=True))
        Question.objects.filter(pk__in=keys).update(due_at=F("due_at") + length)

    def close(self, stage: Stage) -> dict[str, Any]:
        counted = coverage(stage)
        return {"asked": counted.pop("questions"), **counted}

    def desk(self, user: Any) -> QuerySet:
        """For facilitators what no expert has yet; for experts, and for who enters an answer for one, what is due."""
        mine = user.memberships.current().filter(role=Role.FACILITATOR).values("space")
        asked = Q(state=Question.State.ASKED, item__state=Item.State.ADMITTED, stage__process__space__in=mine)
        awaited = Q(state=Question.State.ROUTED, due_at__gt=timezone.now(), answers__answered_at=None)
        own = awaited & Q(answers__expert=user)
        entered = awaited & Q(answers__expert=None, stage__process__space__in=mine)
        under_way = Q(stage__state=Stage.State.READY, stage__process__state=Process.State.RUNNING)
        waiting = (
            Question.objects.filter(under_way & (asked | own | entered))
            .order_by()
            .annotate(
                what=Case(
                    When(state=Question.State.ASKED, then=Value("route")),
                    When(answers__expert=user, then=Value("answer")),
                    default=Value("enter"),
                    output_field=CharField(),
                ),
                user_id=Value(user.pk),
            )
        )
        rows = waiting.values("stage_id", "user_id", "what").annotate(
            since=Min(Coalesce("routed_at", "created_at")), due=Min("due_at")
        )
        return rows.values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        counted = coverage(stage)
        if not counted["questions"]:
            return []
        told = ngettext(
            "%(questions)s question was asked, %(answered)s of them answered.",
            "%(questions)s questions were asked, %(answered)s of them answered.",
            counted["questions"],
        )
        return [told % {name: number(n) for name, n in counted.items()}]

    def section(self, stage: Stage) -> Iterable[Block]:
        words = {name: number(n) for name, n in coverage(stage).items()}
        yield Paragraph.of(
            _("%(questions)s questions were asked and %(supports)s times supported; %(answered)s were answered.")
            % words
        )
        yield from _answered(stage, None)

    def on_issue(self, stage: Stage, issue: Issue) -> Iterable[Block]:
        return _answered(stage, issue)

    def tables(self, stage: Stage) -> Iterator[Table]:
        questions = Question.objects.filter(stage=stage).select_related("item", "issue", "seat", "merged_into")
        names = ["number", "issue", "text", "state", "moderation", "author", "table", "supports", "merged_into"]
        rows = (
            [
                one.number,
                one.issue.number if one.issue else "",
                one.item.text if one.is_shown else "",
                one.state,
                one.item.state,
                one.seat.code if one.seat else "",
                one.table,
                one.supports,
                one.merged_into.number if one.merged_into else "",
            ]
            for one in questions.order_by("pk").iterator(chunk_size=500)
        )
        yield "expert_questions", names, rows
        answers = Answer.objects.filter(question__stage=stage, question__state=Question.State.PUBLISHED)
        given = answers.select_related("item", "question", "expert").order_by("pk")
        told = (
            [
                one.question.number,
                one.side,
                one.by,
                one.item.text if one.item and one.item.state == Item.State.ADMITTED else "",
            ]
            for one in given.iterator(chunk_size=500)
        )
        yield "expert_answers", ["question", "side", "expert", "text"], told


def _answered(stage: Stage, issue: Issue | None) -> Iterator[Block]:
    """Questions on an issue, or on none, with the answers of all sides; those that most people wanted answered."""
    published = Question.objects.filter(
        stage=stage, issue=issue, state=Question.State.PUBLISHED, item__state=Item.State.ADMITTED
    )
    sides = sides_of(stage.process)
    for question in published.select_related("item").order_by("-supports", "pk")[:PRINTED]:
        given = {one.side: one for one in question.answers.select_related("item", "expert")}
        yield Heading(3, str(question))
        yield Paragraph.of(Run(question.item.text, strong=True))
        for side in turned(sides, question.number):
            if side.key in given:
                yield Paragraph.of(
                    Run(f"{side} ({given[side.key].by}): ", strong=True), answer_in_words(given[side.key])
                )
    if published.count() > PRINTED:
        yield Note(_("The %(n)d questions that most people wanted answered; the open data holds all.") % {"n": PRINTED})


def coverage(stage: Stage) -> dict[str, int]:
    """Questions that stand for themselves, how many of them are answered, and how often they are supported."""
    asked = Question.objects.filter(stage=stage, merged_into=None, item__state=Item.State.ADMITTED)
    answered = Count("pk", filter=Q(state=Question.State.PUBLISHED))
    return asked.aggregate(questions=Count("pk"), answered=answered, supports=Coalesce(Sum("supports"), 0))


def answer_in_words(answer: Answer) -> str:
    if answer.item is None:
        return _("no answer by the deadline")
    return answer.item.text if answer.item.state == Item.State.ADMITTED else _("This text is not shown.")


ITEMS = [TextItem(KIND, gettext_lazy("Question")), TextItem(ANSWER_KIND, gettext_lazy("Answer of an expert"))]
NOTICES = [
    Wording(
        "question_merged",
        gettext_lazy("Your question was merged with one that asks the same"),
        gettext_lazy("In %(process)s it counts under no. %(n)s now: “%(text)s”"),
        by_mail=False,
    ),
    Wording(
        "question_answered",
        gettext_lazy("Your question is answered"),
        gettext_lazy("The experts of all sides were asked in %(process)s, and what they answered is shown: “%(text)s”"),
    ),
    Deadline(
        "question_routed",
        gettext_lazy("A question for you as an expert"),
        gettext_lazy("Please answer until %(closes)s in %(process)s: “%(text)s”"),
    ),
]
