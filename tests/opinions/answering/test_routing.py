import random

import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.answering.routing import next_statements, priorities
from deliberation.opinions.maps.drawing import draw_map
from tests.opinions.scenes import admitted, during, ready_round, two_camps

pytestmark = pytest.mark.django_db


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
