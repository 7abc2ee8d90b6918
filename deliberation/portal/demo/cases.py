"""The processes of the demo city, each at another stage, from their agenda to this moment."""

from datetime import date, timedelta

from deliberation.agendas.categories import Category
from deliberation.agendas.models import Agenda, Route
from deliberation.agendas.screening.actions import choose_agenda
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.actions import name_group
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import put_statement, reply_to, translate_statement
from deliberation.portal.demo import answers, booktexts, casetexts, furtherbooks
from deliberation.portal.demo.bookmaking import another_edition, learned, published, reviewed, written
from deliberation.portal.demo.city import City
from deliberation.portal.demo.committee import UNANIMOUS_BUT_ONE, adjourn, in_session
from deliberation.portal.demo.conflicts import (
    DECLINED,
    GROUPS,
    HYDROGEN,
    LANDFILL,
    PROPOSED,
    REPLIES,
    SOONER,
    TRANSLATED,
    WAITING,
    WIND,
)
from deliberation.portal.demo.convening import Case, convened, seated
from deliberation.portal.demo.debates import argued, begun, questioned
from deliberation.portal.demo.deliberating import (
    adopted,
    announced,
    answered,
    closed,
    complained,
    delivered,
    drafted,
    mapped,
    put,
    seeded,
    stances,
    voted,
)
from deliberation.portal.demo.meeting_days import held_open, met
from deliberation.portal.demo.polling import at_the_desk
from deliberation.portal.demo.reporting import made_public, submitted, told_in_full
from deliberation.portal.demo.scooters import SCOOTERS
from deliberation.portal.demo.stories import Story
from deliberation.processes.actions import conclude
from deliberation.processes.convening import amend_charter
from deliberation.reports.voices import check_voices
from deliberation.spaces.actions import decide

HOUR = timedelta(hours=1)
ABSENT = 11  # of the landfill's participants, how many did not vote
AT_THE_DESK = 7  # of those who did, how many voted on site
EARLY = 14  # of the participants of the open process, how many joined on its first day
RIDERS = slice(60, 95)  # of the people, who take part in the process that is in its ballot


def saturday(day: date) -> date:
    """The last one until a day: meetings are held at weekends."""
    return day - timedelta(days=(day.weekday() - 5) % 7)


def landfill(city: City) -> Story:
    """Finished: adopted, delivered, concluded."""
    case = Case(city, LANDFILL, saturday(city.day(92)))
    yield case.before(40, 16)
    agenda = choose_agenda(
        LANDFILL.title,
        kind=Route.Kind.MAYOR,
        by=city.chair,
        title_en=LANDFILL.title_en,
        summary=LANDFILL.question,
        summary_en=LANDFILL.question_en,
        category=Category.ENVIRONMENT,
        reason="시장이 공론화를 요청했습니다. 시민 모두의 생활에 닿고 이해가 크게 갈리는 사안이어서 의제로 정합니다.",
        sitting=in_session(city),
        vote=UNANIMOUS_BUT_ONE,
    )
    yield case.before(40, 17)
    adjourn(city)
    yield from convened(case, agenda)
    yield from written(case, furtherbooks.LANDFILL)
    yield from reviewed(case, furtherbooks.LANDFILL)
    yield from seated(case)
    yield from published(case)
    yield from seeded(case)
    yield from met(case, 1)
    yield from learned(case)
    yield from put(case)
    yield from answered(case, [seat.user for seat in case.seats], case.stage("opinion_round").closes_at - HOUR)
    yield from closed(case, "learning")
    yield from mapped(case)
    yield from met(case, 4)
    yield from met(case, 5)
    yield from drafted(case)
    voters = city.random.sample(case.seats, LANDFILL.people - ABSENT)
    yield from voted(case, voters[AT_THE_DESK:], case.stage("ballot").closes_at - HOUR)
    yield from at_the_desk(case, voters[:AT_THE_DESK])
    yield from announced(case)
    yield from complained(case)
    yield from adopted(case)
    yield from submitted(case)
    yield from delivered(case)
    yield from closed(case, "event", 9)
    yield from made_public(case)
    conclude(case.process, by=city.official)
    yield from answers.answered(case)
    yield from told_in_full(case)


def hydrogen_case(city: City) -> Case:
    return Case(city, HYDROGEN, saturday(city.day(62)))


def hydrogen(city: City) -> Story:
    """Finished as well: six recommendations by agreement, adopted, delivered; the city's answers are not due yet."""
    case = hydrogen_case(city)
    yield case.before(44, 16)
    conflict = ConflictCase.objects.get(title=casetexts.HYDROGEN.columns["title"])
    agenda = choose_agenda(
        HYDROGEN.title,
        kind=Route.Kind.COMMITTEE,
        by=city.chair,
        title_en=HYDROGEN.title_en,
        summary=HYDROGEN.question,
        summary_en=HYDROGEN.question_en,
        category=Category.ENVIRONMENT,
        reason="연료전지 발전소를 둘러싼 갈등이 되풀이되고 있어 위원회가 직접 의제로 정합니다.",
        sitting=in_session(city),
        vote=UNANIMOUS_BUT_ONE,
        conflict=conflict,
    )
    yield case.before(44, 17)
    adjourn(city)
    yield from convened(case, agenda)
    yield from written(case, booktexts.HYDROGEN)
    yield from reviewed(case, booktexts.HYDROGEN)
    yield from seated(case, (city.entered["participant"],))
    yield from published(case)
    yield from seeded(case)
    yield from met(case, 1)
    yield from another_edition(case, *booktexts.CORRECTION)
    yield from learned(case)
    yield from put(case)
    yield from answered(case, [seat.user for seat in case.seats], case.stage("opinion_round").closes_at - HOUR)
    yield from closed(case, "learning")
    yield from mapped(case)
    yield from met(case, 4)
    yield from met(case, 5)
    yield from drafted(case)
    voters = [case.seats[0], *city.random.sample(case.seats[1:], HYDROGEN.people - 2)]
    yield from voted(case, voters, case.stage("ballot").closes_at - HOUR)
    yield from announced(case)
    yield from adopted(case)
    yield from submitted(case)
    yield from delivered(case)
    yield from closed(case, "event", 9)
    yield from made_public(case)
    conclude(case.process, by=city.official)
    check_voices(conflict)


