from datetime import timedelta

import numpy as np
import pytest

from deliberation.algorithms import opinion_space
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.kind import OpinionRoundKind
from deliberation.opinions.maps.drawing import SEED, coverage, draw_map, latest_map
from deliberation.opinions.maps.models import SEATS_PER_PART, Places
from deliberation.opinions.maps.reading import read_map
from deliberation.opinions.maps.votes import read_votes
from deliberation.opinions.models import OpinionMap
from deliberation.opinions.tasks import alone, draw_due_maps
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.cast import person
from tests.concurrency import at_once
from tests.opinions.scenes import admitted, after, during, ready_round, two_camps
from tests.opinions.scenes import seat as seat_for

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


def test_a_hidden_statement_moves_nobody_and_is_told_of_no_more():
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        first = draw_map(stage)
        hidden = admitted(stage)[0]
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="사실과 다릅니다.")
        second = draw_map(stage)
    assert (first.result["hidden"], second.result["hidden"]) == ([], [0])
    assert (first.votes, second.votes, second.people) == (144, 128, 16)
    told = read_map(second)
    assert hidden.pk == second.result["statements"][0]
    assert hidden.item.text not in {row.text for row in told.table.rows} | {row.text for row in told.divides}
    assert second.result["priorities"][str(hidden.pk)] == 0


def test_a_statement_put_back_makes_the_earlier_map_the_newest_again():
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        first = draw_map(stage)
        hidden = admitted(stage)[0].item
        decide(hidden, "hide", by=cast.ada, version=1, reason="사실과 다릅니다.")
        second = draw_map(stage)
        assert (first.digest != second.digest, latest_map(stage)) == (True, second)
        decide(hidden, "admit", by=cast.ada, version=1)
        assert draw_map(stage) == latest_map(stage) == first


def test_everyone_keeps_their_place_under_the_key_of_their_seat_and_it_is_the_engines_own():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        drawn = draw_map(stage)
    votes, places = read_votes(stage), drawn.places()
    columns = votes.person, votes.statement, votes.value
    again = opinion_space.draw_map(*columns, n_people=16, n_statements=9, seed=SEED)
    assert places.seats.tolist() == votes.seats.tolist()
    assert places.groups.tolist() == again.groups.tolist()
    assert np.array_equal(np.stack([places.x, places.y], axis=1), again.coordinates)
    assert drawn.place_of(int(votes.seats[5])) == (again.groups[5], *again.coordinates[5])
    assert drawn.place_of(0) is drawn.place_of(int(votes.seats[-1]) + 1) is None


