import pytest
from django.core.cache import cache

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.facilitating.coverage import behind, coverage_of
from deliberation.panels.actions import end_seat
from tests.opinions.scenes import address, admitted, crowd, during, ready_round
from tests.restricting import hide

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()


def answered(stage, seats, numbers):
    """Each seat answers so many of the statements, from the first on."""
    statements = admitted(stage)
    for seat, n in zip(seats, numbers, strict=True):
        if n:
            answer(stage, seat=seat, values={statement.pk: 1 for statement in statements[:n]})


def codes(stage):
    return [[seat.code for seat in part.order_by("pk")] for part in behind(stage, coverage_of(stage))]


def test_seats_and_statements_are_counted_by_answers_and_ended_seats_are_not():
    stage, cast = ready_round(statements=9)
    seats = crowd(stage, 6)
    with during(stage):
        answered(stage, seats, [9, 8, 7, 6, 0, 9])
        end_seat(seats[5], by=cast.hana)
        found = coverage_of(stage)
    keys = [statement.pk for statement in admitted(stage)]
    assert found[1:-1] == (6, 9, 7, 2, 1, 1)
    assert found.between == 2
    assert found.least == [(keys[8], 1), (keys[7], 2), (keys[6], 3), *((key, 4) for key in keys[:6])]


@pytest.mark.parametrize(
    ("numbers", "listed"),
    [
        ([0, 0, 9], [["A-01", "C-000", "C-001"], []]),
        ([0, 3, 3, 3, 3, 1, 9], [["A-01", "C-000"], ["C-001", "C-002", "C-003", "C-004", "C-005"]]),
        ([0, 0, 0, 3, 9], [["A-01", "C-000", "C-001", "C-002", "C-003"]]),  # nobody can tell whose the three are
        ([0, 0, 3, 9], []),
    ],
)
def test_few_answers_are_told_of_nobody_who_could_be_looked_up_by_them(numbers, listed):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        answered(stage, crowd(stage, len(numbers)), numbers)
        assert codes(stage) == listed


def test_without_statements_nobody_is_behind():
    stage, _cast = ready_round(statements=1)
    for statement in admitted(stage):
        hide(statement.item)
    assert codes(stage) == []


def test_the_page_tells_coverage_in_a_sealed_round_and_only_to_the_facilitator(client):
    stage, cast = ready_round(statements=9, preset="citizen_panel")
    for who, status in ((cast.ben, 403), (cast.emil, 403), (cast.ada, 200)):
        client.force_login(who)
        page = client.get(address("overview", stage))
        assert page.status_code == status
    assert [seat.code for seat in page.context["seats"].rows] == ["A-01"]


def test_in_a_round_open_to_everyone_no_seat_is_listed(client):
    stage, cast = ready_round()
    client.force_login(cast.ada)
    assert client.get(address("overview", stage)).context["seats"] is None
