"""The pages of acts: who reaches them, what they do, and what bad input gets for an answer."""

import pytest
from django.contrib.messages import get_messages

from deliberation.conflicts.casefile.actions import attach_file, enter_event, set_alert
from deliberation.conflicts.casefile.models import CaseAttachment, CaseEvent, ConflictCase
from deliberation.conflicts.diagnosis.advising import advise
from deliberation.conflicts.models import Advice, Diagnosis
from deliberation.conflicts.rulebook import Checklist
from deliberation.spaces.models import Decision, Membership, Sitting
from tests.cast import person
from tests.conflicts.cases import REASON, expert, filed, graded, levels, listed, resolution, reviewed, submitted
from tests.conflicts.diagnosis.test_actions import later_version
from tests.restricting import close, usual, withheld
from tests.spaces.files import SAMPLES, upload

ATTACK = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7|add:7 }}"
PUBLIC = {"title": "소래습지 국가도시공원", "summary": "땅 보상을 두고 다툽니다.", "extent": "3", "cost": "5000000000"}
PUBLIC |= {"owning_department": "공원과", "managing_department": "공론화갈등관리과", "triggers": ["taking", "property"]}


AGREED = {"reason": REASON, "manner": "consensus"}
COUNTED = {"reason": REASON, "manner": "vote", "votes_for": 2, "votes_against": 0}
SITTING = {"held": "meeting", "place": "시청"}


def page(conflict, act=""):
    return f"/conflicts/{conflict.pk}/{act}"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def ratings(level=3, checklist=None):
    checklist = checklist or Checklist.objects.in_force()
    rated = {f"item_{item}": given for item, given in levels(level, checklist).items()}
    return rated | {"checklist": checklist.version}


# Who reaches what ----------------------------------------------------------------------------------------------------

OFFICIALS = ["edit/", "events/new/", "files/new/", "alert/", "experts/", "diagnose/", "advice/"]
COMMITTEE = ["alert/", "decide/carry/", "decide/release/", "decide/settle/"]


def test_acts_answer_403_to_readers_and_lead_strangers_to_sign_in(client, cast):
    conflict = listed(cast)
    everyone = {*OFFICIALS, *COMMITTEE, "advice/other/"}
    for act in everyone:
        assert client.get(page(conflict, act)).status_code == 302, act
    for user, open_to in (
        (cast.finn, set()),
        (cast.root, set()),
        (cast.emil, set(OFFICIALS)),
        (cast.dora, set(COMMITTEE)),
        (expert(conflict), set()),
    ):
        client.force_login(user)
        for act in everyone - {"advice/other/"}:
            assert client.get(page(conflict, act)).status_code == (200 if act in open_to else 403), (user, act)


def test_acts_in_a_closed_space_are_unknown(client, cast):
    conflict = listed(cast)
    close(conflict.space)
    client.force_login(cast.finn)
    for act in ("", "record/", *OFFICIALS, *COMMITTEE):
        assert client.get(page(conflict, act)).status_code == 404, act


def test_filing_is_no_page_for_people_without_an_office(client, cast):
    for user, status in ((cast.finn, 404), (cast.dora, 403), (cast.emil, 200)):
        client.force_login(user)
        assert client.get("/conflicts/new/").status_code == status


