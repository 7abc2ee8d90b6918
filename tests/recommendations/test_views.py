import re

import pytest
from django.urls import reverse
from django.utils import timezone

from deliberation.opinions.statements.actions import seed_statement
from deliberation.opinions.statements.merging import merge_statements
from deliberation.recommendations.drafting.actions import (
    draft_recommendation,
    edit_recommendation,
    withdraw_recommendation,
)
from deliberation.recommendations.models import Adoption, Recommendation
from tests.recommendations.scene import TITLES, adopting, closed, decided, drafted, drafting, received, signed
from tests.restricting import close, hide
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


def page(name: str, scene, of=None) -> str:
    kind = {"draft": "drafting", "new": "drafting"}.get(name, "adoption")
    key = of.pk if of else scene.stage(kind).pk
    return reverse(f"recommendations:{name}", args=[scene.process.slug, key])


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def ticked(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'name="statements" value="(\d+)" checked', html)]


def offered(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'name="statements" value="(\d+)">', html)]


def test_a_facilitator_searches_without_losing_anything_and_saves(traveller):
    scene = drafting(traveller)
    first, second, _third = scene.statements
    ada = visitor(scene.cast.ada)
    typed = {
        "part": "headline",
        "title": "안전 거리",
        "text": "시는 안전 거리를 둔다.",
        "statements": [first.pk],
        "q": "안전 점검",
    }
    html = ada.post(page("new", scene), typed | {"search": "1"}).content.decode()
    assert "시는 안전 거리를 둔다." in html
    assert (ticked(html), offered(html)) == ([first.pk], [second.pk])
    assert "errorlist" not in html
    assert not Recommendation.objects.exists()
    response = ada.post(page("new", scene), typed | {"statements": [first.pk, second.pk]})
    assert response.url == page("draft", scene)
    made = Recommendation.objects.get()
    assert (made.number, made.title, list(made.statements.order_by("pk"))) == (1, "안전 거리", [first, second])


@pytest.mark.parametrize(("query", "numbers"), [("", [1, 2, 3]), ("#3", [3]), ("2", [2]), ("점", [2]), ("없는말", [])])
def test_statements_are_found_by_words_or_number(traveller, query, numbers):
    scene = drafting(traveller)
    html = visitor(scene.cast.ada).post(page("new", scene), {"q": query, "search": "1"}).content.decode()
    by_key = {statement.pk: statement.number for statement in scene.statements}
    assert [by_key[pk] for pk in offered(html)] == numbers


def test_a_form_error_keeps_what_was_typed(traveller):
    scene = drafting(traveller)
    response = visitor(scene.cast.ada).post(page("new", scene), {"title": "제목만", "text": "", "statements": ["x"]})
    assert response.status_code == 422
    assert "제목만" in response.content.decode()
    long = {"title": "가" * 121, "text": "<script>alert(1)</script>", "statements": [scene.statements[0].pk]}
    html = visitor(scene.cast.ada).post(page("new", scene), long).content.decode()
    assert "가" * 121 in html
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_the_second_editor_sees_both_wordings_and_saves_over(traveller):
    scene = drafted(traveller)
    first, basis = scene.drafts()[0], scene.statements[0]
    ada = visitor(scene.cast.ada)
    assert ticked(ada.get(page("edit", scene, first)).content.decode()) == [basis.pk]
    edit_recommendation(first, title="먼저 저장", text="먼저", statements=[basis], version=1, by=scene.cast.ada)
    typed = {"part": "supplement", "title": "나중 저장", "text": "나중 본문", "statements": [basis.pk], "version": "1"}
    response = ada.post(page("edit", scene, first), typed)
    html = response.content.decode()
    assert response.status_code == 409
    assert "먼저 저장" in html
    assert "나중 본문" in html
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    assert ada.post(page("edit", scene, first), typed | {"version": version}).status_code == 302
    first.refresh_from_db()
    assert (first.title, first.part, first.version) == ("나중 저장", "supplement", 3)


def test_drafts_are_moved_and_withdrawn(traveller):
    scene = drafted(traveller)
    first, second, _third = scene.drafts()
    ada = visitor(scene.cast.ada)
    ada.post(page("move", scene, second), {"to": "1"})
    assert [row.title for row in scene.drafts()] == [TITLES[1], TITLES[0], TITLES[2]]
    assert ada.post(page("move", scene, second), {"to": "x"}).status_code == 409
    assert ada.get(page("withdraw", scene, first)).status_code == 405
    ada.post(page("withdraw", scene, first))
    assert [row.title for row in scene.drafts()] == [TITLES[1], TITLES[2]]
    assert TITLES[0] not in ada.get(page("draft", scene)).content.decode().split("</h1>")[1]


