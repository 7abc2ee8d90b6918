from datetime import timedelta

import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.responses.checking.actions import Found, Ruled, put_check_on_agenda, record_check
from deliberation.responses.following.actions import report
from deliberation.responses.models import Check, Response
from deliberation.responses.rulebook import months_later
from deliberation.responses.tallying import overdue
from deliberation.responses.tasks import remind_and_escalate
from deliberation.spaces.models import Decision
from tests.concurrency import at_once
from tests.responses.scene import (
    DECLINED,
    accepted,
    again,
    answered,
    contested,
    finished,
    later,
    planned,
    responses,
    the_check,
)
from tests.sittings import in_session

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def found(scene, *grades: str) -> dict[int, Found]:
    rows = [row for row in responses(scene) if row.promises]
    return {row.pk: Found(grade, f"{grade}입니다.") for row, grade in zip(rows, grades, strict=True)}


def checked(scene, findings, rulings=None) -> Check:
    check = the_check(scene)
    record_check(
        check,
        findings,
        rulings or {},
        sitting=in_session(),
        reason="서면 보고와 현장을 보았습니다.",
        by=scene.cast.hana,
    )
    return Check.objects.get(pk=check.pk)


def test_a_sitting_finds_about_every_answer_and_the_next_check_waits(traveller):
    scene = answered(traveller)
    planned(scene)
    traveller.shift(timedelta(days=170))
    check = checked(scene, found(scene, "delayed", "on_track"))
    assert (check.state, check.decision.result, check.decision.about) == ("checked", "checked", check.subject)
    assert [(one.response.recommendation.number, one.grade) for one in check.findings.all()] == [
        (1, "delayed"),
        (2, "on_track"),
    ]
    following = the_check(scene)
    assert (following.n, following.due_on) == (2, months_later(later(0), 6))
    assert told("answers_checked") == ["Ben", "Emil"]
    entry = Entry.objects.get(subject=check.subject, step="check")
    assert (entry.role, entry.facts) == (
        "committee",
        {"from": "waiting", "to": "checked", "number": 1, "findings": 2, "rulings": 0},
    )


def test_when_nothing_is_under_way_no_further_check_waits(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    finished(scene)
    checked(scene, found(scene, "fulfilled"))
    assert not Check.objects.waiting().exists()


def test_what_the_committee_finds_not_done_goes_on_and_is_reported_and_contested_anew(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    milestone = finished(scene)
    contested(milestone, milestone.response.rules.contests)
    checked(scene, found(scene, "failing"), {milestone.pk: Ruled(False, "문이 닫혀 있었습니다.")})
    assert (again(milestone).state, the_check(scene).n) == ("underway", 2)
    report(milestone, "finish", text="이제 열었습니다.", link="https://example.org", by=scene.cast.emil)
    contested(again(milestone), 1)
    assert again(milestone).state == "finished"


def test_after_the_committee_let_it_stand_contests_count_anew(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    milestone = finished(scene)
    needed = milestone.response.rules.contests
    contested(milestone, needed)
    checked(scene, found(scene, "fulfilled"), {milestone.pk: Ruled(True, "확인했습니다.")})
    assert (again(milestone).state, Check.objects.waiting().exists()) == ("finished", False)
    traveller.shift(timedelta(days=1))
    contested(milestone, needed - 1)
    assert again(milestone).state == "finished"
    contested(milestone, 1)
    assert (again(milestone).state, the_check(scene).due_on) == ("reopened", later(30))


def test_a_check_that_is_not_complete_leaves_no_trace(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    milestone = finished(scene)
    contested(milestone, milestone.response.rules.contests)
    first = responses(scene)[0]
    whole, ruled = {first.pk: Found("fulfilled")}, {milestone.pk: Ruled(True, "확인했습니다.")}
    for findings, rulings in (
        ({}, ruled),
        (whole, {}),
        ({first.pk: Found("delayed", " ")}, ruled),
        (whole, {milestone.pk: Ruled(True, " ")}),
    ):
        with pytest.raises(Refused):
            checked(scene, findings, rulings)
    assert not Decision.objects.filter(result="checked").exists()
    assert (the_check(scene).state, again(milestone).state) == ("waiting", "reopened")


def test_a_check_comes_on_an_agenda_and_is_decided_there(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    sitting = in_session()
    point = put_check_on_agenda(sitting, the_check(scene))
    assert point.title == f"제1차 이행점검: {scene.process.title}"
    checked(scene, found(scene, "on_track"))
    point.refresh_from_db()
    assert point.decision.result == "checked"


def test_an_overdue_check_stands_on_the_list_and_is_told_once(traveller):
    scene = answered(traveller)
    check = the_check(scene)
    traveller.shift(timedelta(days=(check.due_on - later(0)).days - 3))
    for _ in range(2):
        remind_and_escalate()
    assert (told("check_due"), told("check_overdue")) == (["Dora", "Hana"], [])
    traveller.shift(timedelta(days=4))
    for _ in range(2):
        remind_and_escalate()
    assert told("check_overdue") == ["Dora", "Emil", "Hana"]
    assert overdue(scene.cast.finn).checks == [check]
    assert Entry.objects.filter(subject=check.subject, step="overdue").count() == 1


def test_incheons_case_of_2020_ends_changed_and_stopped(traveller):
    """What it recommended in 2020 became of it: incinerators moved to the districts, the landfill was dropped."""
    half = accepted() | {"verdict": "partly", "reason": "입지는 군·구와 함께 정합니다."}
    scene = answered(traveller, accepted(), half)
    incinerators = planned(scene, "광역 소각 시설 확충", 300)
    landfill = planned(scene, "자체매립지(에코랜드) 조성", 600)
    traveller.shift(timedelta(days=190))
    checked(scene, found(scene, "on_track", "on_track"))
    traveller.shift(timedelta(days=100))
    report(landfill, "stop", text="시장이 바뀐 뒤 조성 계획을 취소했습니다.", by=scene.cast.emil)
    report(
        incinerators,
        "change",
        text="소각장 입지를 군·구가 정하기로 했습니다.",
        title="군·구 주도 소각장 확충",
        due_on=later(200),
        by=scene.cast.emil,
    )
    traveller.shift(timedelta(days=201))
    assert overdue(scene.cast.finn).milestones == [incinerators]
    check = checked(scene, found(scene, "failing", "on_track"))
    states = {row.title: row.state for row in (again(incinerators), again(landfill))}
    assert states == {"군·구 주도 소각장 확충": "changed", "자체매립지(에코랜드) 조성": "stopped"}
    assert (check.n, Response.objects.filter(findings__grade="failing").count()) == (2, 1)
    assert the_check(scene).n == 3


@pytest.mark.django_db(transaction=True)
def test_a_check_recorded_twice_at_once_is_decided_once(traveller):
    scene = answered(traveller)
    check, findings, sitting = the_check(scene), found(scene, "on_track", "on_track"), in_session()
    results = at_once(
        2, lambda _i: record_check(check, findings, {}, sitting=sitting, reason="이유", by=scene.cast.hana)
    )
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert (Decision.objects.filter(result="checked").count(), Check.objects.count()) == (1, 2)
