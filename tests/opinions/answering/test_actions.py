from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import Stance
from deliberation.opinions.statements.actions import put_statement
from deliberation.processes.actions import close_stage, suspend
from tests.concurrency import at_once
from tests.opinions.scenes import admitted, before_closing, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def values_of(seat) -> dict[int, int]:
    return dict(Stance.objects.filter(seat=seat).values_list("statement", "value"))


def test_no_statement_and_no_answer_outside_the_window():
    stage, cast = ready_round()
    seat, first = cast.ben.seats.get(), admitted(stage)[0]
    for moment in (stage.opens_at - timedelta(seconds=1), stage.closes_at):
        with time_machine.travel(moment, tick=False):
            with pytest.raises(Refused):
                put_statement(stage, seat=seat, text="늦은 의견입니다.")
            with pytest.raises(Refused):
                answer(stage, seat=seat, values={first.pk: 1})
    with time_machine.travel(stage.opens_at, tick=False):
        assert answer(stage, seat=seat, values={first.pk: 1}) == 1


def test_a_suspended_process_takes_no_answers():
    stage, cast = ready_round()
    with during(stage):
        suspend(stage.process, by=cast.emil, reason="감염병")
        with pytest.raises(Refused):
            answer(stage, seat=cast.ben.seats.get(), values={admitted(stage)[0].pk: 1})


def test_the_last_answer_wins_and_there_is_one_row():
    stage, cast = ready_round()
    seat, (first, second, _third) = cast.ben.seats.get(), admitted(stage)
    with during(stage):
        answer(stage, seat=seat, values={first.pk: 1, second.pk: 0})
        answer(stage, seat=seat, values={first.pk: -1}, channel="letter")
    assert values_of(seat) == {first.pk: -1, second.pk: 0}
    assert Stance.objects.get(statement=first).channel == "letter"


def test_answers_are_not_minuted_singly_but_counted_at_the_close():
    stage, cast = ready_round()
    seat, statements = cast.ben.seats.get(), admitted(stage)
    entries = Entry.objects.count()
    with during(stage):
        answer(stage, seat=seat, values={statement.pk: 1 for statement in statements})
    assert Entry.objects.count() == entries
    with time_machine.travel(stage.closes_at):
        facts = close_stage(stage, by=cast.ada).facts
    assert (facts["people"], facts["stances"], facts["statements"], len(facts["digest"])) == (1, 3, 3, 64)


def test_a_statement_that_is_not_offered_is_passed_over_and_alone_refused():
    stage, cast = ready_round()
    seat, first = cast.ben.seats.get(), admitted(stage)[0]
    with during(stage):
        other = put_statement(stage, seat=seat, text="아직 기다리는 의견입니다.")
        assert answer(stage, seat=seat, values={first.pk: 1, other.pk: 1}) == 1
        with pytest.raises(Refused):
            answer(stage, seat=seat, values={other.pk: 1})
    assert values_of(seat) == {first.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_at_the_same_moment_is_stored_once():
    stage, cast = ready_round()
    seat, statements = cast.ben.seats.get(), admitted(stage)
    values = {statement.pk: n % 2 for n, statement in enumerate(statements)}
    with during(stage):
        assert at_once(8, lambda _n: answer(stage, seat=seat, values=values)) == [3] * 8
    assert values_of(seat) == values


def test_an_answer_that_waited_undoes_no_later_one_and_is_none_of_the_future():
    stage, cast = ready_round()
    seat, (first, second, third) = cast.ben.seats.get(), admitted(stage)
    with during(stage):
        now = timezone.now()
        for value, ago in ((1, 60), (-1, 30), (0, 45)):
            pressed = {first.pk: now - timedelta(seconds=ago)}
            assert answer(stage, seat=seat, values={first.pk: value}, given_at=pressed) == 1
        answer(stage, seat=seat, values={second.pk: 1}, given_at={second.pk: now + timedelta(days=9)})
        answer(stage, seat=seat, values={third.pk: 1}, given_at={third.pk: now - timedelta(days=99)})
        answer(stage, seat=seat, values={second.pk: -1})
    assert values_of(seat) == {first.pk: -1, second.pk: -1, third.pk: 1}
    assert Stance.objects.get(statement=third).given_at == stage.opens_at


@pytest.mark.django_db(transaction=True)
def test_different_batches_of_one_seat_at_once_leave_the_last_answer_to_each_statement():
    """Eight connections, each with another order, other statements and another moment; the eighth was given last."""
    stage, cast = ready_round(statements=9)
    seat, statements = cast.ben.seats.get(), admitted(stage)
    batches = [[s for s in statements if s.number % 8 != n] for n in range(8)]

    def act(n: int) -> int:
        chosen = batches[n][::-1] if n % 2 else batches[n]
        moment = stage.opens_at + timedelta(seconds=n)
        given = {s.pk: moment for s in chosen}
        return answer(stage, seat=seat, values={s.pk: n % 3 - 1 for s in chosen}, given_at=given)

    with during(stage):
        assert at_once(8, act) == [len(batch) for batch in batches]
    last = {s.pk: max(n for n in range(8) if s in batches[n]) for s in statements}
    assert values_of(seat) == {pk: n % 3 - 1 for pk, n in last.items()}


@pytest.mark.django_db(transaction=True)
def test_answers_at_the_moment_of_closing_are_counted_or_refused():
    stage, cast = ready_round()
    seats, first = crowd(stage, 8), admitted(stage)[0]

    def act(n: int):
        if n == 8:
            return close_stage(type(stage).objects.get(pk=stage.pk), by=cast.ada).facts["stances"]
        return answer(type(stage).objects.get(pk=stage.pk), seat=seats[n], values={first.pk: 1})

    with before_closing(stage, 0.05):
        results = at_once(9, act)
        counted = results[8] if isinstance(results[8], int) else None
    stored = Stance.objects.count()
    assert stored == results[:8].count(1)
    assert counted in (None, stored)
