import random
from collections import Counter

import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.answering.routing import (
    BATCH,
    Known,
    Reason,
    next_statements,
    priorities,
    renew_priorities,
)
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.models import OpinionMap
from deliberation.opinions.statements.actions import seed_statement
from tests.opinions.scenes import admitted, crowd, during, ready_round, two_camps

pytestmark = pytest.mark.django_db
DRAWS = 200


def mapped(stage, known: list[tuple[float, int]]) -> list[int]:
    """A map that gives the first statements these priorities and numbers of answers; all statements' keys."""
    keys = [statement.pk for statement in admitted(stage)]
    pairs = list(zip(keys, known, strict=False))
    result = {
        "statements": [pk for pk, _one in pairs],
        "totals": [[seen, 0, seen] for _pk, (_priority, seen) in pairs],
        "priorities": {str(pk): priority for pk, (priority, _seen) in pairs},
    }
    fields = {"digest": "0" * 64, "seed": 1, "version": 1, "votes": 0, "people": 0, "as_of": stage.opens_at}
    OpinionMap.objects.create(stage=stage, result=result, **fields)
    renew_priorities(stage)
    return keys


def drawn(stage, seat, draws: int = DRAWS) -> list[list[tuple[int, Reason]]]:
    rng = random.Random(7)
    batches = [next_statements(stage, seat, rng=rng) for _n in range(draws)]
    return [[(offer.statement.pk, offer.reason) for offer in batch] for batch in batches]


def test_everyone_answers_every_statement_once_in_drawn_order():
    stage, cast = ready_round(statements=25)
    seat, met = cast.ben.seats.get(), []
    with during(stage):
        while batch := next_statements(stage, seat, rng=random.Random(1)):
            met += [offer.statement.pk for offer in batch]
            answer(stage, seat=seat, values={offer.statement.pk: 1 for offer in batch})
    assert sorted(met) == sorted(statement.pk for statement in admitted(stage))
    assert met != sorted(met)


def test_the_map_of_the_answers_gives_the_weights():
    stage, _cast = ready_round(statements=12)
    with during(stage):
        two_camps(stage)
        drawn = draw_map(stage)
    expected = {int(pk): Known(weight, 16) for pk, weight in drawn.result["priorities"].items()}
    assert priorities(stage) == expected
    assert set(expected) == {statement.pk for statement in admitted(stage)}


def test_the_share_of_a_statement_grows_with_its_priority():
    """Six settled statements weigh 1, 2, 4, 8, 16 and 32: the first place goes to each about as often."""
    stage, cast = ready_round(statements=6)
    keys = mapped(stage, [(2.0**n, 100) for n in range(6)])
    firsts = Counter(batch[0][0] for batch in drawn(stage, cast.ben.seats.get()))
    counts = [firsts[pk] for pk in keys]
    assert counts == sorted(counts)
    assert abs(counts[5] / DRAWS - 32 / 63) < 0.1


def test_a_statement_with_few_answers_weighs_as_much_as_an_average_one_and_a_settled_one_does_not():
    """Twelve statements: one has no answers, one has 19 and one has 20, all without priority; nine weigh 4."""
    stage, cast = ready_round(statements=12)
    keys = mapped(stage, [(4.0, 100)] * 9 + [(0.01, 19), (0.01, 20)])
    firsts = Counter(batch[0][0] for batch in drawn(stage, cast.ben.seats.get()))
    nineteen, twenty, unseen = (firsts[pk] for pk in keys[9:])
    assert min(nineteen, unseen) > 0.05 * DRAWS
    assert twenty < 0.02 * DRAWS


def test_the_reason_is_the_one_of_the_draw():
    stage, cast = ready_round(statements=4)
    telling, plain, few, unseen = mapped(stage, [(3.0, 50), (1.0, 50), (9.0, 19)])
    found = {pair for batch in drawn(stage, cast.ben.seats.get(), 3) for pair in batch}
    expected = {telling: Reason.TELLING, plain: Reason.LOT, few: Reason.FEW, unseen: Reason.FEW}
    assert found == set(expected.items())


def test_before_the_first_map_all_are_drawn_by_lot():
    stage, cast = ready_round(statements=3)
    assert {reason for batch in drawn(stage, cast.ben.seats.get(), 3) for _pk, reason in batch} == {Reason.LOT}


def test_statements_put_late_get_answers_while_people_come_and_go():
    """Each of forty people answers a batch; then five new statements come, and forty more people."""
    stage, cast = ready_round(statements=20)
    rng, seats, counts = random.Random(3), crowd(stage, 80), Counter()
    mapped(stage, [])

    def one_batch(seat) -> None:
        batch = next_statements(stage, seat, rng=rng)
        keys = [offer.statement.pk for offer in batch]
        assert len(keys) == len(set(keys)) == BATCH
        answer(stage, seat=seat, values=dict.fromkeys(keys, 1))
        counts.update(keys)

    with during(stage):
        for seat in seats[:40]:
            one_batch(seat)
        for n in range(5):
            seed_statement(stage, by=cast.ada, text=f"늦게 온 의견 {n}번입니다.")
        keys = [statement.pk for statement in admitted(stage)]
        result = {"statements": keys[:20], "totals": [[counts[pk], 0, counts[pk]] for pk in keys[:20]]}
        OpinionMap.objects.update(result=result | {"priorities": dict.fromkeys(map(str, keys[:20]), 0.5)})
        renew_priorities(stage)
        for seat in seats[40:]:
            one_batch(seat)
    late = [counts[pk] for pk in keys[20:]]
    assert sum(counts.values()) == 800
    assert min(late) >= 8  # of forty people, each asked ten of twenty-five
    assert min(counts[pk] for pk in keys[:20]) > max(late)


def test_in_a_sealed_round_the_draw_knows_how_often_but_not_how_was_answered():
    stage, cast = ready_round(statements=6, preset="citizen_panel")
    answers, seat = [0, 3, 20, 20, 40, 40], cast.ben.seats.get()
    mapped(stage, [(2.0**n, seen) for n, seen in enumerate(answers)])
    one = drawn(stage, seat)
    OpinionMap.objects.all().delete()
    keys = mapped(stage, [(2.0 ** (5 - n), seen) for n, seen in enumerate(answers)])
    assert drawn(stage, seat) == one
    firsts = Counter(batch[0][0] for batch in one)
    assert firsts[keys[0]] > firsts[keys[1]] > firsts[keys[4]]
    assert {reason for batch in one for _pk, reason in batch} == {Reason.FEW, Reason.LOT}
