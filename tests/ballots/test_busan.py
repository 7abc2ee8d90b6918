"""A vote of 141 people as in Busan in 2018 (61.0 % for, 39.0 % against), three of them in a browser; and a ranking."""

import re

import pytest
from playwright.sync_api import expect

from deliberation.ballots.checking.actions import announce
from deliberation.processes.actions import prepare_stage
from tests.ballots.pages import page as address
from tests.ballots.scene import ask, asking, ballot_in, closed, hour_come, seats, surveying, vote
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360


def tab_to(page, selector: str) -> None:
    """Press Tab until the focus is on what matches."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"Tab does not come to {selector}")


def votes_by_touch(page, side: str) -> str:
    page.locator(f"[name=question-1][value={side}]").check()
    page.get_by_role("button", name="선택 확인하기").click()
    page.get_by_role("button", name="표 보내기").click()
    return page.locator("[data-number]").inner_text()


def votes_by_keys(page, side: str) -> str:
    tab_to(page, "[name=question-1]")
    page.keyboard.press("Space")
    while page.locator("[name=question-1]:checked").get_attribute("value") != side:
        page.keyboard.press("ArrowDown")
    tab_to(page, "form[action$='/review/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    tab_to(page, "form[action$='/receipt/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")
    return page.locator("[data-number]").inner_text()


def test_141_people_vote_as_in_busan(traveller, visit, live_server, assert_accessible):
    scene = surveying(traveller, voters=141)
    ask(scene, "decision", 0, title="중앙버스전용차로 공사를 재개한다")
    prepare_stage(scene.stage("ballot"))
    present, others = seats(scene)[:3], seats(scene)[3:]
    for n, seat in enumerate(others):
        vote(scene, seat, "for" if n < 84 else "against")
    codes = []
    for seat, side, how in zip(
        present, ("for", "against", "for"), (votes_by_touch, votes_by_touch, votes_by_keys), strict=True
    ):
        page = visit(width=PHONE)
        sign_in(page.context, seat.user, live_server.url)
        page.goto(address("vote", scene))
        codes.append(how(page, side))
    assert_accessible(page)
    assert ballot_in(scene).turnout == 141
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    page = visit(width=PHONE)
    page.goto(f"{address('result', scene)}#code={codes[2]}")
    expect(page.locator("[name=code]")).to_have_value(codes[2])
    assert page.url.endswith(address("result", scene))
    text = page.locator("main").inner_text()
    assert all(words in text for words in ("141명 중 141명, 100.0%", "141명 중 86명, 61.0%", "141명 중 55명, 39.0%"))
    page.locator("#check form button").click()
    expect(page.locator("#check [role=status]")).to_contain_text("있습니다")


def test_a_ranking_is_tapped_undone_and_sent(traveller, visit, live_server, assert_accessible):
    scene = asking(traveller, voters=1, kinds=["score", "schulze"])
    page = visit(width=PHONE)
    sign_in(page.context, scene.cast.ben, live_server.url)
    page.goto(address("vote", scene))
    assert_accessible(page)
    region = page.locator("[data-ranking]")
    told, taps = region.locator("[data-told]"), region.locator(".ranking__tap")
    expect(told).to_have_text("순위를 정할 선택지가 3개 남았습니다")

    def places() -> dict[str, str]:
        selects = region.locator("select").all()
        return {select.get_attribute("name")[-1]: select.input_value() for select in selects}

    def tap(name: str) -> None:
        taps.filter(has_text=name).click()

    tap("다리")
    tap("가로수길")
    expect(told).to_contain_text("2순위: 가로수길")
    expect(taps.filter(has_text="다리")).to_have_accessible_name(re.compile(r"다리\s*, 1순위"))
    tap("다리")  # again: it has no place any more, and the next one moves up
    assert places() == {"1": "1", "2": "", "3": ""}
    region.locator("[data-undo]").click()
    assert places() == {"1": "2", "2": "", "3": "1"}
    region.locator("[data-abstain]").check()
    assert places() == {"1": "", "2": "", "3": ""}
    region.locator("[data-undo]").click()
    tap("나루터")
    assert places() == {"1": "2", "2": "3", "3": "1"}
    assert not region.locator("[data-abstain]").is_checked()
    for n in (1, 2, 3):
        page.locator(f"[name=question-1-{n}][value='{n}']").check()
    page.get_by_role("button", name="선택 확인하기").click()
    page.locator("main form[action$='/ballot/'] button").click()  # back to change it: everything stays
    expect(told).to_have_text("모든 선택지의 순위를 정했습니다.")
    assert places() == {"1": "2", "2": "3", "3": "1"}
    page.get_by_role("button", name="선택 확인하기").click()
    chosen = page.locator(".chosen").last.locator("li")
    expect(chosen).to_have_text(["1순위: 다리", "2순위: 가로수길", "3순위: 나루터"])
    page.get_by_role("button", name="표 보내기").click()
    expect(page.locator("[data-print]")).to_be_visible()
    assert_accessible(page)
    assert ballot_in(scene).turnout == 1
