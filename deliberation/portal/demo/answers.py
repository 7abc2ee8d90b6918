"""What the demo city answers to recommendations, and what becomes of it: just answered, late, since 2020."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from deliberation.accounts.models import Channel
from deliberation.algorithms.text import bigrams
from deliberation.portal.demo import answertexts as texts
from deliberation.portal.demo.city import City
from deliberation.portal.demo.committee import adjourn, in_session
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.englishtexts import ANSWERED, ENGLISH
from deliberation.portal.demo.stories import Story
from deliberation.processes.actions import close_stage, conclude
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.adoption.actions import deliver_recommendation
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.responses.answering.actions import (
    ask_department,
    draft_answer,
    escalate_answers,
    extend_answers,
    note_opinion,
    publish_answers,
    submit_answer,
)
from deliberation.responses.checking.actions import Found, record_check
from deliberation.responses.contesting.actions import contest
from deliberation.responses.following.actions import escalate_milestone, plan_milestone, report
from deliberation.responses.models import Check, Milestone, Response
from deliberation.spaces.models import Space

DAY = timedelta(days=1)
MAYOR = "인천광역시장"


def response(process: Process, number: int) -> Response:
    return Response.objects.of(process).select_related("rules").for_list().get(recommendation__number=number)


def milestone(process: Process, number: int, n: int = 1) -> Milestone:
    rows = Milestone.objects.of(process).for_list().select_related("response__rules")
    return rows.get(response__recommendation__number=number, n=n)


def draft(process: Process, number: int, answer: texts.Answer, by) -> None:
    today = timezone.localdate()
    given = {
        "verdict": answer.verdict,
        "reason": answer.reason,
        "reason_en": ANSWERED[answer.reason],
        "plan": answer.plan,
        "plan_en": ANSWERED[answer.plan],
        "department": answer.department,
        "done_by": today + timedelta(days=answer.days) if answer.days else None,
        "budget_source": answer.budget_source,
        "signed_by": MAYOR,
    }
    budget = {today.year + n: million for n, million in enumerate(answer.budget)}
    draft_answer(response(process, number), given, budget=budget, version=0, by=by)


def publish(process: Process, numbers: list[int], city: City) -> None:
    """What the official submits the administrator publishes."""
    for number in numbers:
        submit_answer(response(process, number), 1, by=city.official)
    given = {response(process, number).pk: 1 for number in numbers}
    publish_answers(process, given, by=city.entered["administrator"])


def answered(case: Case) -> Story:
    """The landfill's text was handed over 12 to 18 days ago: most is answered, one in draft, one report contested."""
    process, official, begin = case.process, case.city.official, timezone.now()
    yield begin + DAY
    for number, answer in texts.LANDFILL.items():
        draft(process, number, answer, official)
    opinion = ask_department(response(process, 1), texts.ASKED[0], by=official)
    yield begin + 2 * DAY
    note_opinion(opinion, texts.ASKED[1], by=official)
    ask_department(response(process, texts.IN_DRAFT), texts.STILL_ASKED, by=official)
    yield begin + 3 * DAY
    publish(process, [number for number in texts.LANDFILL if number != texts.IN_DRAFT], case.city)
    yield begin + 6 * DAY
    for number, title, days in texts.MILESTONES:
        due_on = timezone.localdate() + timedelta(days=days)
        plan_milestone(response(process, number), title=title, due_on=due_on, by=official)
    until = timezone.localdate(response(process, texts.IN_DRAFT).due_at) + 20 * DAY
    keys = [response(process, texts.IN_DRAFT).pk]
    extend_answers(process, keys, until=until, reason=texts.EXTENSION, by=official)
    yield begin + 8 * DAY
    report(milestone(process, 1), "progress", text=texts.PROGRESS, percent=25, by=official)
    evidence = ContentFile(texts.EVIDENCE.encode(), name="청사 점검표.csv")
    report(milestone(process, 4), "finish", text=texts.DONE, uploads=[evidence], by=official)
    for n, (text, link) in enumerate(texts.CONTESTS):
        yield begin + 9 * DAY + n * timedelta(hours=7)
        by = case.city.people[40 + n]
        contest(milestone(process, 4), text=text, link=link, by=by, channel=Channel.WEB)


