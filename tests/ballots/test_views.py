import csv
import re
import shlex
import shutil
import subprocess
import sys
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from deliberation.algorithms import merkle
from deliberation.ballots import envelope
from deliberation.ballots.actions import announce
from deliberation.ballots.models import Paper
from deliberation.ledger.canonical import canonical
from deliberation.processes.actions import suspend
from deliberation.spaces.actions import submit
from tests.ballots.scene import ballot_in, closed, counted, final, hour_come, seats, voted, voting
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db
ALL_FOR = {f"question-{n}": "for" for n in (1, 2, 3)}


def page(name: str, scene, *more) -> str:
    return reverse(f"ballots:{name}", args=[scene.process.slug, scene.stage("ballot").pk, *more])


def visitor(user=None) -> Visitor:
    client = Visitor()
    if user:
        client.force_login(user)
    return client


def code_in(response) -> str:
    return re.search(r'name="code" value="([A-Z2-7]{24})"', response.content.decode())[1]


def announced(traveller, **size):
    scene, codes = counted(traveller, **size)
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    return scene, codes


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


def test_before_the_end_there_is_no_result_page(traveller):
    scene = voting(traveller)
    assert visitor().get(page("result", scene)).url == page("vote", scene)


@pytest.mark.parametrize("who", [None, "ben", "ada", "hana", "emil", "root"])
def test_nobody_sees_a_count_before_the_announcement(traveller, who):
    scene, codes = counted(traveller)
    user = getattr(scene.cast, who) if who else None
    html = visitor(user).get(page("result", scene)).content.decode()
    assert "bar__agree" not in html
    assert "ballot-votes" not in html
    asked = visitor(user).post(page("result", scene), {"code": next(iter(codes.values()))})
    assert not asked.context["counted"]
    assert visitor(user).get(page("published", scene, "ballot-votes")).status_code == 403


def test_the_result_and_where_one_s_own_vote_is(traveller):
    scene, codes = announced(traveller)
    anyone = visitor()
    html = anyone.get(page("result", scene)).content.decode()
    assert html.count("bar__agree") == 3
    own = envelope.in_groups(next(iter(codes.values()))).lower()
    assert anyone.post(page("result", scene), {"code": own}).context["counted"]["found"] == 3
    assert anyone.post(page("result", scene), {"code": envelope.new_code()}).context["counted"]["found"] == 0
    assert anyone.post(page("result", scene), {"code": "가나다"}).status_code == 422


def test_the_published_lists(traveller):
    scene, codes = announced(traveller)
    anyone = visitor()
    votes, receipts = (
        b"".join(anyone.get(page("published", scene, name)).streaming_content).decode().splitlines()
        for name in ("ballot-votes", "ballot-receipts")
    )
    assert votes[0] == "question,receipt,choice"
    assert sorted(votes[1:]) == sorted(
        ["1,,for", "1,,against", "1,,abstain", "1,,for"] + ["2,,for"] * 3 + ["2,,against"] + ["3,,for"] * 4
    )
    stage = scene.stage("ballot").pk
    assert set(receipts[1:]) == {
        f"{n},{envelope.receipt(code, stage, n)}" for code in codes.values() for n in (1, 2, 3)
    }
    leaves = [{"question": int(n), "receipt": r, "choice": c} for n, r, c in csv.reader(votes[1:])]
    leaves += [{"question": int(n), "receipt": r} for n, r in csv.reader(receipts[1:])]
    assert merkle.root(map(canonical, leaves)).hex() == ballot_in(scene).sealed_root
    assert anyone.get(page("published", scene, "ballot-roll")).status_code == 404


def test_the_commands_on_the_page_find_a_vote_and_the_sealed_value(traveller, tmp_path):
    scene, codes = announced(traveller)
    anyone, ballot = visitor(), ballot_in(scene)
    html = anyone.get(page("result", scene)).content.decode()
    command = shlex.split(unescape(re.search(r"<code[^>]*>(python3 .*?)</code>", html)[1]))
    for name in ("ballot-votes", "ballot-receipts"):
        response = anyone.get(page("published", scene, name))
        filename = re.search(r'filename="(.*)"', response["Content-Disposition"])[1]
        (tmp_path / filename).write_bytes(b"".join(response.streaming_content))
    program = Path(settings.BASE_DIR, "static", command[1])
    printed = subprocess.check_output([sys.executable, program, *command[2:]], cwd=tmp_path, text=True)
    assert printed.splitlines()[-1] == ballot.sealed_root
    assert "1. for: 2" in printed
    one = unescape(re.search(r"<code[^>]*>(printf .*?)</code>", html)[1])
    code = next(iter(codes.values()))
    said = re.sub(r"-hmac '.*'", f"-hmac '{code}'", one)
    if shutil.which("openssl"):
        line = subprocess.check_output(["sh", "-c", said], text=True).split()[-1]
        assert line in (tmp_path / command[3]).read_text()


def test_staff_sees_turnout_and_announces(traveller):
    scene, _codes = counted(traveller)
    hour_come(scene)
    assert visitor(scene.cast.ben).get(page("manage", scene)).status_code == 403
    assert visitor(scene.cast.ada).get(page("manage", scene)).status_code == 200
    assert visitor(scene.cast.ada).post(page("announce", scene)).status_code == 403
    assert visitor(scene.cast.emil).get(page("announce", scene)).status_code == 405
    assert visitor(scene.cast.dora).post(page("announce", scene)).url == page("result", scene)
    assert visitor(scene.cast.ada).get(page("manage", scene)).status_code == 200


def test_the_manage_page_before_the_preparation(traveller):
    scene = final(traveller)
    assert visitor(scene.cast.ada).get(page("manage", scene)).status_code == 200


@pytest.mark.parametrize("voters", [1, 30])
def test_pages_ask_the_database_a_fixed_number_of_times(traveller, django_assert_num_queries, voters):
    scene = voting(traveller, voters=voters)
    ben = visitor(scene.cast.ben)
    ben.get(page("vote", scene))
    with django_assert_num_queries(11):
        ben.get(page("vote", scene))
    with django_assert_num_queries(12):
        ben.post(page("review", scene), ALL_FOR)
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    with django_assert_num_queries(10):
        visitor().get(page("result", scene))


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


def test_a_minority_opinion_stands_beside_the_result_with_its_signers_unless_it_is_hidden(traveller):
    scene, _codes = announced(traveller)
    seat, row = scene.process.seats.first(), scene.process.recommendations.get(number=1)
    text = "지을 곳이 없어집니다."
    given = {"space": scene.process.space, "author": seat.user, "channel": "web", "state": "admitted"}
    item = submit("dissent", text=text, **given)  # as it was written while drafting was open
    opinion = row.dissents.create(item=item, seat=seat, reason=text, would_change="부지가 정해지면")
    opinion.signers.create(seat=seat)
    html = visitor().get(page("result", scene)).content.decode()
    assert [word in html for word in (text, "부지가 정해지면", seat.code)] == [True] * 3
    item.state = "hidden"
    item.save()
    assert text not in visitor().get(page("result", scene)).content.decode()
