"""Console, hall screen and phones open at once: what is pressed on one is on all within three seconds."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from deliberation.rounds.floor import captioning, moderating, noting
from deliberation.rounds.floor.models import Act, Floor, Hand, Turn
from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings.scheduling import end_meeting
from tests.rounds.floors import another, colleague, found, in_session, pressed, speaker
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screens(visit, live_server):
    meeting, cast = in_session()
    place = f"/processes/{meeting.process.slug}/meetings/{meeting.pk}"

    def opened(user, path, width=1280, **options):
        page = visit(width=width, **options)
        sign_in(page.context, user, live_server.url)
        page.goto(place + path)
        return page

    return meeting, cast, opened


def test_a_meeting_on_all_screens_at_once(screens, assert_accessible):
    meeting, cast, opened = screens
    other = another(meeting, 7)
    speaker(meeting, "Sol", "안전 우선 모임")
    console, hall = opened(cast.ada, "/console/", 1024), opened(cast.ada, "/hall/", 1280)
    ben, cem = opened(cast.ben, "/now/", 360), opened(other.user, "/now/", 360)

    console.get_by_role("button", name="다음: 여는 말").click()
    for page in (hall, ben, cem):
        expect(page.get_by_text("여는 말", exact=True)).to_be_visible()
        expect(page.locator("[data-until]").first).to_have_text(re.compile(r"^(10:00|[5-9]:\d\d)$"))

    ben.get_by_role("button", name="손들기").click()
    cem.get_by_role("button", name="손들기").click()
    expect(ben.get_by_text("손을 들었습니다.")).to_be_visible()
    expect(console.locator("[data-hand]")).to_have_count(2)
    console.locator("[data-hand]").filter(has_text="A-01").get_by_role("button", name="발언 시작").click()
    expect(hall.get_by_text("A-01")).to_be_visible()
    expect(ben.get_by_role("button", name="손들기")).to_be_visible()
    expect(cem.get_by_text("1 / 1")).to_be_visible()

    console.get_by_label("행사장에서 든 손: 명찰의 번호").fill("a01")
    console.get_by_role("button", name="순서에 넣기").click()
    expect(console.locator("[data-hand]")).to_have_count(2)
    console.get_by_role("button", name="질문 시간", exact=True).click()
    console.get_by_role("button", name="2분", exact=True).click()
    expect(hall.locator(".hall__clock--timer [data-until]")).to_have_text(re.compile(r"^(2:00|[01]:\d\d)$"))
    console.get_by_label("적어 두기").fill("다음 회의에서 충전소 위치를 다시 봅니다.")
    console.get_by_role("button", name="나중에 다룰 것", exact=True).click()
    expect(console.locator("[data-parked]")).to_contain_text("충전소 위치")
    for page in (console, hall, ben):
        assert_accessible(page)


def test_the_clock_of_a_device_plays_no_part(screens):
    meeting, cast, opened = screens
    moderating.step(meeting, pressed(cast.ada), position=0)
    page = opened(cast.ben, "/now/", 360)
    page.add_init_script("const shift = 5 * 3600e3, real = Date.now; Date.now = () => real() + shift;")
    page.reload()
    expect(page.locator("[data-until]").first).to_have_text(re.compile(r"^(10:00|[5-9]:\d\d)$"))


def test_without_network_the_console_goes_on_and_everything_is_sent_once(screens, chromium, live_server):
    meeting, cast, _opened = screens
    context = chromium.new_context(base_url=live_server.url, locale="ko-KR", viewport={"width": 1024, "height": 768})
    sign_in(context, cast.ada, live_server.url)
    page = context.new_page()
    page.goto(f"/processes/{meeting.process.slug}/meetings/{meeting.pk}/console/")
    context.set_offline(True)
    expect(page.get_by_text("네트워크가 끊겼습니다.")).to_be_visible()
    page.get_by_role("button", name="다음: 여는 말").click()
    expect(page.locator("[data-now-title]")).to_have_text("여는 말")
    page.get_by_label("행사장에서 든 손: 명찰의 번호").fill("A-01")
    page.get_by_role("button", name="순서에 넣기").click()
    page.locator("[data-hand]").get_by_role("button", name="발언 시작").click()
    expect(page.locator("[data-speaking]")).to_contain_text("A-01")
    page.get_by_label("적어 두기").fill("네트워크 없이 적은 쪽지")
    page.get_by_role("button", name="쪽지로").click()
    expect(page.get_by_text("4", exact=True).and_(page.locator("[data-waiting-count]"))).to_be_visible()
    assert (Act.objects.count(), Note.objects.count()) == (0, 0)
    context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.locator("[data-connection]")).to_be_hidden()
    expect(page.locator("[data-speaking]")).to_contain_text("A-01")
    assert (Act.objects.count(), Note.objects.count(), Floor.objects.get().position) == (3, 1, 1)
    assert (Hand.objects.get().user, Turn.objects.get().user) == (cast.ben, cast.ben)
    context.close()


def test_what_is_typed_when_the_meeting_ends_is_kept_as_a_draft(screens):
    meeting, cast, opened = screens
    page = opened(cast.ben, "/notes/", 360)
    page.locator("textarea").fill("아직 쓰고 있었습니다.")
    end_meeting(found(meeting), by=cast.ada)
    page.get_by_role("button", name="쪽지 남기기").click()
    expect(page.locator("[data-told]")).to_contain_text("임시")
    assert (Note.objects.get().filed_at, str(Note.objects.get())) == (None, "아직 쓰고 있었습니다.")


def test_the_other_facilitator_sees_who_is_in_charge(screens):
    meeting, cast, opened = screens
    gil = colleague(meeting)
    moderating.step(meeting, pressed(cast.ada), position=0)
    noting.write_note(meeting, by=cast.ben, text="하나", key=uuid4())
    page = opened(gil, "/console/", 1024)
    expect(page.get_by_role("button", name="다음: 수소 생산의 안전")).to_be_disabled()
    page.get_by_role("button", name="넘겨받기").click()
    expect(page.get_by_role("button", name="다음: 수소 생산의 안전")).to_be_enabled()
    assert Floor.objects.get().in_charge == gil


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_the_hall_screen_shows_all_at_once(screens, width, height):
    meeting, cast, opened = screens
    meeting.programme.update(closed_to_press=True)
    moderating.step(meeting, pressed(cast.ada), position=0)
    moderating.set_timer(meeting, pressed(cast.ada), seconds=120)
    moderating.open_round(meeting, pressed(cast.ada), kind="statements")
    moderating.show_prompt(meeting, pressed(cast.ada), text="other")
    moderating.raise_hand(meeting, user=cast.ben, key=uuid4())
    page = opened(cast.ada, "/hall/", width)
    page.set_viewport_size({"width": width, "height": height})
    for line in ("진행자: 다음 분임의 의견을 듣겠습니다.", "발언자: 안전 점검 결과를 주민이 바로 볼 수 있어야 합니다."):
        captioning.add_caption(meeting, by=cast.ada, text=line, key=uuid4())
    expect(page.locator(".hall__captions")).to_contain_text("안전 점검 결과")
    expect(page.get_by_text("진행 Ada")).to_be_visible()
    expect(page.locator(".hall__press")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
