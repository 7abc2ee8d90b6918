from datetime import timedelta

import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps import interim
from deliberation.opinions.maps.drawing import latest_map
from deliberation.opinions.models import OpinionMap
from deliberation.opinions.tasks import draw_due_maps
from tests.opinions.scenes import address, admitted, during, ready_round, two_camps

pytestmark = pytest.mark.django_db


@pytest.fixture
def large_from_a_hundred(monkeypatch):
    monkeypatch.setattr(interim, "LARGE", 100)
    yield
    interim._last.clear()


@pytest.mark.usefixtures("large_from_a_hundred")
def test_between_cold_runs_a_large_round_shows_an_interim_map_that_the_next_one_replaces(client):
    stage, cast = ready_round(statements=9)
    with during(stage) as clock:
        two_camps(stage)
        draw_due_maps()
        cold = latest_map(stage)
        OpinionMap.objects.update(votes=10_000)  # so that a hundredth of them is not reached
        clock.shift(timedelta(minutes=1))
        ben = cast.ben.seats.get()
        answer(stage, seat=ben, values={statement.pk: 1 for statement in admitted(stage)})
        draw_due_maps()
        page = client.get(address("map", stage))
        assert (page.context["map"].votes, page.context["map"].people) == (153, 17)
        assert sorted(page.context["map"].result["sizes"]) == [8, 9]
        assert page.context["map"].result["totals"][0] == [9, 8, 17]
        assert page.context["replaced_at"] == cold.as_of + timedelta(minutes=10)
        assert "중간 지도" in page.text
        assert list(OpinionMap.objects.all()) == [cold]
        earlier = client.get(address("map", stage) + f"?at={cold.pk}")
        assert (earlier.context["map"].result, earlier.context["replaced_at"]) == (cold.result, None)
        clock.shift(timedelta(minutes=10))
        draw_due_maps()
        page = client.get(address("map", stage))
        assert (page.context["map"], page.context["replaced_at"]) == (latest_map(stage), None)
        assert (latest_map(stage) != cold, latest_map(stage).votes) == (True, 153)


@pytest.mark.usefixtures("large_from_a_hundred")
def test_a_process_forgets_a_cold_run_that_is_not_the_newest_any_more():
    stage, _cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
        draw_due_maps()
    OpinionMap.objects.update(digest="of another process")
    newest = OpinionMap.objects.defer(None).get()
    newest.pk = None
    newest.digest = "newer"
    newest.as_of += timedelta(minutes=1)
    newest.save()
    draw_due_maps()
    assert interim._last == {}
