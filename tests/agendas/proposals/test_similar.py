import pytest

from deliberation.agendas.models import TitleBigram
from deliberation.agendas.proposals.actions import resubmit_proposal, withdraw_proposal
from deliberation.agendas.proposals.similar import similar_to
from deliberation.agendas.screening.actions import choose_agenda, screen_proposal
from tests.agendas.proposing import TEXTS, drafted, published, screening
from tests.concurrency import at_once
from tests.sittings import in_session

TITLES = [
    "송도 소각장을 새로 지을 것인가?",
    "청라 소각장을 옮길 것인가?",
    "부평공원에 도서관을 지을 것인가?",
    "시내버스 요금을 올릴 것인가?",
]


def test_the_most_alike_come_first_and_phrases_everyone_uses_do_not_count(cast):
    made = {title: published(cast.finn, title=title) for title in TITLES}
    for n in range(20):
        published(cast.finn, title=f"{n}번 다리를 새로 지을 것인가?")
    found = [one.proposal for one in similar_to("송도의 소각장, 새로 지을 것인가?")]
    assert found[0] == made[TITLES[0]]
    assert made[TITLES[3]] not in found
    assert similar_to("반려동물 놀이터") == []


def test_drafts_and_stubs_are_not_shown_and_agendas_are(cast):
    drafted(cast.finn, title=TITLES[0])
    withdraw_proposal(published(cast.finn, title=TITLES[0]), by=cast.finn)
    agenda = {"kind": "council", "sitting": in_session(), "by": cast.hana, "reason": "의회 의결"}
    choose_agenda("송도 소각장을 새로 지을 것인가", **agenda)
    assert [(one.title, one.proposal) for one in similar_to(TITLES[0])] == [("송도 소각장을 새로 지을 것인가", None)]


def test_frequencies_are_counted_when_a_title_is_published(cast):
    published(cast.finn, title="가나 다라")
    published(cast.finn, title="가나")
    assert dict(TitleBigram.objects.values_list("bigram", "documents")) == {"가나": 2, "다라": 1}


def test_a_better_title_adds_what_is_new_in_it_alone(cast):
    proposal = screening(cast.finn, title="가나 다라")
    screen_proposal(proposal, "return", sitting=in_session(), by=cast.dora, reason="고쳐 주십시오.")
    resubmit_proposal(proposal, by=cast.finn, **TEXTS | {"title": "가나 마바"})
    assert dict(TitleBigram.objects.values_list("bigram", "documents")) == {"가나": 1, "다라": 1, "마바": 1}


@pytest.mark.django_db(transaction=True)
def test_publishing_titles_with_the_same_words_at_once_never_deadlocks(cast):
    orders = ["가나 다라 마바 사아", "사아 마바 다라 가나"]
    outcomes = at_once(8, lambda i: published(cast.finn, title=f"{orders[i % 2]} {i}"))
    assert [type(outcome).__name__ for outcome in outcomes] == ["Proposal"] * 8
    assert TitleBigram.objects.get(pk="가나").documents == 8


@pytest.mark.parametrize("number", [1, 30])
def test_similar_titles_take_the_same_queries(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        published(cast.finn, title=TITLES[0])
    with django_assert_num_queries(7):
        shown = client.get("/proposals/similar/", {"title": TITLES[0]})
    assert len(shown.context["similar"]) == min(number, 5)


@pytest.mark.parametrize("title", ["", "?", "가", "\x00\ud800", "<script>", "가" * 5000])
def test_any_title_is_answered(client, cast, title):
    published(cast.finn, title=TITLES[0])
    assert (
        client.get(
            "/proposals/similar/", {"title": title.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
        ).status_code
        == 200
    )
