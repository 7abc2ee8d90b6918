"""The pages of a round in a browser: accessible, nothing wider than the screen, answered by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import put_statement, reply_to
from deliberation.processes.actions import reschedule
from deliberation.spaces.actions import decide
from tests.opinions.scenes import admitted, crowd, ready_round
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    """A round that is open by the server's own clock, with a map and a statement that waits."""
    stage, cast = ready_round(statements=6)
    now = timezone.now()
    begun = {"opens_at": now, "closes_at": now + timedelta(days=3)}
    reschedule(stage, **begun, by=cast.emil, reason="모두와 합의했습니다.")
    statements = admitted(stage)
    for n, seat in enumerate(crowd(stage, 60)):
        answer(stage, seat=seat, values={s.pk: (1 if n < 30 else -1) if s.number % 3 else 1 for s in statements})
    put_statement(stage, seat=cast.ben.seats.get(), text="섬 주민의 뱃삯을 지원해야 합니다." * 4)
    decide(reply_to(statements[0], seat=seat, text="달마다 공개합시다.").item, "admit", by=cast.ada, version=1)
    draw_map(stage)
    return stage, cast


def test_pages_are_accessible_and_fit_the_screen(assert_all_accessible, scene):
    stage, cast = scene
    one = f"statements/{admitted(stage)[0].pk}/"
    walks = {
        None: ["", "statements/", one, "map/"],
        cast.ben: ["", one],
        cast.ada: ["moderate/", "overview/", one, f"{one}merge/", f"{one}translate/"],
    }
    base = f"/processes/hydrogen/stages/{stage.pk}/opinions/"
    assert_all_accessible({who: [base + path for path in paths] for who, paths in walks.items()})


def test_all_statements_are_answered_by_keyboard_without_losing_the_place(visit, live_server, scene):
    stage, cast = scene
    page = visit(360)
    sign_in(page.context, cast.ben, live_server.url)
    page.goto(f"/processes/hydrogen/stages/{stage.pk}/opinions/")
    page.locator("#answer-disagree").focus()
    for answered in range(1, 7):
        page.keyboard.press("Enter")
        if answered < 6:
            page.locator(f'#card progress[value="{answered}"]').wait_for()
            expect(page.locator("#answer-disagree")).to_be_focused()
    page.get_by_text("지금까지 올라온 의견에 모두 답하셨습니다").wait_for()
    expect(page.locator("#card-title")).to_be_focused()
    assert set(cast.ben.seats.get().stances.values_list("value", flat=True)) == {-1}


def test_what_is_alike_appears_while_one_types_and_is_sent_without_asking_again(visit, live_server, scene):
    stage, cast = scene
    page = visit(360)
    sign_in(page.context, cast.ben, live_server.url)
    page.goto(f"/processes/hydrogen/stages/{stage.pk}/opinions/")
    page.locator("summary", has_text="빠진 의견").press("Enter")
    page.locator("#id_text").press_sequentially("설명회는 먼저 열어야 합니다.")
    page.locator(f'a[href$="/statements/{admitted(stage)[1].pk}/#your-answer"]').wait_for()
    page.locator("#id_text").press("Enter")
    page.get_by_text("진행자가 의견을 읽습니다").wait_for()
    assert Statement.objects.filter(item__text="설명회는 먼저 열어야 합니다.").count() == 1
