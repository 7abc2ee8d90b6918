"""The hydrogen case: six recommendations drafted by agreement, walked through by the people in their browsers."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from deliberation.panels.models import Seat
from deliberation.recommendations.agreement.actions import Answer, endorse
from deliberation.recommendations.amendments.actions import support
from deliberation.recommendations.models import AgreementRound, Amendment, Recommendation, Theme
from deliberation.recommendations.themes.actions import hand_over, say_opinion
from tests.cast import person
from tests.recommendations.amendments.scene import again as again_amendment
from tests.recommendations.amendments.scene import change
from tests.recommendations.groups.scene import again, given, written
from tests.recommendations.scene import Scene, drafting
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THEMES = (
    "이행 계획과 기반 시설",
    "일자리와 전문 인력",
    "안전과 신뢰",
    "주민과의 갈등 해결",
    "인식 개선과 교육",
    "정책의 일관성",
)
FIRST = "시는 점검 결과를 공개한다."
MONTHLY = "시는 점검 결과를 달마다 공개한다."
REVISED = f"{MONTHLY} 주민이 추천한 전문가가 점검에 참여한다."
WISH = "주민이 추천한 전문가 이야기가 없습니다."
OTHER = "시는 친환경 수소의 비율을 해마다 정한다."


@pytest.fixture
def panel(traveller, visit, live_server):
    """Twelve participants in an open drafting stage, and how each opens a page."""
    scene = drafting(traveller)
    people = [scene.cast.ben, *(person(f"Citizen{n}") for n in range(2, 13))]
    seats = [
        Seat.objects.create(process=scene.process, user=user, code=f"A-{n:02}") for n, user in enumerate(people, 1)
    ]

    def opened(user, width: int = 1280):
        page = visit(width=width)
        sign_in(page.context, user, live_server.url)
        return page

    return scene, seats, opened


def test_six_recommendations_are_drafted_by_agreement(panel, assert_accessible):
    scene, seats, opened = panel
    stage, slug = scene.stage("drafting"), scene.process.slug
    ada, ben, third = opened(scene.cast.ada), opened(seats[0].user, 360), opened(seats[2].user, 360)
    groups = reverse("recommendations:groups", args=[slug, stage.pk])
    agreement = reverse("recommendations:agreement", args=[slug, stage.pk])

    ada.goto(groups)
    ada.get_by_label("고르게 나눌 때의 조 수").fill("3")
    ada.get_by_role("button", name="조 편성하기").click()
    ada.get_by_role("link", name="주제 추가").click()
    ada.get_by_label("주제 (한 줄에 하나)").fill("\n".join(THEMES))
    ada.get_by_role("button", name="추가하기").click()
    expect(ada.get_by_role("row")).to_have_count(1 + len(THEMES))

    first, second, third_group = stage.drafting_groups.all()
    safety = Theme.objects.select_related("stage__process__space").get(title=THEMES[2])
    ben.goto(groups)
    ben.get_by_role("link", name=re.compile(THEMES[2])).first.click()
    ben.locator("[name=text]").fill("점검 결과는 모두 보여야 믿을 수 있습니다.")
    ben.get_by_role("button", name="제출하기").click()
    expect(ben.locator("main").get_by_role("listitem").filter(has_text="A-01 님이 적음")).to_be_visible()
    say_opinion(again(safety), group=second, seat=seats[1], text="주민이 점검에 들어가야 합니다.")

    ada.goto(safety.get_absolute_url())
    ada.get_by_label("초안을 쓸 조").select_option("1조")
    ada.get_by_role("button", name="이 조에 맡기기").click()
    ben.reload()
    ben.get_by_role("link", name="첫 문안 쓰기").click()
    ben.locator("[name=text]").fill(FIRST)
    ben.locator("[name=statements]").first.check()
    ben.get_by_role("button", name="저장", exact=True).click()
    ben.locator("summary", has_text="전체 참여자에게 내놓기").click()
    ben.locator("[name=note]").fill("함께 보아 주십시오.")
    ben.get_by_role("button", name="전체 참여자에게 내놓기").click()
    expect(ben.get_by_text("함께 보아 주십시오.")).to_be_visible()
    for n, theme in enumerate(stage.themes.exclude(pk=safety.pk)):
        group, writer = ((second, seats[1]), (third_group, seats[2]), (first, seats[0]))[n % 3]
        given(scene, theme, group)
        written(scene, theme, writer, f"{theme}: 시가 힘쓴다.")
        hand_over(again(theme), by=writer.user, seat=writer)
    assert sorted(row.title for row in scene.drafts()) == sorted(THEMES)
    draft, disputed = (Recommendation.objects.get(title=title) for title in (THEMES[2], THEMES[0]))

    # an amendment is proposed, supported and taken in
    third.goto(reverse("recommendations:amendments", args=[slug, draft.pk]))
    third.get_by_role("link", name="다른 문구 제안").click()
    third.locator("[name=wording]").fill(MONTHLY)
    third.locator("[name=reason]").fill("한 해에 한 번은 모자랍니다.")
    third.get_by_role("button", name="제안하기").click()
    amendment = again_amendment(Amendment.objects.get())
    for seat in seats[:2]:
        support(amendment, seat=seat)
    ada.goto(amendment.get_absolute_url())
    ada.get_by_role("button", name="권고안에 반영하기").click()
    expect(ada.get_by_text(MONTHLY).first).to_be_visible()

    # the first round, with a private critique, and the revision by the group
    ada.goto(agreement)
    ada.get_by_role("button", name="참여자에게 지금 묻기").click()
    answer_all(scene, seats[:-1], objecting=seats[2])
    last = opened(seats[-1].user, 360)
    last.goto(agreement)
    for card in last.locator("form .card").all():
        card.get_by_label("전적으로 동의합니다").check()
    last.locator("form .card").filter(has_text=THEMES[2]).get_by_role("textbox").fill(WISH)
    last.get_by_role("button", name="답 보내기").click()
    ada.reload()
    expect(ada.get_by_text(WISH)).to_have_count(0)
    ada.get_by_role("button", name="이번 회차 마감").click()
    for page, times in ((ada, 1), (ben, 1), (third, 0)):
        page.goto(agreement)
        expect(page.get_by_text(WISH)).to_have_count(times)
    expect(third.get_by_role("row").filter(has_text=THEMES[0]).get_by_role("cell").last).to_have_text("1")
    given(scene, safety, first)
    ben.goto(reverse("recommendations:edit", args=[slug, draft.pk]))
    ben.locator("[name=text]").fill(REVISED)
    ben.get_by_role("button", name="저장", exact=True).click()
    ben.locator("summary", has_text="전체 참여자에게 내놓기").click()
    ben.get_by_role("button", name="전체 참여자에게 내놓기").click()

    # somebody still objects: another view and a minority opinion stand beside the text
    change(disputed, seats[2], OTHER, position=1)
    third.goto(reverse("recommendations:dissent", args=[slug, disputed.pk]))
    third.locator("[name=reason]").fill("지금의 수소는 대부분 천연가스로 만듭니다.")
    third.locator("[name=would_change]").fill("친환경 수소의 비율을 정한다면 찬성합니다.")
    third.get_by_role("button", name="서명하고 공개하기").click()
    expect(third.get_by_text("친환경 수소의 비율을 정한다면 찬성합니다.")).to_be_visible()

    # the second round, and what remains
    ada.goto(agreement)
    ada.get_by_role("button", name="참여자에게 지금 묻기").click()
    answer_all(scene, seats, objecting=seats[2])
    ada.get_by_role("button", name="이번 회차 마감").click()
    divided = ada.locator("section").filter(has=ada.get_by_role("heading", name="복수안"))
    expect(divided.get_by_role("listitem")).to_have_text(
        [re.compile("12명 가운데 1명 반대"), re.compile(f"{OTHER}.*1명")]
    )
    expect(divided).to_contain_text(THEMES[0])
    assert_accessible(ada)
    for address in (groups, safety.get_absolute_url(), draft.get_absolute_url()):
        ben.goto(address)
        assert_accessible(ben)
    versions = draft.versions.order_by("n").values_list("group__number", "seat__code", "amendment__seat__code")
    assert list(versions) == [(1, "A-01", None), (None, None, "A-03"), (1, "A-01", None)]


def answer_all(scene: Scene, seats: list[Seat], objecting: Seat) -> None:
    """Everybody goes along with everything, but one with the first theme."""
    asked = AgreementRound.objects.select_related("stage__process__space").get(state="open")
    for seat in seats:
        values = {row.pk: 1 if seat == objecting and row.title == THEMES[0] else 4 for row in scene.drafts()}
        endorse(asked, {key: Answer(value) for key, value in values.items()}, seat=seat)
