from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.processes.actions import close_stage, prepare_stage, suspend
from deliberation.recommendations.adoption.actions import (
    Verdict,
    decide_adoption,
    deliver_recommendation,
    receive_result,
    sign_adoption,
)
from deliberation.recommendations.drafting.actions import publish_result, put_to_ballot
from deliberation.recommendations.models import Adoption, Recommendation, Signature
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Decision, Role
from deliberation.spaces.sittings import Vote
from tests.cast import person
from tests.concurrency import at_once
from tests.recommendations.scene import adopting, decided, received, signed, verdicts
from tests.sittings import in_session

pytestmark = pytest.mark.django_db


def decide(scene, **changed):
    given = {
        "sitting": in_session(),
        "vote": Vote(2),
        "reason": "숙의 결과를 존중합니다.",
        "by": scene.cast.hana,
    } | changed
    decide_adoption(scene.adoption(), given.pop("verdicts", verdicts(scene)), **given)


def test_the_committee_receives_the_result_after_the_announcement(traveller):
    scene = adopting(traveller)
    scene.process.charters.update(announce_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        receive_result(scene.adoption(), by=scene.cast.dora)
    traveller.shift(timedelta(hours=2))
    receive_result(scene.adoption(), by=scene.cast.dora)
    assert scene.adoption().state == Adoption.State.RECEIVED
    with pytest.raises(Refused):
        receive_result(scene.adoption(), by=scene.cast.dora)


def test_a_result_put_to_a_ballot_must_be_announced_first(traveller):
    scene = adopting(traveller)
    rows = put_to_ballot(scene.process)
    with pytest.raises(Refused):
        receive_result(scene.adoption(), by=scene.cast.dora)
    for row in rows:
        publish_result(row, {"for": 1}, by=scene.cast.emil)
    receive_result(scene.adoption(), by=scene.cast.dora)


def test_the_decision_follows_each_verdict_in_one_minuted_meeting(traveller):
    scene = decided(traveller)
    first, second, third = scene.drafts()
    assert [row.state for row in (first, second, third)] == ["adopted", "amended", "dropped"]
    assert (second.title, second.text, second.version) == ("지역 일자리 상생 협약", "시는 해마다 협약을 맺는다.", 2)
    assert list(second.versions.order_by("n").values_list("n", "author")) == [
        (1, scene.cast.ada.pk),
        (2, scene.cast.hana.pk),
    ]
    assert third.verdict_reason == "법에 따른 협의체가 이미 있습니다."
    adoption = scene.adoption()
    assert (adoption.state, adoption.decision.votes_for) == ("decided", 2)
    assert set(adoption.decision.sitting.present.all()) == {scene.cast.dora, scene.cast.hana}
    steps = Entry.objects.filter(chain__name=scene.process.chain).order_by("n").values_list("step", flat=True)
    assert list(steps)[-6:] == ["receive", "resolve", "adopt", "amend", "drop", "decide"]


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": " "},
        {"verdicts": {}},
        {"vote": Vote(1)},
        {"vote": Vote(2, 1)},
        {"first": Verdict("drop", reason=" ")},
        {"first": Verdict("amend", title="제목", text=" ")},
    ],
)
def test_a_decision_that_is_not_complete_leaves_no_trace(traveller, changed):
    scene = received(traveller)
    if "first" in changed:
        changed = {"verdicts": verdicts(scene) | {scene.drafts()[0].pk: changed["first"]}}
    with pytest.raises(Refused):
        decide(scene, **changed)
    assert not Decision.objects.exists()
    assert {row.state for row in scene.drafts()} == {Recommendation.State.FINAL}


@pytest.mark.parametrize(("before", "decides"), [(timedelta(days=1), False), (timedelta(minutes=10), True)])
def test_the_sitting_is_not_before_the_day_on_which_the_report_was_received(traveller, before, decides):
    scene = adopting(traveller)
    noon = timezone.localtime().replace(hour=12) + timedelta(days=1)
    traveller.move_to(noon - before)
    sitting = in_session()
    traveller.move_to(noon)
    receive_result(scene.adoption(), by=scene.cast.dora)
    with nullcontext() if decides else pytest.raises(Refused):
        decide(scene, sitting=sitting)
    assert (scene.adoption().state == Adoption.State.DECIDED) is decides


