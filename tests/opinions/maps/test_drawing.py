import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.kind import OpinionRoundKind
from deliberation.opinions.maps.drawing import coverage, draw_map, latest_map
from deliberation.opinions.maps.reading import read_map
from deliberation.opinions.models import OpinionMap
from deliberation.opinions.tasks import draw_due_maps
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.opinions.scenes import admitted, after, during, ready_round, two_camps

pytestmark = pytest.mark.django_db


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


def test_the_sweep_draws_what_has_newer_answers_and_nothing_else(django_assert_num_queries):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        draw_due_maps()
        assert OpinionMap.objects.count() == 1
        with django_assert_num_queries(1):
            draw_due_maps()
