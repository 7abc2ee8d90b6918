"""Three meeting days of thirty people: a console, a hall screen, a scribe's tablet and phones open at once."""

import re

import pytest
from playwright.sync_api import expect

from deliberation.rounds.floor import minuting
from deliberation.rounds.floor.models import Floor
from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings import attending
from deliberation.rounds.meetings.models import Meeting, Table
from deliberation.rounds.meetings.scheduling import write_programme
from deliberation.rounds.meetings.tables import arrange_tables
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.journey import halls
from tests.journey.convening import stage_of
from tests.journey.walker import Walker, signed_in
from tests.rounds import stage_meetings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAYS = {
    "제1차 숙의토론회: 정보 공유": ["여는 말", "수소 생산과 충전소의 안전"],
    "제2차 숙의토론회: 쟁점 토론": ["일자리와 기반 시설", "주민 의견을 듣는 절차"],
    "제3차 숙의토론회: 권고안 작성": ["권고안 문장 다듬기"],
}
TABLES = 5
THOUGHT = "충전소를 짓기 전에 둘레의 주민에게 먼저 설명해야 한다."
OFFLINE = "일자리 교육은 지역 대학과 함께 한다."


@pytest.fixture
def walk(visit, chromium, assert_accessible, live_server):
    """``walk(user)`` opens a browser for somebody; on one that may lose its network, failed requests are no error."""
    contexts = []

    def begin(user=None, steady: bool = True) -> Walker:
        if steady:
            page = visit(360, locale="ko-KR")
        else:
            contexts.append(chromium.new_context(base_url=live_server.url, locale="ko-KR", timezone_id="Asia/Seoul"))
            page = contexts[-1].new_page()
        walker = Walker(page, assert_accessible)
        return signed_in(walker, user, live_server.url) if user else walker

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture
def city():
    """The panel of thirty, and the three meetings of one stage with their programmes."""
    scene = stage_meetings.scene(people=30)
    gil = person("Gil")
    appoint(scene.process.space, gil, Role.FACILITATOR)
    days = []
    for n, (title, parts) in enumerate(DAYS.items(), 1):
        days.append(stage_meetings.planned(scene, hours=n / 10, title=title))
        write_programme(days[-1], [{"title": part, "minutes": 40} for part in parts], by=scene.cast.ada)
    return scene, gil, days


def seated(meeting: Meeting) -> dict[str, int]:
    return dict(meeting.places.values_list("seat__code", "table__number"))


def come(meeting: Meeting, phones: dict[str, Walker], scene) -> None:
    """Those with phones read the code at the door; the others are ticked on the list."""
    for phone in phones.values():
        phone.go(attending.door_path(meeting)).press("I am here")
    for seat in scene.seats:
        attending.check_in(meeting, seat, how="list", by=scene.cast.ada)