def test_the_committee_decides_once_and_only_what_it_has_received(traveller):
    scene = adopting(traveller)
    with pytest.raises(Refused):
        decide(scene)
    receive_result(scene.adoption(), by=scene.cast.dora)
    given = verdicts(scene)
    decide(scene)
    with pytest.raises(Refused):
        decide(scene, verdicts=given)


def test_it_is_signed_when_the_chair_and_a_majority_of_those_present_have_signed(traveller):
    scene = received(traveller)
    more = [person(name) for name in ("Ida", "Jin")]
    for member in more:
        appoint(scene.cast.city, member, Role.COMMITTEE)
    decide(scene, vote=Vote(4))
    for member in (scene.cast.dora, *more):
        sign_adoption(scene.adoption(), by=member)
    assert scene.adoption().state == Adoption.State.DECIDED
    sign_adoption(scene.adoption(), by=scene.cast.hana)
    adoption = scene.adoption()
    assert (adoption.state, adoption.signatures.count()) == (Adoption.State.SIGNED, 4)
    told = set(Notice.objects.filter(kind="recommendation_signed").values_list("person__display_name", flat=True))
    assert told == {"Ben", "Emil"}


def test_a_member_signs_once_and_only_having_been_present(traveller):
    scene = decided(traveller)
    absent = person("Ida")
    appoint(scene.cast.city, absent, Role.COMMITTEE)
    for stranger in (absent, scene.cast.emil):
        with pytest.raises(Refused):
            sign_adoption(scene.adoption(), by=stranger)
    sign_adoption(scene.adoption(), by=scene.cast.dora)
    with pytest.raises(Refused):
        sign_adoption(scene.adoption(), by=scene.cast.dora)
    assert Signature.objects.count() == 1


def test_nobody_signs_before_the_decision(traveller):
    scene = received(traveller)
    with pytest.raises(Refused):
        sign_adoption(scene.adoption(), by=scene.cast.hana)


def test_it_is_handed_over_on_a_day_from_the_signing_until_today(traveller):
    scene = signed(traveller)
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(Refused):
            deliver_recommendation(scene.adoption(), on=day, by=scene.cast.emil)
    deliver_recommendation(scene.adoption(), on=today, by=scene.cast.emil)
    adoption = scene.adoption()
    assert (adoption.state, adoption.delivered_on) == (Adoption.State.DELIVERED, today)
    assert Entry.objects.get(subject=adoption.subject, step="deliver").role == "official"
    with pytest.raises(Refused):
        deliver_recommendation(scene.adoption(), on=today, by=scene.cast.emil)


def test_it_is_not_handed_over_unsigned(traveller):
    scene = decided(traveller)
    with pytest.raises(Refused):
        deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)


def test_nothing_happens_while_the_process_is_suspended(traveller):
    scene = adopting(traveller)
    suspend(scene.process, by=scene.cast.emil, reason="소송이 제기되었습니다.")
    with pytest.raises(Refused):
        receive_result(scene.adoption(), by=scene.cast.dora)


def test_the_stage_closes_only_after_the_handing_over(traveller):
    scene = signed(traveller)
    traveller.move_to(scene.stage("adoption").closes_at)
    with pytest.raises(Refused):
        close_stage(scene.stage("adoption"))
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    entry = close_stage(scene.stage("adoption"))
    assert entry.facts["delivered_on"] == timezone.localdate().isoformat()


def test_preparing_twice_is_refused_and_makes_one_adoption(traveller):
    scene = adopting(traveller)
    with pytest.raises(Refused):
        prepare_stage(scene.stage("adoption"))
    assert Adoption.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_members_signing_at_once_take_the_step_once(traveller):
    scene = decided(traveller)
    members = [scene.cast.dora, scene.cast.hana] * 3
    results = at_once(
        6, lambda i: sign_adoption(Adoption.objects.select_related("stage__process").get(), by=members[i])
    )
    assert sum(isinstance(result, Signature) for result in results) == 2
    assert sum(isinstance(result, Refused) for result in results) == 4
    assert Entry.objects.filter(step="sign").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_records_of_the_decision_at_once_leave_one(traveller):
    scene = received(traveller)
    given, sitting = verdicts(scene), in_session()
    adoptions = [scene.adoption() for _i in range(3)]
    results = at_once(
        3, lambda i: decide_adoption(adoptions[i], given, sitting=sitting, reason="이유", by=scene.cast.hana)
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True]
    assert Decision.objects.count() == 1