@dataclass(frozen=True)
class Event:
    """A later report of the city: on a day, about the milestone of a recommendation."""

    on: date
    number: int
    act: str
    text: str
    percent: int | None = None
    title: str = ""
    due_on: date | None = None
    link: str = ""


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def late(city: City) -> Story:
    """Handed over 52 days ago: one answered with a late milestone, one overdue, one extended and to be approved."""
    yield city.moment(53, 10)
    process = brought_over(texts.NIGHT_BUS, convened_at=city.moment(110, 10), adopted_at=city.moment(52, 15))
    yield city.moment(52, 15)
    adoption = Adoption.objects.select_related("stage__process__space").get(stage__process=process)
    deliver_recommendation(adoption, on=timezone.localdate(), by=city.official)
    yield city.moment(51, 10)
    close_stage(adoption.stage)
    process.refresh_from_db()
    conclude(process, by=city.official)
    yield city.moment(47, 10)
    for number, answer in texts.NIGHT_BUS_ANSWERS.items():
        draft(process, number, answer, city.official)
    yield city.moment(45, 11)
    publish(process, [1], city)
    yield city.moment(40, 10)
    plan_milestone(response(process, 1), title=texts.NIGHT_BUS_PROMISED, due_on=city.day(10), by=city.official)
    yield city.moment(27, 10)
    until, extended = city.day(-6), response(process, 3)
    extend_answers(process, [extended.pk], until=until, reason=texts.NIGHT_BUS_EXTENSION, by=city.official)
    yield city.moment(21, 9)
    escalate_answers(process)
    yield city.moment(18, 10)
    report(milestone(process, 1), "progress", text=texts.NIGHT_BUS_PROGRESS, percent=40, by=city.official)
    yield city.moment(9, 9)
    escalate_milestone(milestone(process, 1))
    yield city.moment(1, 16)
    submit_answer(response(process, 3), 1, by=city.official)


def waste_of_2020(city: City) -> Story:
    """Incheon's recommendation of 2020, as the committee has followed it since: done, changed, stopped, stalled."""
    yield at(texts.HANDED_OVER - DAY)
    process = brought_over(texts.WASTE_2020, convened_at=at(date(2020, 1, 6)), adopted_at=at(texts.HANDED_OVER, 15))
    yield at(texts.HANDED_OVER, 15)
    adoption = Adoption.objects.select_related("stage__process__space").get(stage__process=process)
    deliver_recommendation(adoption, on=timezone.localdate(), by=city.official)
    yield at(texts.HANDED_OVER + DAY)
    close_stage(adoption.stage)
    process.refresh_from_db()
    conclude(process, by=city.official)
    yield at(date(2020, 8, 18))
    for number, answer in texts.WASTE.items():
        draft(process, number, answer, city.official)
    yield at(date(2020, 8, 24))
    publish(process, list(texts.WASTE), city)
    yield at(date(2020, 9, 7))
    for number, title, due_on in texts.PROMISED:
        plan_milestone(response(process, number), title=title, due_on=due_on, by=city.official)
    following = [Event(*given) for given in texts.SINCE]
    while True:
        check = Check.objects.waiting().for_list().filter(process=process).first()
        comes = at(texts.FIRST_CHECK if check and check.n == 1 else check.due_on, 14) if check else city.now
        if following and at(following[0].on) < comes:
            event = following.pop(0)
            yield at(event.on)
            report(
                milestone(process, event.number),
                event.act,
                text=event.text,
                percent=event.percent,
                title=event.title,
                due_on=event.due_on,
                link=event.link,
                by=city.official,
            )
        elif check and comes < city.now - timedelta(hours=4):
            yield comes
            record_check(check, found(process), {}, sitting=in_session(city), reason=texts.CHECKED, by=city.chair)
            yield comes + timedelta(hours=3)
            adjourn(city)
        else:
            return


def found(process: Process) -> dict[int, Found]:
    """What each check says, by what the city has reported until then."""
    rows = Milestone.objects.of(process).for_list()
    return {row.response_id: Found(*texts.FOUND[row.response.recommendation.number, row.state]) for row in rows}


def brought_over(text: texts.Recommended, *, convened_at: datetime, adopted_at: datetime) -> Process:
    """A text as it was signed, from the time before this house kept the record of a deliberation."""
    city, now = Space.objects.city(), timezone.now()
    space = Space.objects.create(kind=Space.Kind.PROCESS, parent=city, name=f"process-{text.slug}")
    titles = dict(zip(("title", "title_en", "summary", "summary_en"), text.titles, strict=True))
    process = Process.objects.create(
        space=space,
        slug=text.slug,
        preset="public_deliberation",
        state=Process.State.RUNNING,
        convened_at=convened_at,
        demo=True,
        **titles,
    )
    stage = Stage.objects.create(
        process=process,
        position=1,
        kind="adoption",
        state=Stage.State.READY,
        title="위원회 심의·의결",
        title_en="Adoption by the committee",
        opens_at=adopted_at - 16 * DAY,
        closes_at=adopted_at + timedelta(hours=3),
    )
    Recommendation.objects.bulk_create(
        Recommendation(
            process=process,
            stage=stage,
            number=n,
            state="adopted",
            title=title,
            title_en=ENGLISH[title][0],
            text=words,
            text_en=ENGLISH[title][1],
            bigrams=bigrams(" ".join([title, words, *ENGLISH[title]])),
            created_at=now,
        )
        for n, (title, words) in enumerate(text.recommendations, start=1)
    )
    Adoption.objects.create(stage=stage, state=Adoption.State.SIGNED, received_at=now, signed_at=now)
    return process
