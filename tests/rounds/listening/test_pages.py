"""The pages of listening sessions and caucus notes in a browser: accessible, nothing wider than the screen."""

from uuid import uuid4

import pytest

from deliberation.rounds.listening.actions import answer_concern, count_turnout, judge_concern
from deliberation.rounds.mediation.actions import write_caucus_note
from tests.rounds.council_meetings import mediation, met
from tests.rounds.tours import concern, held, planned, returned, stored, tour, visited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "풍력발전기가들어서면꽃게어장이줄어들고소리와그림자가마을까지온다는아주긴걱정의말" * 3


def test_pages_of_a_tour_are_accessible_and_fit_the_screen(assert_all_accessible):
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
    assert_all_accessible(
        {
            None: [tour_page, f"{stage}meetings/", at, f"{at}place/", f"{other.get_absolute_url()}place/"],
            cast.ada: [f"{at}place/", f"{at}concerns/new/", f"{at}turnout/", f"{one}judge/", f"{one}reword/"],
            cast.emil: [tour_page, f"{one}answer/", f"{stage}meetings/new/", f"{at}return/"],
        }
    )


def test_pages_of_a_council_are_accessible_and_fit_the_screen(assert_all_accessible):
    here = mediation()
    at, users = met(here).get_absolute_url(), here.table.users
    write_caucus_note(here.meeting, party=here.party("resident"), text=LONG, key=uuid4(), by=users["resident"])
    assert_all_accessible(
        {
            users["resident"]: [here.process.get_absolute_url(), at, f"{at}caucus/"],
            users["chair"]: [f"{at}caucus/", f"{at}console/"],
        }
    )
