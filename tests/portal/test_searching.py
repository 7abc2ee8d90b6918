"""One search over every room: what is found, in which order, what is marked, what stays closed."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import withdraw_proposal
from deliberation.conflicts.casefile.actions import attach_file, enter_event
from deliberation.opinions.statements.actions import seed_statement
from deliberation.processes.actions import reschedule
from deliberation.recommendations.drafting.actions import draft_recommendation
from deliberation.spaces import searching
from tests.agendas.agendas import chosen, hide, selected
from tests.agendas.proposing import drafted, published
from tests.conflicts.cases import FIELDS, filed, listed
from tests.portal.scene import close_space, running
from tests.responses.scene import DECLINED as REFUSED
from tests.responses.scene import accepted, responses
from tests.responses.scene import drafted as drafted_answers
from tests.responses.scene import published as published_answers
from tests.restricting import usual
from tests.spaces.files import upload

# Whoever is signed in costs: session, user and the number of unread notices.
SIGNED_IN = 3


def found(client, query: str, **more) -> dict[str, list[str]]:
    shelves = client.get("/search/", {"q": query, **more}).context["shelves"]
    return {shelf["name"]: [hit.title for hit in shelf["hits"]] for shelf in shelves}


def titles(client, kind: str, query: str, **more) -> list[str]:
    return [hit.title for hit in client.get("/search/", {"q": query, "kind": kind, **more}).context["hits"]]


@pytest.fixture
def tidal_flat(cast):
    """A process with a statement and a recommendation about the tidal flat, and two proposals."""
    process = running(cast, "tidal-flat")
    process.title, process.summary = "강화 갯벌 숙의", "갯벌과 어업이 함께 사는 길을 찾습니다."
    process.save()
    stages = {stage.kind: stage for stage in process.stages.select_related("process__space")}
    statement = seed_statement(stages["opinion_round"], by=cast.ada, text="갯벌을 있는 그대로 두어야 합니다.")
    now = timezone.now()
    reschedule(stages["drafting"], opens_at=now, closes_at=now + timedelta(days=9), by=cast.ada, reason="시험")
    draft_recommendation(
        stages["drafting"], title="보전 계획", text="갯벌 보전 계획을 세웁니다.", statements=[statement], by=cast.ada
    )
    published(cast.finn, title="소래의 물길을 어떻게 할 것인가?", background="갯벌이 줄고 있습니다.", district="남동구")
    published(cast.finn, title="영종 갯벌을 메울 것인가?", district="중구", category="housing")
    filed(cast, title="강화 갯벌 국립공원 지정 갈등", title_en="A national park on the tidal flats", district="강화군")
    return process


def test_every_room_is_searched_and_titles_come_first(client, tidal_flat):
    assert found(client, "갯벌") == {
        "conflicts": ["강화 갯벌 국립공원 지정 갈등"],
        "processes": ["강화 갯벌 숙의"],
        "proposals": ["영종 갯벌을 메울 것인가?", "소래의 물길을 어떻게 할 것인가?"],
        "recommendations": ["1. 보전 계획"],
        "statements": ["갯벌을 있는 그대로 두어야 합니다."],
    }
    assert titles(client, "proposals", "갯벌") == ["영종 갯벌을 메울 것인가?", "소래의 물길을 어떻게 할 것인가?"]


def test_every_word_must_be_there_in_whatever_form_it_is_typed(client, tidal_flat):
    assert found(client, "갯벌 물길") == {"proposals": ["소래의 물길을 어떻게 할 것인가?"]}
    assert found(client, unicodedata.normalize("NFD", "갯벌 물길")) == found(client, "“물길” · 갯벌?")
    assert found(client, "없는말") == {}
    assert "이 낱말이 들어 있는 것이 없습니다" in client.get("/search/", {"q": "없는말"}).content.decode()


def test_agendas_are_a_shelf_of_their_own(client, cast):
    place = {"district": "강화군", "category": "environment"}
    chosen(cast, "갯벌을 국립공원으로 정할 것인가?", title_en="A national park?", **place)
    chosen(cast, "섬의 물은 누가 대는가?", summary="갯벌 옆 우물이 마릅니다.", kind="mayor")
    hidden = selected(cast, title="숨긴 갯벌 물음")
    hide(hidden, cast)
    every = ["갯벌을 국립공원으로 정할 것인가?", "섬의 물은 누가 대는가?"]
    assert titles(client, "agendas", unicodedata.normalize("NFD", "갯벌")) == every
    assert found(client, "national park") == {"agendas": every[:1]}
    assert found(client, "우물")["agendas"] == every[1:]
    year = timezone.localdate().year
    for more, expected in [
        ({"state": "waiting", "year": str(year)}, every),
        ({"state": "concluded"}, []),
        ({"district": "강화군"}, every[:1]),
        ({"category": "environment"}, every[:1]),
        ({"year": str(year - 1)}, []),
    ]:
        assert titles(client, "agendas", "갯벌", **more) == expected, more


def test_one_syllable_is_found_in_titles_and_statements(client, tidal_flat, cast):
    published(cast.finn, title="섬마다 병원을 둘 것인가?", background="물도 모자랍니다.")
    assert found(client, "섬") == {"proposals": ["섬마다 병원을 둘 것인가?"]}
    assert found(client, "물") == {"proposals": ["소래의 물길을 어떻게 할 것인가?"]}
    assert found(client, "둘") == {"proposals": ["섬마다 병원을 둘 것인가?"]}


def test_the_words_are_marked_and_nothing_else_is_markup(client, cast):
    published(cast.finn, title="<b>갯벌</b> & 바다", background=f"{'앞말 ' * 60}갯벌 옆 <script>alert(1)</script>")
    html = client.get("/search/", {"q": "갯벌"}).content.decode()
    assert "&lt;b&gt;<mark>갯벌</mark>&lt;/b&gt; &amp; 바다" in html
    assert "<mark>갯벌</mark> 옆 &lt;script&gt;" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("query", ["", "  ", "?!", "·"])
def test_without_words_the_page_says_how_to_search(client, tidal_flat, query):
    for more in ({}, {"kind": "proposals"}, {"kind": "nonsense"}):
        response = client.get("/search/", {"q": query, **more})
        assert response.status_code == 200
        assert not response.context.get("shelves")
        assert "hits" not in response.context


def test_a_query_that_is_too_long_says_so_and_stays(client, db):
    html = client.get("/search/", {"q": "갯벌" * 40}).content.decode()
    assert "갯벌" * 40 in html
    assert "60자" in html


def test_hits_are_narrowed_by_state_district_category_and_year(client, tidal_flat, cast):
    every = ["영종 갯벌을 메울 것인가?", "소래의 물길을 어떻게 할 것인가?"]
    year = timezone.localdate().year
    for more, expected in [
        ({"district": "중구"}, every[:1]),
        ({"district": "남동구", "state": "collecting"}, every[1:]),
        ({"state": "screening"}, []),
        ({"category": "housing"}, every[:1]),
        ({"year": str(year)}, every),
        ({"year": str(year - 1)}, []),
        ({"state": "nonsense", "district": "없는 구", "year": "x"}, every),
    ]:
        assert titles(client, "proposals", "갯벌", **more) == expected, more
    assert titles(client, "processes", "갯벌", state="running", district="중구") == ["강화 갯벌 숙의"]
    assert titles(client, "processes", "갯벌", state="concluded") == []
    found = {"q": "영종 갯벌", "kind": "proposals", "district": "중구"}
    english = client.get("/search/", found, headers={"accept-language": "en"}).content.decode()
    assert (english.count("Jung-gu"), english.count(">중구<")) == (2, 0)  # in the form and beside what was found


def test_what_is_not_public_is_not_found(client, tidal_flat, cast):
    drafted(cast.finn, title="비밀 갯벌 초안")
    gone = published(cast.finn, title="거두어들인 갯벌 제안")
    withdraw_proposal(gone, by=cast.finn)
    close_space(tidal_flat)
    for reader in (None, cast.finn, cast.cleo):
        if reader:
            client.force_login(reader)
        assert set(found(client, "갯벌")) == {"conflicts", "proposals"}
        assert titles(client, "statements", "갯벌") == []
        assert "비밀 갯벌 초안" not in titles(client, "proposals", "갯벌")
        assert "거두어들인 갯벌 제안" not in titles(client, "proposals", "갯벌")
    client.force_login(cast.ada)
    assert set(found(client, "갯벌")) == {"conflicts", "processes", "proposals", "recommendations", "statements"}


def test_conflicts_are_found_by_public_texts_alone_and_narrowed(client, cast):
    conflict = filed(cast, title="승기천 하수처리장 이전", title_en="Moving a sewage plant", place="동춘동 유수지")
    enter_event(conflict, by=cast.emil, on="2022-05-01", text="비밀 협의를 했습니다.", source="", basis=usual())
    attach_file(conflict, upload("협의록.pdf"), by=cast.emil, basis=usual())
    road = {"summary": "하수처리장 옆 도로입니다.", "district": "서구", "owning_department": "도로과"}
    other = listed(cast, title="도로를 넓히는 계획", **road)
    assert titles(client, "conflicts", "하수처리장") == [conflict.title, other.title]
    for query in ("유수지", "하수과", "SEWAGE", "천 이전"):
        assert titles(client, "conflicts", query) == [conflict.title], query
    year = timezone.localdate().year
    for more, expected in [
        ({"state": "listed"}, [other.title]),
        ({"district": "연수구"}, [conflict.title]),
        ({"district": "연수구", "state": "listed"}, []),
        ({"year": str(year)}, [conflict.title, other.title]),
        ({"year": str(year - 1)}, []),
    ]:
        assert titles(client, "conflicts", "하수처리장", **more) == expected, more
    for reader in (None, cast.finn, cast.emil):
        if reader:
            client.force_login(reader)
        for query in (FIELDS["restricted_note"].split()[2], "비밀", "협의록"):
            assert found(client, query) == {}, (reader, query)
    html = client.get("/search/", {"q": "sewage"}).content.decode()
    assert "<mark>sewage</mark>" in html
    assert "<span><mark>하수과</mark></span>" in client.get("/search/", {"q": "하수과"}).content.decode()


def test_answers_are_found_by_their_words_once_they_are_public(client, clock, db):
    scene = drafted_answers(clock, accepted(), REFUSED)
    for query in ("에너지정책과", "공개합니다", "국비", "끊"):
        assert "responses" not in found(client, query), query
    published_answers(scene)
    named = [str(row) for row in responses(scene)]
    assert found(client, "에너지정책과")["responses"] == named[::-1]
    assert titles(client, "responses", "국비 끊겼습니다") == [named[1]]
    assert titles(client, "responses", "공개", verdict="accepted") == [named[0]]
    (hit,) = client.get("/search/", {"q": "국비", "kind": "responses"}).context["hits"]
    assert (hit.address, hit.facts[0]) == (responses(scene)[1].get_absolute_url(), "불수용")
    close_space(scene.process)
    assert found(client, "국비") == {}


@pytest.mark.parametrize("number", [1, 30])
def test_search_takes_the_same_queries_whatever_there_is(client, tidal_flat, cast, django_assert_num_queries, number):
    for count in range(number):
        published(cast.finn, title=f"갯벌 물음 {count}")
    chosen(cast, "갯벌을 국립공원으로 정할 것인가?")
    # what is found of all kinds, then titles and the rest of each kind, as far as they are needed
    with django_assert_num_queries(1 + 2 + 2 + 1 + (2 if number == 1 else 1) + 1 + 1):  # at most 13
        assert len(found(client, "갯벌")["proposals"]) == 3
    client.force_login(cast.ben)
    with django_assert_num_queries(1 + (2 if number == 1 else 1) + SIGNED_IN):
        page = client.get("/search/", {"q": "갯벌", "kind": "proposals"}).context
    assert (len(page["hits"]), page["number"]) == (min(number + 2, 20), str(number + 2))


@pytest.fixture
def crowded(cast):
    """Six proposals with the words in the title and six with them in the text."""
    for n in range(6):
        published(cast.finn, title=f"해상풍력을 갯벌에 세울 것인가? {n}", background="바다입니다.")
        published(cast.finn, title=f"바다에서 무엇을 할 것인가? {n}", background="해상풍력과 갯벌입니다.")


@pytest.fixture
def limits(monkeypatch):
    def limits(enough, many):
        monkeypatch.setattr(searching, "ENOUGH", enough)
        monkeypatch.setattr(searching, "MANY", many)

    return limits


@pytest.mark.parametrize("query", ["갯벌", "해상풍력", "해상풍력 갯벌", "풍력"])
@pytest.mark.parametrize(("enough", "many"), [(1001, 800), (13, 800), (5, 4), (6, 5), (7, 0), (7, 6), (9, 2)])
def test_few_and_many_hits_are_read_differently_and_are_the_same(crowded, limits, query, enough, many):
    limits(enough, many)
    parts, number = Proposal.objects.listed().search(query)
    read = [[row.title[:4] for row in part.order_by("-opens_at", "-id")] for part in parts]
    assert (number, read) == (min(12, enough), [["해상풍력"] * 6, ["바다에서"] * 6])


@pytest.mark.parametrize("query", ["", "?!"])
def test_a_list_without_words_holds_everything_once(crowded, query):
    (part,), number = Proposal.objects.listed().search(query)
    assert (part.count(), number) == (12, 12)


def test_letters_of_a_word_that_stand_apart_are_no_hit(client, cast):
    published(cast.finn, title="주차장을 새로 둘 것인가?", background="차장님 말씀: 주차 자리가 모자랍니다.")
    published(cast.finn, title="주차와 차장", background="소각과 각장이 있습니다.")
    assert found(client, "주차장") == {"proposals": ["주차장을 새로 둘 것인가?"]}
    assert found(client, "소각장") == {}
    assert found(client, "주차") == {"proposals": ["주차와 차장", "주차장을 새로 둘 것인가?"]}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_search_in_a_browser_from_any_page(visit, assert_accessible, tidal_flat, width):
    page = visit(width=width)
    page.goto("/about/")
    if width == 360:
        page.get_by_role("banner").get_by_role("link", name="찾기").click()
        page.get_by_role("main").get_by_label("찾을 낱말").fill("갯벌")
        page.get_by_role("main").get_by_role("button", name="보기").click()
    else:
        page.get_by_role("banner").get_by_label("찾을 낱말").fill("갯벌")
        page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("mark")).to_have_count(9)
    assert_accessible(page)
    page.get_by_role("link", name="시민 제안 모두 보기·좁혀 보기").click()
    page.get_by_label("지역").select_option("중구")
    page.get_by_role("button", name="보기", exact=True).last.click()
    expect(page.get_by_role("heading", level=3)).to_have_text(["영종 갯벌을 메울 것인가?"])
    assert_accessible(page)
