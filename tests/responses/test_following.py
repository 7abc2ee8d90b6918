from datetime import timedelta

import pytest

from deliberation.accounts.models import Channel
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.responses.contesting.actions import contest
from deliberation.responses.following.actions import plan_milestone, report
from deliberation.responses.models import Check, Contest, Milestone, Report, Response
from deliberation.responses.tallying import overdue, tally
from deliberation.spaces.actions import decide
from deliberation.spaces.disclosure.withheld import readable_by, withheld_in
from deliberation.spaces.models import Attachment
from tests.cast import person
from tests.concurrency import at_once
from tests.responses.scene import (
    DECLINED,
    accepted,
    again,
    answered,
    contested,
    drafted,
    finished,
    later,
    planned,
    published,
    responses,
    the_check,
)
from tests.spaces.files import upload

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def minuted(milestone: Milestone) -> list[tuple[str, dict]]:
    rows = Entry.objects.filter(subject=milestone.subject).order_by("n")
    return [
        (entry.step, {name: fact for name, fact in entry.facts.items() if name not in ("from", "to", "number")})
        for entry in rows
    ]


def test_a_milestone_goes_from_its_plan_to_done_with_evidence(traveller):
    scene = answered(traveller)
    milestone = planned(scene)
    report(milestone, "progress", text="업체를 골랐습니다.", percent=40, by=scene.cast.emil)
    assert (again(milestone).percent, again(milestone).state) == (40, "underway")
    done = report(milestone, "finish", text="열었습니다.", uploads=[upload(), upload("표.csv")], by=scene.cast.emil)
    milestone = again(milestone)
    assert (milestone.percent, milestone.state, milestone.claim) == (100, "finished", done)
    assert [file.name for file in done.attachments.all()] == ["회의 자료.pdf", "표.csv"]
    due = milestone.due_on.isoformat()
    assert minuted(milestone) == [("plan", {"due": due}), ("progress", {"percent": 40}), ("finish", {"percent": 100})]
    assert told("milestone_finish") == ["Ben"]
    with pytest.raises(Refused):
        report(milestone, "progress", text="또", percent=10, by=scene.cast.emil)
    assert tally(Response.objects.all()).done == 1


def test_a_change_keeps_what_was_before_and_goes_on(traveller):
    scene = answered(traveller)
    milestone = planned(scene)
    before = milestone.due_on
    changed = report(
        milestone, "change", text="군·구가 맡습니다.", title="군·구별 공개", due_on=later(90), by=scene.cast.emil
    )
    assert (changed.title_before, changed.due_before) == ("점검 결과 공개", before)
    milestone = again(milestone)
    assert (milestone.state, milestone.title, milestone.due_on) == ("changed", "군·구별 공개", later(90))
    assert told("milestone_change") == ["Ben"]
    report(milestone, "stop", text="예산이 없습니다.", by=scene.cast.emil)
    assert again(milestone).state == "stopped"
    with pytest.raises(Refused):
        report(milestone, "finish", text="끝", link="https://example.org", by=scene.cast.emil)


def test_without_reason_or_evidence_or_with_a_forbidden_file_nothing_is_reported(traveller):
    scene = answered(traveller)
    milestone = planned(scene)
    for act, given in (
        ("finish", {"text": "끝났습니다."}),
        ("finish", {"text": " ", "link": "https://example.org"}),
        ("change", {"text": "이유"}),
        ("change", {"text": "이유", "title": "다른 일", "due_on": later(-3)}),
        ("change", {"text": "", "title": "다른 일", "due_on": later(30)}),
        ("stop", {"text": ""}),
        ("finish", {"text": "끝났습니다.", "uploads": [upload("일.exe", b"MZ")]}),
        ("finish", {"text": "끝났습니다.", "uploads": [upload("사진.png", b"MZ")]}),
    ):
        with pytest.raises(Refused):
            report(milestone, act, by=scene.cast.emil, **given)
    assert (again(milestone).state, Report.objects.exists(), Attachment.objects.exists()) == ("underway", False, False)


