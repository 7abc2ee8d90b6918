from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.rounds.questions.actions import answer, merge, route, support
from deliberation.rounds.questions.models import Answer, Question, Support
from deliberation.rounds.tasks import publish_due_answers
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Role
from tests.restricting import close
from tests.rounds.debates import FOR, SAFETY, asked, crowd, during, experts, issue_of, questioning, routed

pytestmark = pytest.mark.django_db


def page(name: str, stage, *more) -> str:
    return reverse(f"rounds:{name}", args=[stage.process.slug, stage.pk, *more])


def test_asking_for_oneself_and_for_a_table(client):
    stage, cast = questioning()
    with during(stage):
        client.force_login(cast.ben)
        given = {"text": "사고가 나면 누가 책임집니까?", "issue": issue_of(stage).pk, "named": "name"}
        assert client.post(page("ask", stage), given | {"text": "가" * 301}).status_code == 422
        response = client.post(page("ask", stage), given, follow=True)
        assert response.redirect_chain == [(Question.objects.get().get_absolute_url(), 302)]
        client.force_login(cast.ada)
        assert client.post(page("ask", stage), {"text": "조 질문"}).status_code == 422
        client.post(page("ask", stage), {"text": "조 질문", "table": "2조"})
    assert [(one.signed, one.supports) for one in Question.objects.order_by("number")] == [("Ben", 1), ("2조", 0)]


def test_supporting_and_taking_it_back(client):
    stage, cast = questioning()
    (other,) = crowd(stage, 1)
    with during(stage):
        question = asked(stage, other)
        client.force_login(cast.ben)
        assert "mine" in client.get(question.get_absolute_url()).context
        client.post(page("support", stage, question.pk), {"wanted": "1"})
        assert Support.objects.filter(question=question).count() == 2
        assert client.get(question.get_absolute_url()).context["mine"]
        client.post(page("support", stage, question.pk), {"wanted": "0"})
    assert Support.objects.filter(question=question).count() == 1


def test_the_list_is_ordered_and_narrowed_down(client):
    stage, cast = questioning()
    seats = crowd(stage, 3)
    with during(stage):
        first = asked(stage, seats[0], issue=issue_of(stage))
        second, goes = asked(stage, seats[1], "둘째"), asked(stage, seats[2], "둘째와 같은 질문")
        merge(goes, second, by=cast.ada)
        routed(stage, cast, first)

        def shown(**choice) -> list[int]:
            return [row.number for row in client.get(page("questions", stage), choice).context["page"].rows]

        assert shown() == [2, 1]
        assert shown(order="number") == [1, 2]
        assert shown(issue=first.issue_id) == [1]
        assert shown(state="asked") == [2]
        assert shown(state="merged") == [3]
        assert shown(state="nonsense", issue="nonsense", order="nonsense") == [2, 1]


def test_a_question_is_put_to_experts_and_answered_with_nobody_seeing_it_before(client):
    stage, cast = questioning()
    with during(stage):
        question = asked(stage, cast.ben.seats.get())
        iris = experts(stage)[FOR]
        client.force_login(cast.ada)
        form = client.get(page("route_question", stage, question.pk)).context["form"]
        assert form.fields["expert_0"].choices[1:] == [(str(iris.pk), "Iris")]
        assert form.fields["expert_1"].choices[1:] == []
        due = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
        given = {"expert_0": str(iris.pk), "name_1": "최안전 박사", "due_at": due}
        assert client.post(page("route_question", stage, question.pk), given | {"name_0": "둘 다"}).status_code == 422
        assert client.post(page("route_question", stage, question.pk), given | {"name_1": ""}).status_code == 422
        client.post(page("route_question", stage, question.pk), given)
        own, entered = Answer.objects.order_by("pk")
        client.force_login(iris)
        assert client.post(page("answer_question", stage, question.pk, own.pk), {"text": ""}).status_code == 422
        assert client.post(page("answer_question", stage, question.pk, own.pk), {"text": "가" * 601}).status_code == 422
        client.post(page("answer_question", stage, question.pk, own.pk), {"text": "운영사가 책임집니다."})
        assert client.get(page("answer_question", stage, question.pk, entered.pk)).status_code == 403
        for user in (cast.ada, cast.ben, cast.emil, cast.root, cast.finn):
            client.force_login(user)
            for address in (question.get_absolute_url(), page("questions", stage)):
                assert "운영사가 책임집니다." not in client.get(address).text
            assert client.get(page("answer_question", stage, question.pk, own.pk)).status_code == 403
        client.force_login(cast.ada)
        client.post(page("answer_question", stage, question.pk, entered.pk), {"text": "책임이 분명하지 않습니다."})
        response = client.get(question.get_absolute_url())
    for text in ("운영사가 책임집니다.", "책임이 분명하지 않습니다.", "Iris", "최안전 박사"):
        assert text in response.text
    assert User.objects.get(pk=iris.pk).decides