def balloting(city: City) -> list[Story]:
    case = Case(city, SCOOTERS, city.day(40))
    return [scooters(case), forum(case)]


def forum(case: Case) -> Story:
    """Its meeting, while people answer."""
    yield case.before(9, 12)
    yield from met(case, 2)


def scooters(case: Case) -> Story:
    """In its ballot: half have voted, the participant who can be entered has not."""
    city = case.city
    yield case.before(40, 15)
    agenda = choose_agenda(
        SCOOTERS.title,
        kind=Route.Kind.COMMITTEE,
        by=city.chair,
        title_en=SCOOTERS.title_en,
        summary=SCOOTERS.question,
        summary_en=SCOOTERS.question_en,
        category=Category.TRANSPORT,
        reason="보행로에 세워 둔 킥보드 민원이 군·구마다 되풀이되고 있어 위원회가 직접 의제로 정합니다.",
        sitting=in_session(city),
        vote=UNANIMOUS_BUT_ONE,
    )
    yield case.before(40, 17)
    adjourn(city)
    yield from convened(case, agenda)
    yield from seeded(case)
    yield case.stage("opinion_round").opens_at + HOUR
    people = [city.entered["participant"], *city.people[RIDERS]]
    case.seats = [case.seat_of(user) for user in people]
    yield from put(case)
    yield from answered(case, people, case.stage("opinion_round").closes_at - HOUR)
    yield from mapped(case)
    yield from drafted(case)
    yield from voted(case, city.random.sample(case.seats[1:], len(people) // 2), city.now - HOUR)


def opened(city: City) -> list[Story]:
    """The open process, in which people answer, weigh arguments and ask experts at the same time."""
    case = Case(city, WIND, city.day(21))
    return [wind(case), mapped_meanwhile(case), begun(case), argued(case), questioned(case)]


def wind(case: Case) -> Story:
    """Open to everyone, its opinion round under way for six more days."""
    city = case.city
    yield case.before(33, 10)
    agenda = Agenda.objects.select_related("conflict__space").get(title=PROPOSED)
    yield from convened(case, agenda)
    yield from written(case, furtherbooks.WIND)
    yield from reviewed(case, furtherbooks.WIND, until=city.moment(-4, 18))
    people = [city.entered["participant"], *city.people[1 - WIND.people :]]
    yield from seeded(case)
    yield case.stage("opinion_round").opens_at + HOUR
    case.seats = [case.seat_of(user) for user in people[:EARLY]]
    yield from put(case)
    yield from answered(case, people[1:], city.moment(2, 20))
    yield from moderated(case)
    yield from spoken(case)
    yield city.now - 2 * HOUR
    draw_map(case.stage("opinion_round"))
    for group, (name, name_en) in enumerate(GROUPS):
        name_group(case.stage("opinion_round"), group=group, name=name, name_en=name_en, by=city.facilitator)
    some = dict(list(stances(case, case.seats[0]).items())[:15])
    answer(case.stage("opinion_round"), seat=case.seats[0], values=some)
    amend_charter(case.process.charters.get(), by=city.official, **SOONER)
    yield from held_open(case)
    if agenda.conflict:
        check_voices(agenda.conflict)


def mapped_meanwhile(case: Case) -> Story:
    """Earlier maps, which are the steps through time on the page."""
    for days in (8, 5):
        yield case.city.moment(days, 21)
        draw_map(case.stage("opinion_round"))


def spoken(case: Case) -> Story:
    """Statements are translated and replied to."""
    yield case.city.moment(1, 18)
    statements = {row.number: row for row in Statement.objects.filter(stage=case.stage("opinion_round"))}
    for number, text in TRANSLATED:
        translate_statement(statements[number], by=case.city.facilitator, text=text, version=1)
    replies = [
        reply_to(statements[number], seat=seat, text=text)
        for seat, (number, text) in zip(case.seats[1:], REPLIES, strict=False)
    ]
    yield case.city.moment(1, 19)
    for reply in replies[:-1]:
        decide(reply.item, "admit", by=case.city.facilitator, version=1)


def moderated(case: Case) -> Story:
    """One statement is declined, and some still wait for the facilitator."""
    text, reason = DECLINED
    yield case.city.moment(1, 9)
    declined = put_statement(case.stage("opinion_round"), seat=case.seats[-1], text=text)
    yield case.city.moment(1, 11)
    decide(declined.item, "decline", by=case.city.facilitator, version=1, reason=reason)
    for hour, (seat, text) in enumerate(zip(case.seats[1:], WAITING, strict=False), start=15):
        yield case.city.moment(1, hour)
        put_statement(case.stage("opinion_round"), seat=seat, text=text)
