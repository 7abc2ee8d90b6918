import re
from datetime import timedelta

import pytest
from django.urls import reverse

from deliberation.ballots import envelope
from deliberation.ballots.checking.actions import announce
from deliberation.ballots.checking.results import outcomes
from deliberation.ballots.models import Paper
from deliberation.processes.actions import prepare_stage, suspend
from tests.ballots.pages import ALL_FOR, code_in, page, visitor
from tests.ballots.scene import (
    KINDS,
    ask,
    asking,
    ballot_in,
    closed,
    counted,
    final,
    hour_come,
    seats,
    surveying,
    vote,
    voted,
    voting,
)
from tests.restricting import close

pytestmark = pytest.mark.django_db


def test_a_participant_chooses_checks_and_sends(traveller):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    assert 'name="question-3"' in ben.get(page("vote", scene)).content.decode()
    review = ben.post(page("review", scene), ALL_FOR)
    assert Paper.objects.count() == 0
    receipt = ben.post(page("receipt", scene), ALL_FOR | {"code": code_in(review)})
    assert envelope.in_groups(code_in(review)) in receipt.content.decode()
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (1, 1)
    assert 'name="question-1"' not in ben.get(page("vote", scene)).content.decode()


def test_a_form_sent_twice_shows_the_same_receipt(traveller):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    sent = ALL_FOR | {"code": code_in(ben.post(page("review", scene), ALL_FOR))}
    first, second = (ben.post(page("receipt", scene), sent) for _i in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert envelope.in_groups(sent["code"]) in second.content.decode()
    assert Paper.objects.count() == 1


def test_whoever_came_with_a_letter_votes_with_it(traveller):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    session = ben.session
    session["channel"] = "letter"
    session.save()
    ben.post(page("receipt", scene), ALL_FOR | {"code": envelope.new_code()})
    assert list(ballot_in(scene).roll.voted().values_list("channel", flat=True)) == ["letter"]


def test_a_second_vote_is_refused_in_words(traveller):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    for expected in (200, 409):
        sent = ALL_FOR | {"code": envelope.new_code()}
        assert ben.post(page("receipt", scene), sent).status_code == expected
    assert Paper.objects.count() == 1
    assert ben.post(page("review", scene), ALL_FOR).url == page("vote", scene)


def test_a_missing_choice_keeps_what_was_chosen(traveller):
    scene = voting(traveller)
    response = visitor(scene.cast.ben).post(page("review", scene), {"question-2": "against"})
    html = response.content.decode()
    assert response.status_code == 422
    assert re.findall(r'name="(question-\d)" value="(\w+)"[^>]*checked', html) == [("question-2", "against")]
    assert html.count('class="errorlist"') == 2


def test_going_back_from_the_review_keeps_the_choices(traveller):
    scene = voting(traveller)
    html = visitor(scene.cast.ben).post(page("vote", scene), ALL_FOR).content.decode()
    assert len(re.findall(r'value="for"[^>]*checked', html)) == 3
    assert "errorlist" not in html


@pytest.mark.parametrize("name", ["review", "receipt"])
def test_who_comes_a_moment_too_late_is_told_so_in_words(traveller, name):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    sent = ALL_FOR | {"code": code_in(ben.post(page("review", scene), ALL_FOR))}
    traveller.move_to(scene.stage("ballot").closes_at)
    address = f"http://testserver{page('vote', scene)}"
    response = ben.post(page(name, scene), sent, headers={"referer": address}, follow=True)
    assert response.status_code == 200
    assert "방금 보내신 선택은 반영되지 않았고" in response.content.decode()
    assert Paper.objects.count() == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"code": "x"},
        {"question-1": "for", "question-2": "maybe", "question-3": "for"},
        {"question-1": "for", "question-2": "<script>", "question-3": "for", "code": "A" * 24},
    ],
)
def test_a_broken_submission_is_not_taken(traveller, sent):
    scene = voting(traveller)
    response = visitor(scene.cast.ben).post(page("receipt", scene), sent)
    assert response.url == page("vote", scene)
    assert Paper.objects.count() == 0


