from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.recommendations.models import Adoption
from deliberation.responses.answering.actions import (
    ask_department,
    begin_answers,
    content,
    draft_answer,
    due_day,
    extend_answers,
    last_day_of_extension,
    missing_in_answer,
    note_opinion,
    publish_answers,
    submit_answer,
)
from deliberation.responses.following.actions import escalate_milestone, report
from deliberation.responses.models import AnswerRules, Check, Response
from deliberation.responses.rulebook import months_later
from deliberation.responses.tallying import Tally, overdue, tallies, tally
from deliberation.responses.tasks import begin_left, remind_and_escalate
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.concurrency import at_once
from tests.recommendations.scene import signed
from tests.responses.scene import (
    DECLINED,
    ENGLISH,
    accepted,
    answered,
    approver,
    drafted,
    handed_over,
    later,
    planned,
    published,
    responses,
    submitted,
)

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def entries(scene, step: str) -> list[dict]:
    rows = Entry.objects.filter(chain__name=scene.process.chain, subject__startswith="response:", step=step)
    return list(rows.order_by("n").values_list("facts", flat=True))


def versions(scene) -> dict[int, int]:
    return {row.pk: row.version for row in responses(scene)}


def test_the_clock_of_what_was_adopted_starts_with_the_handing_over(traveller):
    scene = handed_over(traveller)
    charter = scene.process.charters.get(state="frozen")
    rows = responses(scene)
    assert [(row.recommendation.number, row.state, row.basis, row.basis_en) for row in rows] == [
        (1, "waiting", charter.promise, charter.promise_en),
        (2, "waiting", charter.promise, charter.promise_en),
    ]
    with override("en"):
        assert rows[0].rests_on == charter.promise_en
    last = later(charter.answer_days)
    assert {due_day(row.due_at) for row in rows} == {last}
    assert timezone.localtime(rows[0].due_at).time().isoformat() == "00:00:00"
    assert entries(scene, "begin") == [{"number": n, "due": last.isoformat()} for n in (1, 2)]


def test_the_check_value_covers_the_english_where_there_is_any(traveller):
    rows = responses(drafted(traveller, accepted(), DECLINED | ENGLISH))
    plain, english = (content(row) for row in rows)
    assert set(english) - set(plain) == set(ENGLISH)
    assert english["reason_en"] == "National funds have ended."


def test_without_a_promise_the_rule_says_how_long(traveller):
    scene = signed(traveller)
    scene.process.charters.update(promise="")
    AnswerRules.objects.create(
        version=2,
        basis="조례 제12조",
        days=45,
        extension_days=10,
        remind_days=5,
        check_months=6,
        recheck_days=30,
        contests=3,
    )
    begin_answers(scene.adoption(), timezone.localdate())
    rows = responses(scene)
    assert {(row.basis, row.rules.version, due_day(row.due_at)) for row in rows} == {("조례 제12조", 2, later(45))}
    begin_answers(scene.adoption(), timezone.localdate())
    assert Response.objects.count() == 2


def test_what_was_handed_over_before_this_room_stood_begins_by_the_clock(traveller):
    scene = handed_over(traveller)
    Response.objects.all().delete()
    traveller.shift(timedelta(days=40))
    begin_left()
    begin_left()
    assert [row.is_overdue for row in responses(scene)] == [True, True]
    Adoption.objects.update(state=Adoption.State.SIGNED)
    Response.objects.all().delete()
    begin_left()
    assert not Response.objects.exists()


def test_a_draft_is_kept_by_version_and_budget_and_says_that_the_city_considers_it(traveller):
    scene = handed_over(traveller)
    first = responses(scene)[0]
    half = {"verdict": "partly", "reason": "", "plan": "", "department": "", "done_by": None}
    draft_answer(first, half, budget={2026: 100, 2027: 50}, version=0, by=scene.cast.emil)
    draft_answer(first, accepted(), budget={2027: 80}, version=1, by=scene.cast.emil)
    first = responses(scene)[0]
    assert (first.state, first.version, first.verdict) == ("review", 2, "accepted")
    assert list(first.budget.values_list("year", "million")) == [(2027, 80)]
    assert entries(scene, "take_up") == [{"from": "waiting", "to": "review", "number": 1}]
    with pytest.raises(Refused, match="다른 초안"):
        draft_answer(first, accepted(), budget={}, version=1, by=scene.cast.emil)


def test_an_answer_that_is_not_complete_is_not_published(traveller):
    scene = handed_over(traveller)
    first, second = responses(scene)
    draft_answer(second, accepted(), budget={}, version=0, by=scene.cast.emil)
    for version, (given, missing) in enumerate(
        (
            ({"verdict": ""}, {"verdict"}),
            ({"verdict": "declined"}, {"reason"}),
            ({"verdict": "partly"}, {"reason"}),
            ({"plan": "", "done_by": None}, {"plan", "done_by"}),
            ({"department": "", "signed_by": ""}, {"department", "signed_by"}),
        )
    ):
        draft_answer(first, accepted() | given, budget={}, version=version, by=scene.cast.emil)
        assert missing_in_answer(responses(scene)[0]).keys() == missing
        with pytest.raises(Refused):
            submit_answer(first, version + 1, by=scene.cast.emil)
    assert {row.state for row in responses(scene)} == {"review"}
    with pytest.raises(Refused, match="결재를 올리지"):
        publish_answers(scene.process, {second.pk: 1}, by=approver())
    published(scene, 2)
    assert [row.state for row in responses(scene)] == ["review", "answered"]
    assert missing_in_answer(Response(**DECLINED, pk=first.pk)) == {}


