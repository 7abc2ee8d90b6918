import pytest
from icalendar import Calendar

from deliberation.accounts.actions import erase
from deliberation.processes.actions import reschedule
from deliberation.rounds.meetings import calendars
from deliberation.rounds.meetings.models import CalendarLink
from deliberation.rounds.meetings.scheduling import cancel_meeting, change_meeting, write_programme
from tests.restricting import close
from tests.rounds.stage_meetings import HOUR, planned, scene
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


def events(feed: bytes, of: str = "meeting"):
    return [event for event in Calendar.from_ical(feed).walk("VEVENT") if event["uid"].startswith(f"{of}-")]


def test_the_feed_of_a_process_is_public_and_follows_changes():
    here = scene(3)
    meeting = planned(here, video_link="https://meet.example.org/a")
    write_programme(meeting, [{"minutes": 20, "title": "개회"}], by=here.cast.ada)
    client = Visitor()
    response = client.get(f"/processes/{here.process.slug}/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response.content)
    assert event.decoded("dtstart") == meeting.starts_at.replace(microsecond=0)
    assert (str(event["location"]), int(event["sequence"]), str(event["status"])) == ("시청 대회의실", 0, "CONFIRMED")
    assert "개회" in event["description"]
    assert "https://meet.example.org/a" in event["description"]
    change_meeting(meeting, by=here.cast.ada, place="도서관")
    cancel_meeting(meeting, by=here.cast.ada, reason="태풍")
    (event,) = events(client.get(f"/processes/{here.process.slug}/calendar.ics").content)
    assert (int(event["sequence"]), str(event["status"])) == (2, "CANCELLED")


def test_the_feed_of_a_person_has_what_they_take_part_in_and_ends_when_revoked():
    here = scene(3)
    planned(here)
    seat = here.seats[0]
    phone = Visitor(headers={"accept-language": "en"})
    phone.force_login(seat.user)
    shown = phone.post("/processes/me/calendar/")
    address = shown.context["address"].removeprefix("http://").partition("/")[2]
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert CalendarLink.objects.get().digest != token
    assert phone.get("/processes/me/calendar/").context["address"] == ""
    assert len(events(Visitor().get(f"/{address}").content)) == 1
    again = calendars.renew_link(seat.user)
    assert Visitor().get(f"/{address}").status_code == 404
    assert calendars.person_behind(again) == seat.user
    phone.post("/processes/me/calendar/", {"revoke": "1"})
    assert calendars.person_behind(again) is None


def test_a_closed_process_is_in_the_feed_of_its_people_alone():
    here = scene(3)
    planned(here)
    close(here.process.space)
    assert len(events(calendars.of_person(here.seats[0].user))) == 1
    assert len(events(calendars.of_person(here.cast.ada))) == 1
    assert events(calendars.of_person(here.cast.finn)) == []
    assert Visitor().get(f"/processes/{here.process.slug}/calendar.ics").status_code == 404


def test_erasing_a_person_ends_their_address():
    here = scene(3)
    token = calendars.renew_link(here.seats[0].user)
    erase(here.seats[0].user, by=here.seats[0].user)
    assert calendars.person_behind(token) is None


def test_the_feed_of_a_process_has_its_stages_in_the_time_of_the_city():
    here = scene(3)
    stages = list(here.process.stages.order_by("opens_at", "pk"))
    feed = calendars.of_process(here.process)
    told = events(feed, "stage")
    assert [event["uid"].partition("@")[0] for event in told] == [f"stage-{stage.pk}" for stage in stages]
    assert [event.decoded("dtend") for event in told] == [stage.closes_at.replace(microsecond=0) for stage in stages]
    assert {event["dtstart"].params["TZID"] for event in told} == {"Asia/Seoul"}
    assert [zone["tzid"] for zone in Calendar.from_ical(feed).walk("VTIMEZONE")] == ["Asia/Seoul"]
    reschedule(
        stages[-1],
        opens_at=stages[-1].opens_at + HOUR,
        closes_at=stages[-1].closes_at + HOUR,
        by=here.cast.ada,
        reason="시험",
    )
    assert int(events(calendars.of_process(here.process), "stage")[-1]["sequence"]) == 1
