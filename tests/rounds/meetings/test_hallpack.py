import pytest
from pytest_django.asserts import assertContains

from deliberation.accounts.models import Reveal
from deliberation.rounds.meetings import tables
from deliberation.rounds.meetings.scheduling import write_venues
from tests.rounds.stage_meetings import again, page, planned, printed, scene, visitor

pytestmark = pytest.mark.django_db


def test_the_hall_pack_has_codes_and_with_a_reason_names():
    here = scene(5)
    meeting = planned(here)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    tables.publish_tables(meeting, by=here.cast.ada)
    ada = visitor(here.cast.ada)
    assertContains(ada.get(page("hall_pack", meeting)), "Sign-in sheets")
    response = ada.post(page("hall_pack", meeting), {"parts": ["sign_in", "lists"]})
    sheets = printed(response)
    assert (response["Content-Type"], len(sheets)) == ("application/pdf", 3)
    assert "A001" in sheets[0]
    assert "참여자" not in "".join(sheets)
    assert not Reveal.objects.exists()
    named = printed(ada.post(page("hall_pack", meeting), {"parts": ["badges"], "why": "이름표 인쇄"}))
    assert "참여자 1" in named[0]
    assert Reveal.objects.count() == 5
    every = ["sign_in", "badges", "numbers", "lists", "door", "questions", "cards"]
    assert not again(meeting).poster
    assert len(printed(ada.post(page("hall_pack", meeting), {"parts": every}))) == 8
    assert again(meeting).poster
    assertContains(ada.get(page("door", meeting)), "A printed poster is accepted as well")
    assert ada.post(page("hall_pack", meeting), {"parts": [], "venue": ""}).status_code == 422


def test_the_hall_pack_of_a_venue_has_its_people_alone():
    here = scene(6)
    meeting = planned(here)
    write_venues(meeting, [{"name": "동부"}, {"name": "서부"}], by=here.cast.ada)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    tables.publish_tables(meeting, by=here.cast.ada)
    east, west = meeting.venues.all()
    first, second = meeting.tables.all()
    tables.arrange_tables(meeting, {first.pk: {"venue": east}, second.pk: {"venue": west}})
    given = {"parts": ["sign_in", "lists"], "venue": east.pk}
    text = "".join(printed(visitor(here.cast.ada).post(page("hall_pack", meeting), given)))
    here_codes = set(first.places.values_list("seat__code", flat=True))
    assert {seat.code for seat in here.seats if seat.code in text} == here_codes