def test_a_day_that_has_passed_meanwhile_is_missing_again(traveller):
    scene = handed_over(traveller)
    drafted(traveller, accepted(10), accepted(), scene=scene)
    given = submitted(scene)
    traveller.shift(timedelta(days=11))
    with pytest.raises(Refused):
        publish_answers(scene.process, given, by=approver())


def test_what_one_submits_somebody_else_publishes_and_both_are_minuted(traveller):
    scene = drafted(traveller)
    first = responses(scene)[0]
    with pytest.raises(Refused, match="다른 초안"):
        submit_answer(first, 0, by=scene.cast.emil)
    given = submitted(scene, 1)
    with pytest.raises(Refused, match="직접"):
        publish_answers(scene.process, given, by=scene.cast.emil)
    draft_answer(first, accepted() | {"department": "환경정책과"}, budget={}, version=1, by=scene.cast.emil)
    first = responses(scene)[0]
    assert (first.state, first.submitted_by) == ("review", None)
    with pytest.raises(Refused, match="다른 초안"):
        publish_answers(scene.process, given, by=approver())
    published(scene, 1)
    first = responses(scene)[0]
    assert (first.state, first.submitted_by) == ("answered", scene.cast.emil)
    rows = Entry.objects.filter(subject=first.subject, step__in=["submit", "take_back", "publish"]).order_by("n")
    writer, other = (user.pseudonym(scene.process.chain) for user in (scene.cast.emil, approver()))
    assert list(rows.values_list("step", "actor", "role")) == [
        ("submit", writer, "official"),
        ("take_back", writer, "official"),
        ("submit", writer, "official"),
        ("publish", other, "administrator"),
    ]


def test_published_answers_are_minuted_and_told_once_for_all_of_a_process(traveller):
    scene = answered(traveller, accepted(), DECLINED)
    first, second = responses(scene)
    assert [(row.state, row.verdict, row.was_late) for row in (first, second)] == [
        ("answered", "accepted", False),
        ("answered", "declined", False),
    ]
    facts = entries(scene, "publish")
    assert [(one["number"], one["verdict"], len(one["digest"])) for one in facts] == [
        (1, "accepted", 64),
        (2, "declined", 64),
    ]
    assert told("answers_published") == ["Ben"]
    check = Check.objects.get()
    assert (check.n, check.state, check.due_on) == (1, "waiting", months_later(timezone.localdate(), 6))
    with pytest.raises(Refused):
        publish_answers(scene.process, versions(scene), by=approver())
    with pytest.raises(Refused):
        draft_answer(first, accepted(), budget={}, version=1, by=scene.cast.emil)


def test_where_everything_is_declined_nothing_is_to_be_checked(traveller):
    answered(traveller, DECLINED, DECLINED)
    assert not Check.objects.exists()


def test_other_departments_are_heard_before_the_answer(traveller):
    scene = drafted(traveller)
    first = responses(scene)[0]
    opinion = ask_department(first, "소방본부", by=scene.cast.emil)
    with pytest.raises(Refused):
        ask_department(first, "소방본부", by=scene.cast.emil)
    assert missing_in_answer(first).keys() == {"opinions"}
    note_opinion(opinion, "점검 인력을 나누어 맡겠습니다.", by=scene.cast.emil)
    with pytest.raises(Refused):
        note_opinion(opinion, "다시", by=scene.cast.emil)
    published(scene)
    with pytest.raises(Refused):
        ask_department(first, "자치경찰위원회", by=scene.cast.emil)
    assert (entries(scene, "ask_opinion"), entries(scene, "note_opinion")) == ([{"departments": 1}], [{"opinions": 1}])


def test_a_deadline_is_extended_once_with_its_reason(traveller):
    scene = handed_over(traveller)
    first, second = responses(scene)
    before, until = first.due_at, last_day_of_extension(first)
    extend_answers(scene.process, [first.pk], until=until, reason="국비 심의가 다음 달입니다.", by=scene.cast.emil)
    first = responses(scene)[0]
    assert (due_day(first.due_at), first.extended_from, first.extension_reason) == (
        until,
        before,
        "국비 심의가 다음 달입니다.",
    )
    assert entries(scene, "extend") == [{"number": 1, "due": until.isoformat()}]
    assert told("answers_extended") == ["Ben"]
    with pytest.raises(Refused, match="한 번"):
        extend_answers(scene.process, [first.pk, second.pk], until=until, reason="또", by=scene.cast.emil)
    assert responses(scene)[1].extended_from is None


