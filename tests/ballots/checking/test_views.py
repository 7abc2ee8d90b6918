import csv
import logging
import re
import shutil
import subprocess
from html import unescape

import pytest

from deliberation.algorithms import merkle
from deliberation.ballots import envelope
from deliberation.ballots.checking.actions import announce
from deliberation.ballots.models import PublishedReceipt
from deliberation.ledger.canonical import canonical
from deliberation.spaces.actions import submit
from tests.ballots.pages import ALL_FOR, announced, page, visitor
from tests.ballots.scene import ballot_in, closed, counted, final, hour_come, voting
from tests.restricting import hide

pytestmark = pytest.mark.django_db


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
    assert not asked.context["looked_up"]
    assert visitor(user).get(page("published", scene, "ballot-votes")).status_code == 403


def test_the_result_and_where_one_s_own_vote_is(traveller):
    scene, codes = announced(traveller)
    anyone = visitor()
    html = anyone.get(page("result", scene)).content.decode()
    assert html.count("bar__agree") == 3
    own = envelope.in_groups(next(iter(codes.values()))).lower()
    assert anyone.post(page("result", scene), {"code": own}).context["looked_up"]["found"] == 3
    assert anyone.post(page("result", scene), {"code": envelope.new_code()}).context["looked_up"]["found"] == 0
    assert anyone.post(page("result", scene), {"code": "가나다"}).status_code == 422


def test_a_recommendation_leads_to_the_result_of_its_ballot(traveller):
    scene, _codes = counted(traveller)
    detail = scene.drafts()[0].get_absolute_url()
    assert visitor().get(detail).context["sequels"] == []
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    (told,) = visitor().get(detail).context["sequels"]
    assert (told.what, told.title, told.address) == ("표결 결과", str(scene.stage("ballot")), page("result", scene))


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


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is a program of the reader's own")
def test_the_command_on_the_page_computes_a_line_of_the_list(traveller):
    scene, codes = announced(traveller)
    html = visitor().get(page("result", scene)).content.decode()
    command = unescape(re.search(r"<code[^>]*>(printf .*?)</code>", html)[1])
    own = re.sub(r"-hmac '.*'", f"-hmac '{next(iter(codes.values()))}'", command)
    line = subprocess.check_output(["sh", "-c", own], text=True).split()[-1]
    response = visitor().get(page("published", scene, "ballot-receipts"))
    assert f"1,{line}" in b"".join(response.streaming_content).decode().splitlines()
    assert page("check_bundle", scene) in html


@pytest.mark.parametrize(
    ("typed", "told"),
    [("ABCD-EFGH", "8자입니다"), ("9" * 24, "숫자 2–7"), ("", "필수"), ("가" * 24, "숫자 2–7")],
)
def test_a_number_that_cannot_be_one_is_told_so_in_words(traveller, typed, told):
    scene, _codes = announced(traveller)
    response = visitor().post(page("result", scene), {"code": typed})
    assert (response.status_code, response.context["looked_up"]) == (422, None)
    assert told in response.content.decode()


def test_the_number_of_another_ballot_is_not_in_the_list(traveller):
    scene, codes = announced(traveller)
    stage, own = scene.stage("ballot").pk, next(iter(codes.values()))
    assert PublishedReceipt.objects.filter(receipt=envelope.receipt(own, stage, 1)).exists()
    assert not PublishedReceipt.objects.filter(receipt=envelope.receipt(own, stage + 1, 1)).exists()
    html = visitor().post(page("result", scene), {"code": envelope.new_code()}).content.decode()
    assert "이 번호의 표는 이 투표의 목록에 없습니다." in html
    assert "다른 투표의 번호" in html


def test_looking_a_number_up_leaves_no_trace(traveller, caplog):
    scene, codes = announced(traveller)
    own = next(iter(codes.values()))
    with caplog.at_level(logging.DEBUG):
        visitor().post(page("result", scene), {"code": own})
    lines = [line.getMessage() for line in caplog.records if not line.name.startswith("django.db")]
    assert own not in "".join(lines)


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
    with django_assert_num_queries(13):
        ben.get(page("vote", scene))
    with django_assert_num_queries(10):
        ben.post(page("review", scene), ALL_FOR)
    closed(scene, traveller, "ballot")
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    with django_assert_num_queries(9):
        visitor().get(page("result", scene))


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
    hide(item)
    assert text not in visitor().get(page("result", scene)).content.decode()