def test_a_missing_answer_is_told_and_a_hidden_one_leaves_a_stub(client):
    stage, cast = questioning()
    with during(stage):
        question = routed(stage, cast, asked(stage, cast.ben.seats.get()))
        first = question.answers.first()
        answer(first, text="숨길 답입니다.")
    with time_machine.travel(question.due_at):
        publish_due_answers()
        first.refresh_from_db()
        decide(first.item, "hide", by=cast.ada, version=1, reason="다른 사람을 비난합니다.")
        response = client.get(question.get_absolute_url())
    assert "기한까지 답이 없었습니다" in response.text
    assert "다른 사람을 비난합니다." in response.text
    assert "숨길 답입니다." not in response.text


def test_sides_begin_in_turns(client):
    stage, cast = questioning()
    who = experts(stage)
    with during(stage):
        found = []
        for _n in range(2):
            question = asked(stage, cast.ben.seats.get())
            route(question, experts=who, due_at=timezone.now() + timedelta(days=1), by=cast.ada)
            rows = client.get(question.get_absolute_url()).context["answers"]
            found.append([row["side"].key for row in rows])
    assert found == [[FOR, SAFETY], [SAFETY, FOR]]


def test_the_facilitator_merges_from_the_page(client):
    stage, cast = questioning()
    with during(stage):
        stays, goes = asked(stage, cast.ben.seats.get()), asked(stage, cast.ben.seats.get(), "같은 질문")
        client.force_login(cast.ada)
        assert list(client.get(page("merge_question", stage, goes.pk)).context["rows"]) == [stays]
        client.post(page("merge_question", stage, goes.pk), {"number": "1"})
        assert goes.pk in [one.pk for one in client.get(stays.get_absolute_url()).context["merged"]]
        assert stays.get_absolute_url() in client.get(goes.get_absolute_url()).text


def test_strangers_read_and_write_nothing_and_a_closed_space_is_not_there(client):
    stage, cast = questioning()
    with during(stage):
        question = routed(stage, cast, asked(stage, cast.ben.seats.get()))
        given = question.answers.first()
        readable = [page("questions", stage), question.get_absolute_url()]
        acts = [page(name, stage, question.pk) for name in ("support", "merge_question", "route_question")]
        acts += [page("ask", stage), page("answer_question", stage, question.pk, given.pk)]
        assert [client.get(address).status_code for address in readable] == [200, 200]
        client.force_login(cast.cleo)
        assert [client.get(address).status_code for address in readable] == [200, 200]
        assert {client.post(address).status_code for address in acts} == {403}
        close(stage.process.space)
        assert {client.get(address).status_code for address in readable} == {404}
        assert {client.post(address).status_code for address in acts} == {404}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("who", "name", "queries"),
    [
        ("ben", "questions", 11),
        ("ben", "question", 11),
        ("ada", "question", 10),
        ("ada", "merge_question", 10),
        ("ada", "route_question", 10),
    ],
)
def test_pages_run_a_fixed_number_of_queries(client, rows, who, name, queries, django_assert_num_queries):
    stage, cast = questioning()
    who_answers, seats = experts(stage), crowd(stage, 4)
    with during(stage):
        first = asked(stage, seats[0], issue=issue_of(stage))
        for n in range(rows):
            question = asked(stage, seats[n % 4], f"질문 {n}", issue=issue_of(stage, n % 2 + 1))
            support(question, seat=seats[(n + 1) % 4])
            due_at = timezone.now() + timedelta(days=1)
            route(question, experts=who_answers, due_at=due_at, by=cast.ada)
            if n % 2:
                for one in question.answers.all():
                    answer(one, text="답입니다.")
            merge(asked(stage, seats[n % 4], f"같은 질문 {n}"), first, by=cast.ada)
        client.force_login(getattr(cast, who))
        more = [] if name == "questions" else [first.pk]
        client.get(page(name, stage, *more))
        with django_assert_num_queries(queries):
            client.get(page(name, stage, *more))
    assert stage.space.memberships.filter(role=Role.EXPERT).count() == 1