def test_milestones_belong_to_what_the_city_accepts_and_lie_ahead(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    first, second = responses(scene)
    for row, due_on in ((second, later(10)), (first, later(-1))):
        with pytest.raises(Refused):
            plan_milestone(row, title="할 일", due_on=due_on, by=scene.cast.emil)
    with pytest.raises(Refused):
        plan_milestone(drafted_only(first), title="할 일", due_on=later(10), by=scene.cast.emil)


def drafted_only(response: Response) -> Response:
    Response.objects.filter(pk=response.pk).update(state="review")
    return response


def test_a_milestone_that_is_late_stands_on_the_overdue_list(traveller):
    scene = answered(traveller)
    milestone = planned(scene, days=40)
    traveller.shift(timedelta(days=40))
    assert overdue(scene.cast.finn).milestones == []
    traveller.shift(timedelta(days=1))
    assert overdue(scene.cast.finn).milestones == [milestone]
    report(milestone, "stop", text="더 하지 않습니다.", by=scene.cast.emil)
    assert overdue(scene.cast.finn).milestones == []


def test_enough_contests_reopen_a_milestone_and_bring_its_check_forward(traveller):
    scene = answered(traveller)
    milestone = finished(scene)
    needed = milestone.response.rules.contests
    contested(milestone, needed - 1)
    assert again(milestone).state == "finished"
    known = Contest.objects.first().user
    with pytest.raises(Refused):
        contest(milestone, text="또", link="https://example.org", by=known, channel=Channel.WEB)
    contest(milestone, text="닫혀 있습니다.", uploads=[upload("사진.jpg")], by=scene.cast.finn, channel=Channel.WEB)
    assert again(milestone).state == "reopened"
    assert minuted(milestone)[-1] == ("reopen", {"contests": needed, "due": later(30).isoformat()})
    assert the_check(scene).due_on == later(30)
    assert {"Emil", "Hana", "Dora", "Finn"} < set(told("milestone_reopened"))
    with pytest.raises(Refused, match="다시 점검"):
        contest(milestone, text="저도", link="https://example.org", by=scene.cast.ben, channel=Channel.WEB)


def test_a_contest_takes_evidence_of_a_permitted_kind(traveller):
    milestone = finished(answered(traveller))
    zoe = person("Zoe")
    for given in ({}, {"uploads": [upload("일.exe", b"MZ")]}, {"uploads": [upload("사진.png", b"MZ\0\0")]}):
        with pytest.raises(Refused):
            contest(milestone, text="아닙니다.", by=zoe, channel=Channel.WEB, **given)
    assert not Contest.objects.exists()


def test_what_is_not_reported_as_done_cannot_be_contested(traveller):
    milestone = planned(answered(traveller))
    with pytest.raises(Refused):
        contest(milestone, text="아닙니다.", link="https://example.org", by=person("Zoe"), channel=Channel.WEB)


def test_a_hidden_contest_counts_no_more_and_its_files_are_out_of_sight(traveller):
    scene = answered(traveller)
    milestone = finished(scene)
    made = contest(milestone, text="욕설", uploads=[upload()], by=scene.cast.finn, channel=Channel.WEB)
    decide(made.item, "hide", by=scene.cast.emil, version=1, reason="남을 비난합니다.")
    assert made.attachments.get().restricted
    told = {row.kind: row for row in withheld_in([scene.process.space])}
    assert {kind: (row.title, row.url) for kind, row in told.items()} == {
        "contest_file": (None, milestone.get_absolute_url()),
        "text": (None, made.get_absolute_url()),
    }
    file = told["contest_file"]
    assert [(row.title, row.place) for row in readable_by(scene.cast.emil, [file.restriction])] == [
        (upload().name, f"/moderation/{made.item.pk}/")
    ]
    contested(milestone, milestone.response.rules.contests - 1)
    assert again(milestone).state == "finished"
    decide(made.item, "admit", by=scene.cast.emil, version=1)
    assert not made.attachments.get().restricted
    assert withheld_in([scene.process.space]) == []


@pytest.mark.django_db(transaction=True)
def test_contests_at_the_threshold_at_the_same_time_reopen_once(traveller):
    scene = answered(traveller)
    milestone = finished(scene)
    contested(milestone, milestone.response.rules.contests - 2)  # so that none of them sees the threshold alone
    people = [person(f"Late-{n}") for n in range(4)]
    link = "https://example.org/photo"

    def act(i: int) -> Contest:
        return contest(again(milestone), text="아닙니다.", link=link, by=people[i], channel=Channel.WEB)

    results = at_once(4, act)
    assert sorted(type(result).__name__ for result in results) == ["Contest", "Contest", "Refused", "Refused"]
    assert Entry.objects.filter(subject=milestone.subject, step="reopen").count() == 1
    assert Contest.objects.count() == milestone.response.rules.contests


@pytest.mark.django_db(transaction=True)
def test_milestones_planned_at_once_have_numbers_of_their_own_and_one_check(traveller):
    scene = drafted(traveller)
    published(scene)
    first = responses(scene)[0]
    results = at_once(3, lambda i: plan_milestone(first, title=f"일 {i}", due_on=later(9), by=scene.cast.emil))
    assert sorted(row.n for row in results) == [1, 2, 3]
    assert Check.objects.count() == 1