@pytest.mark.parametrize("name", ["review", "receipt"])
def test_pages_of_a_vote_under_way_lead_back_to_its_beginning(traveller, name):
    scene = voting(traveller)
    assert visitor(scene.cast.ben).get(page(name, scene)).url == page("vote", scene)


@pytest.mark.parametrize("who", ["finn", "cleo", "ada", "emil", "root"])
@pytest.mark.parametrize("name", ["review", "receipt"])
def test_others_read_the_questions_and_cannot_vote(traveller, who, name):
    scene = voting(traveller)
    other = visitor(getattr(scene.cast, who))
    html = other.get(page("vote", scene)).content.decode()
    assert scene.drafts()[0].text in html
    assert 'name="question-1"' not in html
    assert other.post(page(name, scene), ALL_FOR).status_code == 403


def test_a_passer_by_is_led_to_the_sign_in(traveller):
    scene = voting(traveller)
    assert page("vote", scene) in visitor().get(page("vote", scene)).content.decode()
    assert visitor().post(page("review", scene), ALL_FOR).status_code == 302


def test_in_a_closed_space_strangers_find_nothing(traveller):
    scene, _codes = counted(traveller)
    close(scene.process.space)
    for name in ("vote", "result", "manage"):
        assert visitor(scene.cast.finn).get(page(name, scene)).status_code == 404


def test_an_address_without_a_ballot(traveller):
    scene = voting(traveller)
    other = reverse("ballots:vote", args=[scene.process.slug, scene.stage("adoption").pk])
    assert visitor().get(other).status_code == 404


def test_the_page_tells_why_nobody_can_vote_now(traveller):
    scene = final(traveller)
    assert visitor(scene.cast.ben).get(page("vote", scene)).status_code == 200
    traveller.move_to(scene.stage("ballot").opens_at - timedelta(hours=2))
    suspend(scene.process, by=scene.cast.emil, reason="소송")
    assert 'name="question-1"' not in visitor(scene.cast.ben).get(page("vote", scene)).content.decode()


