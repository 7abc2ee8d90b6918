"""A complaint about a missing vote: who files it, what is kept of it, and its answer."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection

from deliberation.accounts.actions import erase
from deliberation.ballots import envelope
from deliberation.ballots.complaints import desk
from deliberation.ballots.complaints.actions import answer, complain
from deliberation.ballots.complaints.models import Complaint
from deliberation.ballots.models import PublishedReceipt, PublishedVote
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.portal.desk import tasks_of
from deliberation.processes.minutes import in_words
from tests.ballots.pages import announced, page, visitor
from tests.ballots.scene import ballot_in, counted
from tests.concurrency import at_once
from tests.permissions import actual, written

pytestmark = pytest.mark.django_db
SAID = {"text": "휴대폰으로 투표했습니다.", "contact": "032-000-0000"}
REASON = "목록과 명부를 대조했습니다. 이 번호로 들어온 표는 없습니다."


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def filed(scene, **more) -> Complaint:
    return complain(ballot_in(scene), envelope.new_code(), **(SAID | more))


def test_a_complaint_keeps_a_receipt_that_matches_nothing_and_no_number(traveller):
    scene, _codes = announced(traveller)
    code = envelope.new_code()
    complaint = complain(ballot_in(scene), code, **SAID, user=scene.cast.ben)
    ballot = ballot_in(scene)
    assert complaint.receipt == envelope.receipt(code, ballot.stage_id, 1)
    assert (complaint.number, complaint.state, str(complaint)) == (1, "filed", "이의신청 1호")
    for model in (PublishedVote, PublishedReceipt):
        assert not model.objects.filter(receipt=complaint.receipt).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM ballots_complaint AS t")
        assert code not in str(cursor.fetchall())
    entry = Entry.objects.get(subject=complaint.subject)
    assert (entry.step, entry.actor, entry.role, entry.facts) == ("file", "", "complainant", {"number": 1})


def test_the_same_number_again_is_the_same_complaint(traveller):
    scene, _codes = announced(traveller)
    code = envelope.new_code()
    first, second = (complain(ballot_in(scene), code, **SAID) for _turn in range(2))
    assert (first, Entry.objects.filter(step="file").count()) == (second, 1)
    assert filed(scene).number == 2


@pytest.mark.parametrize("pair", [200, 1], ids=["apart", "paired"])
def test_no_complaint_about_a_vote_that_is_in_the_list_nor_with_its_number_in_the_text(traveller, monkeypatch, pair):
    monkeypatch.setattr("deliberation.ballots.voting.closing.ENOUGH_TO_PAIR", pair)
    scene, codes = announced(traveller)
    own = next(iter(codes.values()))
    with pytest.raises(Refused, match="공개된 목록에 있으므로"):
        complain(ballot_in(scene), own, **SAID)
    written_otherwise = envelope.in_groups(own).lower().replace("o", "0")
    for part in SAID:
        with pytest.raises(Refused, match="지워 주십시오"):
            filed(scene, **{part: f"제 번호는 {written_otherwise} 입니다."})
    assert not Complaint.objects.exists()


def test_before_the_announcement_nothing_is_missing(traveller):
    scene, _codes = counted(traveller)
    with pytest.raises(Refused):
        filed(scene)


@pytest.mark.parametrize(("state", "step"), [("upheld", "uphold"), ("rejected", "reject")])
def test_an_answer_is_public_minuted_and_told(traveller, state, step):
    scene, _codes = announced(traveller)
    complaint = filed(scene, user=scene.cast.ben)
    answer(complaint, state, reason=REASON, by=scene.cast.emil, role="official")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.reason, complaint.contact) == (state, REASON, "")
    entry = Entry.objects.get(subject=complaint.subject, step=step)
    assert (entry.role, entry.facts["to"], entry.facts["number"]) == ("official", state, 1)
    assert REASON not in str(entry.facts)
    assert Notice.objects.get(kind="complaint_answered").person == scene.cast.ben
    html = visitor().get(page("result", scene)).content.decode()
    assert [REASON in html, SAID["text"] in html, SAID["contact"] in html] == [True, False, False]
    with pytest.raises(Refused):
        answer(complaint, state, reason=REASON, by=scene.cast.dora, role="committee")
    sentences = [
        str(row["sentence"]) for row in in_words(scene.process, Entry.objects.filter(subject=complaint.subject))
    ]
    assert all(said.startswith("빠진 표 이의신청 1") for said in sentences)


def test_it_waits_on_the_desks_of_those_who_answer(traveller):
    scene, _codes = announced(traveller)
    complaint = filed(scene)
    address = page("answer_complaint", scene, 1)
    for user in (scene.cast.emil, scene.cast.dora, scene.cast.hana):
        (row,) = desk.waiting(user)
        assert (row["address"], row["since"]) == (address, complaint.filed_at)
        assert row["due"] == complaint.filed_at + timedelta(days=7)
        assert address in [task.address for task in tasks_of(user)]
    assert [list(desk.waiting(user)) for user in (scene.cast.ada, scene.cast.ben)] == [[], []]
    answer(complaint, "rejected", reason=REASON, by=scene.cast.dora, role="committee")
    assert not desk.waiting(scene.cast.emil)


def test_erasure_takes_what_the_person_wrote(traveller):
    scene, _codes = announced(traveller)
    complaint = filed(scene, user=scene.cast.ben)
    erase(scene.cast.ben, by=scene.cast.ben)
    complaint.refresh_from_db()
    assert (complaint.user, complaint.text, complaint.contact, complaint.number) == (None, "", "", 1)


def test_who_answers_and_when(traveller):
    scene, _codes = announced(traveller)
    waiting, closed = filed(scene), filed(scene)
    answer(closed, "rejected", reason=REASON, by=scene.cast.emil, role="official")
    names = ("ada", "ben", "cleo", "dora", "hana", "emil", "finn", "root")
    everyone = {name: getattr(scene.cast, name) for name in names} | {"anyone": AnonymousUser()}
    table = """
              filed   answered
      ada     -       -
      ben     -       -
      cleo    -       -
      dora    answer  -
      hana    answer  -
      emil    answer  -
      finn    -       -
      root    -       -
      anyone  -       -
    """
    assert actual("ballots", ["answer"], everyone, {"filed": waiting, "answered": closed}) == written(table)


def test_a_number_that_is_not_found_leads_to_a_complaint(traveller):
    scene, codes = announced(traveller)
    code = envelope.in_groups(envelope.new_code())
    anyone = visitor()
    html = anyone.post(page("result", scene), {"code": code}).content.decode()
    assert "빠진 표 신고하기" in html
    form = anyone.post(page("complain", scene), {"code": code})
    assert (form.status_code, form.context["form"]["code"].value()) == (200, code)
    assert anyone.post(page("complain", scene), {"code": code, "contact": ""}).status_code == 422
    assert anyone.post(page("complain", scene), {"code": "KURZ", "contact": "032"}).status_code == 422
    own = next(iter(codes.values()))
    found = anyone.post(page("complain", scene), {"code": own, "contact": "032"})
    assert (found.status_code, "공개된 목록에 있으므로" in found.content.decode()) == (422, True)
    done = anyone.post(page("complain", scene), {"code": code, **SAID})
    assert done.url == page("result", scene) + "#complaint-1"
    assert (
        visitor(scene.cast.ben).post(page("complain", scene), {"code": envelope.new_code(), "contact": ""}).status_code
        == 302
    )
    assert [one.user for one in Complaint.objects.all()] == [None, scene.cast.ben]


def test_many_complaints_from_one_place_are_put_off(traveller):
    scene, _codes = announced(traveller)
    anyone = visitor()
    sent = [
        anyone.post(page("complain", scene), {"code": envelope.new_code(), **SAID}).status_code for _turn in range(7)
    ]
    assert (sent.count(302), sent[-1]) == (5, 422)


def test_the_page_of_those_who_answer(traveller):
    scene, _codes = announced(traveller)
    filed(scene)
    address = page("answer_complaint", scene, 1)
    assert visitor(scene.cast.ben).get(address).status_code == 403
    assert visitor(scene.cast.ada).get(address).status_code == 403
    emil = visitor(scene.cast.emil)
    assert SAID["contact"] in emil.get(address).content.decode()
    assert emil.post(address, {"state": "upheld", "reason": ""}).status_code == 422
    assert emil.post(address, {"state": "filed", "reason": REASON}).status_code == 422
    assert emil.get(page("answer_complaint", scene, 9)).status_code == 404
    assert emil.post(address, {"state": "rejected", "reason": REASON}).url == page("result", scene) + "#complaint-1"


@pytest.mark.django_db(transaction=True)
def test_complaints_and_answers_at_one_instant(traveller):
    scene, _codes = announced(traveller)
    code = envelope.new_code()
    ballots = [ballot_in(scene) for _turn in range(4)]
    at_once(4, lambda i: complain(ballots[i], code if i < 2 else envelope.new_code(), **SAID))
    assert list(Complaint.objects.values_list("number", flat=True)) == [1, 2, 3]
    same = [Complaint.objects.select_related("ballot__stage__process__space").get(number=1) for _turn in range(2)]
    people = (scene.cast.emil, scene.cast.dora)
    results = at_once(2, lambda i: answer(same[i], ("upheld", "rejected")[i], reason=REASON, by=people[i], role=""))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert Entry.objects.filter(step__in=["uphold", "reject"]).count() == 1
