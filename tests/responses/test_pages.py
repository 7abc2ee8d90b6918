"""The walk in a browser: an official answers, a citizen contests what is reported as done; and how the pages are."""

import pytest

from deliberation.responses.models import Milestone
from tests.responses.scene import (
    approver,
    contested,
    drafted,
    finished,
    later,
    planned,
    responses,
    submitted,
    the_check,
)
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_is_published_a_report_contested_and_every_page_is_accessible(
    traveller, visit, live_server, assert_all_accessible
):
    scene = drafted(traveller)
    base = f"/processes/{scene.process.slug}"
    page = visit(360)
    submitted(scene)
    sign_in(page.context, approver(), live_server.url)
    page.goto(f"{base}/responses/publish/")
    page.get_by_role("checkbox").nth(1).uncheck()
    page.get_by_role("button", name="표시한 답변 공개").click()
    assert page.get_by_text("답변을 공개했습니다.").is_visible()
    first, second = responses(scene)
    assert (first.state, second.state) == ("answered", "submitted")
    milestone, other = finished(scene), planned(scene, "주민 점검단 구성", 50)
    page = visit(360)
    sign_in(page.context, scene.cast.finn, live_server.url)
    page.goto(milestone.get_absolute_url())
    page.get_by_role("link", name="증거를 들어 이의 제기하기").click()
    page.get_by_label("무엇이 완료되지 않았는지").fill("누리집이 열리지 않습니다.")
    page.get_by_label("증거가 있는 누리집 주소").fill("https://example.org/1")
    page.get_by_role("button", name="이의 제기하기").click()
    assert page.get_by_text("누리집이 열리지 않습니다.").is_visible()
    contested(milestone, milestone.response.rules.contests - 1)
    Milestone.objects.filter(pk=other.pk).update(due_on=later(-3))
    office = [f"{second.recommendation_id}/draft/", "extend/"]
    assert_all_accessible(
        {
            None: ["/responses/", "/responses/overdue/", f"{base}/responses/", first.get_absolute_url()],
            scene.cast.emil: [
                *(f"{base}/responses/{path}" for path in office),
                f"{base}/milestones/{other.pk}/report/",
                milestone.get_absolute_url(),
            ],
            approver(): [f"{base}/responses/publish/"],
            scene.cast.hana: [f"{base}/checks/{the_check(scene).pk}/"],
        }
    )
