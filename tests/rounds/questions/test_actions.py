from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import close_stage, missing_before_closed, resume, suspend
from deliberation.rounds.questions.actions import answer, ask, merge, publish_overdue, route, support
from deliberation.rounds.questions.models import Answer, Question, Support
from deliberation.rounds.tasks import publish_due_answers
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Item
from tests.concurrency import at_once
from tests.rounds.debates import FOR, SAFETY, after, asked, crowd, during, experts, fresh, issue_of, questioning, routed

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(user.notices.filter(kind__startswith="question_").order_by("pk").values_list("kind", flat=True))


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_a_question_stands_at_once_and_its_asker_counts():
    stage, cast = questioning()
    with during(stage):
        mine = asked(stage, cast.ben.seats.get(), issue=issue_of(stage))
        tables = asked(stage, cast.ben.seats.get(), "둘째 질문", table="3조")
        by_hand = ask(stage, by=cast.ada, text="5조가 묻습니다.", table="5조")
    assert [(one.number, one.signed, one.supports, one.state) for one in (mine, tables, by_hand)] == [
        (1, "A-01", 1, "asked"),
        (2, "3조", 1, "asked"),
        (3, "5조", 0, "asked"),
    ]
    with after(stage), pytest.raises(Refused):
        asked(stage, cast.ben.seats.get())


def test_support_counts_once_and_can_be_taken_back():
    stage, cast = questioning()
    (other,) = crowd(stage, 1)
    with during(stage):
        question = asked(stage, cast.ben.seats.get())
        for wanted, count in ((True, 2), (True, 2), (False, 1), (False, 1)):
            support(question, seat=other, wanted=wanted)
            assert again(question).supports == count
        decide(question.item, "hide", by=cast.ada, version=1, reason="사람에 대한 비난입니다.")
        with pytest.raises(Refused):
            support(question, seat=other)


def test_merging_counts_each_supporter_once_and_tells_the_asker():
    stage, cast = questioning()
    ben, (one, two, three) = cast.ben.seats.get(), crowd(stage, 3)
    with during(stage):
        stays, goes = asked(stage, ben), asked(stage, one, "누가 책임지나요?")
        for seat in (two, three):
            support(goes, seat=seat)
        support(stays, seat=two)
        merge(goes, stays, by=cast.ada)
        goes.refresh_from_db()
        with pytest.raises(Refused, match="1"):
            support(goes, seat=three)
        for pair in ((stays, stays), (goes, stays), (stays, goes)):
            with pytest.raises(Refused):
                merge(*pair, by=cast.ada)
    assert again(stays).supports == Support.objects.filter(question=stays).count() == 4
    assert (goes.state, goes.merged_into) == ("merged", stays)
    assert told(one.user) == ["question_merged"]


def test_every_side_gets_an_expert_the_same_deadline_and_the_same_space():
    stage, cast = questioning()
    with during(stage):
        question = asked(stage, cast.ben.seats.get())
        who, due = experts(stage), timezone.now() + timedelta(days=3)
        for wrong in ({FOR: who[FOR]}, {**who, SAFETY: ""}, {**who, "다른 편": "누구"}):
            with pytest.raises(Refused):
                route(question, experts=wrong, due_at=due, by=cast.ada)
        with pytest.raises(Refused):
            route(question, experts=who, due_at=timezone.now(), by=cast.ada)
        route(question, experts=who, due_at=due, by=cast.ada)
    question.refresh_from_db()
    assert (question.state, question.due_at, question.length) == ("routed", due, 600)
    assert [(one.side, one.by) for one in question.answers.all()] == [(FOR, "Iris"), (SAFETY, "최안전 박사(가스안전)")]
    assert told(who[FOR]) == ["question_routed"]
    entry = Entry.objects.get(step="route")
    assert (entry.facts["sides"], entry.facts["length"], entry.role) == (2, 600, "facilitator")


