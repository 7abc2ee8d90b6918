"""Pages of a meeting that are opened anew without network, in a browser with its worker."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from deliberation.rounds.floor import moderating
from deliberation.rounds.floor.models import Act, Floor, Hand, Turn
from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings.scheduling import end_meeting
from tests.rounds.floors import found, in_session, pressed
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "async () => (await caches.keys()).filter((name) => name.startsWith('meeting:')).length"
GONE = "async () => { while ((await caches.keys()).length) await new Promise((done) => setTimeout(done, 50)); }"


@pytest.fixture
def tablet(chromium, live_server):
    """A device whose clock is five hours wrong, with a page that it has kept."""
    context = chromium.new_context(base_url=live_server.url, locale="ko-KR", viewport={"width": 820, "height": 1180})
    context.add_init_script("const real = Date.now; Date.now = () => real() + 5 * 3600e3;")
    page = context.new_page()

    def opened(user, path):
        sign_in(context, user, live_server.url)
        page.goto(path)
        expect(page.locator("[data-ready]")).to_be_visible()
        return page

    yield context, opened
    context.close()


def at(meeting, name, *more):
    return reverse(f"rounds:{name}", args=[meeting.process.slug, meeting.pk, *more])


def test_the_console_opens_anew_without_network_and_everything_arrives_once(tablet):
    meeting, cast = in_session()
    context, opened = tablet
    page = opened(cast.ada, at(meeting, "console"))
    moderating.step(meeting, pressed(cast.ada), position=0)
    expect(page.locator("[data-now-title]")).to_have_text("여는 말")
    context.set_offline(True)
    page.get_by_label("행사장에서 든 손: 명찰의 번호").fill("A-01")
    page.get_by_role("button", name="순서에 넣기").click()
    page.reload()
    expect(page.get_by_text("네트워크가 끊겼습니다.")).to_be_visible()
    expect(page.locator("[data-kept]")).to_contain_text(f"{timezone.localtime():%-d}일")
    expect(page.locator("[data-now-clock] [data-until]")).to_have_text(re.compile(r"^(10:00|[5-9]:\d\d)$"))
    page.locator("[data-hand]").get_by_role("button", name="발언 시작").click()
    page.get_by_label("적어 두기").fill("네트워크 없이 적은 쪽지")
    page.get_by_role("button", name="쪽지로").click()
    page.get_by_label("적어 두기").fill("쓰다 만 쪽지")
    page.reload()
    expect(page.locator("[data-speaking]")).to_contain_text("A-01")
    expect(page.locator("[data-notes]")).to_contain_text("네트워크 없이 적은 쪽지")
    expect(page.locator("[data-waiting-count]")).to_have_text("3")
    page.get_by_role("button", name="되살리기").first.click()
    expect(page.get_by_label("적어 두기")).to_have_value("쓰다 만 쪽지")
    page.get_by_label("적어 두기").fill("")
    assert (Act.objects.count(), Note.objects.count()) == (1, 0)
    context.set_offline(False)
    expect(page.locator("[data-connection]")).to_be_hidden()
    expect(page.locator("html[data-kept-at]")).to_have_count(0)
    expect(page.locator("[data-speaking]")).to_contain_text("A-01")
    assert (Act.objects.count(), Note.objects.count(), Floor.objects.get().position) == (3, 1, 1)
    assert (Hand.objects.get().user, Turn.objects.get().user) == (cast.ben, cast.ben)
    now = timezone.now()
    assert all(now - timedelta(minutes=2) < moment < now for moment in Act.objects.values_list("at", flat=True))


def test_a_note_written_on_a_page_opened_without_network_is_a_draft_when_the_meeting_has_ended(tablet):
    meeting, cast = in_session()
    context, opened = tablet
    page = opened(cast.ben, at(meeting, "notes"))
    context.set_offline(True)
    page.reload()
    page.locator("textarea").fill("아직 쓰고 있었습니다.")
    page.get_by_role("button", name="쪽지 남기기").click()
    page.reload()
    expect(page.locator("[data-sent]")).to_have_text("아직 쓰고 있었습니다.")
    end_meeting(found(meeting), by=cast.ada)
    context.set_offline(False)
    expect(page.locator("[data-told]")).to_contain_text("임시")
    note = Note.objects.get()
    assert (note.filed_at, str(note)) == (None, "아직 쓰고 있었습니다.")
    assert timezone.now() - note.written_at < timedelta(minutes=2)


def test_with_network_no_kept_page_is_shown_and_with_another_account_none_is_kept(tablet, client):
    meeting, cast = in_session()
    context, opened = tablet
    page = opened(cast.ada, at(meeting, "console"))
    moderating.step(meeting, pressed(cast.ada), position=0)
    page.reload()
    expect(page.locator("html[data-kept-at]")).to_have_count(0)
    expect(page.locator("[data-now-title]")).to_have_text("여는 말")
    hall, other = context.new_page(), context.new_page()
    hall.goto(at(meeting, "hall"))
    hall.evaluate("async () => { while (!(await caches.has(`meeting:${location.pathname}`))); }")
    assert page.evaluate(KEPT) == 2
    other.goto(meeting.get_absolute_url())
    other.locator("[data-menu-toggle]").click()
    other.locator("form[action$='/logout/'] button").click()
    expect(other.locator("form[action$='/logout/']")).to_have_count(0)
    other.evaluate(GONE)
    moderating.step(meeting, pressed(cast.ada), position=1)
    client.force_login(cast.ben)
    client.get(at(meeting, "poll", "hall"))  # drawn for all hall screens
    expect(hall.locator("h1")).to_have_text("수소 생산의 안전")  # it stays open, and does not keep itself again
    other.goto(meeting.get_absolute_url())
    assert other.evaluate(KEPT) == 0
    opened(cast.ben, at(meeting, "notes"))
    assert page.evaluate(KEPT) == 1


def test_the_worker_is_asked_for_anew_and_reaches_meetings_alone(client):
    response = client.get(reverse("rounds:worker"))
    assert response.headers["Content-Type"] == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response.headers
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "http" not in response.content.decode().replace("https://", "")
