"""The meeting days of the demo's processes: planned, seated at tables, held, and one that is held just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.panels.models import Seat
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.deliberating import closed
from deliberation.portal.demo.meeting_floor import begun, minuted, noted, taken_on
from deliberation.portal.demo.stories import Story
from deliberation.processes.models import Stage
from deliberation.rounds.meetings.attending import check_in
from deliberation.rounds.meetings.models import CheckIn, Meeting
from deliberation.rounds.meetings.scheduling import (
    end_meeting,
    open_meeting,
    plan_meeting,
    write_programme,
    write_venues,
)
from deliberation.rounds.meetings.tables import arrange_tables, assign_tables, publish_tables, rebalance_tables

Kind = Meeting.Kind
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
COME = 0.95  # of the participants, how many come
ON_PAPER = 0.3  # of those, how many are ticked on the list
A_TABLE = 8


@dataclass(frozen=True)
class Day:
    """One meeting of a stage: ``after`` hours from its opening, for as long as its programme."""

    title: str
    title_en: str
    kind: str
    after: int
    programme: tuple[tuple[int, str, str], ...]
    venues: tuple[str, ...] = ()
    tables: bool = True
    video_link: str = ""

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=sum(minutes for minutes, _title, _english in self.programme))


ORIENTATION = Day(
    "오리엔테이션",
    "Orientation",
    Kind.ORIENTATION,
    after=0,
    programme=(
        (20, "환영과 위촉", "Welcome"),
        (50, "의제와 설계안 설명", "The question and the charter"),
        (20, "쉬는 시간", "Break"),
        (60, "숙의 방법 연습", "How we deliberate"),
        (30, "서약과 질의응답", "Pledge and questions"),
    ),
    tables=False,
)
FIRST = Day(
    "제1차 숙의토론회: 균형 잡힌 정보와 쟁점 찾기",
    "First meeting: balanced information and issues",
    Kind.PLENARY,
    after=0,
    programme=(
        (20, "개회와 진행 안내", "Opening"),
        (80, "양쪽 전문가 발표", "Experts of both sides"),
        (80, "점심", "Lunch"),
        (100, "분임토의: 쟁점 찾기", "Small groups: finding the issues"),
        (20, "쉬는 시간", "Break"),
        (80, "전체 공유와 쟁점 정하기", "Plenary: choosing the issues"),
        (40, "소감과 안내", "Closing words"),
    ),
)
SECOND = Day(
    "제2차 숙의토론회: 쟁점별 전문가 질의응답",
    "Second meeting: questions to the experts",
    Kind.QUESTIONS,
    after=0,
    programme=(
        (20, "개회와 지난 회의 돌아보기", "Opening"),
        (100, "쟁점별 전문가 발표와 질의응답", "Experts on each issue, questions"),
        (80, "점심", "Lunch"),
        (100, "분임토의: 대안 생각하기", "Small groups: alternatives"),
        (20, "쉬는 시간", "Break"),
        (80, "전체 공유", "Plenary"),
    ),
)
THIRD = Day(
    "제3차 숙의토론회: 권고안 작성",
    "Third meeting: drafting the recommendations",
    Kind.CLOSING,
    after=24,
    programme=(
        (20, "개회", "Opening"),
        (110, "분임토의: 쟁점별 권고안 쓰기", "Small groups: drafting by issue"),
        (80, "점심", "Lunch"),
        (110, "전체토의: 권고안 합의", "Plenary: agreeing on the text"),
        (30, "쉬는 시간", "Break"),
        (40, "소감과 평가", "Closing words and evaluation"),
    ),
)
REGIONAL = Day(
    "권역별 토론회",
    "Regional forums",
    Kind.SMALL_GROUP,
    after=0,
    programme=(
        (30, "개회", "Opening"),
        (60, "현황과 쟁점 설명", "Facts and issues"),
        (90, "분임토의", "Small groups"),
        (40, "발표와 마무리", "Presentations"),
    ),
    venues=("중부권", "동부권", "서부권", "남부권", "도서권"),
)
GENERAL = Day(
    "종합토론회",
    "General forum",
    Kind.PLENARY,
    after=0,
    programme=(
        (30, "개회", "Opening"),
        (90, "양쪽 발표와 상호 토론", "Both sides present and debate"),
        (80, "점심", "Lunch"),
        (110, "분임토의", "Small groups"),
        (80, "질의응답", "Questions and answers"),
        (40, "마무리", "Closing"),
    ),
)
OPEN_FORUM = Day(
    "온라인 공개토론회",
    "Open online forum",
    Kind.QUESTIONS,
    after=0,
    programme=(
        (10, "개회와 진행 안내", "Opening"),
        (30, "양쪽 발표", "Both sides present"),
        (40, "질의응답", "Questions and answers"),
        (50, "소모임 토의", "Small groups"),
        (20, "전체 공유와 마무리", "Plenary and closing"),
    ),
    video_link="https://meet.example.org/open-forum",
)
DAYS = {"landfill": {1: [ORIENTATION], 4: [REGIONAL], 5: [GENERAL]}}
DAYS["hydrogen"] = {1: [ORIENTATION], 4: [FIRST], 5: [SECOND, THIRD]}
DAYS["e-scooters"] = {2: [OPEN_FORUM]}
INTERPRETER = ("베트남어", "응우옌 타오")


def met(case: Case, position: int) -> Story:
    """The meetings of a stage, one after the other, and the stage's end."""
    for day in DAYS[case.conflict.slug][position]:
        stage = case.stage("meetings", position)
        starts_at = stage.opens_at + day.after * HOUR
        yield max(starts_at - timedelta(days=5), case.before(10, 15))
        meeting = planned(case, stage, day, starts_at)
        yield starts_at - timedelta(days=1)
        seated(case, meeting, day, len(case.seats))
        yield from came(case, meeting)
    yield from closed(case, "meetings", position)