def test_places_are_found_in_whichever_part_they_lie(django_assert_num_queries):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        drawn = draw_map(stage)
    drawn.parts.all().delete()
    n = 2 * SEATS_PER_PART + 1
    places = Places(np.arange(n) * 2, np.arange(n) % 3, np.linspace(-1, 1, n), np.linspace(1, 0, n))
    drawn.keep_places(places)
    assert drawn.parts.count() == 3
    for seat in (0, 2 * SEATS_PER_PART - 2, 2 * SEATS_PER_PART, 2 * n - 2):
        with django_assert_num_queries(1):
            assert drawn.place_of(seat) == (seat // 2 % 3, places.x[seat // 2], places.y[seat // 2])
    assert drawn.place_of(3) is drawn.place_of(2 * n) is None
    assert all(np.array_equal(kept, given) for kept, given in zip(drawn.places(), places, strict=True))


def test_the_next_map_keeps_the_numbers_of_groups_and_the_signs_of_axes():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        first = draw_map(stage)
        turned = np.frombuffer(bytes(first.axes)).reshape(3, -1) * [[-1], [1], [1]]
        first.axes = turned.tobytes()
        first.save()
        before = first.places()
        first.parts.all().delete()
        first.keep_places(before._replace(groups=1 - before.groups))
        answer(stage, seat=stage.process.seats.get(code="C-000"), values={admitted(stage)[2].pk: 0})
        second = draw_map(stage)
    after = second.places()
    assert after.groups.tolist() == (1 - before.groups).tolist()
    assert (np.sign(after.x) == -np.sign(before.x)).all()


def test_how_sure_a_map_is_is_kept_with_it():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        checks = draw_map(stage).checks
    assert [verdict for verdict, _jaccard in checks["stability"]] == ["sure", "sure"]
    assert set(checks["suspects"]) == {"identical", "burst", "newcomers"}
    assert set(checks["convergence"]["steps"]) == {"0.8", "0.9"}


def test_what_would_hold_for_everyone_holds_in_each_declared_party_too():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        seats = stage.process.seats.order_by("code")
        for n, seat in enumerate(seats.filter(code__startswith="C-")):
            seat.strata = {"side": "어민회" if n % 4 == 0 else "발전사" if n % 4 < 3 else ("홀로" if n < 8 else "")}
            seat.save()
        fishers = seats.filter(strata__side="어민회")
        for seat in fishers:
            answer(stage, seat=seat, values={admitted(stage)[2].pk: -1})
        one = crowd_of_one(stage)
        answer(stage, seat=one, values={statement.pk: 1 for statement in admitted(stage)})
        drawn = draw_map(stage)
    assert drawn.result["parties"] == ["발전사", "어민회"]
    found = {drawn.result["statements"][position]: counts for position, counts, _least in drawn.result["bridges"]}
    numbers = {statement.pk: statement.number for statement in admitted(stage)}
    assert {numbers[pk] for pk in found} == {6, 9}
    assert found[admitted(stage)[5].pk][:2] == [["party", 0, None, 8], ["party", 1, None, 5]]


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
        newest = latest_map(stage).result
        assert [newest["statements"][position] for position in newest["hidden"]] == [hidden.pk]
        assert OpinionMap.objects.count() == 2


def crowd_of_one(stage):
    one = seat_for(stage.process, person("Newcomer"), "D-001")
    one.strata = {"side": "어민회"}
    one.save()
    return one


def drawn_by_sweep(stage) -> int:
    """How many maps there are after the next sweep."""
    draw_due_maps()
    return OpinionMap.objects.filter(stage=stage).count()


def test_the_sweep_waits_until_enough_has_changed():
    stage, cast = ready_round(statements=9)
    statements = admitted(stage)
    with during(stage) as clock:
        two_camps(stage)
        assert drawn_by_sweep(stage) == 1
        OpinionMap.objects.update(votes=200)  # as if there were more: one new answer is half a hundredth
        clock.shift(timedelta(minutes=1))
        answer(stage, seat=cast.ben.seats.get(), values={statements[0].pk: 1})
        assert drawn_by_sweep(stage) == 1
        clock.shift(timedelta(seconds=1))
        answer(stage, seat=cast.ben.seats.get(), values={statements[1].pk: 1})
        assert drawn_by_sweep(stage) == 2
        OpinionMap.objects.update(votes=1000)
        clock.shift(timedelta(seconds=1))
        answer(stage, seat=cast.ben.seats.get(), values={statements[2].pk: 1})
        assert drawn_by_sweep(stage) == 2
        clock.shift(timedelta(minutes=10))
        assert drawn_by_sweep(stage) == 3
        OpinionMap.objects.update(votes=1000)
        clock.shift(timedelta(minutes=1))
        answer(stage, seat=cast.ben.seats.get(), values={statements[3].pk: 1})
        assert drawn_by_sweep(stage) == 3
    with after(stage):
        close_stage(stage)
        assert drawn_by_sweep(stage) == 4


@pytest.mark.django_db(transaction=True)
def test_no_stage_is_drawn_twice_at_the_same_time():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        with alone(stage) as mine:
            assert at_once(2, lambda _n: draw_due_maps()) == [None, None]
            assert (mine, OpinionMap.objects.count()) == (True, 0)
        at_once(3, lambda _n: draw_due_maps())
    assert OpinionMap.objects.count() == 1


def test_the_sweep_draws_what_has_newer_answers_and_nothing_else(django_assert_num_queries):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        draw_due_maps()
        assert OpinionMap.objects.count() == 1
        with django_assert_num_queries(1):
            draw_due_maps()
