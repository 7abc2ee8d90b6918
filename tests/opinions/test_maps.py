import random

import pytest

from deliberation.opinions.actions import answer
from deliberation.opinions.kind import OpinionRoundKind
from deliberation.opinions.maps import coverage, draw_map, latest_map
from deliberation.opinions.models import OpinionMap
from deliberation.opinions.reading import read_map
from deliberation.opinions.routing import next_statements, priorities
from deliberation.opinions.tasks import draw_due_maps
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.opinions.scenes import admitted, after, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def two_camps(stage, size: int = 8) -> None:
    statements = admitted(stage)
    for number, seat in enumerate(crowd(stage, 2 * size)):
        side = 1 if number < size else -1
        answer(stage, seat=seat, values={s.pk: side if s.number % 3 else 1 for s in statements})


def test_without_answers_there_is_no_map():
    stage, _cast = ready_round()
    assert (draw_map(stage), latest_map(stage), coverage(stage)) == (None, None, (0, 0, 3))


def test_the_same_votes_are_one_map_and_other_votes_another():
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        first = draw_map(stage)
        assert draw_map(stage) == first
        answer(stage, seat=cast.ben.seats.get(), values={admitted(stage)[0].pk: 0})
        second = draw_map(stage)
    assert (second != first, second.votes - first.votes, latest_map(stage)) == (True, 1, second)


@pytest.mark.django_db(transaction=True)
def test_two_workers_drawing_at_once_make_one_map():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        drawn = at_once(4, lambda _n: draw_map(Stage.objects.get(pk=stage.pk)).pk)
    assert (len(set(drawn)), OpinionMap.objects.count()) == (1, 1)


def test_a_hidden_statement_leaves_the_map():
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        first = draw_map(stage)
        hidden = admitted(stage)[0]
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="사실과 다릅니다.")
        second = draw_map(stage)
    assert set(first.result["statements"]) - set(second.result["statements"]) == {hidden.pk}


def test_a_hidden_statement_is_not_read_from_an_older_map_and_the_sweep_draws_one_without_it(client):
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        draw_due_maps()
    hidden = admitted(stage)[2]
    assert [finding.text for finding in read_map(latest_map(stage)).unites].count(hidden.item.text) == 1
    with after(stage):
        close_stage(stage)
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="개인정보가 들어 있습니다.")
        for address in (OpinionRoundKind().materials(stage)[1][1], stage.process.get_absolute_url()):
            assert hidden.item.text not in client.get(address).text
        draw_due_maps()
        assert hidden.pk not in latest_map(stage).result["statements"]
        assert OpinionMap.objects.count() == 2


def test_the_report_of_a_sealed_round_holds_no_map_before_its_end():
    stage, _cast = ready_round(statements=9)
    stage.settings = {"sealed": True}
    stage.save()
    with during(stage):
        two_camps(stage)
        draw_due_maps()
        assert [type(block).__name__ for block in OpinionRoundKind().section(stage)] == ["Paragraph", "Note"]
    with after(stage):
        close_stage(stage)
        assert len(list(OpinionRoundKind().section(stage))) > 2


def test_the_sweep_draws_what_has_newer_answers_and_nothing_else(django_assert_num_queries):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        draw_due_maps()
        assert OpinionMap.objects.count() == 1
        with django_assert_num_queries(1):
            draw_due_maps()


def test_everyone_answers_every_statement_once_in_drawn_order():
    stage, cast = ready_round(statements=25)
    seat, met = cast.ben.seats.get(), []
    with during(stage):
        while batch := next_statements(stage, seat, rng=random.Random(1)):
            met += [statement.pk for statement in batch]
            answer(stage, seat=seat, values={statement.pk: 1 for statement in batch})
    assert sorted(met) == sorted(statement.pk for statement in admitted(stage))
    assert met != sorted(met)


def test_statements_of_higher_priority_come_earlier():
    stage, cast = ready_round(statements=12)
    with during(stage):
        two_camps(stage)
        draw_map(stage)
    weights = priorities(stage)
    assert set(weights) == {statement.pk for statement in admitted(stage)}
    seat, firsts = cast.ben.seats.get(), []
    for n in range(200):
        firsts.append(next_statements(stage, seat, rng=random.Random(n))[0].pk)
    assert len(set(firsts)) > 4


def test_who_has_not_answered_is_pending_and_the_facilitator_sees_what_waits():
    stage, cast = ready_round()
    kind, rounds = OpinionRoundKind(), Stage.objects.filter(pk=stage.pk)
    seats = crowd(stage, 2)
    with during(stage):
        answer(stage, seat=seats[0], values={admitted(stage)[0].pk: 1})
        pending = kind.pending(rounds)
        assert {row["user_id"] for row in pending} == {cast.ben.pk, seats[1].user_id}
        assert list(kind.pending(rounds, cast.ben)) == [
            {
                "stage_id": stage.pk,
                "user_id": cast.ben.pk,
                "since": stage.opens_at,
                "due": stage.closes_at,
                "what": "answer",
            }
        ]
        assert list(kind.desk(cast.ada)) == []