@pytest.mark.parametrize("who", ["ben", "dora", "emil", "root"])
def test_only_the_facilitator_drafts(traveller, who):
    scene = drafted(traveller)
    other, first = visitor(getattr(scene.cast, who)), scene.drafts()[0]
    assert other.get(page("draft", scene)).status_code == 403
    assert other.post(page("new", scene), {}).status_code == 403
    for name in ("edit", "move", "withdraw"):
        assert other.post(page(name, scene, first), {}).status_code == 403


def test_everyone_reads_the_list_and_how_a_text_came_about(traveller):
    scene = drafted(traveller)
    first = scene.drafts()[0]
    listing = reverse("recommendations:list", args=[scene.process.slug])
    html = visitor().get(listing).content.decode()
    assert [title in html for title in TITLES] == [True] * 3
    detail = visitor().get(page("detail", scene, first)).content.decode()
    assert first.text in detail
    assert scene.statements[0].item.text in detail
    assert visitor(scene.cast.ada).get(page("detail", scene, first)).context["may_edit"]


def test_a_hidden_statement_is_not_shown_through_a_recommendation(traveller):
    scene = drafted(traveller)
    item = scene.statements[0].item
    hide(item)
    html = visitor().get(page("detail", scene, scene.drafts()[0])).content.decode()
    assert item.text not in html


def test_a_withdrawn_draft_keeps_its_page(traveller):
    scene = drafted(traveller)
    first = scene.drafts()[0]
    withdraw_recommendation(first, by=scene.cast.ada)
    assert visitor().get(page("detail", scene, first)).status_code == 200


def test_in_a_closed_space_strangers_find_nothing(traveller):
    scene = adopting(traveller)
    close(scene.process.space)
    addresses = [
        reverse("recommendations:list", args=[scene.process.slug]),
        page("detail", scene, scene.drafts()[0]),
        page("adoption", scene),
    ]
    assert [visitor(scene.cast.finn).get(address).status_code for address in addresses] == [404] * 3


def test_an_empty_list_says_what_will_stand_there(traveller):
    scene = drafting(traveller)
    assert visitor().get(reverse("recommendations:list", args=[scene.process.slug])).status_code == 200
    assert visitor(scene.cast.ada).get(page("draft", scene)).status_code == 200
    assert visitor().get(page("adoption", scene)).status_code == 200


def decision(scene, **changed) -> dict:
    first, second, third = scene.drafts()
    given = {
        f"r{first.pk}-step": "adopt",
        f"r{second.pk}-step": "amend",
        f"r{second.pk}-title": "새 제목",
        f"r{second.pk}-text": "새 문안",
        f"r{third.pk}-step": "drop",
        f"r{third.pk}-reason": "이미 시행하고 있습니다.",
        "held": "meeting",
        "place": "시청 대회의실",
        "present": [scene.cast.dora.pk, scene.cast.hana.pk],
        "manner": "vote",
        "votes_for": "2",
        "votes_against": "0",
        "abstentions": "0",
        "reason": "숙의 결과를 존중합니다.",
    }
    return given | {key.replace("third", f"r{third.pk}"): value for key, value in changed.items()}


def test_the_committee_goes_its_way_page_by_page(traveller):
    scene = adopting(traveller)
    dora, hana, emil = (visitor(user) for user in (scene.cast.dora, scene.cast.hana, scene.cast.emil))
    assert dora.post(page("receive", scene)).url == page("adoption", scene)
    assert hana.get(page("decide", scene)).status_code == 200
    assert hana.post(page("decide", scene), decision(scene)).url == page("adoption", scene)
    assert "정책권고안" in hana.get(page("adoption", scene)).content.decode()
    for member in (dora, hana):
        assert member.post(page("sign", scene)).url == page("adoption", scene)
    assert "정책권고문" in hana.get(page("adoption", scene)).content.decode()
    assert emil.post(page("deliver", scene), {"on": "morgen"}).status_code == 422
    assert emil.post(page("deliver", scene), {"on": timezone.localdate().isoformat()}).url == page("adoption", scene)
    assert scene.adoption().state == Adoption.State.DELIVERED
    assert [row.state for row in scene.drafts()] == ["adopted", "amended", "dropped"]