def test_answers_are_shown_together_when_all_are_there():
    stage, cast = questioning()
    (merged_asker,) = crowd(stage, 1)
    with during(stage):
        question = asked(stage, cast.ben.seats.get())
        duplicate = asked(stage, merged_asker, "같은 질문")
        merge(duplicate, question, by=cast.ada)
        routed(stage, cast, question)
        first, second = question.answers.all()
        with pytest.raises(Refused, match="600"):
            answer(first, text="가" * 601)
        assert answer(first, text="법이 정한 대로 운영사가 책임집니다.") is False
        assert answer(first, text="운영사가 책임지고 보험이 있습니다.") is False
        assert (again(question).state, again(first).item) == ("routed", None)
        assert answer(second, text="책임이 나뉘어 분명하지 않습니다.") is True
        with pytest.raises(Refused):
            answer(first, text="더 덧붙입니다.")
    question.refresh_from_db()
    shown = list(question.answers.values_list("side", "item__text", "draft", "item__channel"))
    assert shown == [
        (FOR, "운영사가 책임지고 보험이 있습니다.", "", "web"),
        (SAFETY, "책임이 나뉘어 분명하지 않습니다.", "", "assisted"),
    ]
    assert question.state == "published"
    assert told(cast.ben) == ["question_answered"]
    assert told(merged_asker.user) == ["question_merged", "question_answered"]
    assert Entry.objects.get(step="publish").facts["answers"] == 2


def test_after_the_deadline_what_came_is_shown_and_nothing_more_is_taken():
    stage, cast = questioning()
    with during(stage):
        question = routed(stage, cast, asked(stage, cast.ben.seats.get()))
        first, second = question.answers.all()
        answer(first, text="운영사가 책임집니다.")
        publish_due_answers()
        assert again(question).state == "routed"
        with pytest.raises(Refused):
            publish_overdue(question)
    with time_machine.travel(question.due_at, tick=False):
        with pytest.raises(Refused):
            answer(second, text="늦었습니다.")
        publish_due_answers()
        publish_due_answers()
    question.refresh_from_db()
    assert [one.item and one.item.text for one in question.answers.all()] == ["운영사가 책임집니다.", None]
    assert (question.state, Item.objects.filter(kind="answer").count()) == ("published", 1)


def test_an_expert_who_has_not_answered_can_be_replaced_and_the_deadline_moved_to_later():
    stage, cast = questioning()
    with during(stage):
        question = routed(stage, cast, asked(stage, cast.ben.seats.get()))
        first, second = question.answers.all()
        answer(first, text="운영사가 책임집니다.")
        who = {FOR: "다른 사람", SAFETY: "박대신 교수"}
        with pytest.raises(Refused):
            route(question, experts=who, due_at=question.due_at - timedelta(hours=1), by=cast.ada)
        route(question, experts=who, due_at=question.due_at + timedelta(days=1), by=cast.ada)
        with pytest.raises(Refused):
            answer(second, text="바뀐 줄 모르고 답합니다.")
    assert [(one.by, one.draft) for one in question.answers.all()] == [
        ("Iris", "운영사가 책임집니다."),
        ("박대신 교수", ""),
    ]


def test_the_stage_waits_for_what_experts_were_promised():
    stage, cast = questioning()
    with during(stage):
        question = asked(stage, cast.ben.seats.get())
        who = experts(stage)
        route(question, experts=who, due_at=stage.closes_at + timedelta(days=1), by=cast.ada)
    with after(stage):
        assert len(missing_before_closed(stage)) == 1
        with pytest.raises(Refused):
            close_stage(stage)
    with time_machine.travel(stage.closes_at + timedelta(days=1)):
        publish_due_answers()
        facts = close_stage(stage).facts
    assert {name: facts[name] for name in ("asked", "answered", "supports")} == {
        "asked": 1,
        "answered": 1,
        "supports": 1,
    }
    with after(stage), pytest.raises(Refused):
        merge(question, question, by=cast.ada)


