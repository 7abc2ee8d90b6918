"""A tour of listening sessions about the hospital building of Camp Market (case J): one round done, the second begun.

Places, people, concerns and answers are fictional; the question is the city's.
"""

from datetime import timedelta

from deliberation.accounts.models import User
from deliberation.portal.demo.city import City
from deliberation.portal.demo.stories import Story
from deliberation.processes.convening import amend_charter, convene, endorse, freeze, prepare_process
from deliberation.processes.models import Endorsement, Process, Stage
from deliberation.rounds.listening.actions import (
    answer_concern,
    count_turnout,
    judge_concern,
    plan_return,
    write_concern,
)
from deliberation.rounds.listening.models import Concern
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting, plan_meeting, write_programme
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role

SLUG = "camp-market"
SIDES = [
    {"name": "건물 보존 측", "name_en": "For keeping the building"},
    {"name": "철거와 토양 정화 측", "name_en": "For demolition and clean soil"},
]
CHARTER = {
    "question": "조병창 병원 건물과 오염된 땅을 어떻게 하는 것이 좋겠습니까?",
    "question_en": "What should become of the arsenal's hospital building and the polluted soil?",
    "sides": SIDES,
    "selection": "누구나 가까운 곳에서 열리는 자리에 올 수 있습니다. 추첨하지 않습니다.",
    "selection_en": "Anyone may come to the session nearest to them. Nobody is drawn by lot.",
    "decides": "결과 발표",
    "rule": "표결하지 않습니다. 걱정마다 시가 답하고, 같은 곳을 다시 찾아가 풀렸는지 함께 확인합니다.",
    "rule_en": "There is no vote. The city answers each concern, then returns to the same places, where all check "
    "together whether it is settled.",
    "promise": "시장은 두 번째 순회가 끝난 날부터 30일 안에 남은 걱정을 어떻게 할지 시민에게 답합니다.",
    "promise_en": "Within 30 days of the end of the second round the mayor tells the citizens what will be done "
    "about the concerns that remain.",
}
PROGRAMME = (
    (10, "인사와 진행 안내", "Welcome"),
    (20, "지금까지의 경과 설명", "What has happened so far"),
    (70, "주민 말씀 듣기", "Listening to the people"),
    (20, "정리와 다음 일정", "Summing up"),
)
# By place: title, title in English, address, how many days ago, who came, concerns (group, text, the city's answer).
PLACES = (
    (
        ("부평1동", "Bupyeong 1-dong", "부평1동 행정복지센터 3층 강당", 37),
        {"residents": 46, "civic": 7, "traders": 5},
        (
            (
                "residents",
                "정화 공사를 하는 동안 오염된 먼지가 아이들 학교까지 날아올까 봐 걱정됩니다.",
                "공사장을 막으로 덮고 학교 쪽에 측정기 세 대를 두며, 값은 시 누리집에 한 시간마다 공개합니다.",
            ),
            (
                "civic",
                "건물을 헐면 강제동원의 흔적이 사라집니다. 기록만 남기는 것으로는 부족합니다.",
                "건물 전체를 3차원으로 기록하고, 벽과 기둥 일부를 옮겨 보관하는 방안을 국가유산청과 협의하고 있습니다.",
            ),
            (
                "traders",
                "공사 차가 시장 앞길로 다니면 손님이 끊깁니다.",
                "공사 차는 북쪽 임시 문으로만 다니게 하고, 시장 앞길은 쓰지 않겠습니다.",
            ),
        ),
    ),
    (
        ("산곡동", "Sangok-dong", "산곡3동 행정복지센터 대회의실", 33),
        {"residents": 38, "experts": 4},
        (
            (
                "residents",
                "공원이 언제 열리는지 십 년 넘게 말이 바뀌었습니다. 날짜를 믿을 수 없습니다.",
                "구역마다 정화가 끝나는 날과 여는 날을 표로 공개하고, 늦어지면 그 이유를 일주일 안에 알리겠습니다.",
            ),
            (
                "experts",
                "건물 아래 흙을 파지 않고 정화하는 공법을 제대로 따져 보지 않았습니다.",
                "전문기관 두 곳에 다시 검토를 맡겼습니다. 결과는 다음 달에 나옵니다.",
            ),
            ("residents", "지하수도 오염되었는지 우리 동네 우물을 검사해 주십시오.", ""),
        ),
    ),
    (
        ("부평시장", "Bupyeong market", "부평 깡통시장 고객지원센터 2층", 29),
        {"traders": 23, "residents": 17},
        (
            (
                "traders",
                "공원이 생기면 주차할 곳이 더 모자랄 것입니다.",
                "공원 남쪽에 차 240대를 댈 지하 주차장을 계획에 넣었습니다.",
            ),
            ("traders", "시장과 공원을 잇는 건널목이 멉니다. 손님이 오지 않습니다.", ""),
        ),
    ),
)
# At the first place the second round has been: by concern, what came of it.
FOUND = (
    ("settle", "측정기를 둔 자리를 함께 보고 받아들였습니다. 측정값을 문자로도 알려 달라고 하였습니다."),
    ("leave_open", "옮겨 보관하는 것과 제자리에 두는 것은 다르다는 말씀이 많았습니다. 협의 결과를 기다립니다."),
    ("settle", "북쪽 문으로만 다닌다는 약속을 상인회가 받아들였습니다."),
)
NEW = ("residents", "측정값이 기준을 넘으면 공사를 멈추는지 분명하지 않습니다.")


