import pytest
from django.utils.translation import override

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.crosstabs import Line, Table, answer_tables, keep_crosstabs, tables_in_words
from deliberation.opinions.maps.drawing import draw_map, latest_map
from deliberation.opinions.maps.votes import read_votes
from deliberation.opinions.models import CrossTab
from deliberation.opinions.tasks import draw_due_maps, publish_due_maps
from deliberation.panels.models import Seat
from deliberation.processes.actions import close_stage
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, after, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def answered(strata: list[dict[str, str]], statements: int = 9):
    """Two camps of equal size with these strata, seat by seat; the last statement unites them."""
    stage, cast = ready_round(statements=statements)
    seats, rows = crowd(stage, len(strata)), admitted(stage)
    with during(stage):
        for n, (seat, traits) in enumerate(zip(seats, strata, strict=True)):
            seat.strata = traits
            side = 1 if n < len(seats) // 2 else -1
            answer(stage, seat=seat, values={row.pk: side if row != rows[-1] else 1 for row in rows})
        Seat.objects.bulk_update(seats, ["strata"])
    return stage, cast


SEXES = [{"sex": "여" if n % 2 else "남", "side": "유보", "name": f"시민 {n}"} for n in range(20)]


def test_groups_and_answers_are_told_by_stratum_once_the_round_has_ended(client):
    stage, cast = answered(SEXES)
    with during(stage):
        draw_due_maps()
        publish_due_maps()
        assert CrossTab.objects.count() == 0
    with after(stage):
        close_stage(stage, by=cast.ada)
        publish_due_maps()
        drawn = latest_map(stage)
        page = client.get(address("statement", stage, admitted(stage)[0].pk))
        told = client.get(address("map", stage)).context["tables"]
    groups = [Line("남", [5, 5], 10), Line("여", [5, 5], 10)]
    assert told == [Table("성별", ["집단 A", "집단 B"], groups)]
    assert page.context["tables"] == [Table("성별", ["동의함", "동의하지 않음"], groups)]
    uniting = [Line("남", [10], 10), Line("여", [10], 10)]
    assert answer_tables(drawn, admitted(stage)[-1]) == [Table("성별", ["동의함"], uniting)]
    assert CrossTab.objects.count() == 10


def test_small_counts_are_hidden_before_they_are_stored():
    ages = {"20대": (7, 8), "40대": (8, 7), "60대": (1, 1), "": (6, 6)}
    strata = [{"age_band": age} if age else {} for camp in (0, 1) for age, n in ages.items() for _ in range(n[camp])]
    stage, _cast = answered(strata, statements=3)
    with during(stage):
        votes = read_votes(stage)
        keep_crosstabs(draw_map(stage, votes), votes)
    (told,) = tables_in_words(CrossTab.objects.get(statement=None).tables, ["A", "B"])
    unknown, hidden = Line("알 수 없음", [None, None], None), Line("60대", [None, None], None)
    assert told.lines == [unknown, Line("20대", [7, 8], 15), Line("40대", [8, 7], 15), hidden]
    with override("en"):
        (english,) = tables_in_words(CrossTab.objects.get(statement=None).tables, ["A", "B"])
    assert [line.name for line in english.lines] == ["not known", "20s", "40s", "60s"]


@pytest.mark.parametrize(
    "strata",
    [
        [{"occupation": f"{n}"} for n in range(10)],  # names people
        [{"district": f"{n}동"} for n in range(30)],  # hardly a cell could be shown
        [{"sex": "여"}] * 10,  # tells nothing
        [{"sex": "여"}] * 10 + [{"sex": "남"}] * 2,  # hides everything
    ],
)
def test_what_would_name_people_or_tell_nothing_makes_no_table(strata):
    stage, _cast = answered(strata, statements=3)
    with during(stage):
        votes = read_votes(stage)
        keep_crosstabs(draw_map(stage, votes), votes)
    tables = CrossTab.objects.get(statement=None).tables
    assert [
        table for table in tables.values() for line in table["lines"] for cell in line[1] if cell and cell < 5
    ] == []
    assert set(tables) <= {"sex"}


def test_nobody_sees_tables_of_a_sealed_round_before_its_end(client):
    stage, cast = answered(SEXES)
    stage.settings = {"sealed": True}
    stage.save()
    with during(stage):
        draw_due_maps()
        publish_due_maps()
        votes = read_votes(stage)
        keep_crosstabs(draw_map(stage, votes), votes)
        client.force_login(cast.ada)
        assert client.get(address("statement", stage, admitted(stage)[0].pk)).context["tables"] == []
        assert "tables" not in client.get(address("map", stage)).context


@pytest.mark.django_db(transaction=True)
def test_two_workers_store_the_tables_once():
    stage, _cast = answered(SEXES, statements=3)
    with during(stage):
        votes = read_votes(stage)
        drawn = draw_map(stage, votes)
        at_once(3, lambda _n: keep_crosstabs(drawn, votes))
    assert CrossTab.objects.count() == 4