def planned(case: Case, stage: Stage, day: Day, starts_at: datetime) -> Meeting:
    meeting = plan_meeting(
        stage,
        by=case.city.facilitator,
        title=day.title,
        title_en=day.title_en,
        kind=day.kind,
        starts_at=starts_at,
        ends_at=min(starts_at + day.length, stage.closes_at),
        place=stage.settings.get("place", ""),
        video_link=day.video_link,
    )
    rows = [{"minutes": minutes, "title": title, "title_en": english} for minutes, title, english in day.programme]
    write_programme(meeting, rows, by=case.city.facilitator)
    if day.venues:
        write_venues(meeting, _by_neighbourhood(case, day.venues), by=case.city.facilitator)
    return meeting


def seated(case: Case, meeting: Meeting, day: Day, people: int) -> None:
    if not day.tables:
        return
    assign_tables(meeting, tables=max(2, len(day.venues), round(people / A_TABLE)), by=case.city.facilitator)
    first = {table.pk: table.places.order_by("seat__code").first() for table in meeting.tables.all()}
    led: dict[int, dict] = {pk: {"scribe": place.seat.user} for pk, place in first.items() if place}
    led[min(led)]["interpreters"] = [INTERPRETER]
    arrange_tables(meeting, led)


def _by_neighbourhood(case: Case, names: tuple[str, ...]) -> list[dict]:
    """The venues, each with people who live near one another."""
    seats = sorted(case.seats, key=lambda seat: (str(seat.strata.get("district")), seat.code))
    size = -(-len(seats) // len(names))
    return [
        {"name": name, "codes": [seat.code for seat in seats[n * size : (n + 1) * size]]}
        for n, name in enumerate(names)
    ]


def came(case: Case, meeting: Meeting) -> Story:
    """The tables are published, most people come, a few of them late, and the meeting ends."""
    random = case.city.random
    if meeting.tables.exists():
        publish_tables(meeting, by=case.city.facilitator)
    yield meeting.starts_at - 40 * MINUTE
    people = random.sample(case.seats, round(len(case.seats) * COME))
    late = max(1, len(people) // 20)
    arrive(case, meeting, people[late:])
    yield meeting.starts_at
    open_meeting(meeting, by=case.city.facilitator)
    yield meeting.starts_at + 15 * MINUTE
    arrive(case, meeting, people[:late])
    if meeting.tables.exists():
        rebalance_tables(meeting)
    yield meeting.ends_at - 20 * MINUTE
    begun(case, meeting)
    notes = noted(case, meeting)
    yield meeting.ends_at
    end_meeting(meeting, by=case.city.facilitator)
    taken_on(case, notes)
    yield meeting.ends_at + 2 * HOUR
    minuted(case, meeting)


def arrive(case: Case, meeting: Meeting, seats: list[Seat]) -> None:
    for seat in seats:
        ticked = case.city.random.random() < ON_PAPER
        how, by = (CheckIn.How.LIST, case.city.facilitator) if ticked else (CheckIn.How.QR, seat.user)
        check_in(meeting, seat, how=how, by=by)


def held_open(case: Case) -> Story:
    """A meeting that is held just now, so that its pages can be tried; the participant who can be entered is late."""
    stage = case.stage("meetings")
    starts_at = max(stage.opens_at, case.city.now - 20 * MINUTE)
    yield starts_at - 30 * MINUTE
    meeting = planned(case, stage, OPEN_FORUM, starts_at)
    seats = list(Seat.objects.current().filter(process=case.process).select_related("user").order_by("pk"))
    seated(case, meeting, OPEN_FORUM, len(seats))
    publish_tables(meeting, by=case.city.facilitator)
    arrive(case, meeting, [seat for seat in seats[1:] if case.city.random.random() < 0.5])  # noqa: PLR2004 - half of them
    yield starts_at
    open_meeting(meeting, by=case.city.facilitator)
    yield max(starts_at + 5 * MINUTE, case.city.now - 4 * MINUTE)
    begun(case, meeting)
    noted(case, meeting)
