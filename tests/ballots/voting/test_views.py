import re
from datetime import timedelta

import pytest
from django.urls import reverse

from deliberation.ballots import envelope
from deliberation.ballots.models import Paper
from deliberation.processes.actions import suspend
from tests.ballots.pages import ALL_FOR, code_in, page, visitor
from tests.ballots.scene import ballot_in, counted, final, seats, voted, voting

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
    scene.process.space.closed = True
    scene.process.space.save()
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