@pytest.mark.parametrize(
    "changed",
    [
        {"votes_for": "1"},
        {"third-reason": ""},
        {"third-step": "amend", "third-text": ""},
        {"third-step": ""},
        {"third-step": "adopt", "third-text": "몰래 고친 문안"},
        {"third-step": "amend", "third-title": TITLES[2], "third-text": f"{TITLES[2]}에 관하여 시는 다음을 시행한다."},
        {"present": []},
        {"place": "x" * 121},
        {"place": ""},
    ],
)
def test_an_incomplete_decision_comes_back_with_all_that_was_typed(traveller, changed):
    scene = received(traveller)
    response = visitor(scene.cast.hana).post(page("decide", scene), decision(scene, **changed))
    assert response.status_code == 422
    html = response.content.decode()
    assert "숙의 결과를 존중합니다." in html
    assert 'class="error-summary"' in html
    assert scene.adoption().state == Adoption.State.RECEIVED


@pytest.mark.parametrize("name", ["receive", "decide", "sign", "deliver"])
@pytest.mark.parametrize("who", ["ada", "ben", "root"])
def test_others_read_the_adoption_and_do_nothing_in_it(traveller, name, who):
    scene = decided(traveller)
    other = visitor(getattr(scene.cast, who))
    assert other.get(page("adoption", scene)).context["may"] == set()
    assert other.post(page(name, scene)).status_code == 403


@pytest.mark.parametrize("n", [1, 30])
def test_pages_ask_the_database_a_fixed_number_of_times(traveller, django_assert_num_queries, n):
    scene = drafting(traveller)
    stage, by = scene.stage("drafting"), scene.cast.ada
    bases = [seed_statement(scene.stage("opinion_round"), by=by, text=f"의견 {i}") for i in range(n)]
    rows = [draft_recommendation(stage, title=f"권고 {i}", text="본문", statements=bases, by=by) for i in range(n)]
    ada = visitor(by)
    ada.get(page("draft", scene))
    with django_assert_num_queries(10):
        ada.get(page("draft", scene))
    with django_assert_num_queries(10):
        ada.get(page("edit", scene, rows[0]))
    with django_assert_num_queries(8):
        visitor().get(page("detail", scene, rows[0]))
    with django_assert_num_queries(7):
        visitor().get(reverse("recommendations:list", args=[scene.process.slug]))


def test_the_committee_is_led_to_what_it_decides_on(traveller):
    scene = adopting(traveller)
    shown = visitor(scene.cast.dora).get(page("adoption", scene)).content.decode()
    ballot = scene.stage("ballot")
    assert f'href="{ballot.get_absolute_url()}"' in shown
    assert f'href="{reverse("reports:list", args=[scene.process.slug])}"' in shown
    assert ballot.get_absolute_url() not in visitor().get(page("adoption", scene)).content.decode()


def test_a_result_beside_an_amended_text_says_that_the_vote_was_on_the_one_before(traveller):
    scene = signed(traveller)
    said = "위원회가 고치기 전의 문안으로"
    listing = reverse("recommendations:list", args=[scene.process.slug])
    assert visitor().get(listing).content.decode().count(said) == 0
    scene.process.recommendations.update(result={"for": 2, "against": 1, "abstain": 0, "voted": 3, "met": True})
    assert visitor().get(listing).content.decode().count(said) == 1


def test_the_signed_page_asks_a_fixed_number_of_times(traveller, django_assert_num_queries):
    scene = signed(traveller)
    with django_assert_num_queries(6):
        visitor().get(page("adoption", scene))


def test_the_list_changes_its_name_when_it_is_signed(traveller):
    scene = closed(drafted(traveller), traveller, "drafting")
    listing = reverse("recommendations:list", args=[scene.process.slug])
    assert "정책권고안" in visitor().get(listing).content.decode()
    Adoption.objects.create(stage=scene.stage("adoption"), state="signed", signed_at=timezone.now())
    assert "정책권고문" in visitor().get(listing).content.decode()


def test_a_recommendation_that_rests_on_a_merged_statement_leads_to_the_other_and_both_tell_of_it(traveller):
    scene = drafted(traveller)
    first, second, _third = scene.statements
    draft = scene.drafts()[0]
    merge_statements(first, second, by=scene.cast.ada)
    assert first.get_absolute_url() in visitor().get(draft.get_absolute_url()).text
    for statement in (first, second):
        told = visitor().get(statement.get_absolute_url()).context["sequels"]
        assert [one.address for one in told if one.title.startswith("1.")] == [draft.get_absolute_url()]
    assert [one.title[0] for one in told] == ["1", "2"]
    ada = visitor(scene.cast.ada)
    assert ticked(ada.get(page("edit", scene, draft)).text) == [second.pk]
