"""How arguments are weighed and experts asked in the demo's open process."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.panels.models import Seat
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.debatetexts import (
    CLAIMS,
    DUPLICATE,
    EXPERTS,
    FISHERS,
    HIDDEN,
    ISSUES,
    QUESTIONS,
    SAME,
    WIND_SIDE,
    Asked,
)
from deliberation.portal.demo.stories import Story
from deliberation.processes.actions import prepare_stage
from deliberation.rounds.arguments.actions import Cited, merge, put_claim, rate, reply
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.issues import Issue, add_issue
from deliberation.rounds.questions.actions import answer, ask, publish_overdue, route, support
from deliberation.rounds.questions.actions import merge as merge_questions
from deliberation.rounds.questions.models import ANSWER_DAYS, Answer, Question
from deliberation.spaces.actions import appoint, decide
from deliberation.spaces.models import Role

PEOPLE = 40  # of the process, who take part here
BY_NAME = 0.2  # of the claims, how many stand under their author's name


def begun(case: Case) -> Story:
    """The issues stand, the sides have named their experts, both stages are prepared."""
    yield case.city.moment(20, 15)
    for title, title_en in ISSUES:
        add_issue(case.process, title=title, title_en=title_en)
    appoint(case.process.space, case.city.entered["expert"], Role.EXPERT, by=case.city.official, label=WIND_SIDE)
    for kind in ("questions", "arguments"):
        prepare_stage(case.stage(kind), by=case.city.facilitator)


def argued(case: Case) -> Story:
    """Claims and replies come over the days, and many rate them; one says the same as another, one is hidden."""
    random = Random("arguments")  # noqa: S311 - a demo
    yield case.city.moment(13, 9)
    people = partakers(case)
    days = iter(range(12, 0, -1))
    for number, claims in CLAIMS.items():
        for said in claims:
            yield case.city.moment(next(days, 1))
            writer, *others = seats(case, random.sample(people, 30))
            claim = put_claim(
                case.stage("arguments"),
                seat=writer,
                issue=issue(case, number),
                side=said.side,
                text=said.text,
                named=random.random() < BY_NAME,
                sources=[Cited(*source) for source in said.sources],
            )
            rated(case, claim, others, said.found, random)
            for answered in said.replies:
                yield case.city.moment(next(days, 1))
                writer, *others = seats(case, random.sample(people, 14))
                written = reply(claim, seat=writer, stance=answered.stance, text=answered.text)
                rated(case, written, others, answered.found, random)
            days = iter(range(random.randint(4, 11), 0, -1))
    yield case.city.moment(1, 9)
    number, side, text = DUPLICATE
    first = Argument.objects.filter(stage=case.stage("arguments"), number=1).select_related("stage__process").get()
    writer, *others = seats(case, random.sample(people, 6))
    same = put_claim(case.stage("arguments"), seat=writer, issue=issue(case, number), side=side, text=text)
    rated(case, same, others, 3.5, random)
    number, side, text, reason = HIDDEN
    rude = put_claim(case.stage("arguments"), seat=writer, issue=issue(case, number), side=side, text=text)
    yield case.city.moment(1, 11)
    merge(same, first, by=case.city.facilitator)
    decide(rude.item, "hide", by=case.city.facilitator, version=1, reason=reason)


def partakers(case: Case) -> list[User]:
    """Of the people who come to this process sooner or later; the one who can be entered has yet to weigh arguments."""
    return case.city.people[-PEOPLE:]


def rated(case: Case, argument: Argument, raters: Sequence[Seat], found: float, random: Random) -> None:
    for one in raters[: random.randint(3, len(raters))]:
        if one.pk != argument.seat_id:
            rate(argument, seat=one, value=min(5, max(1, round(random.gauss(found, 0.9)))))


def questioned(case: Case) -> Story:
    """Eight questions: three answered, two with the experts now, three not yet put to them."""
    random = Random("questions")  # noqa: S311 - a demo
    yield case.city.moment(18, 9)
    people = partakers(case)
    given = []
    for n, question in enumerate(QUESTIONS):
        yield case.city.moment(17 - n)
        (seat,) = seats(case, people[n : n + 1])
        stage, about = case.stage("questions"), issue(case, question.issue)
        given.append(ask(stage, by=seat.user, seat=seat, issue=about, table=question.table, text=question.text))
        for one in seats(case, random.sample(people, question.supports)):
            support(given[-1], seat=one)
    position, text = SAME
    yield case.city.moment(9, 12)
    (seat,) = seats(case, people[20:21])
    again = ask(case.stage("questions"), by=seat.user, seat=seat, text=text)
    yield case.city.moment(9, 15)
    merge_questions(again, given[position], by=case.city.facilitator)
    yield from answered(case, dict(zip(given, QUESTIONS, strict=True)))


def answered(case: Case, given: dict[Question, Asked]) -> Story:
    """Experts answer in time, but one; two questions are with them now."""
    put = [asked for asked, question in given.items() if question.answers]
    for asked in put:
        yield case.city.moment(8, 10)
        put_to_experts(case, asked, EXPERTS[1])
    for n, asked in enumerate(put):
        for text, awaited in zip(given[asked].answers, answers_of(asked), strict=True):
            if text:
                yield case.city.moment(6 - n, 14)
                answer(awaited, text=text)
    for late in [asked for asked in put if not all(given[asked].answers)]:
        yield case.city.moment(3, 10) + timedelta(minutes=1)
        publish_overdue(read(late))
    for waiting in [asked for asked, question in given.items() if question.waiting]:
        yield case.city.moment(1, 16)
        put_to_experts(case, waiting, case.city.entered["expert"])


def put_to_experts(case: Case, question: Question, of_wind: User | str) -> None:
    experts = {FISHERS: EXPERTS[0], WIND_SIDE: of_wind}
    due_at = timezone.now() + timedelta(days=ANSWER_DAYS)
    route(read(question), experts=experts, due_at=due_at, by=case.city.facilitator)


def seats(case: Case, people: Sequence[User]) -> list[Seat]:
    return [case.seat_of(user) for user in people]


def issue(case: Case, number: int) -> Issue:
    return Issue.objects.get(process=case.process, number=number)


def read(question: Question) -> Question:
    return Question.objects.select_related("item", "stage__process__space").get(pk=question.pk)


def answers_of(question: Question) -> list[Answer]:
    return sorted(
        read(question).answers.select_related("question__stage__process"), key=lambda one: one.side == WIND_SIDE
    )
