"""Every page around meetings in a browser: accessible, nothing wider than the screen, no console error."""

import pytest
from playwright.sync_api import expect

from deliberation.rounds.meetings import tables
from deliberation.rounds.meetings.attending import door_path
from deliberation.rounds.meetings.models import CheckIn
from deliberation.rounds.meetings.scheduling import write_programme, write_venues
from tests.rounds.stage_meetings import opened, planned, scene
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "인천형수소생태계구축을위한쟁점별전문가질의응답과분임토의그리고전체공유를모두담은아주긴회의이름"


def test_pages_are_accessible_and_fit_the_screen(assert_all_accessible):
    here = scene(12)
    meeting = opened(here, title=LONG, place=LONG, video_link=f"https://meet.example.org/{'x' * 90}")
    write_programme(meeting, [{"minutes": 20, "title": LONG}, {"minutes": 70, "title": "발표"}], by=here.cast.ada)
    write_venues(meeting, [{"name": LONG, "address": LONG}], by=here.cast.ada)
    tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    tables.tie(here.stage, *here.seats[:2], kind="apart", note=LONG, by=here.cast.ada)
    later = planned(here, hours=6)
    at, stage = meeting.get_absolute_url(), f"/processes/{here.process.slug}/stages/{here.stage.pk}/meetings/"
    staff = ("programme", "venues", "attendance", "door", "tables", "tables/arrange", "hall-pack")
    walks = {
        None: [stage, at],
        here.seats[0].user: [at, door_path(meeting), "/processes/me/calendar/"],
        here.cast.ada: [
            stage,
            f"{stage}new/",
            at,
            f"{later.get_absolute_url()}edit/",
            *(f"{at}{act}/" for act in staff),
        ],
    }
    assert_all_accessible(walks)


def test_a_phone_checks_in_while_the_desk_looks_on(visit, live_server):
    here = scene(3)
    meeting = opened(here)

    def page_of(person, width):
        page = visit(width)
        sign_in(page.context, person, live_server.url)
        return page

    phone, desk = page_of(here.seats[0].user, 360), page_of(here.cast.ada, 1280)
    desk.goto(f"{live_server.url}{meeting.get_absolute_url()}attendance/")
    desk.locator(f"#seat-{here.seats[1].pk} button").click()
    expect(desk.get_by_text("3명 중 1명이 왔습니다.")).to_be_visible()
    phone.goto(live_server.url + door_path(meeting))
    phone.get_by_role("button", name="참석했습니다").click()
    expect(phone.get_by_text("참석을 확인했습니다. 환영합니다!")).to_be_visible()
    desk.locator(f"#seat-{here.seats[0].pk} button").click()
    expect(desk.get_by_text("A001 님은 이미 휴대전화로 참석을 확인했습니다.")).to_be_visible()
    expect(desk.get_by_text("3명 중 2명이 왔습니다.")).to_be_visible()
    assert set(CheckIn.objects.values_list("seat__code", "how")) == {("A001", "qr"), ("A002", "list")}
