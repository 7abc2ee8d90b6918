from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.bodies import assisting, steering
from deliberation.agendas.bodies.models import Mandate, WorkingPaper
from deliberation.agendas.bodies.pages import RIGHTS, bodies_of
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.spaces.access import allowed, roles_in
from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.models import Attachment, Decision, Membership, Space
from deliberation.spaces.sittings import Vote
from tests.agendas.steerings import REASON, appointed, chosen, given, last_day, members, preparation, proposed
from tests.cast import person
from tests.concurrency import at_once
from tests.sittings import in_session
from tests.spaces.files import upload


def test_the_committee_appoints_what_the_office_proposes(cast):
    agenda = chosen(cast)
    mandate = given(cast, agenda)
    assert (mandate.state, mandate.is_running) == ("appointed", True)
    decision = Decision.objects.get(about=mandate.subject)
    assert (decision.result, decision.space, decision.reason) == ("contractor_appointed", cast.city, REASON)
    assert decision.point.url == f"/agendas/{agenda.pk}/bodies/"
    with pytest.raises(Refused):
        assisting.decide_mandate(mandate, "reject", sitting=in_session(), reason=REASON, by=cast.dora)


def test_a_rejected_mandate_gives_nobody_a_right(cast):
    mandate = proposed(cast, chosen(cast))
    assisting.decide_mandate(mandate, "reject", sitting=in_session(), reason=REASON, by=cast.dora, vote=Vote(0, 2))
    assert Mandate.objects.get().state == "rejected"
    with pytest.raises(Refused):
        assisting.join(mandate, cast.finn, label="연구소", by=cast.emil)


def test_one_support_group_at_a_time_but_several_contractors(cast):
    agenda = chosen(cast)
    given(cast, agenda)
    given(cast, agenda)
    support = given(cast, agenda, "support")
    with pytest.raises(Refused, match="지원단"):
        proposed(cast, agenda, "support")
    assisting.end_mandate(support, reason="조직 개편", by=cast.emil)
    given(cast, agenda, "support")
    with pytest.raises(Refused, match="마지막 날"):
        proposed(cast, agenda, days=-1)


def test_people_join_for_the_term_and_have_one_part_in_an_agenda(cast):
    committee = appointed(cast)
    agenda = committee.preparation.agenda
    contract, support = given(cast, agenda), given(cast, agenda, "support")
    membership = assisting.join(contract, cast.finn, label="한빛조사연구소", by=cast.emil)
    assert (membership.role, membership.until, membership.label) == ("contractor", contract.until, "한빛조사연구소")
    assert Notice.objects.get(kind="body_joined").person == cast.finn
    for somebody in (cast.finn, members(committee)[0].nomination.user):
        with pytest.raises(Refused, match="이 의제"):
            assisting.join(support, somebody, label="환경정책과", by=cast.emil)
    assisting.leave(contract, membership, by=cast.emil)
    assisting.join(support, cast.finn, label="환경정책과", by=cast.emil)
    assert roles_in(User.objects.get(pk=cast.finn.pk), committee.space) == {"support"}


def test_ending_a_mandate_ends_the_rights_of_all_who_worked_under_it(cast):
    agenda = chosen(cast)
    mandate = given(cast, agenda)
    for somebody in (cast.finn, cast.ben):
        assisting.join(mandate, somebody, label="연구소", by=cast.emil)
    assisting.end_mandate(mandate, reason="계약 해지", by=cast.emil)
    assert not Membership.objects.current().filter(space=preparation(agenda).space).exists()
    shown = bodies_of(agenda, cast.finn).mandates
    assert [(one.state, one.end_reason) for one in shown] == [("ended", "계약 해지")]
    with pytest.raises(Refused):
        assisting.join(mandate, cast.cleo, label="연구소", by=cast.emil)


def seen(user, paper):
    """Whether somebody knows of a paper, and whether they can open its file."""
    again = User.objects.get(pk=user.pk)
    known = WorkingPaper.objects.visible_to(again).filter(pk=paper.pk).exists()
    return known, Attachment.objects.visible_to(again).filter(pk=paper.attachment_id).exists()


def test_papers_are_for_those_who_prepare_and_restricted_ones_never_for_the_contractor(cast):
    committee = appointed(cast)
    agenda = committee.preparation.agenda
    helper, supplier, member = person("Helper"), person("Supplier"), members(committee)[0].nomination.user
    assisting.join(given(cast, agenda, "support"), helper, label="환경정책과", by=cast.emil)
    assisting.join(given(cast, agenda), supplier, label="연구소", by=cast.emil)
    inner = assisting.hand_in_paper(agenda, upload("검토.pdf"), title="쟁점 검토", by=helper)
    outer = assisting.hand_in_paper(agenda, upload("설문.pdf", b"%PDF-1.7\n2"), title="설문 초안", by=supplier)
    assert (inner.role, outer.role) == ("support", "contractor")
    both, nothing, name = (True, True), (False, False), (True, False)
    people = {"member": member, "helper": helper, "emil": cast.emil, "dora": cast.dora, "finn": cast.finn}
    expected = {"member": both, "helper": both, "emil": both, "dora": both, "finn": nothing}
    for paper in (inner, outer):
        assert {who: seen(user, paper) for who, user in people.items()} == expected
    assert (seen(supplier, inner), seen(supplier, outer)) == (nothing, name)
    assisting.set_readers(outer, restricted=False, by=helper)
    assert [seen(user, outer) for user in (supplier, cast.finn)] == [both, both]


