"""What members of the committee do before they decide, and what nobody else gets to see of it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.agendas.models import Assignment, Criterion, Interest, Mark, Proposal, Remark
from deliberation.agendas.screening import considering
from deliberation.agendas.screening.actions import escalate_proposal, put_proposals_on_agenda, screen_proposal
from deliberation.agendas.tasks import escalate_overdue
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Decision, Recusal, Role
from deliberation.spaces.sittings import plan_sitting
from tests.agendas.proposing import after_closing, expire_proposal, published, screening
from tests.cast import person
from tests.concurrency import at_once
from tests.sittings import in_session

SECRET = "위원끼리만 읽는 말입니다"
RELATED = "제안 대상지의 땅을 가지고 있습니다."
# Whoever is signed in costs: session, user and the number of unread notices.
SIGNED_IN = 3
QUERIES = 12


def third(cast):
    member = person("Ivo")
    appoint(cast.city, member, Role.COMMITTEE)
    return member


def planned(cast, days: int = 7):
    held_at = timezone.now() + timedelta(days=days)
    return plan_sitting(cast.city, title=f"제{days}차 위원회", held_at=held_at, place="시청", by=cast.emil)


def marks_of(value, text=""):
    return dict.fromkeys(Criterion.objects.in_force(), (value, text))


def page(proposal, act=""):
    return f"/proposals/{proposal.pk}/confer/{act}"


def test_chair_asks_a_member_to_report_and_may_ask_another(cast):
    proposal = screening(cast.finn)
    for member in (cast.dora, third(cast)):
        considering.assign(proposal, member, by=cast.hana)
    assert Assignment.objects.get().member.display_name == "Ivo"
    assert Notice.objects.filter(kind="proposal_assigned").count() == 2
    assert Entry.objects.filter(subject=proposal.subject, step="assign").count() == 2


def test_only_a_member_with_a_part_in_it_reports(cast):
    proposal = screening(cast.dora)
    for person_ in (cast.dora, cast.finn):
        with pytest.raises(Refused):
            considering.assign(proposal, person_, by=cast.hana)
    assert not Assignment.objects.exists()


def test_marks_are_one_a_member_and_change_until_it_is_decided(cast):
    proposal = screening(cast.finn)
    considering.mark(proposal, marks_of(2, "글쎄요"), by=cast.dora)
    considering.mark(proposal, marks_of(4), by=cast.dora)
    considering.mark(proposal, marks_of(1), by=cast.hana)
    assert [(spread.middle, spread.counts) for spread in considering.spreads(proposal)] == [
        (2.5, [(1, 1), (2, 0), (3, 0), (4, 1), (5, 0)])
    ] * 5
    considering.mark(proposal, marks_of(None), by=cast.hana)
    assert {mark.user for mark in Mark.objects.all()} == {cast.dora}
    screen_proposal(proposal, "select", sitting=in_session(), by=cast.dora, reason="이유")
    with pytest.raises(Refused):
        considering.mark(proposal, marks_of(5), by=cast.dora)


def test_a_mark_lies_between_one_and_five(cast):
    proposal = screening(cast.finn)
    with pytest.raises(IntegrityError), transaction.atomic():
        considering.mark(proposal, marks_of(6), by=cast.dora)


def test_marks_keep_the_version_of_their_criterion(cast):
    proposal = screening(cast.finn)
    considering.mark(proposal, marks_of(3), by=cast.dora)
    first = Criterion.objects.in_force().first()
    Criterion.objects.create(code=first.code, version=2, position=1, name="모두의 일인가")
    spreads = considering.spreads(proposal)
    assert [len(spread.marks) for spread in spreads if spread.criterion.code == first.code] == [1, 0]
    Criterion.objects.create(code=first.code, version=3, position=1, name="모두의 일인가", in_use=False)
    assert first.code not in set(Criterion.objects.in_force().values_list("code", flat=True))


def test_stepping_aside_takes_marks_and_remarks_along_and_is_noted_in_every_sitting(cast):
    third(cast)
    proposal, sittings = screening(cast.finn), [planned(cast), planned(cast, 14)]
    considering.assign(proposal, cast.dora, by=cast.hana)
    considering.mark(proposal, marks_of(5), by=cast.dora)
    considering.remark(proposal, SECRET, by=cast.dora)
    for sitting in sittings:
        put_proposals_on_agenda(sitting, by=cast.emil)
    considering.declare_interest(proposal, RELATED, by=cast.dora)
    assert [model.objects.count() for model in (Mark, Remark, Assignment)] == [0, 0, 0]
    noted = set(Recusal.objects.values_list("point__sitting", "user", "kind"))
    assert noted == {(sitting.pk, cast.dora.pk, "withdrawal") for sitting in sittings}
    for act in (lambda: considering.mark(proposal, marks_of(5), by=cast.dora),
                lambda: considering.remark(proposal, SECRET, by=cast.dora),
                lambda: considering.declare_interest(proposal, RELATED, by=cast.dora),
                lambda: considering.assign(proposal, cast.dora, by=cast.hana)):  # fmt: skip
        with pytest.raises(Refused):
            act()


def test_who_stepped_aside_is_recused_where_it_comes_on_the_agenda_later_and_does_not_decide(cast):
    third(cast)
    proposal = screening(cast.finn)
    considering.declare_interest(proposal, RELATED, by=cast.dora)
    put_proposals_on_agenda(planned(cast), by=cast.emil)
    assert Recusal.objects.get().user == cast.dora
    sitting = in_session()
    with pytest.raises(Refused):
        screen_proposal(proposal, "select", sitting=sitting, by=cast.dora, reason="이유")
    screen_proposal(proposal, "select", sitting=sitting, by=cast.hana, reason="이유")
    decision = Decision.objects.get()
    assert (decision.voting, [row["kind"] for row in decision.recusals]) == (2, ["withdrawal"])


def test_interest_can_be_declared_before_a_missed_proposal_is_taken_up_but_not_after_a_decision(cast):
    proposal = published(cast.finn)
    with pytest.raises(Refused):
        considering.declare_interest(proposal, RELATED, by=cast.dora)
    with after_closing(proposal):
        expire_proposal(proposal)
    considering.declare_interest(proposal, RELATED, by=cast.dora)
    assert Interest.objects.get().user == cast.dora


@pytest.mark.django_db(transaction=True)
def test_marking_stepping_aside_and_deciding_at_once_leave_no_mark_of_who_stepped_aside(cast):
    for member in (third(cast), person("Juna")):
        if member.display_name == "Juna":
            appoint(cast.city, member, Role.COMMITTEE)
    sitting = in_session()
    for _ in range(5):
        proposal = screening(cast.finn)
        put_proposals_on_agenda(sitting, by=cast.emil)

        def act(i, proposal=proposal):
            mine = Proposal.objects.get(pk=proposal.pk)
            match i:
                case 0:
                    considering.mark(mine, marks_of(5), by=cast.dora)
                case 1:
                    considering.declare_interest(mine, RELATED, by=cast.dora)
                case 2:
                    screen_proposal(mine, "select", sitting=sitting, by=cast.hana, reason="이유")
                case 3:
                    put_proposals_on_agenda(sitting, by=cast.emil)

        outcomes = at_once(4, act)
        assert {type(outcome).__name__ for outcome in outcomes} <= {"NoneType", "Refused"}
        proposal.refresh_from_db()
        assert proposal.state == "selected"
        if Interest.objects.filter(proposal=proposal).exists():
            assert not Mark.objects.filter(proposal=proposal, user=cast.dora).exists()
            assert len(Decision.objects.get(about=proposal.subject).recusals) == 1


def test_missed_deadline_is_told_once_and_shown_to_everyone(client, cast):
    proposal = screening(cast.finn)
    escalate_overdue()
    assert not Notice.objects.filter(kind="screening_overdue").exists()
    with time_machine.travel(proposal.screening_due, tick=False):
        for _ in range(2):
            escalate_overdue()
        told = Notice.objects.filter(kind="screening_overdue").values_list("person__display_name", flat=True)
        assert sorted(told) == ["Emil", "Hana"]
        assert Entry.objects.filter(subject=proposal.subject, step="overdue").count() == 1
        text = client.get(proposal.get_absolute_url()).content.decode()
        assert "기한이 지났습니다" in text
        assert "위원장과 담당 부서에 알렸습니다" in text


@pytest.mark.django_db(transaction=True)
def test_two_workers_escalate_once(cast):
    proposal = screening(cast.finn)
    Proposal.objects.filter(pk=proposal.pk).update(screening_due=timezone.now())
    outcomes = at_once(4, lambda i: escalate_proposal(Proposal.objects.get(pk=proposal.pk)))
    assert sorted(outcomes) == [False, False, False, True]
    assert Entry.objects.filter(step="overdue").count() == 1
    assert Notice.objects.filter(kind="screening_overdue").count() == 2


# Pages --------------------------------------------------------------------------------------------------------------


def test_what_members_say_before_the_decision_is_read_by_them_alone(client, cast):
    ivo, proposal = third(cast), screening(cast.finn)
    considering.remark(proposal, SECRET, by=cast.hana)
    considering.mark(proposal, marks_of(1, SECRET), by=cast.hana)
    considering.declare_interest(proposal, RELATED, by=ivo)
    readers = {cast.dora: 200, cast.hana: 200, ivo: 403, cast.finn: 403, cast.emil: 403, cast.ben: 403, cast.root: 403}
    for reader, status in readers.items():
        client.force_login(reader)
        response = client.get(page(proposal))
        assert (reader, response.status_code) == (reader, status)
        assert (SECRET in response.content.decode()) == (status == 200)
        for address in (proposal.get_absolute_url(), "/", "/proposals/", "/proposals/screening/"):
            assert SECRET not in client.get(address).content.decode()
        assert client.get("/search/", {"q": SECRET}).context["shelves"] == []
    client.logout()
    assert client.get(page(proposal)).status_code == 302
    assert SECRET not in client.get(proposal.get_absolute_url()).content.decode()


def test_a_member_who_proposes_it_reads_nothing_of_what_others_say(client, cast):
    proposal = screening(cast.dora)
    considering.remark(proposal, SECRET, by=cast.hana)
    client.force_login(cast.dora)
    assert client.get(page(proposal)).status_code == 403
    assert "여러분" not in client.get("/proposals/screening/").content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_page_takes_the_same_queries_however_much_is_said(client, cast, django_assert_num_queries, number):
    proposal = screening(cast.finn)
    for i in range(number):
        member = person(f"Member{i}")
        appoint(cast.city, member, Role.COMMITTEE)
        considering.remark(proposal, "의견입니다.", by=member)
        considering.mark(proposal, marks_of(1 + i % 5, "짧은 말"), by=member)
    client.force_login(cast.dora)
    with django_assert_num_queries(QUERIES + SIGNED_IN):
        assert client.get(page(proposal)).status_code == 200


def test_acts_on_the_page(client, cast):
    proposal = screening(cast.finn)
    client.force_login(cast.hana)
    assert client.post(page(proposal, "assign/"), {"member": cast.finn.pk}).status_code == 422
    assert client.post(page(proposal, "assign/"), {"member": cast.dora.pk}).status_code == 302
    client.force_login(cast.dora)
    assert client.post(page(proposal, "assign/"), {"member": cast.dora.pk}).status_code == 403
    first = Criterion.objects.in_force().first()
    for wrong in ({f"value_{first.pk}": "7"}, {f"text_{first.pk}": "점수 없이"}, {f"text_{first.pk}": "가" * 201}):
        assert client.post(page(proposal, "marks/"), wrong).status_code == 422
    assert not Mark.objects.exists()
    client.post(page(proposal, "marks/"), {f"value_{first.pk}": "4", f"text_{first.pk}": "시민 모두의 일입니다."})
    assert Mark.objects.get().value == 4
    assert client.post(page(proposal, "remarks/"), {"text": " "}).status_code == 422
    client.post(page(proposal, "remarks/"), {"text": SECRET})
    remark = Remark.objects.get()
    client.force_login(cast.hana)
    client.post(page(proposal, f"remarks/{remark.pk}/remove/"))
    assert Remark.objects.exists()
    client.force_login(cast.dora)
    client.post(page(proposal, f"remarks/{remark.pk}/remove/"))
    assert not Remark.objects.exists()
    assert "내가 맡은 제안" in client.get("/proposals/screening/?show=mine").content.decode()
    assert len(client.get("/proposals/screening/?show=mine").context["rows"]) == 1
    assert client.post(page(proposal, "step-aside/"), {"reason": ""}).status_code == 422
    assert client.post(page(proposal, "step-aside/"), {"reason": RELATED}).url == "/proposals/screening/"
    assert client.get(page(proposal)).status_code == 403
    assert "회피하신 제안입니다" in client.get("/proposals/screening/").content.decode()


def test_one_proposal_is_put_on_the_agenda_of_the_sitting_that_comes(client, cast):
    first, second = screening(cast.finn), screening(cast.finn)
    sitting = planned(cast)
    client.force_login(cast.dora)
    client.post("/proposals/screening/enter/", {"proposal": second.pk})
    assert [point.about for point in sitting.points.all()] == [second.subject]
    client.post("/proposals/screening/enter/")
    assert {point.about for point in sitting.points.all()} == {first.subject, second.subject}
    assert client.post("/proposals/screening/enter/", {"proposal": "99999999"}).status_code == 404
