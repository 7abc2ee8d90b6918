from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.bodies import assisting, steering
from deliberation.agendas.bodies.models import Mandate, Nomination, SteeringCommittee, WorkingPaper
from deliberation.agendas.bodies.pages import STEPS, bodies_of
from deliberation.ledger.models import Entry
from deliberation.spaces.agenda import take_back_recusal, take_off_agenda
from deliberation.spaces.models import Membership, Point, Sitting
from deliberation.spaces.sittings import close_sitting, move_sitting, plan_sitting, put_on_agenda, recuse
from tests.agendas.steerings import (
    PLACES,
    REASON,
    TITLE,
    adjourned,
    appointed,
    chosen,
    given,
    last_day,
    members,
    nominated,
    opened,
    preparation,
    proposed,
    with_chair,
)
from tests.cast import person
from tests.sittings import in_session
from tests.spaces.files import upload

SIGNED_IN = 3  # session, user and the number of unread notices


def page(agenda, act=""):
    return f"/agendas/{agenda.pk}/bodies/{act}"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def opens(client, paper) -> int:
    response = client.get(paper.attachment.get_absolute_url())
    assert response.status_code == 404 or b"".join(response.streaming_content)  # read, so that the file is closed
    return response.status_code


def text(response):
    return response.content.decode()