def test_the_deadline_of_experts_moves_by_the_length_of_a_pause():
    stage, cast = questioning()
    with during(stage):
        question, other = (asked(stage, cast.ben.seats.get(), text=text) for text in ("하나", "둘"))
        due, who = timezone.now() + timedelta(days=3), experts(stage)
        for one in (question, other):
            route(one, experts=who, due_at=due, by=cast.ada)
        for given in other.answers.all():
            answer(given, text="답")
    with time_machine.travel(due - timedelta(hours=1)):
        suspend(stage.process, by=cast.emil, reason="감염병 확산")
    with time_machine.travel(due + timedelta(days=4), tick=False):
        publish_due_answers()
        with pytest.raises(Refused, match="not under way"):
            publish_overdue(again(question))
        pause = resume(stage.process, by=cast.emil, reason="거리 두기가 풀렸습니다.")
        assert (again(question).due_at, again(other).due_at) == (due + (pause.until - pause.since), due)
        assert answer(again(question.answers.first()), text="쉬는 동안에는 기한이 가지 않습니다.") is False


@pytest.mark.django_db(transaction=True)
def test_one_person_supporting_twice_at_once_counts_once():
    stage, cast = questioning()
    (other,) = crowd(stage, 1)
    with during(stage):
        question = asked(stage, cast.ben.seats.get())
        assert at_once(6, lambda _n: support(again(question), seat=other)) == [None] * 6
    assert (again(question).supports, Support.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_support_at_the_moment_of_merging_is_carried_over_or_refused():
    stage, cast = questioning()
    ben, seats = cast.ben.seats.get(), crowd(stage, 7)
    with during(stage):
        goes, stays = asked(stage, ben), asked(stage, ben, "같은 질문")

        def act(n: int):
            if n == 6:
                return merge(again(goes), again(stays), by=cast.ada)
            return support(again(goes if n < 3 else stays), seat=seats[n])

        results = at_once(7, act)
    assert results[6] is None
    assert all(result is None or isinstance(result, Refused) for result in results)
    count = 1 + results[:6].count(None)
    assert again(stays).supports == Support.objects.filter(question=stays).count() == count


@pytest.mark.django_db(transaction=True)
def test_both_answers_at_once_are_shown_once():
    stage, cast = questioning()
    with during(stage):
        who, due_at = experts(stage), timezone.now() + timedelta(days=3)
        questions = [asked(stage, cast.ben.seats.get(), f"질문 {n}") for n in range(6)]
        for question in questions:
            route(question, experts=who, due_at=due_at, by=cast.ada)
        given = [one for question in questions for one in question.answers.all()]
        results = at_once(12, lambda n: answer(again(given[n]), text=f"답 {n}"))
    assert sorted(results) == [False] * 6 + [True] * 6
    assert Answer.objects.exclude(item=None).count() == 12
    assert Entry.objects.filter(step="publish").count() == 6


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_deadline_is_shown_or_refused_and_never_lost():
    stage, cast = questioning()
    with during(stage):
        question = routed(stage, cast, asked(stage, cast.ben.seats.get()))
    first = question.answers.first()

    def act(n: int):
        if n:
            return publish_due_answers()
        return answer(again(first), text="마지막 순간의 답")

    with time_machine.travel(question.due_at - timedelta(seconds=0.03)):
        results = at_once(2, act)
    with time_machine.travel(question.due_at + timedelta(minutes=1)):
        publish_due_answers()
    shown = list(Answer.objects.exclude(item=None).values_list("item__text", flat=True))
    assert shown == (["마지막 순간의 답"] if results[0] is False else [])
    assert again(question).state == "published"


@pytest.mark.django_db(transaction=True)
def test_questions_asked_at_once_get_different_numbers():
    stage, _cast = questioning()
    seats = crowd(stage, 5)
    with during(stage):
        assert sorted(at_once(5, lambda n: asked(fresh(stage), seats[n]).number)) == [1, 2, 3, 4, 5]
    assert Question.objects.count() == 5
