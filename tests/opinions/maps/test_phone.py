"""A real conversation of two thousand people, read on a phone by keyboard alone."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from deliberation.ledger.actions import first_fault
from deliberation.ledger.models import Chain
from deliberation.opinions.maps.actions import name_group
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import OpinionMap, Stance, Statement
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.cast import person
from tests.opinions.scenes import address, admitted
from tests.reference import reference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage():
    """Bowling Green as imported, and a second map since one of its statements was taken out."""
    call_command("import_polis", str(reference("polis", "american-assembly.bowling-green")), title="Bowling Green")
    stage = Stage.objects.get()
    decide(admitted(stage)[0].item, "hide", by=person("Facilitator"), version=1, reason="개인정보가 들어 있습니다.")
    draw_map(stage)
    return stage


def tab_to(page, selector: str, key: str = "Tab", most: int = 150):
    """Press Tab until the focus is on what the selector names."""
    for _press in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page.locator(selector)
    pytest.fail(f"{selector} is not reached by keyboard")


def test_bowling_green_is_read_on_a_phone_by_keyboard_alone(stage, visit, assert_accessible):
    first, newest = OpinionMap.objects.order_by("as_of")
    assert (Statement.objects.count(), Stance.objects.count()) == (896, 225_524)
    assert (first.people, first.result["k"]) == (2_010, 2)  # 21 more answered only what was taken out
    assert first_fault(Chain.objects.get(name="process-bowling-green")) is None
    page = visit(360)
    page.goto(address("map", stage))
    assert_accessible(page)

    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    assert tab_to(page, "#unites li:nth-child(1) a").inner_text()
    tab_to(page, "#bridge-1 summary")
    page.keyboard.press("Enter")
    expect(page.locator("#bridge-1 table")).to_be_visible()
    assert page.locator("#bridge-1 tbody tr").count() == newest.result["k"]

    slider = tab_to(page, "#step")
    now = slider.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    page.locator(f'#live:not([hx-get]) [data-step="{first.pk}"][aria-current]').wait_for(state="attached")
    expect(slider).to_be_focused()
    assert slider.get_attribute("aria-valuetext") == page.locator("#step-said").inner_text() != now
    assert page.url.endswith(f"?at={first.pk}")
    expect(page.locator("#bridge-1 table")).to_be_visible()
    tab_to(page, "#step-after")
    page.keyboard.press("Enter")
    page.locator("#live[hx-get]").wait_for()
    expect(page.locator("#step-after")).to_be_focused()

    tab_to(page, "#bridge-1 summary", "Shift+Tab")
    name_group(stage, group=0, name="나무 먼저", by=person("Namer"))
    page.evaluate("htmx.trigger('#live', 'news')")
    page.locator("#groups h3", has_text="나무 먼저(A)").wait_for()
    expect(page.locator("#bridge-1 summary")).to_be_focused()
    expect(page.locator("#bridge-1 table")).to_be_visible()

    picture = page.get_by_role("img", name="의견 지도")
    assert all(name in picture.get_attribute("aria-label") for name in ("나무 먼저(A)", "집단 B"))
    assert page.locator("#picture table tbody tr").count() == newest.result["k"]
    tab_to(page, '#statements a[href*="sort=unites"]')
    page.keyboard.press("Enter")
    page.locator('#statements a[href*="sort=unites"][aria-current]').wait_for()
    tab_to(page, "#statements-table tbody tr:nth-child(50) a")
    tab_to(page, '#statements .pager a[rel="next"]')
    page.keyboard.press("Enter")
    page.get_by_text("51번째부터 100번째까지").wait_for()
    assert page.locator("#statements-table tbody tr").count() == 50
