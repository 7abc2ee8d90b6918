"""Answering in a browser: without network, by keys, by a finger, and taking an answer back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from deliberation.opinions.models import Stance
from deliberation.processes.actions import close_early, reschedule
from tests.opinions.scenes import address, ready_round
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENT = "() => Object.keys(localStorage).every((key) => !key.startsWith('queue:') || localStorage[key] === '[]')"
HOLD_FIRST_NEWS = """() => {
  const ask = window.fetch;
  window.fetch = async (address, options) => {
    const answer = await ask(address, options);
    if (!options && !window.letGo) await new Promise((go) => { window.letGo = go; });
    return answer;
  };
}"""


@pytest.fixture
def phone(chromium, live_server):
    """Somebody's phone with the answering page of an open round, kept for the time without network."""
    stage, cast = ready_round(statements=6)
    now = timezone.now()
    window = {"opens_at": now, "closes_at": now + timedelta(days=3)}
    reschedule(stage, **window, by=cast.emil, reason="모두와 합의했습니다.")
    size = {"width": 360, "height": 740}
    context = chromium.new_context(base_url=live_server.url, locale="ko-KR", viewport=size, has_touch=True)
    sign_in(context, cast.ben, live_server.url)
    page = context.new_page()
    page.goto(address("answer", stage))
    expect(page.locator("[data-ready]")).to_be_visible()
    yield stage, cast, context, page
    context.close()


def values() -> dict[int, int]:
    return dict(Stance.objects.values_list("statement", "value"))


def asked(page) -> int:
    return int(page.locator("#card [name=statement]").input_value())


def answered(page, count: int) -> None:
    expect(page.locator(f'#card progress[value="{count}"]')).to_have_count(1)


def swipe(page, by: int, down: int = 0) -> None:
    """A finger laid on the statement and drawn aside."""
    statement = page.locator("#card .statement")
    statement.scroll_into_view_if_needed()
    box = statement.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    send("touchStart", (x, y))
    for n in range(1, 6):
        send("touchMove", (x + by * n / 5, y + down * n / 5))
    send("touchEnd")


def test_answers_given_without_network_outlive_the_page_and_arrive_once(phone):
    _stage, _cast, context, page = phone
    given = {}
    context.set_offline(True)
    for count, button in enumerate(("동의함", "동의하지 않음", "동의함"), 1):
        given[asked(page)] = 1 if button == "동의함" else -1
        page.get_by_role("button", name=button, exact=True).click()
        answered(page, count)
    last = list(given)[-1]
    page.locator("[data-again]").click()
    assert asked(page) == last
    expect(page.locator("#answer-agree")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="잘 모르겠음", exact=True).click()
    given[last] = 0
    page.reload()
    answered(page, 3)
    assert asked(page) not in given
    expect(page.locator("[data-waiting-count]")).to_have_text("4")
    for count in (4, 5, 6):
        given[asked(page)] = -1
        page.get_by_role("button", name="동의하지 않음", exact=True).click()
        if count < 6:
            answered(page, count)
    expect(page.locator("#card[data-next]")).to_have_count(1)
    assert values() == {}
    context.set_offline(False)
    expect(page.locator("#card [name=statement], #card[data-next]")).to_have_count(0)
    expect(page.locator("[data-connection]")).to_be_hidden()
    assert values() == given


def test_what_waited_when_the_round_ended_is_told_until_it_is_read(phone):
    stage, cast, context, page = phone
    context.set_offline(True)
    page.get_by_role("button", name="동의함", exact=True).click()
    answered(page, 1)
    close_early(stage, by=cast.ada, reason="모두와 합의했습니다.")
    context.set_offline(False)
    expect(page.locator("[data-refused]")).to_contain_text("마감되었습니다")
    page.reload()
    expect(page.locator("[data-refused] li")).to_have_count(1)
    page.locator("[data-heard]").click()
    expect(page.locator("[data-connection]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-connection]")).to_be_hidden()
    assert values() == {}


def test_keys_count_in_the_card_alone_and_a_finger_must_go_far_to_the_side(phone):
    _stage, _cast, _context, page = phone
    page.keyboard.press("a")
    page.locator("summary").last.click()
    page.locator("[name=text]").press("d")
    given = {asked(page): -1}
    page.locator("#answer-unsure").focus()
    page.keyboard.press("d")
    answered(page, 1)
    expect(page.locator("#answer-unsure")).to_be_focused()
    swipe(page, by=60)
    swipe(page, by=150, down=150)
    given[asked(page)] = 1
    swipe(page, by=150)
    answered(page, 2)
    given[asked(page)] = -1
    swipe(page, by=-150)
    answered(page, 3)
    expect(page.locator("[data-connection]")).to_be_hidden()
    page.wait_for_function(SENT)
    assert values() == given


def test_news_that_answers_have_overtaken_do_not_ask_again(phone):
    _stage, _cast, _context, page = phone

    def agree(counts: range) -> None:
        for count in counts:
            page.get_by_role("button", name="동의함", exact=True).click()
            if count < 6:
                answered(page, count)

    page.evaluate(HOLD_FIRST_NEWS)
    agree(range(1, 3))
    page.wait_for_function("() => Boolean(window.letGo)")
    agree(range(3, 7))
    expect(page.locator("#card[data-next]")).to_have_count(1)
    page.wait_for_function(SENT)
    page.evaluate("window.letGo()")
    expect(page.get_by_text("지금까지 올라온 의견에 모두 답하셨습니다")).to_be_visible()
    assert list(values().values()) == [1] * 6