def test_a_code_stands_in_no_session_and_no_address(traveller):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    code = code_in(ben.post(page("review", scene), ALL_FOR))
    receipt = ben.post(page("receipt", scene), ALL_FOR | {"code": code})
    assert code not in str(dict(ben.session.items()))
    assert receipt["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_two_sides_stand_in_one_drawn_order(traveller):
    scene, _codes = voted(traveller)
    html = visitor(seats(scene)[-1].user).get(page("vote", scene)).content.decode()
    orders = {tuple(re.findall(rf'name="question-{n}" value="(\w+)"', html)) for n in (1, 2, 3)}
    assert len(orders) == 1
    assert orders <= {("for", "against", "abstain"), ("against", "for", "abstain")}


SENT = {
    "question-1": "for",
    "question-2": "2",
    "question-3": "1",
    "question-4": ["1", "3"],
}
NUMBERS = {5: "503", 6: "213", 7: "213", 8: "4321"}  # by question, what is given to the options in their order
SENT |= {f"question-{q}-{n}": given for q, numbers in NUMBERS.items() for n, given in enumerate(numbers, start=1)}


def test_a_paper_with_every_kind_is_voted_on_closed_and_counted(traveller):
    scene = asking(traveller, voters=3)
    ben = visitor(scene.cast.ben)
    review = ben.post(page("review", scene), SENT)
    html = review.content.decode()
    marks = dict(re.findall(r'name="question-(\d)" value="([^"]+)"', html.replace("&gt;", ">")))
    first = [votes[0] for _options, _wording, votes in KINDS.values()]
    assert marks == {str(n): mark for n, mark in enumerate(first, start=1)}
    assert ["1순위: 라디오" in html, "가로수길: 5점" in html] == [True] * 2
    sent = {f"question-{n}": mark for n, mark in marks.items()} | {"code": code_in(review)}
    assert ben.post(page("receipt", scene), sent).status_code == 200
    vote(scene, seats(scene)[1], *first)
    vote(scene, seats(scene)[2], *(votes[1] for _options, _wording, votes in KINDS.values()))
    assert len({len(paper.sealed) for paper in Paper.objects.all()}) == 1
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    found = {question.method: outcome for question, outcome in outcomes(ballot_in(scene))}
    assert [method for method, outcome in found.items() if not outcome.met] == ["approval"]
    assert found["approval"].result.tied == (1, 3)
    assert {method: outcome.chosen for method, outcome in found.items() if method != "decision"} == {
        "choice": (2,),
        "forced": (1,),
        "approval": (),
        "score": (1,),
        "schulze": (2,),
        "irv": (2,),
        "stv": (1, 4),
    }


def test_going_back_from_the_review_keeps_points_places_and_marks(traveller):
    scene = asking(traveller, voters=1)
    ben = visitor(scene.cast.ben)
    review = ben.post(page("review", scene), SENT)
    back = ben.post(page("vote", scene), dict(review.context["form"].written)).content.decode()
    assert len(re.findall(r"<option[^>]* selected", back)) == 10
    assert len(re.findall(r"<input[^>]* checked", back)) == 1 + 1 + 1 + 2 + 3
    assert "errorlist" not in back


WRONG = [
    {"question-2": "5"},
    {"question-3": "abstain"},
    {"question-4": "3+1+1+9"},
    {"question-5": "5/0", "question-5-1": ""},
    {"question-6": "2>1"},
    {"question-6": "2>1>2"},
    {"question-7": "2>1>3>4"},
    {"question-8": "1"},
    {"question-8": "<script>"},
]


def test_a_vote_that_is_none_is_not_taken(traveller):
    scene = asking(traveller, voters=1)
    good = {f"question-{n}": votes[0] for n, (_options, _wording, votes) in enumerate(KINDS.values(), start=1)}
    ben = visitor(scene.cast.ben)
    for wrong in WRONG:
        response = ben.post(page("receipt", scene), good | wrong | {"code": envelope.new_code()})
        assert response.url == page("vote", scene), wrong
        assert ben.post(page("review", scene), good | wrong).status_code == 422, wrong
    assert (Paper.objects.count(), ballot_in(scene).turnout) == (0, 0)


def test_two_tabs_leave_one_vote_and_say_so(traveller):
    scene = asking(traveller, voters=1, kinds=["schulze"])
    ben = visitor(scene.cast.ben)
    first, second = (ben.post(page("review", scene), {"question-1": mark}) for mark in ("1>2>3", "3>2>1"))
    sent = [{"question-1": mark, "code": code_in(tab)} for mark, tab in (("1>2>3", first), ("3>2>1", second))]
    assert [ben.post(page("receipt", scene), one).status_code for one in (*sent, sent[0])] == [200, 409, 200]
    assert Paper.objects.count() == 1


def test_the_receipt_has_the_code_as_text_and_as_a_picture_and_names_nobody(traveller):
    scene = voting(traveller)
    ben = visitor(scene.cast.ben)
    code = code_in(ben.post(page("review", scene), ALL_FOR))
    response = ben.post(page("receipt", scene), ALL_FOR | {"code": code})
    html = response.content.decode()
    card = html[html.index("data-receipt") : html.index("</section>", html.index("data-receipt"))]
    assert envelope.in_groups(code) in card
    assert 'src="data:image/svg+xml' in card
    assert scene.cast.ben.display_name not in card
    assert "아무것도 보관하지 않으셔도 됩니다" in html


@pytest.mark.parametrize(("voters", "n"), [(1, 1), (30, 30)])
def test_voting_asks_the_database_a_fixed_number_of_times(traveller, django_assert_num_queries, voters, n):
    scene = surveying(traveller, voters)
    for i in range(n):
        ask(scene, "schulze", 4, title=f"질문 {i}")
    prepare_stage(scene.stage("ballot"))
    ben = visitor(scene.cast.ben)
    ben.get(page("vote", scene))
    sent = {f"question-{i}": "1>2>3>4" for i in range(1, n + 1)}
    with django_assert_num_queries(13):
        ben.get(page("vote", scene))
    with django_assert_num_queries(10):
        review = ben.post(page("review", scene), sent)
    with django_assert_num_queries(20):
        ben.post(page("receipt", scene), sent | {"code": code_in(review)})