def test_a_steering_committee_from_nominations_to_its_report(client, cast):
    agenda, nominees = chosen(cast), [person(f"Nominee{i}") for i in range(2 * PLACES)]
    client.force_login(cast.emil)
    assert client.post(page(agenda, "steering/open/"), {"seats": 2}).status_code == 422
    client.post(page(agenda, "steering/open/"), {"seats": PLACES})
    entry = {"name": "김전문", "post": "교수", "source": "experts", "nominated_by": "학회", "reason": "적임입니다."}
    unknown = client.post(page(agenda, "steering/nominations/new/"), entry | {"contact": "nobody@example.org"})
    assert unknown.status_code == 422
    for nominee in nominees:
        client.post(page(agenda, "steering/nominations/new/"), entry | {"contact": nominee.email})
    rows = list(Nomination.objects.order_by("pk"))
    by_letter = page(agenda, f"steering/nominations/{rows[0].pk}/")
    assert client.post(by_letter, {"answer": "agreed", "on": last_day().isoformat()}).status_code == 422
    client.post(by_letter, {"answer": "agreed", "on": timezone.localdate().isoformat()})
    for row in rows[1:]:
        client.force_login(row.user)
        place = page(agenda, f"steering/nominations/{row.pk}/")
        assert "적임입니다." in text(client.get(place))
        client.post(place, {"answer": "agreed"})
    sitting = in_session()
    client.force_login(cast.dora)
    form = {"last_day": last_day().isoformat(), "manner": "vote", "votes_for": 2, "reason": REASON}
    few = client.post(page(agenda, "steering/appoint/"), form | {"chosen": [rows[0].pk]})
    assert (few.status_code, "정원과 같은 3명" in text(few)) == (422, True)
    client.post(page(agenda, "steering/appoint/"), form | {"chosen": [row.pk for row in rows[:PLACES]]})
    committee = SteeringCommittee.objects.select_related("preparation__space").get()
    assert (committee.state, sitting.decisions.count()) == ("appointed", 2)
    client.force_login(rows[0].user)
    later = timezone.localtime(timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    call = {"title": "제1차 추진위원회", "kind": "meeting", "held_at": later, "place": "시청"}
    client.post(f"/sittings/new/?space={committee.space.name}", call)
    own = Sitting.objects.get(space=committee.space)
    client.post(f"/sittings/{own.pk}/attendance/", {"present": [row.user_id for row in rows[:PLACES]]})
    seats = members(committee)
    vote = {"member": seats[1].pk, "manner": "vote", "votes_for": 2, "votes_against": 1, "reason": "호선"}
    assert client.post(page(agenda, "steering/chair/"), vote | {"votes_for": 1}).status_code == 422
    client.post(page(agenda, "steering/chair/"), vote)
    committee.refresh_from_db()
    assert committee.chair == seats[1]
    client.force_login(seats[1].nomination.user)
    report = {"on": timezone.localdate().isoformat()}
    waits = client.post(page(agenda, "steering/report/"), report | {"report": upload("결과보고서.pdf")})
    assert (waits.status_code, "회의록을 승인" in text(waits)) == (422, True)
    adjourned(committee)
    client.post(page(agenda, "steering/report/"), report | {"report": upload("결과보고서.pdf")})
    committee.refresh_from_db()
    assert committee.state == "dissolved"
    client.logout()
    shown = text(client.get(page(agenda)))
    for said in ("해산함", "결과보고서.pdf", "김전문", "학회", "결과보고서 제출과 함께", REASON):
        assert said in shown
    assert b"".join(client.get(committee.report.get_absolute_url()).streaming_content).startswith(b"%PDF")


def test_a_decision_asks_once_for_its_sitting(client, cast):
    committee = opened(cast)
    nominated(cast, committee)
    close_sitting(in_session(), by=cast.dora)
    client.force_login(cast.dora)
    asked = client.get(page(committee.preparation.agenda, "steering/appoint/")).content.decode()
    assert [asked.count(f'name="{name}"') for name in ("place", "held", "present")] == [1, 2, 2]


def test_a_support_group_and_a_contractor_from_the_proposal_to_the_end(client, cast):
    agenda = chosen(cast)
    client.force_login(cast.emil)
    form = {"name": "한빛조사연구소", "task": "설문조사", "last_day": last_day(30).isoformat()}
    yesterday = last_day(-1).isoformat()
    assert client.post(page(agenda, "mandates/propose/contractor/"), form | {"last_day": yesterday}).status_code == 422
    client.post(page(agenda, "mandates/propose/contractor/"), form)
    mandate = Mandate.objects.get()
    at = f"mandates/{mandate.pk}/"
    client.logout()
    assert "한빛조사연구소" not in text(client.get(page(agenda)))
    client.force_login(cast.dora)
    in_session()
    client.post(page(agenda, at + "decide/"), {"step": "appoint", "manner": "consensus", "reason": REASON})
    client.force_login(cast.emil)
    assert client.post(page(agenda, at + "people/"), {"contact": "x", "label": "연구원"}).status_code == 422
    client.post(page(agenda, at + "people/"), {"contact": cast.finn.email, "label": "연구원"})
    assert "Finn" in text(client.get(page(agenda, at + "people/")))
    client.force_login(cast.finn)
    client.post(page(agenda, "papers/new/"), {"title": "설문 초안", "upload": upload()})
    paper = WorkingPaper.objects.get()
    assert opens(client, paper) == 404
    assert "설문 초안" in text(client.get(page(agenda)))
    assert client.post(page(agenda, f"papers/{paper.pk}/readers/"), {"readers": "public"}).status_code == 403
    client.force_login(cast.emil)
    client.post(page(agenda, f"papers/{paper.pk}/readers/"), {"readers": "public"})
    client.logout()
    shown = text(client.get(page(agenda)))
    assert ("설문 초안" in shown, "한빛조사연구소" in shown, "Finn" in shown) == (True, True, False)
    assert opens(client, paper) == 200
    client.force_login(cast.emil)
    membership = Membership.objects.get(role="contractor")
    client.post(page(agenda, at + f"people/{membership.pk}/remove/"))
    assert client.post(page(agenda, at + "end/"), {"reason": ""}).status_code == 422
    client.post(page(agenda, at + "end/"), {"reason": "계약을 마쳤습니다."})
    assert "계약을 마쳤습니다." in text(client.get(page(agenda)))


def test_nominations_are_for_the_office_and_the_committee(client, cast):
    committee = opened(cast)
    row, other = nominated(cast, committee, 2)
    agenda = committee.preparation.agenda
    everyone = {"finn": cast.finn, "dora": cast.dora, "emil": cast.emil, "root": cast.root, "nominee": row.user}
    seen = {}
    for name, user in everyone.items():
        client.force_login(user)
        places = ["steering/nominations/", *(f"steering/nominations/{one.pk}/" for one in (row, other))]
        seen[name] = [client.get(page(agenda, place)).status_code for place in places]
        seen[name].append("위원 0" in text(client.get(page(agenda))))
    nothing, everything = [404, 404, 404, False], [200, 200, 200, False]
    assert seen == {
        "finn": nothing,
        "root": nothing,
        "dora": everything,
        "emil": everything,
        "nominee": [404, 200, 404, False],
    }
    client.force_login(cast.dora)
    answer = client.post(page(agenda, f"steering/nominations/{row.pk}/"), {"answer": "declined"})
    assert answer.status_code == 403


def test_dismissal_and_resignation_stand_with_the_former_members(client, cast):
    committee = with_chair(cast)
    agenda = committee.preparation.agenda
    first, second, third = members(committee)
    client.force_login(cast.emil)
    assert client.get(page(agenda, f"steering/members/{first.pk}/dismiss/")).status_code == 403
    client.force_login(cast.dora)
    in_session()
    form = {"manner": "consensus", "reason": "석 달 동안 회의에 나오지 않았습니다."}
    client.post(page(agenda, f"steering/members/{first.pk}/dismiss/"), form)
    client.force_login(second.nomination.user)
    assert client.post(page(agenda, f"steering/members/{third.pk}/resign/")).status_code == 403
    assert told(client.post(page(agenda, f"steering/members/{second.pk}/resign/")))
    assert client.post(page(agenda, f"steering/members/{first.pk}/resign/")).status_code == 404
    client.logout()
    shown = text(client.get(page(agenda)))
    assert "위원회가 해촉함" in shown
    assert "석 달 동안 회의에 나오지 않았습니다." in shown
    assert "사임함" in shown


def test_what_is_to_be_decided_comes_on_the_next_agenda(client, cast):
    committee = opened(cast)
    nominated(cast, committee)
    agenda = committee.preparation.agenda
    mandate = proposed(cast, agenda)
    close_sitting(in_session(), by=cast.dora)
    client.force_login(cast.emil)
    assert client.post(page(agenda, "enter/")).status_code == 409
    plan_sitting(cast.city, title="제3차", held_at=timezone.now() + timedelta(days=1), place="시청", by=cast.emil)
    client.post(page(agenda, "enter/"))
    client.post(page(agenda, "enter/"), {"mandate": mandate.pk})
    assert client.post(page(agenda, "enter/"), {"mandate": "7777"}).status_code == 404
    points = Point.objects.filter(sitting__title="제3차").values_list("about", "title", "url")
    assert list(points) == [
        (committee.subject, f"추진위원회 위원 위촉: {TITLE}", page(agenda)),
        (mandate.subject, f"대행기관 “한빛조사연구소”: {TITLE}", page(agenda)),
    ]
    client.force_login(cast.finn)
    assert client.post(page(agenda, "enter/")).status_code == 403


def test_every_step_of_the_book_has_words_and_the_book_holds(client, cast):
    committee = with_chair(cast)
    agenda, member, by = committee.preparation.agenda, members(committee)[1].nomination.user, cast.emil
    adjourned(committee)
    later = {"held_at": timezone.now() + timedelta(days=9), "by": by}
    planned = plan_sitting(committee.space, title="제9차", **later)
    point = put_on_agenda(planned, None, "보고")
    take_back_recusal(recuse(point, member, kind="challenge", reason="동명이인", by=by), reason="다른 사람", by=by)
    take_off_agenda(point, reason="자료가 없음", by=by)
    move_sitting(planned, place="구청", replies_until=None, reason="회의실이 없음", **later)
    steering.hand_in_report(committee, upload(), on=timezone.localdate(), by=by, role="official")
    assisting.hand_in_paper(agenda, upload(), title="자료", by=cast.emil)
    response = client.get(page(agenda, "record/?check=1"))
    assert response.context["fault"] is None
    told_ = {line[1] for line in response.context["lines"]}
    assert not told_ & {entry.step for entry in Entry.objects.all()}
    assert {entry.step for entry in Entry.objects.filter(chain__name=committee.chain)} <= STEPS.keys() | {"appoint"}
    book = client.get(page(agenda, "record.json"))
    assert b'"dissolve"' in b"".join(book.streaming_content)
    assert client.get(page(chosen(cast, "다른 의제"), "record/")).status_code == 404


def test_an_agendas_page_leads_to_who_prepares_it(client, cast):
    agenda = chosen(cast)
    assert page(agenda) not in text(client.get(f"/agendas/{agenda.pk}/"))
    client.force_login(cast.emil)
    assert page(agenda) in text(client.get(f"/agendas/{agenda.pk}/"))
    appointed(cast, agenda)
    client.logout()
    assert page(agenda) in text(client.get(f"/agendas/{agenda.pk}/"))


def test_a_member_reads_and_hands_in_until_the_term_is_over(client, cast):
    committee = appointed(cast)
    agenda, member = committee.preparation.agenda, members(committee)[0].nomination.user
    assisting.hand_in_paper(agenda, upload(), title="부서 검토", by=cast.emil)
    paper = WorkingPaper.objects.get()
    reached = []
    for moment in (timezone.now(), steering.end_of(last_day())):
        with time_machine.travel(moment, tick=False):
            client.force_login(member)
            reached += [
                opens(client, paper),
                client.get(page(agenda, "papers/new/")).status_code,
                client.get(page(agenda, "steering/chair/")).status_code,
            ]
    assert reached == [200, 200, 200, 404, 403, 403]


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_takes_the_same_queries_whatever_there_is(client, cast, django_assert_num_queries, number):
    committee = appointed(cast)
    agenda = committee.preparation.agenda
    nominated(cast, committee, number)
    for _ in range(number):
        given(cast, agenda)
        assisting.hand_in_paper(agenda, upload(), title="자료", by=cast.emil)
    somebody = User.objects.get(pk=cast.emil.pk)
    with django_assert_num_queries(4):
        bodies_of(agenda, somebody)
    with django_assert_num_queries(8):
        assert client.get(page(agenda)).status_code == 200
    client.force_login(cast.emil)
    with django_assert_num_queries(SIGNED_IN + 11):
        assert client.get(page(agenda)).status_code == 200
    with django_assert_num_queries(SIGNED_IN + 7):
        assert client.get(page(agenda, "steering/nominations/")).status_code == 200


def test_an_agenda_without_bodies_has_a_page_and_costs_little(client, cast, django_assert_num_queries):
    agenda = chosen(cast)
    with django_assert_num_queries(3):
        assert "추진위원회가 없습니다" in text(client.get(page(agenda)))
    assert not bodies_of(agenda, cast.finn).shown
    assert bodies_of(agenda, cast.emil).shown
    assert preparation(opened(cast, agenda).preparation.agenda).space.title == f"{TITLE} 추진위원회"