def test_a_wrong_extension_is_refused(traveller):
    scene = handed_over(traveller)
    first = responses(scene)[0]
    for days, reason in ((0, "이유"), (31, "이유"), (5, " ")):
        until = due_day(first.due_at) + timedelta(days=days)
        with pytest.raises(Refused):
            extend_answers(scene.process, [first.pk], until=until, reason=reason, by=scene.cast.emil)


def test_the_clock_runs_out_and_the_overdue_list_shows_it(traveller, client):
    scene = handed_over(traveller)
    first, second = responses(scene)
    traveller.move_to(first.due_at - timedelta(minutes=1))
    assert overdue(scene.cast.finn).number == 0
    traveller.move_to(first.due_at + timedelta(seconds=1))
    assert [row.pk for row in overdue(scene.cast.finn).answers] == [first.pk, second.pk]
    page = client.get("/responses/overdue/").content.decode()
    assert (first.recommendation.title in page, "기한 1일 지남" in page) == (True, True)
    with pytest.raises(Refused, match="기한이 지났습니다"):
        extend_answers(scene.process, [first.pk], until=later(10), reason="이유", by=scene.cast.emil)
    draft_answer(first, accepted(), budget={}, version=0, by=scene.cast.emil)
    published(scene, 1)
    assert [row.pk for row in overdue(scene.cast.finn).answers] == [second.pk]
    assert tally(Response.objects.all()) == Tally(total=2, answered=1, accepted=1, overdue=1)
    assert tallies([scene.process]) == {scene.process.pk: tally(Response.objects.all())}


def test_reminders_before_and_the_escalation_after_go_out_once(traveller):
    scene = handed_over(traveller)
    due_at = responses(scene)[0].due_at
    traveller.move_to(due_at - timedelta(days=8))
    remind_and_escalate()
    assert (told("answers_due"), told("answers_overdue")) == ([], [])
    for _ in range(2):
        traveller.move_to(due_at - timedelta(days=6))
        remind_and_escalate()
    assert (told("answers_due"), told("answers_overdue")) == (["Emil"], [])
    for _ in range(2):
        traveller.move_to(due_at + timedelta(hours=1))
        remind_and_escalate()
    assert (told("answers_due"), told("answers_overdue")) == (["Emil"], ["Dora", "Emil", "Hana"])
    assert entries(scene, "overdue") == [{"number": n, "due": due_day(due_at).isoformat()} for n in (1, 2)]


def test_milestones_are_reminded_of_before_their_day_and_escalated_after_it_once(traveller):
    scene = answered(traveller)
    milestone = planned(scene, days=60)
    others = planned(scene, "먼 일", days=200)
    appoint(scene.cast.city, person("Gil"), Role.OFFICIAL, label=milestone.response.department)
    by_day = ("milestone_due", "milestone_overdue")
    for days, expected in ((29, ([], [])), (31, (["Gil"], [])), (60, (["Gil"], []))):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            remind_and_escalate()
            remind_and_escalate()
            assert tuple(map(told, by_day)) == expected, days
    traveller.shift(timedelta(days=61))
    for _ in range(2):
        remind_and_escalate()
    assert tuple(map(told, by_day)) == (["Gil"], ["Dora", "Gil", "Hana", "Iris"])
    rows = Entry.objects.filter(subject__in=[milestone.subject, others.subject], step="overdue")
    assert list(rows.values_list("subject", "facts")) == [
        (milestone.subject, {"number": 1, "due": milestone.due_on.isoformat()})
    ]
    change = {"title": milestone.title, "due_on": later(1), "text": "예산이 늦었습니다."}
    report(milestone, "change", by=scene.cast.emil, **change)
    traveller.shift(timedelta(days=2))
    remind_and_escalate()
    assert rows.count() == 2


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_escalate_a_milestone_once(traveller):
    scene = answered(traveller)
    milestone = planned(scene, days=3)
    traveller.shift(timedelta(days=4))
    results = at_once(4, lambda _n: escalate_milestone(milestone))
    assert sorted(results) == [False, False, False, True]
    assert Entry.objects.filter(subject=milestone.subject, step="overdue").count() == 1


@pytest.mark.parametrize(
    ("day", "months", "later_day"),
    [("2025-08-31", 6, "2026-02-28"), ("2020-07-29", 6, "2021-01-29"), ("2023-12-15", 12, "2024-12-15")],
)
def test_months_are_counted_by_the_calendar(day, months, later_day):
    assert months_later(timezone.datetime.fromisoformat(day).date(), months).isoformat() == later_day


@pytest.mark.django_db(transaction=True)
def test_two_officials_publish_at_once_and_one_is_told_so(traveller):
    scene = drafted(traveller)
    given, by = submitted(scene), approver()
    results = at_once(3, lambda _i: publish_answers(scene.process, given, by=by))
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True]
    assert (len(entries(scene, "publish")), Check.objects.count(), told("answers_published")) == (2, 1, ["Ben"])