@pytest.mark.parametrize(
    ("state", "official", "committee", "citizen"), [("submitted", 200, 200, 404), ("decided", 200, 200, 200)]
)
def test_a_diagnosis_is_known_to_strangers_once_decided(client, cast, state, official, committee, citizen):
    diagnosis = submitted(cast) if state == "submitted" else graded(cast).diagnoses.get()
    address = page(diagnosis.conflict, f"diagnoses/{diagnosis.pk}/")
    assert client.get(address).status_code == citizen
    for user, status in ((cast.emil, official), (cast.dora, committee), (cast.finn, citizen), (cast.root, citizen)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_note_and_opinion_stay_with_insiders(client, cast):
    diagnosis = graded(cast).diagnoses.get()
    address = page(diagnosis.conflict, f"diagnoses/{diagnosis.pk}/")
    for user, shown in ((cast.finn, False), (cast.emil, True), (cast.dora, True)):
        client.force_login(user)
        html = client.get(address).content.decode()
        assert [text in html for text in (diagnosis.note, diagnosis.opinion)] == [shown] * 2


def test_restricted_parts_never_reach_a_strangers_overview(client, cast):
    conflict = listed(cast)
    attach_file(conflict, upload("비밀 협의록.pdf"), by=cast.emil, basis=usual())
    attach_file(conflict, upload("공개 자료.pdf"), by=cast.emil)
    for user in (None, cast.finn, cast.root):
        if user:
            client.force_login(user)
        html = client.get(page(conflict)).content.decode()
        assert [text in html for text in ("하한선", "비밀 협의록", "공개 자료")] == [False, False, True]
    client.force_login(cast.dora)
    html = client.get(page(conflict)).content.decode()
    assert [text in html for text in ("하한선", "비밀 협의록", "공개 자료")] == [True] * 3


# What they do ---------------------------------------------------------------------------------------------------------


def test_filing_leads_to_the_file(client, cast):
    client.force_login(cast.emil)
    response = client.post("/conflicts/new/", PUBLIC)
    conflict = ConflictCase.objects.get()
    assert (response.status_code, response["Location"]) == (302, page(conflict))
    assert (conflict.cost, conflict.triggers, conflict.extent) == (5_000_000_000, ["taking", "property"], 3)
    html = client.get(page(conflict)).content.decode()
    assert "50억 원" in html
    assert "토지 수용" in html


@pytest.mark.parametrize(
    "fault",
    [
        {"title": ""},
        {"title": "가" * 121},
        {"cost": "-1"},
        {"cost": "1e99"},
        {"cost": str(10**19)},
        {"extent": "9"},
        {"triggers": ["nonsense"]},
        {"starts_on": "2026-02-31"},
        {"district": "없는구"},
    ],
)
def test_bad_input_is_kept_and_files_nothing(client, cast, fault):
    client.force_login(cast.emil)
    response = client.post("/conflicts/new/", PUBLIC | fault)
    assert (response.status_code, ConflictCase.objects.count()) == (422, 0)
    assert "땅 보상을 두고 다툽니다." in response.content.decode()


def test_texts_are_never_markup(client, cast):
    conflict = filed(cast, title=ATTACK[:120], summary=ATTACK, place=ATTACK[:120], triggers_note=ATTACK)
    enter_event(conflict, by=cast.emil, on="2022-01-01", text=ATTACK, source=ATTACK)
    for act in ("", "record/"):
        html = client.get(page(conflict, act)).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_editing_an_outdated_version_is_told(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    form = PUBLIC | {"version": 1}
    assert client.post(page(conflict, "edit/"), form).status_code == 302
    assert client.post(page(conflict, "edit/"), form | {"title": "다른 제목"}).status_code == 409
    assert ConflictCase.objects.get().title == PUBLIC["title"]


def test_entering_and_correcting_what_happened(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    event = {"on": "2022-03-16", "text": "경청회를 열었습니다.", "source": "인천일보", "readers": "public"}
    assert client.post(page(conflict, "events/new/"), event | {"on": "2999-01-01"}).status_code == 422
    assert client.post(page(conflict, "events/new/"), event | {"readers": "nobody"}).status_code == 422
    assert client.post(page(conflict, "events/new/"), event).status_code == 302
    row = CaseEvent.objects.get()
    client.post(page(conflict, f"events/{row.pk}/"), event | withheld())
    row.refresh_from_db()
    assert (row.restriction.ground, row.entered_by) == (5, cast.emil)
    assert client.get(page(filed(cast), f"events/{row.pk}/")).status_code == 404


def test_files_are_checked_and_can_be_restricted_later(client, cast):
    conflict = filed(cast)
    client.force_login(cast.emil)
    lying = {"uploads": upload("그림.png", SAMPLES["pdf"]), "readers": "public"}
    assert client.post(page(conflict, "files/new/"), lying).status_code == 422
    assert not CaseAttachment.objects.exists()
    client.post(page(conflict, "files/new/"), {"uploads": upload("계획.pdf"), "readers": "public"})
    row = CaseAttachment.objects.get()
    address = row.attachment.get_absolute_url()
    client.post(page(conflict, f"files/{row.pk}/readers/"), withheld())
    assert client.get(address).getvalue() == SAMPLES["pdf"]  # read to the end, which closes it
    client.logout()
    assert client.get(address).status_code == 404


def test_appointing_and_dismissing_an_expert(client, cast):
    conflict = filed(cast)
    gina = person("Gina")
    client.force_login(cast.emil)
    assert client.post(page(conflict, "experts/"), {"contact": "nobody@example.org"}).status_code == 422
    client.post(page(conflict, "experts/"), {"contact": gina.email})
    membership = Membership.objects.get(space=conflict.space, role="expert")
    client.force_login(gina)
    assert "하한선" in client.get(page(conflict)).content.decode()
    client.force_login(cast.emil)
    client.post(page(conflict, f"experts/{membership.pk}/dismiss/"))
    client.force_login(gina)
    assert "하한선" not in client.get(page(conflict)).content.decode()


def test_from_self_diagnosis_to_grade_through_the_pages(client, cast):
    conflict = filed(cast)
    gina = expert(conflict)
    client.force_login(cast.emil)
    client.post(page(conflict, "diagnose/"), ratings(4) | {"note": "의견"})
    diagnosis = Diagnosis.objects.get()
    address = page(conflict, f"diagnoses/{diagnosis.pk}/")
    client.force_login(gina)
    assert client.get(f"{address}review/").context["form"].initial[f"item_{min(levels())}"] == 4
    client.post(f"{address}review/", ratings(3) | {"opinion": "낮습니다."})
    client.force_login(cast.dora)
    assert client.post(f"{address}grade/", {"level": 4, "reason": REASON}).status_code == 422
    client.post(f"{address}grade/", SITTING | COUNTED | {"level": 1, "present": [cast.dora.pk, cast.hana.pk]})
    conflict.refresh_from_db()
    assert (conflict.grade, Decision.objects.get().votes_for) == (1, 2)
    assert Sitting.objects.get().state == "open"
    assert "점수로는 2등급이며" in client.get(page(conflict)).content.decode()


def test_a_form_of_an_older_checklist_is_refused_with_a_word(client, cast):
    conflict = filed(cast)
    given = ratings(3)
    later_version()
    client.force_login(cast.emil)
    response = client.post(page(conflict, "diagnose/"), given)
    assert (response.status_code, Diagnosis.objects.count()) == (422, 0)
    assert "진단표가 바뀌었습니다" in response.content.decode()


@pytest.mark.parametrize("level", ["0", "6", "x", ""])
def test_impossible_levels_are_refused(client, cast, level):
    conflict = filed(cast)
    client.force_login(cast.emil)
    given = ratings() | {f"item_{min(levels())}": level}
    assert (client.post(page(conflict, "diagnose/"), given).status_code, Diagnosis.objects.count()) == (422, 0)


def test_the_yearly_cycle_through_the_pages(client, cast):
    conflict = graded(cast)
    client.force_login(cast.dora)
    for wrong in ({"year": "x"}, {"year": 2025, "reason": ""}, {"year": 1999}):
        assert client.post(page(conflict, "decide/list/"), AGREED | wrong).status_code == 422, wrong
    assert client.post(page(conflict, "decide/carry/"), AGREED | {"year": 2026}).status_code == 409
    assert client.get(page(conflict, "decide/nonsense/")).status_code == 404
    for act, year in (("list", 2025), ("carry", 2026), ("release", None)):
        resolution(cast.dora, conflict)
        given = AGREED | ({"year": year} if year else {})
        assert client.post(page(conflict, f"decide/{act}/"), given).status_code == 302, act
    conflict.refresh_from_db()
    assert (conflict.state, conflict.listings.count()) == ("released", 2)


def test_advice_and_another_track_through_the_pages(client, cast):
    conflict = graded(cast)
    client.force_login(cast.emil)
    assert client.get(page(conflict, "advice/other/")).status_code == 404
    assert client.post(page(conflict, "advice/"), {"parties": 0, "days": -1}).status_code == 422
    client.post(page(conflict, "advice/"), {"parties": 4, "days": 90})
    assert client.post(page(conflict, "advice/other/"), {"track": "briefing", "reason": ""}).status_code == 422
    client.post(page(conflict, "advice/other/"), {"track": "briefing", "reason": "작은 일입니다."})
    assert Advice.objects.values("recommended", "chosen").get() == {"recommended": "mediation", "chosen": "briefing"}
    html = client.get(page(conflict)).content.decode()
    assert [text in html for text in ("작은 일입니다.", "Emil", "2등급 이상")] == [True] * 3


@pytest.mark.parametrize("number", [1, 30])
def test_overview_takes_the_same_queries_whatever_it_holds(client, cast, django_assert_num_queries, number):
    conflict = listed(cast)
    for n in range(number):
        set_alert(conflict, 1 + n % 2, reason="까닭", by=cast.emil)
        attach_file(conflict, upload(f"{n}.pdf"), by=cast.emil)
        advise(conflict, parties=4, days=90, by=cast.emil)
    reviewed(cast, conflict)
    with django_assert_num_queries(10):
        client.get(page(conflict))
    client.force_login(cast.dora)
    with django_assert_num_queries(11 + 3):  # and one's roles; session, user, unread notices
        client.get(page(conflict))
