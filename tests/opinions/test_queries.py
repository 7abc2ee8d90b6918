import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.statements.actions import put_statement, reply_to, seed_statement
from deliberation.processes.actions import prepare_stage
from deliberation.spaces.actions import decide
from tests.opinions.scenes import address, admitted, crowd, during, planned_round

pytestmark = pytest.mark.django_db


def voted(stage, n: int):
    """Two camps of n people each who answer every statement."""
    statements = admitted(stage)
    for number, one in enumerate(crowd(stage, 2 * n)):
        side = 1 if number < n else -1
        values = {s.pk: side if s.number % 3 else 1 for s in statements}
        answer(stage, seat=one, values=values)


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("who", "name", "queries"),
    [
        ("ben", "answer", 13),
        ("ben", "statements", 11),
        ("ada", "moderate", 14),
        ("ada", "overview", 9),
        ("ben", "statement", 15),
        ("ada", "statement", 15),
    ],
)
def test_pages_run_a_fixed_number_of_queries(client, rows, who, name, queries, django_assert_num_queries):
    stage, cast = planned_round()
    for n in range(rows):
        seed_statement(stage, by=cast.ada, text=f"의견 {n}번입니다.")
    prepare_stage(stage, by=cast.ada)
    with during(stage):
        for one in crowd(stage, 6):
            answer(stage, seat=one, values={s.pk: 1 for s in admitted(stage)})
        for n in range(rows):
            put_statement(stage, seat=cast.ben.seats.get(), text=f"새 의견 {n}")
        draw_map(stage)
        first = admitted(stage)[0]
        for n in range(rows if name == "statement" else 0):
            decide(reply_to(first, seat=cast.ben.seats.get(), text=f"답 {n}").item, "admit", by=cast.ada, version=1)
        client.force_login(getattr(cast, who))
        page = first.get_absolute_url() if name == "statement" else address(name, stage)
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)


@pytest.mark.parametrize("rows", [2, 30])
def test_the_map_runs_a_fixed_number_of_queries(client, rows, django_assert_num_queries):
    stage, cast = planned_round()
    for n in range(rows):
        seed_statement(stage, by=cast.ada, text=f"의견 {n}번입니다.")
    prepare_stage(stage, by=cast.ada)
    with during(stage):
        voted(stage, 25)
        drawn = draw_map(stage)
        stage.process.seats.filter(user=cast.ben).delete()
        stage.process.seats.filter(code="C-000").update(user=cast.ben)
        for who, name, queries in (("ben", "map", 15), ("ada", "map", 15), ("ben", "map_part", 11)):
            client.force_login(getattr(cast, who))
            client.get(address(name, stage))
            with django_assert_num_queries(queries):
                page = client.get(address(name, stage))
            assert (page.context["map"], page.context["place"] is None) == (drawn, who == "ada")
