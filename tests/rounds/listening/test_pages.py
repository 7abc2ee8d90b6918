"""The pages of listening sessions and caucus notes in a browser: accessible, nothing wider than the screen."""

from uuid import uuid4

import pytest

from deliberation.rounds.listening.actions import answer_concern, count_turnout, judge_concern
from deliberation.rounds.mediation.actions import write_caucus_note
from tests.rounds.council_meetings import mediation, met
from tests.rounds.tours import concern, held, planned, returned, stored, tour, visited
from tests.sign_in import session_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "풍력발전기가들어서면꽃게어장이줄어들고소리와그림자가마을까지온다는아주긴걱정의말" * 3


@pytest.fixture
def walk(visit, assert_accessible, live_server):
    def look(person, addresses, width):
        page = visit(width)
        if person:
            page.context.add_cookies([{"name": "sessionid", "value": session_key(person), "url": live_server.url}])
        for address in addresses:
            page.goto(live_server.url + address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
            assert_accessible(page)

    return look


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_a_tour_are_accessible_and_fit_the_screen(walk, width):
    here = tour()
    cast, stage = here.cast, f"/processes/wind/stages/{here.stage.pk}/"
    first = visited(here, LONG[:100])
    open_one, waiting = concern(here, first, LONG), concern(here, first)
    count_turnout(first, {"fishers": 1234}, by=cast.ada)
    answer_concern(open_one, answer=LONG, by=cast.emil)
    held(here, returned(here, first))
    judge_concern(stored(open_one), "leave_open", finding=LONG, by=cast.ada)
    other = planned(here, "자월도")
    at, one = first.get_absolute_url(), f"/processes/wind/concerns/{waiting.pk}/"
    tour_page = f"{stage}listening/"
    walk(None, [tour_page, f"{stage}meetings/", at, f"{at}place/", f"{other.get_absolute_url()}place/"], width)
    walk(cast.ada, [f"{at}place/", f"{at}concerns/new/", f"{at}turnout/", f"{one}judge/", f"{one}reword/"], width)
    walk(cast.emil, [tour_page, f"{one}answer/", f"{stage}meetings/new/", f"{at}return/"], width)


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_a_council_are_accessible_and_fit_the_screen(walk, width):
    here = mediation()
    at, users = met(here).get_absolute_url(), here.table.users
    write_caucus_note(here.meeting, party=here.party("resident"), text=LONG, key=uuid4(), by=users["resident"])
    walk(users["resident"], [here.process.get_absolute_url(), at, f"{at}caucus/"], width)
    walk(users["chair"], [f"{at}caucus/", f"{at}console/"], width)