def test_an_expired_contractor_has_lost_every_right(cast):
    agenda = chosen(cast)
    supplier, mandate = person("Supplier"), given(cast, agenda)
    assisting.join(mandate, supplier, label="연구소", by=cast.emil)
    own = assisting.hand_in_paper(agenda, upload(), title="설문 초안", by=supplier)
    space = preparation(agenda).space

    def rights():
        again = User.objects.get(pk=supplier.pk)
        return {right for right in RIGHTS if allowed(again, f"agendas.{right}", space)}

    with time_machine.travel(mandate.until - timedelta(seconds=1), tick=False):
        assert (rights(), seen(supplier, own)) == ({"hand_in_paper"}, (True, False))
    with time_machine.travel(mandate.until, tick=False):
        assert (rights(), seen(supplier, own)) == (set(), (False, False))
        assert not mandate.is_running
        assert not Space.objects.filter(memberships__in=Membership.objects.current(), kind="agenda").exists()
        with pytest.raises(Refused, match="기간"):
            assisting.join(mandate, cast.finn, label="연구소", by=cast.emil)


def test_a_proposed_term_that_is_over_cannot_be_appointed(cast):
    mandate = proposed(cast, chosen(cast))
    with time_machine.travel(mandate.until, tick=False), pytest.raises(Refused, match="기간"):
        assisting.decide_mandate(mandate, "appoint", sitting=in_session(), reason=REASON, by=cast.dora)


def test_everything_is_minuted_in_the_agendas_book(cast):
    agenda = chosen(cast)
    mandate = given(cast, agenda)
    paper = assisting.hand_in_paper(agenda, upload(), title="자료", by=cast.emil)
    before = Restriction.objects.values().get(pk=paper.attachment.restriction_id)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assisting.set_readers(paper, restricted=True, by=cast.emil)  # nothing changes, nor does its day of review
    assert Restriction.objects.values().get(pk=before["id"]) == before
    assisting.set_readers(paper, restricted=False, by=cast.emil)
    assisting.end_mandate(mandate, reason="끝", by=cast.emil)
    chain = Chain.objects.get(name=f"agenda-{agenda.pk}")
    assert first_fault(chain) is None
    steps = Entry.objects.filter(chain=chain).order_by("n").values_list("step", flat=True)
    assert list(steps) == ["propose_mandate", "appoint", "hand_in_paper", "set_readers", "end"]


@pytest.mark.django_db(transaction=True)
def test_two_support_groups_proposed_at_one_moment_are_one(cast):
    agenda = chosen(cast)
    outcomes = at_once(3, lambda _i: proposed(cast, agenda, "support"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Mandate", "Refused", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_two_parts_in_an_agenda_at_one_moment(cast):
    """A nominee is appointed to the steering committee while the office enters them for the contractor."""
    agenda = chosen(cast)
    contract = given(cast, agenda)
    committee = steering.open_nominations(agenda, seats=3, by=cast.emil)
    from_groups = [person(f"Nominee{i}") for i in range(6)]
    rows = []
    for source, somebody in zip(["council", "sides", "experts", "civic", "city", "city"], from_groups, strict=True):
        given_ = {"name": "가", "post": "나", "source": source, "nominated_by": "다", "reason": "라"}
        rows.append(steering.nominate(committee, somebody, by=cast.emil, **given_))
        steering.answer_nomination(rows[-1], "agreed", on=timezone.localdate(), by=somebody)
    sitting = in_session()

    def act(i):
        if i:
            return assisting.join(contract, from_groups[0], label="연구소", by=cast.emil)
        given_ = {"sitting": sitting, "reason": REASON, "by": cast.dora}
        return steering.appoint_members(committee, rows[:3], last_day=last_day(), **given_)

    outcomes = at_once(2, act)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Membership.objects.filter(space=committee.space, user=from_groups[0]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_joining_while_the_mandate_ends_leaves_nobody_with_a_right(cast):
    agenda = chosen(cast)
    mandate = given(cast, agenda)

    def act(i):
        if i == 0:
            return assisting.end_mandate(mandate, reason="해지", by=cast.emil)
        return assisting.join(mandate, (cast.finn, cast.ben, cast.cleo)[i - 1], label="연구소", by=cast.emil)

    outcomes = at_once(4, act)
    assert outcomes[0] is None
    assert {type(outcome).__name__ for outcome in outcomes[1:]} <= {"Membership", "Refused"}
    assert not Membership.objects.current().filter(space=preparation(agenda).space).exists()
