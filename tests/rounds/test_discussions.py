"""Arguments and questions in a browser: accessible, nothing wider than the screen, used by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from deliberation.processes.actions import reschedule
from deliberation.rounds.arguments.actions import Cited
from deliberation.rounds.arguments.models import Argument, Rating
from deliberation.rounds.questions.actions import answer
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Role
from tests.rounds.debates import SAFETY, answered, asked, claim, crowd, debating, issue_of, questioning, rated, routed
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(stage, cast) -> None:
    """Open by the server's own clock."""
    now = timezone.now()
    reschedule(stage, opens_at=now, closes_at=now + timedelta(days=3), by=cast.emil, reason="모두와 합의했습니다.")


@pytest.fixture
def debate():
    stage, cast = debating()
    opened(stage, cast)
    ben, seats = cast.ben.seats.get(), crowd(stage, 8)
    first = claim(
        stage, seats[0], "점검 결과를 누구나 볼 수 있습니다. " * 8, sources=[Cited("근거 " * 30, "https://example.org")]
    )
    for n in range(7):
        rated(claim(stage, seats[n], f"논거 {n} 충전소를 더 지어야 합니다."), seats[n + 1 :], 5, 4, 3, 5, 4)
    claim(stage, ben, "안전이 먼저입니다.", SAFETY)
    rated(first, seats[1:], 5, 4, 4, 4, 5)
    reply = answered(first, seats[1], "점검표에 빠진 것이 있습니다. " * 9)
    answered(reply, seats[2], "빠진 것이 무엇입니까?", stance=1)
    rude = claim(stage, ben, "숨길 글", SAFETY)
    decide(rude.item, "hide", by=cast.ada, version=1, reason="사람에 대한 비난입니다.")
    return stage, cast, first, reply, rude


@pytest.fixture
def round_of_questions():
    stage, cast = questioning()
    opened(stage, cast)
    seats = crowd(stage, 3)
    first = routed(stage, cast, asked(stage, seats[0], "사고가 나면 누가 책임집니까? " * 9, issue=issue_of(stage)))
    for one in first.answers.all():
        answer(one, text="법이 정한 대로 책임집니다. " * 20)
    waiting = asked(stage, seats[1], "누가 비용을 냅니까?", table="아주 긴 이름을 가진 세 번째 조")
    return stage, cast, first, waiting


def test_arguments_are_accessible_and_fit_the_screen(assert_all_accessible, debate):
    stage, cast, first, reply, rude = debate
    base = f"/processes/hydrogen/stages/{stage.pk}/arguments/"
    of_issue = f"{base}issues/{issue_of(stage).pk}/"
    views = [base, of_issue, f"{of_issue}outline/", f"{of_issue}picture/"]
    one = first.get_absolute_url()
    walks = {
        None: [*views, one, rude.get_absolute_url()],
        cast.ben: [of_issue, one, reply.get_absolute_url(), f"{of_issue}write/"],
        cast.ada: [one, f"{one}merge/", f"{base}issues/add/"],
    }
    assert_all_accessible(walks)


def test_questions_are_accessible_and_fit_the_screen(assert_all_accessible, round_of_questions):
    stage, cast, first, waiting = round_of_questions
    base, one = f"/processes/hydrogen/stages/{stage.pk}/questions/", waiting.get_absolute_url()
    walks = {
        None: [base, first.get_absolute_url(), one],
        cast.ben: [base, f"{base}ask/", one],
        cast.ada: [one, f"{one}route/", f"{one}merge/"],
    }
    assert_all_accessible(walks)


def test_an_argument_is_reached_in_the_picture_rated_and_answered_by_keyboard(visit, live_server, debate):
    stage, cast, first, _reply, _rude = debate
    page = visit(360)
    sign_in(page.context, cast.ben, live_server.url)
    page.goto(f"/processes/hydrogen/stages/{stage.pk}/arguments/issues/{first.issue_id}/picture/")
    page.locator("svg.tree a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/arguments/*/")
    shown = Argument.objects.get(pk=int(page.url.rstrip("/").rpartition("/")[2]))
    page.locator('.rating button[value="4"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('.rating button[value="4"]')).to_have_attribute("aria-pressed", "true")
    page.locator('input[name="stance"]').first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("공개된 점검표에는 빠진 것이 있습니다.")
    page.locator("form[data-keep^=reply] button.button--primary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main article")).to_contain_text("공개된 점검표에는 빠진 것이 있습니다.")
    assert Rating.objects.get(seat=cast.ben.seats.get()).value == 4
    assert Argument.objects.get(item__text="공개된 점검표에는 빠진 것이 있습니다.").parent == shown


def test_an_expert_answers_and_all_answers_come_out_together(visit, assert_accessible, live_server, round_of_questions):
    stage, cast, first, waiting = round_of_questions
    iris = stage.space.memberships.get(role=Role.EXPERT).user
    due = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    page = visit(1280)
    sign_in(page.context, cast.ada, live_server.url)
    page.goto(f"{waiting.get_absolute_url()}route/")
    page.get_by_label("찬성 주민 모임: 전문가").select_option(label="Iris")
    page.get_by_label("안전 우선 모임: 계정이 없는 전문가의 이름과 분야").fill("최안전 박사")
    page.locator('input[name="due_at"]').fill(due)
    page.get_by_role("button", name="전달하기").click()
    expect(page.locator("main")).to_contain_text("답을 기다리고 있습니다")
    expert = visit(360)
    sign_in(expert.context, iris, live_server.url)
    expert.goto(waiting.get_absolute_url())
    expert.get_by_role("link", name="답 쓰기").click()
    assert_accessible(expert)
    expert.locator("textarea").fill("수익을 내는 쪽이 부담합니다.")
    expert.get_by_role("button", name="답 저장하기").click()
    expect(expert.locator("main")).to_contain_text("답을 기다리고 있습니다")
    page.goto(waiting.get_absolute_url())
    expect(page.locator("main")).not_to_contain_text("수익을 내는 쪽이 부담합니다.")
    page.get_by_role("link", name="이 전문가의 답 입력하기").click()
    page.locator("textarea").fill("이용하는 사람이 나누어 냅니다.")
    page.get_by_role("button", name="답 저장하기").click()
    for text in ("수익을 내는 쪽이 부담합니다.", "이용하는 사람이 나누어 냅니다."):
        expect(page.locator("main")).to_contain_text(text)
    assert first
