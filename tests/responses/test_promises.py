"""Departments that stay silent, and promises whose day passes."""

from datetime import timedelta

import pytest

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.responses.answering.actions import (
    ask_department,
    missing_in_answer,
    note_opinion,
    withdraw_question,
)
from deliberation.responses.checking.actions import Found, escalate_promise, record_check
from deliberation.responses.following.actions import plan_milestone, report
from deliberation.responses.models import Check, Response
from deliberation.responses.tallying import Tally, overdue, tally
from deliberation.responses.tasks import remind_and_escalate
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.concurrency import at_once
from tests.responses.scene import (
    accepted,
    answered,
    drafted,
    handed_over,
    later,
    planned,
    published,
    responses,
)
from tests.sittings import in_session

pytestmark = pytest.mark.django_db


def test_a_department_that_stays_silent_does_not_hold_the_answer_back(traveller):
    scene = drafted(traveller)
    first = responses(scene)[0]
    opinion = ask_department(first, "소방본부", by=scene.cast.emil)
    with pytest.raises(Refused, match="이유"):
        withdraw_question(opinion, " ", by=scene.cast.emil)
    withdraw_question(opinion, "답변 기한까지 의견이 오지 않았습니다.", by=scene.cast.emil)
    opinion = first.opinions.get()
    assert (opinion.given_at, opinion.is_awaited) == (None, False)
    assert opinion.withdrawal_reason == "답변 기한까지 의견이 오지 않았습니다."
    for refused in (withdraw_question, note_opinion):
        with pytest.raises(Refused, match="거두었습니다"):
            refused(opinion, "늦은 의견", by=scene.cast.emil)
    assert missing_in_answer(first) == {}
    published(scene, 1)
    assert Entry.objects.get(subject=first.subject, step="withdraw_opinion").facts == {"departments": 1}


def test_an_opinion_that_was_given_is_not_withdrawn(traveller):
    scene = drafted(traveller)
    opinion = ask_department(responses(scene)[0], "소방본부", by=scene.cast.emil)
    note_opinion(opinion, "점검 인력을 나누어 맡겠습니다.", by=scene.cast.emil)
    with pytest.raises(Refused, match="이미"):
        withdraw_question(opinion, "이유", by=scene.cast.emil)


@pytest.mark.django_db(transaction=True)
def test_an_opinion_that_comes_while_its_question_is_withdrawn_is_entered_or_not(traveller):
    scene = drafted(traveller)
    opinion = ask_department(responses(scene)[0], "소방본부", by=scene.cast.emil)
    acts = (note_opinion, withdraw_question)
    results = at_once(4, lambda n: acts[n % 2](opinion, "말", by=scene.cast.emil))
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True, True]


def test_a_promise_whose_day_has_passed_is_overdue_with_or_without_milestones(traveller, client):
    scene = handed_over(traveller)
    answered(traveller, accepted(10), accepted(10) | {"verdict": "partly", "reason": "예산"}, scene=scene)
    first, second = responses(scene)
    milestone = planned(scene, days=90)
    traveller.shift(timedelta(days=10))
    assert overdue(scene.cast.finn).number == 0
    traveller.shift(timedelta(days=1))
    assert [row.pk for row in overdue(scene.cast.finn).promises] == [first.pk, second.pk]
    assert tally(Response.objects.all()).behind == 2
    page = client.get("/responses/overdue/").content.decode()
    assert page.count("약속한 날이 지남") == 2
    report(milestone, "finish", text="마쳤습니다.", link="https://example.org", by=scene.cast.emil)
    assert [row.pk for row in overdue(scene.cast.finn).promises] == [second.pk]
    kept = {first.pk: Found("fulfilled"), second.pk: Found("fulfilled", "현장에서 확인했습니다.")}
    record_check(Check.objects.get(), kept, {}, sitting=in_session(), reason="보았습니다.", by=scene.cast.hana)
    assert (overdue(scene.cast.finn).promises, tally(Response.objects.all()).done) == ([], 2)
    assert not Check.objects.waiting().exists()


def told() -> list[tuple[str, str]]:
    """Who heard of which unkept promise."""
    rows = Notice.objects.filter(kind="promise_overdue").order_by("person__display_name", "pk")
    return list(rows.values_list("person__display_name", "facts__answer"))


def test_who_watches_over_a_promise_without_milestones_is_told_once_that_its_day_has_passed(traveller):
    scene = handed_over(traveller)
    answered(traveller, accepted(10), accepted(20), scene=scene)
    first, second = responses(scene)
    planned(scene, days=90)  # a milestone is escalated itself
    appoint(scene.cast.city, person("Gil"), Role.OFFICIAL, label=first.department)
    traveller.shift(timedelta(days=20))
    remind_and_escalate()
    assert told() == [], "the day of the second is today"
    for _n in range(3):
        traveller.shift(timedelta(days=1))
        remind_and_escalate()
    assert told() == [(name, str(second)) for name in ("Dora", "Gil", "Hana", "Iris")]
    entry = Entry.objects.get(subject__startswith="response:", step="unkept")
    assert (entry.subject, entry.facts) == (second.subject, {"number": 2, "due": second.done_by.isoformat()})


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_of_an_unkept_promise_once(traveller):
    scene = handed_over(traveller)
    answered(traveller, accepted(3), accepted(), scene=scene)
    first = responses(scene)[0]
    traveller.shift(timedelta(days=4))
    assert sorted(at_once(4, lambda _n: escalate_promise(first))) == [False, False, False, True]
    assert Entry.objects.filter(subject=first.subject, step="unkept").count() == 1
    assert told() == [(name, str(first)) for name in ("Dora", "Emil", "Hana", "Iris")]


def test_changed_and_stopped_promises_are_counted_apart(traveller):
    scene = handed_over(traveller)
    answered(traveller, accepted(50), accepted(50), scene=scene)
    changing, stopping = (
        plan_milestone(row, title="일", due_on=later(40), by=scene.cast.emil) for row in responses(scene)
    )
    change = {"title": "다른 일", "due_on": later(45), "text": "예산이 늦었습니다."}
    report(changing, "change", by=scene.cast.emil, **change)
    report(stopping, "stop", text="국비가 끊겼습니다.", by=scene.cast.emil)
    traveller.shift(timedelta(days=60))
    counted = tally(Response.objects.all())
    assert counted == Tally(total=2, answered=2, in_time=2, accepted=2, changed=1, stopped=1, behind=1)
    assert "변경 1건, 중단 1건" in counted.sentence