def toured(city: City) -> Story:
    """Prepared without an agenda; the tour goes on, and the city owes two answers."""
    yield city.moment(70, 10)
    process = prepare_process(
        None,
        preset="listening",
        first_day=city.day(40),
        by=city.official,
        slug=SLUG,
        title="캠프마켓 병원 건물, 찾아가서 듣겠습니다",
        title_en="Camp Market's hospital building: we come and listen",
        summary="조병창 병원 건물을 남길지 헐지를 두고 오래 갈렸습니다. 시가 동네를 두 번씩 찾아가 듣고 답합니다.",
        summary_en="Whether to keep or to demolish the old arsenal hospital in Bupyeong has long divided people. The "
        "city visits each neighbourhood twice, listens, and answers.",
    )
    Process.objects.filter(pk=process.pk).update(demo=True)
    appoint(process.space, city.facilitator, Role.FACILITATOR, by=city.official)
    charter = amend_charter(process.charters.get(), by=city.official, **CHARTER)
    speakers: list[User] = city.people[120:122]
    for side, speaker in zip(SIDES, speakers, strict=True):
        appoint(process.space, speaker, Role.SIDE, by=city.official, label=side["name"])
    yield city.moment(60, 10)
    for speaker in (*speakers, city.chair):
        endorse(charter, by=speaker, stand=Endorsement.Stand.AGREE)
    yield city.moment(55, 10)
    freeze(charter, by=city.official)
    yield city.moment(50, 10)
    convene(process, by=city.official)
    for place in PLACES:
        yield from heard(city, *place)
    yield city.moment(15, 11)
    for concern, text in zip(_concerns(), [one[2] for _place, _came, said in PLACES for one in said], strict=True):
        if text:
            answer_concern(concern, answer=text, by=city.official)
    yield from again(city)


def heard(city: City, place: tuple[str, str, str, int], came: dict[str, int], said) -> Story:
    title, title_en, address, days_ago = place
    yield city.moment(days_ago + 5, 10)
    starts_at = city.moment(days_ago, 19)
    stage = Stage.objects.select_related("process__space").get(process__slug=SLUG, kind="listening")
    named = {"title": title, "title_en": title_en, "place": address, "kind": Meeting.Kind.LISTENING}
    meeting = plan_meeting(
        stage, by=city.facilitator, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **named
    )
    _programme(city, meeting)
    yield starts_at
    open_meeting(meeting, by=city.facilitator)
    yield starts_at + timedelta(hours=2)
    end_meeting(meeting, by=city.facilitator)
    meeting.refresh_from_db(fields=["state"])
    count_turnout(meeting, came, by=city.facilitator)
    for group, text, _answer in said:
        write_concern(meeting, group=group, text=text, by=city.facilitator)


def again(city: City) -> Story:
    """The second round comes back to the first place, and has a day at the second."""
    yield city.moment(12, 10)
    first, other, _last = _meetings()
    for place, days in ((first, 6), (other, -8)):
        starts_at = city.moment(days, 19)
        named = {"title": place.title, "title_en": place.title_en, "place": place.place}
        ends_at = starts_at + timedelta(hours=2)
        second = plan_return(place, by=city.facilitator, starts_at=starts_at, ends_at=ends_at, **named)
        _programme(city, second)
    second = Meeting.objects.select_related("stage__process__space").get(follows=first)
    yield second.starts_at
    open_meeting(second, by=city.facilitator)
    yield second.ends_at
    end_meeting(second, by=city.facilitator)
    second.refresh_from_db(fields=["state"])
    count_turnout(second, {"residents": 31, "civic": 6, "traders": 8}, by=city.facilitator)
    for concern, (step, finding) in zip(_concerns(), FOUND, strict=False):
        judge_concern(concern, step, finding=finding, by=city.facilitator)
    write_concern(second, group=NEW[0], text=NEW[1], by=city.facilitator)


def _programme(city: City, meeting: Meeting) -> None:
    rows = [{"minutes": minutes, "title": title, "title_en": english} for minutes, title, english in PROGRAMME]
    write_programme(meeting, rows, by=city.facilitator)


def _meetings() -> list[Meeting]:
    rows = Meeting.objects.select_related("stage__process__space")
    return list(rows.filter(stage__process__slug=SLUG, follows=None).order_by("number"))


def _concerns() -> list[Concern]:
    rows = Concern.objects.select_related("meeting", "stage__process__space")
    return list(rows.filter(stage__process__slug=SLUG).order_by("number"))
