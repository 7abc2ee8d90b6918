from datetime import timedelta

import numpy as np
import pytest
from django.utils.translation import override

from deliberation.ledger.actions import first_fault
from deliberation.ledger.models import Chain
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.maps.actions import name_group
from deliberation.opinions.maps.drawing import draw_map, latest_map
from deliberation.opinions.maps.reading import read_map
from deliberation.opinions.maps.steps import timeline
from deliberation.opinions.models import GroupName, OpinionMap
from deliberation.opinions.statements.actions import translate_statement
from deliberation.rounds.floor import live
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def voted(stage, n: int):
    """Two camps of n people each who answer every statement."""
    statements = admitted(stage)
    for number, one in enumerate(crowd(stage, 2 * n)):
        side = 1 if number < n else -1
        values = {s.pk: side if s.number % 3 else 1 for s in statements}
        answer(stage, seat=one, values=values)


def test_the_map_says_what_unites_and_divides(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        drawn = draw_map(stage)
        page = client.get(address("map", stage))
    assert (drawn.result["k"], sorted(drawn.result["sizes"])) == (2, [8, 8])
    reading = page.context["reading"]
    assert {finding.text for finding in reading.unites} == {s.item.text for s in admitted(stage) if s.number % 3 == 0}
    assert len(reading.divides) == 5
    assert reading.picture is False


def test_the_picture_marks_the_reader_and_stands_beside_its_table(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 25)
        draw_map(stage)
        client.force_login(stage.process.seats.get(code="C-000").user)
        marked = client.get(address("map", stage))
        client.logout()
        plain = client.get(address("map", stage))
    assert (marked.text.count("map__me"), plain.text.count("map__me")) == (2, 0)
    assert (marked.text.count('class="map"'), marked.text.count("<small>")) == (1, 0)
    assert marked.context["place"].group == next(
        group.index for group in marked.context["reading"].groups if group.size == 25
    )
    assert "25명" in plain.text


def test_below_fifty_people_there_is_no_picture(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 24)
        draw_map(stage)
        page = client.get(address("map", stage))
    assert ('class="map"' in page.text, page.context["picture"]) == (False, None)


def steps_of(stage, n: int) -> list[OpinionMap]:
    """A drawn map and copies of it, a minute apart, the drawn one last."""
    drawn = OpinionMap.objects.defer(None).get(pk=draw_map(stage).pk)
    parts = list(drawn.parts.all())
    kept = [drawn]
    for minute in range(1, n):
        copy = OpinionMap.objects.defer(None).get(pk=drawn.pk)
        copy.pk, copy.digest, copy.as_of = None, f"{minute}", drawn.as_of - timedelta(minutes=minute)
        copy.save()
        for part in parts:
            copy.parts.create(first_seat=part.first_seat, packed=part.packed)
        kept.insert(0, copy)
    return kept


@pytest.mark.parametrize(("maps", "kept"), [(1, 1), (2, 2), (30, 30), (31, 30), (100, 30)])
def test_steps_through_time_are_thinned_evenly(client, maps, kept, django_assert_num_queries):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        all_maps = steps_of(stage, maps)
        with django_assert_num_queries(1):
            found = timeline(stage, all_maps[-1])
    places = [one.pk for one in all_maps]
    taken = [places.index(step.pk) for step in found.steps]
    assert (len(taken), taken[0], taken[-1], found.now) == (kept, 0, maps - 1, kept - 1)
    assert max(np.diff(taken), default=1) <= -(-maps // kept)


def test_an_earlier_step_is_shown_by_its_own_address_without_script(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        first, newest = steps_of(stage, 2)
        page = client.get(address("map", stage) + f"?at={first.pk}")
        part = client.get(address("map_part", stage) + f"?at={first.pk}")
        now = client.get(address("map", stage) + f"?at={newest.pk}")
        nothing = [client.get(address("map", stage) + f"?at={at}").status_code for at in ("0", "x", "9" * 30)]
    assert (page.context["map"], part.context["map"], now.context["map"]) == (first, first, newest)
    assert [one.text.count("live/map/?stamp=") for one in (page, part, now)] == [0, 0, 1]
    assert nothing == [404] * 3


def test_the_statements_are_sorted_by_plain_links_and_paged(client):
    stage, _cast = ready_round(statements=51)
    with during(stage):
        voted(stage, 4)
        draw_map(stage)

        def numbers(query: str) -> list[int]:
            table = client.get(address("map", stage) + query).context["reading"].table
            return [row.number for row in table.rows]

        by_number = numbers("?sort=number")
        uniting = [n for n in range(1, 52) if n % 3 == 0]
        assert by_number == list(range(1, 51))
        assert numbers("?sort=number&page=2") == numbers("?sort=number&page=99") == [51]
        assert numbers("?sort=unites")[:17] == uniting
        assert numbers("?sort=divides")[-16:] == uniting[:16]
        assert numbers("?sort=nonsense&page=x") == numbers("?sort=answers") == by_number
        text = client.get(address("map", stage) + "?sort=number").text
    assert '100 · 0 · 0 <span class="quiet">(8)</span>' in text
    assert "?sort=number&amp;page=2#statements" in text


def test_an_open_page_asks_for_news_and_gets_nothing_until_there_is_a_new_map(
    client, django_assert_num_queries, django_capture_on_commit_callbacks
):
    live._seen.clear()
    stage, cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        stamp = client.get(address("map", stage)).context["stamp"]
        with django_assert_num_queries(0):
            assert client.get(address("map_part", stage), {"stamp": stamp}).status_code == 204
        with django_capture_on_commit_callbacks(execute=True):
            answer(stage, seat=cast.ben.seats.get(), values={s.pk: 1 for s in admitted(stage)})
            newest = draw_map(stage)
        news = client.get(address("map_part", stage), {"stamp": stamp})
    assert (news.status_code, news.context["map"], news.context["stamp"] != stamp) == (200, newest, True)
    assert news.text.startswith('<div id="live"')


def test_a_sealed_map_is_told_nowhere_before_the_round_has_closed(client):
    stage, cast = ready_round(statements=9)
    stage.settings = {"sealed": True}
    stage.save()
    with during(stage):
        voted(stage, 25)
        first, _newest = steps_of(stage, 2)
        client.force_login(cast.ada)
        for query in ("", f"?at={first.pk}", "?sort=unites"):
            page = client.get(address("map", stage) + query)
            assert (page.status_code, "live/map" in page.text, "map" in page.context) == (200, False, False)
            assert client.get(address("map_part", stage) + query).status_code == 403
        named = client.post(address("name_group", stage), {"group": 0, "name": "섬"})
    assert (named.status_code, GroupName.objects.count()) == (403, 0)


def test_the_facilitator_names_groups_and_the_minutes_tell_that_but_not_the_name(client):
    stage, cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        client.force_login(cast.ada)
        sent = {"group": 1, "name": "안전 먼저", "name_en": "Safety first"}
        assert client.post(address("name_group", stage), sent).status_code == 302
        assert [group.name for group in client.get(address("map", stage)).context["reading"].groups] == [
            "집단 A",
            "안전 먼저(B)",
        ]
        answer(stage, seat=cast.ben.seats.get(), values={s.pk: 1 for s in admitted(stage)})
        draw_map(stage)
        with override("en"):
            assert read_map(latest_map(stage)).groups[1].name == "Safety first (B)"
        refused = client.post(address("name_group", stage), {"group": 2, "name": "없는 집단"}, follow=True)
        assert "지도에 없습니다" in refused.text
        too_long = client.post(address("name_group", stage), {"group": 1, "name": "긴" * 31})
        assert (too_long.status_code, "긴" * 31 in too_long.text) == (422, True)
        client.post(address("name_group", stage), {"group": 1, "name": " "})
    entries = Chain.objects.get(name="process-hydrogen").entries.order_by("n")
    told = [(entry.step, entry.facts) for entry in entries if "name_group" in entry.step]
    assert told == [("name_group", {"group": "B"}), ("unname_group", {"group": "B"})]
    assert GroupName.objects.count() == 0


@pytest.mark.parametrize("who", ["ben", "emil", "finn"])
def test_nobody_else_names_groups(client, who):
    stage, cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        client.force_login(getattr(cast, who))
        assert "group-0-name" not in client.get(address("map", stage)).text
        assert client.post(address("name_group", stage), {"group": 0, "name": "섬"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_group_named_by_two_at_once_has_one_name():
    stage, cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        given = at_once(3, lambda n: name_group(stage, group=0, name=f"이름 {n}", by=cast.ada))
    assert given == [None] * 3
    assert GroupName.objects.get().name in {"이름 0", "이름 1", "이름 2"}
    assert first_fault(Chain.objects.get(name="process-hydrogen")) is None


def test_statements_are_told_in_the_words_of_who_translated_them(client):
    stage, cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        uniting = admitted(stage)[2]
        original, english = uniting.item.text, "Chargers must be built faster."
        translate_statement(uniting, by=cast.ada, text=english, version=1)
        told = client.get(address("map", stage), headers={"accept-language": "en"}).text
        korean = client.get(address("map", stage)).text
    assert (english in told, original in told, "translated by people" in told) == (True, False, True)
    assert (english in korean, original in korean, "번역" in korean) == (False, True, False)