def test_three_meeting_days(city, walk):
    scene, gil, (first, second, third) = city
    ada = scene.cast.ada
    desk, tablet, wall, scribe = walk(ada), walk(ada), walk(scene.cast.emil), walk(gil)
    phones = {code: walk(scene.seat(code).user) for code in ("A001", "A002")}
    phones["A003"] = walk(scene.seat("A003").user, steady=False)
    one, two, three = phones.values()

    # The first day: hands in fair order, the timer, a statement round, a scribe's note.
    halls.seat_people(desk, first, TABLES)
    come(first, phones, scene)
    arrange_tables(first, {Table.objects.get(meeting=first, number=2).pk: {"scribe": gil}})
    desk.go(halls.at(first)).press("Open the meeting")
    console, hall = halls.Console(tablet, first), halls.watch(wall, first, "hall", 1280)
    screens = [hall, *(halls.watch(phone, first, "now") for phone in phones.values())]
    for part in DAYS[first.title]:
        console.step(part)
        halls.all_show(screens, part)
    halls.raise_hand(one)
    console.queue("A001")
    halls.raise_hand(two)
    console.queue("A001", "A002")
    console.call("A001")
    halls.all_show(screens, "A001")
    halls.raise_hand(three)
    halls.raise_hand(one)
    console.queue("A002", "A003", "A001")  # who has spoken comes after those who have not
    expect(one.page.get_by_text("3 / 3")).to_be_visible()
    console.finished()
    console.call("A002")
    console.press("%(n)s min", n=2)
    expect(hall.locator(".hall__clock--timer [data-until]")).to_have_text(re.compile(r"^(2:00|1:\d\d)$"))
    halls.all_show(screens, console.words("Timer"))
    console.press("Statement round")
    halls.all_show([hall], console.words("Statement round: everybody speaks once"))
    halls.all_show(screens[1:], console.words("Statement round"))
    scribe.go(halls.at(first, "notes")).reads("2분임")
    halls.write(scribe, THOUGHT)
    console.has_note(THOUGHT)
    halls.end(desk, first, [hall])

    # The second day: other faces at the tables, another facilitator in charge, a phone without network for a moment.
    halls.seat_people(desk, second, TABLES)
    assert seated(second) != seated(first)
    figures = second.seating.figures
    assert (figures["pairs"], figures["again"] <= 15) == (75, True)
    come(second, {}, scene)
    three.go(halls.at(second)).reads(str(second.places.get(seat__code="A003").table))
    desk.go(halls.at(second)).press("Open the meeting")
    console, hall = halls.Console(tablet, second), halls.watch(wall, second, "hall", 1280)
    console.step(DAYS[second.title][0])
    console.press("Hand over to %(other)s", other=gil)
    other = halls.Console(scribe, second)
    other.step(DAYS[second.title][1])
    halls.all_show([hall, console.page], DAYS[second.title][1])
    expect(console.page.get_by_role("button", name=console.words("Statement round"), exact=True)).to_be_disabled()
    assert Floor.objects.get(meeting=second).in_charge == gil
    three.go(halls.at(second, "notes"))
    three.page.context.set_offline(True)
    expect(three.page.get_by_text(three.words("No network."))).to_be_visible()
    halls.write(three, OFFLINE)
    expect(three.page.locator("[data-waiting-count]")).to_have_text("1")
    assert not Note.objects.filter(meeting=second).exists()
    three.page.context.set_offline(False)
    expect(three.page.locator("[data-waiting]")).to_be_hidden()
    other.has_note(OFFLINE)
    halls.end(desk, second, [hall])
    note = Note.objects.get(meeting=second)
    assert (str(note), note.seat.code) == (OFFLINE, "A003")

    # The third day: notes become material, the minutes are reviewed by the tables and published.
    halls.seat_people(desk, third, TABLES)
    come(third, {}, scene)
    desk.go(halls.at(third)).press("Open the meeting")
    console, hall = halls.Console(tablet, third), halls.watch(wall, third, "hall", 1280)
    console.step(DAYS[third.title][0])
    halls.all_show([hall], DAYS[third.title][0])
    statements, drafting = (stage_of(scene.process, kind) for kind in ("opinion_round", "drafting"))
    thought = Note.objects.get(meeting=first)
    halls.take_on(desk, thought, f"{statements.pk}:statement", f"{drafting.pk}:draft sentence")
    assert [row.what for row in thought.materials.order_by("pk")] == ["statement", "draft sentence"]
    halls.end(desk, third, [hall])
    desk.go(halls.at(third, "minutes")).fill(text="권고안 문장을 테이블마다 다듬었습니다.")
    desk.press("Give them to the tables")
    at = seated(third)
    for phone in phones.values():
        halls.review(phone, third, "confirm")
    for table in third.tables.exclude(number__in=[at[code] for code in phones]):
        minutes = minuting.minutes_of(third)
        minuting.review_minutes(minutes, table=table, stand="confirm", text="", by=scene.seats[0].user)
    desk.go(halls.at(third, "minutes")).press("Publish the minutes")
    walk().go(halls.at(third, "minutes")).reads("권고안 문장을 테이블마다 다듬었습니다.")
