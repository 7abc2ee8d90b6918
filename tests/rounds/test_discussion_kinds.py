"""What arguments and questions answer to the rooms below: duties, findings, report, tables."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.processes.kinds import KINDS
from deliberation.processes.models import Stage
from deliberation.rounds.arguments.actions import Cited, merge
from deliberation.rounds.questions.actions import answer, route
from deliberation.rounds.tasks import publish_due_answers
from deliberation.spaces.actions import decide
from tests.rounds.debates import (
    FOR,
    SAFETY,
    answered,
    asked,
    claim,
    crowd,
    debating,
    during,
    experts,
    issue_of,
    planned,
    questioning,
    rated,
    routed,
)

pytestmark = pytest.mark.django_db
ARGUMENTS, QUESTIONS = KINDS["arguments"], KINDS["questions"]


def table(kind, stage, name: str) -> list[dict]:
    columns, rows = next((columns, rows) for found, columns, rows in kind.tables(stage) if found == name)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def duties(rows) -> list[tuple]:
    return sorted((row["user_id"], row["what"], row["due"]) for row in rows)


def test_stages_wait_for_issues_and_sides():
    stage, cast = planned("arguments")
    assert ARGUMENTS.missing_before_ready(stage) == []
    assert ARGUMENTS.prepare(stage) == {"issues": 2}
    stage.process.issues.all().delete()
    stage.process.charters.update(sides=[])
    assert len(ARGUMENTS.missing_before_ready(stage)) == 2
    assert len(QUESTIONS.missing_before_ready(stage)) == 1
    assert cast


def test_who_has_neither_written_nor_rated_is_reminded():
    stage, cast = debating()
    one, two = crowd(stage, 2)
    stages = Stage.objects.filter(pk=stage.pk)
    with during(stage):
        first = claim(stage, one)
        assert {row["user_id"] for row in ARGUMENTS.pending(stages)} == {cast.ben.pk, two.user_id}
        rated(first, [two], 4)
        assert duties(ARGUMENTS.pending(stages)) == [(cast.ben.pk, "argue", stage.closes_at)]
        assert list(ARGUMENTS.pending(stages, two.user)) == []


def test_arguments_are_told_in_the_findings_in_the_report_and_in_tables():
    stage, cast = debating()
    ben, seats = cast.ben.seats.get(), crowd(stage, 6)
    with during(stage):
        first = rated(claim(stage, ben, sources=[Cited("점검 결과", "https://example.org")]), seats, 5, 5, 4, 4, 4)
        rude = claim(stage, ben, "숨길 글", SAFETY, sources=[Cited("숨길 근거")])
        answered(first, seats[0])
        merge(claim(stage, seats[1], "같은 말"), first, by=cast.ada)
        decide(rude.item, "hide", by=cast.ada, version=1, reason="비난입니다.")
        said = ARGUMENTS.summary(stage)
        blocks = tuple(ARGUMENTS.on_issue(stage, issue_of(stage)))
        assert "4" in next(iter(ARGUMENTS.section(stage))).text
    assert len(said) == 2
    assert first.item.text in said[1]
    assert "Residents for it" in said[1]
    text = str(blocks)
    assert first.item.text in text
    assert "숨길 글" not in text
    rows = table(ARGUMENTS, stage, "arguments")
    assert [(row["number"], row["side"], row["reply_to"], row["stance"], row["state"]) for row in rows] == [
        (1, FOR, "", "", "admitted"),
        (2, SAFETY, "", "", "hidden"),
        (3, "", 1, -1, "admitted"),
        (4, FOR, "", "", "admitted"),
    ]
    assert (rows[0]["mean"], rows[0]["author"], rows[1]["text"], rows[3]["merged_into"]) == ("4.4", "A-01", "", 1)
    assert [row["title"] for row in table(ARGUMENTS, stage, "argument_sources")] == ["점검 결과"]


def test_the_desk_shows_what_waits_for_facilitator_and_expert():
    stage, cast = questioning()
    with during(stage):
        first, rude = asked(stage, cast.ben.seats.get()), asked(stage, cast.ben.seats.get(), "비난")
        decide(rude.item, "hide", by=cast.ada, version=1, reason="비난입니다.")
        assert duties(QUESTIONS.desk(cast.ada)) == [(cast.ada.pk, "route", None)]
        routed(stage, cast, first)
        iris = first.answers.get(side=FOR).expert
        assert duties(QUESTIONS.desk(cast.ada)) == [(cast.ada.pk, "enter", first.due_at)]
        assert duties(QUESTIONS.desk(iris)) == [(iris.pk, "answer", first.due_at)]
        assert list(QUESTIONS.desk(cast.ben)) == list(QUESTIONS.desk(cast.emil)) == []
        answer(first.answers.get(side=FOR), text="답")
        assert list(QUESTIONS.desk(iris)) == []
    with time_machine.travel(first.due_at):
        assert list(QUESTIONS.desk(cast.ada)) == []


def test_questions_are_told_in_the_findings_in_the_report_and_in_tables():
    stage, cast = questioning()
    with during(stage):
        first = asked(stage, cast.ben.seats.get(), issue=issue_of(stage), table="3조")
        open_one = asked(stage, cast.ben.seats.get(), "둘째 질문")
        who = experts(stage)
        due_at = timezone.now() + timedelta(days=1)
        for question in (first, open_one):
            route(question, experts=who, due_at=due_at, by=cast.ada)
        answer(first.answers.get(side=SAFETY), text="책임이 나뉩니다.")
        answer(open_one.answers.get(side=FOR), text="아직 보이면 안 되는 답")
    with time_machine.travel(due_at):
        before = str(tuple(QUESTIONS.section(stage))) + str(table(QUESTIONS, stage, "expert_answers"))
        assert "책임이 나뉩니다." not in before
        publish_due_answers()
    text = str(tuple(QUESTIONS.on_issue(stage, issue_of(stage))))
    assert all(words in text for words in ("책임이 나뉩니다.", "no answer by the deadline", first.item.text, "Iris"))
    of_no_issue = str(tuple(QUESTIONS.section(stage)))
    assert ("둘째 질문" in of_no_issue, first.item.text in of_no_issue) == (True, False)
    assert QUESTIONS.summary(stage) == ["2 questions were asked, 2 of them answered."]
    rows = table(QUESTIONS, stage, "expert_questions")
    assert [(row["number"], row["issue"], row["table"], row["supports"], row["state"]) for row in rows] == [
        (1, 1, "3조", 1, "published"),
        (2, "", "", 1, "published"),
    ]
    told = [(row["question"], row["side"], row["text"]) for row in table(QUESTIONS, stage, "expert_answers")]
    assert told == [(1, FOR, ""), (1, SAFETY, "책임이 나뉩니다."), (2, FOR, "아직 보이면 안 되는 답"), (2, SAFETY, "")]
