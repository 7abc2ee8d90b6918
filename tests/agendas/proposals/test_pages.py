"""Every page of the room in a browser: accessible, nothing wider than the screen, no console error."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from deliberation.agendas.models import PaperLine
from deliberation.agendas.paper.actions import enter_lines, finish_reading, open_list
from deliberation.agendas.proposals.co_proposing import invite
from deliberation.spaces.models import Role
from tests.agendas.proposing import WEB, citizens, cosign, drafted, in_each_state, published
from tests.cast import gather
from tests.sign_in import session_key, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def papers(proposal, cast):
    """A list at its first reading, one at its third look, one that is counted."""
    cast.dora.memberships.update(role=Role.OFFICIAL)
    first, third, done = (open_list(proposal, "제1권 부평구 주민 서명부", by=cast.emil) for _ in range(3))
    for paper, name in ((third, "박두리"), (done, "김하나")):
        for by, read in ((cast.emil, "김하나"), (cast.dora, name)):
            line = PaperLine(n=1, name=read, born=date(1958, 3, 1), district="서구")
            enter_lines(paper, [line], by=by)
            finish_reading(paper, by=by)
            paper.refresh_from_db()
    cast.dora.memberships.update(role=Role.COMMITTEE)
    return [first, third, done]


def test_pages_are_accessible_and_fit_the_screen(assert_all_accessible):
    cast = gather()
    draft, proposal, every = drafted(cast.finn), published(cast.finn), in_each_state(cast)
    for person in citizens(7):
        cosign(proposal, by=person, channel=WEB)
    walks = {
        None: ["", f"{proposal.pk}/", f"{proposal.pk}/poster/", *(f"{every[state].pk}/" for state in every)],
        cast.finn: [
            "new/",
            *(f"{draft.pk}/edit/{step}/" for step in ("question", "contested", "background", "place", "people")),
            f"{draft.pk}/preview/",
            f"{every['returned'].pk}/reword/",
        ],
        cast.ben: [f"join/{invite(draft, '이웃')}/"],
        cast.dora: [
            "screening/",
            "screening/new/",
            f"{every['screening'].pk}/confer/",
            f"{every['screening'].pk}/screen/",
            f"{every['expired'].pk}/lift/",
        ],
        cast.emil: [
            "../moderation/",
            f"../moderation/{proposal.item.pk}/",
            *(f"{proposal.pk}/{act}/" for act in ("counter", "paper", "merge")),
            *(f"paper/{paper.pk}/" for paper in papers(proposal, cast)),
            f"{every['screening'].pk}/signatures/",
        ],
    }
    walks[None].remove(f"{every['draft'].pk}/")  # its author's alone
    assert_all_accessible({who: [f"/proposals/{path}" for path in paths] for who, paths in walks.items()})


def test_similar_questions_appear_and_text_is_saved_while_it_is_typed(visit, live_server):
    cast = gather()
    known, draft = published(cast.ben), drafted(cast.finn, title="다른 질문")
    page = visit(360)
    sign_in(page.context, cast.finn, live_server.url)
    page.goto("/proposals/new/")
    page.locator("#id_title").press_sequentially("월미바다열차를 계속 운행할 것인가")
    page.locator(f'#similar a[href="{known.get_absolute_url()}"]').wait_for()
    page.goto(f"/proposals/{draft.pk}/edit/contested/")
    page.locator("#id_contested").fill("쓰다가 만 글")
    page.get_by_text("에 저장했습니다").wait_for()
    draft.refresh_from_db()
    assert draft.contested == "쓰다가 만 글"


def test_co_signing_by_keyboard_alone(visit, live_server):
    cast = gather()
    proposal = published(cast.finn)
    page = visit(360)
    sign_in(page.context, cast.ben, live_server.url)
    page.goto(f"/proposals/{proposal.pk}/")
    page.get_by_role("button", name="공감하기").focus()
    page.keyboard.press("Enter")
    page.get_by_text("고맙습니다. 공감이 반영되었습니다.").wait_for()
    page.get_by_role("button", name="공감 거두기").wait_for()


@pytest.mark.parametrize("instead", ["sign-in", "not permitted"])
def test_a_text_that_did_not_arrive_is_kept_on_the_device(visit, live_server, instead):
    cast = gather()
    cookie = {"name": "sessionid", "value": session_key(cast.finn), "url": live_server.url}
    draft = drafted(cast.finn)
    page = visit(360)
    page.context.add_cookies([cookie])
    written = f"/proposals/{draft.pk}/edit/background/"
    page.goto(written)
    page.locator("[name=background]").fill("두 시간 동안 쓴 글")
    if instead == "sign-in":
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="저장하고 나중에 쓰기").click()
        page.wait_for_url("**/accounts/login/**")
        page.context.add_cookies([cookie])
    else:
        page.route(
            "**/edit/background/",
            lambda route: route.fulfill(body=render_to_string("403.html"), content_type="text/html"),
        )
        page.get_by_role("button", name="저장하고 나중에 쓰기").click()
        page.get_by_role("heading", level=1).wait_for()
        page.unroute("**/edit/background/")
        page.goto("/")
    page.goto(written)
    page.get_by_role("button", name="되살리기").click()
    expect(page.locator("[name=background]")).to_have_value("두 시간 동안 쓴 글")
    page.get_by_role("button", name="저장하고 나중에 쓰기").click()
    page.get_by_text("초안을 저장했습니다").wait_for()
