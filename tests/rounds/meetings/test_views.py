import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries, assertRedirects

from deliberation.accounts.models import Reveal
from deliberation.panels.actions import end_seat
from deliberation.rounds.meetings import tables
from deliberation.rounds.meetings.attending import check_in, door_path
from deliberation.rounds.meetings.models import CheckIn, Meeting, TablePlace, Tie
from deliberation.rounds.meetings.scheduling import write_programme, write_venues
from tests.restricting import close
from tests.rounds.stage_meetings import HOUR, again, ended, opened, page, planned, printed, scene, visitor

pytestmark = pytest.mark.django_db
OF_FACILITATORS = [
    *("change", "programme", "venues", "open", "end", "cancel", "attendance", "names", "door", "renew_door"),
    *(
        "tables",
        "assign",
        "publish_tables",
        "rebalance",
        "move_person",
        "arrange_tables",
        "tie",
        "hall_pack",
        "captioner",
    ),
]


def schedule(here):
    return reverse("rounds:meetings", args=[here.process.slug, here.stage.pk])


def filled(here, **fields):
    starts_at = timezone.localtime(timezone.now() + HOUR).replace(second=0, microsecond=0)
    given = {"title": "제1차 숙의토론회", "kind": "plenary", "place": "시청", "starts_at": starts_at}
    given |= {"ends_at": starts_at + 3 * HOUR} | fields
    times = {name: given[name].strftime("%Y-%m-%dT%H:%M") for name in ("starts_at", "ends_at")}
    return given | times


def test_everybody_reads_the_schedule():
    here = scene(3)
    assertContains(visitor().get(schedule(here)), "The meetings of this stage will stand here")
    meeting = planned(here)
    write_programme(meeting, [{"minutes": 20, "title": "개회"}, {"minutes": 70, "title": "발표"}], by=here.cast.ada)
    write_venues(meeting, [{"name": "동부 회의장"}], by=here.cast.ada)
    assertContains(visitor().get(schedule(here)), "제1차 숙의토론회")
    response = visitor().get(meeting.get_absolute_url())
    assert [slot.item.title for slot in response.context["programme"]] == ["개회", "발표"]
    assert (response.context["minutes"], response.context["mine"], response.context["rights"]) == (90, None, set())
    assertContains(response, "동부 회의장")
    assertNotContains(response, "Run this meeting")


def test_meetings_of_a_closed_process_are_nowhere():
    here = scene(3)
    meeting = planned(here)
    close(here.process.space)
    for address in (
        schedule(here),
        meeting.get_absolute_url(),
        page("tables", meeting),
        f"/processes/{here.process.slug}/calendar.ics",
    ):
        assert visitor(here.cast.finn).get(address).status_code == 404
    assert visitor(here.seats[0].user).get(meeting.get_absolute_url()).status_code == 200


def test_only_staff_reach_the_pages_of_staff():
    here = scene(3)
    meeting = opened(here)
    tables.tie(here.stage, *here.seats[:2], kind="apart", note="비밀 메모", by=here.cast.ada)
    pages = [page(name, meeting) for name in OF_FACILITATORS]
    pages += [page("tick", meeting, here.seats[0].pk), page("untie", meeting, Tie.objects.get().pk)]
    pages += [reverse("rounds:plan", args=[here.process.slug, here.stage.pk])]
    for who in (here.cast.ben, here.cast.finn, here.cast.dora, here.cast.root):
        browser = visitor(who)
        answers = {address: {browser.get(address).status_code, browser.post(address).status_code} for address in pages}
        assert {address: got for address, got in answers.items() if not {403} <= got <= {403, 405}} == {}
    assert Tie.objects.exists()
    assert not CheckIn.objects.exists()


def test_a_facilitator_plans_a_meeting_and_its_programme():
    here = scene(3)
    ada = visitor(here.cast.ada)
    plan = reverse("rounds:plan", args=[here.process.slug, here.stage.pk])
    bad = ada.post(plan, filled(here, place="", video_link="javascript:alert(1)"))
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["video_link"])
    assert list(ada.post(plan, filled(here, place="")).context["form"].errors) == ["place"]
    late = filled(here, ends_at=timezone.now() - HOUR)
    assert list(ada.post(plan, late).context["form"].errors) == ["ends_at"]
    planned_now = ada.post(plan, filled(here, video_link="meet.example.org/a"))
    meeting = Meeting.objects.get()
    assertRedirects(planned_now, page("programme", meeting))
    assert meeting.video_link == "https://meet.example.org/a"
    rows = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 0}
    rows |= {"form-0-minutes": 30, "form-0-title": "개회", "form-0-ORDER": 2}
    rows |= {"form-1-minutes": 200, "form-1-title": "토의", "form-1-ORDER": 1, "form-1-closed_to_press": "on"}
    response = ada.post(page("programme", meeting), rows, follow=True)
    assertContains(response, "It is 50 minutes longer than the meeting.")
    assertContains(response, "closed to the press")
    assert list(meeting.programme.values_list("title", "minutes")) == [("토의", 200), ("개회", 30)]
    first, second = meeting.programme.all()
    rows |= {"form-INITIAL_FORMS": 2, "form-0-pk": first.pk, "form-1-pk": second.pk, "form-1-DELETE": "on"}
    ada.post(page("programme", meeting), rows)
    assert list(meeting.programme.values_list("pk", "title")) == [(first.pk, "개회")]
    wrong = ada.post(page("programme", meeting), rows | {"form-0-minutes": 0})
    assertContains(wrong, "Please correct what is marked below.", status_code=422)
    many = {"form-TOTAL_FORMS": 41} | {f"form-{n}-title": "순서" for n in range(41)}
    assertContains(ada.post(page("programme", meeting), rows | many), "at most 40", status_code=422)
    assert meeting.programme.count() == 1


def test_time_and_place_are_changed_with_word_to_the_participants():
    here = scene(3)
    meeting = planned(here)
    ada = visitor(here.cast.ada)
    assertContains(ada.get(page("change", meeting)), "시청 대회의실")
    response = ada.post(page("change", meeting), filled(here, place="도서관"), follow=True)
    assertContains(response, "The participants are told of the new time or place.")
    assert again(meeting).place == "도서관"


def test_a_meeting_is_opened_ended_and_cancelled_by_buttons():
    here = scene(3)
    meeting, other = planned(here), planned(here, hours=5)
    ada = visitor(here.cast.ada)
    assertContains(ada.post(page("open", meeting), follow=True), "The meeting is open.")
    assertContains(ada.post(page("end", meeting), follow=True), "The meeting is over.")
    refused = ada.post(
        page("open", other), headers={"referer": f"http://testserver{other.get_absolute_url()}"}, follow=True
    )
    assertContains(refused, "from two hours before it begins")
    long = ada.post(page("cancel", other), {"reason": "태풍" * 300})
    assertContains(long, "태풍" * 300, status_code=422)
    assertContains(ada.post(page("cancel", other), {"reason": "태풍"}, follow=True), "태풍")
    assert [again(row).state for row in (meeting, other)] == ["ended", "cancelled"]
    assertContains(ada.post(page("open", other), follow=True), "This is no longer possible.")


def test_a_participant_checks_in_at_the_door_once():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    door = door_path(meeting)
    assert visitor().get(door).status_code == 302
    phone = visitor(seat.user)
    assertContains(phone.get(door), "I am here")
    assert not CheckIn.objects.exists()
    assertContains(phone.post(door), "You are checked in since")
    assertContains(phone.post(door), "You are checked in since")
    assertContains(phone.get(door), "You are checked in since")
    assert CheckIn.objects.values_list("seat", "how").get() == (seat.pk, "qr")
    assertContains(phone.get(meeting.get_absolute_url()), "You are checked in since")


def test_an_old_or_foreign_code_says_so():
    here = scene(3)
    meeting = opened(here)
    old = door_path(meeting)
    ada = visitor(here.cast.ada)
    assertRedirects(ada.post(page("renew_door", meeting)), page("door", meeting))
    assertContains(ada.get(page("door", meeting)), door_path(again(meeting)))
    phone = visitor(here.seats[0].user)
    assertContains(phone.post(old), "This code is old.", status_code=409)
    assertContains(phone.get("/processes/check-in/abc/"), "not a code for checking in", status_code=409)
    stranger = visitor(here.cast.finn).post(door_path(again(meeting)))
    assertContains(stranger, "You have no seat", status_code=409)
    assertNotContains(stranger, "제1차 숙의토론회", status_code=409)
    over = ended(here, hours=2)
    assertContains(phone.post(door_path(over)), "is over", status_code=409)


def test_the_hall_screen_shows_the_code_to_staff_alone():
    """Whoever takes part from home can open that screen."""
    here = scene(3)
    meeting = planned(here)
    ben, ada = visitor(here.seats[0].user), visitor(here.cast.ada)
    assertContains(ben.get(page("hall", meeting)), page("door", meeting))
    assertNotContains(ben.get(page("hall", meeting)), "data:image")
    asks = {"HX-Request": "true"}
    assert [browser.get(page("door", meeting), headers=asks).status_code for browser in (ben, ada)] == [204, 200]


def test_the_desk_ticks_the_list():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    ada = visitor(here.cast.ada)
    tick = page("tick", meeting, seat.pk)
    response = ada.post(f"{tick}?show=missing")
    assertRedirects(
        response, f"{page('attendance', meeting)}?show=missing#seat-{seat.pk}", fetch_redirect_response=False
    )
    missing = ada.get(f"{page('attendance', meeting)}?show=missing")
    assert [line[0].code for line in missing.context["lines"]] == ["A002", "A003"]
    assert (missing.context["came"], missing.context["total"]) == (1, 3)
    ada.post(tick, {"undo": "1"})
    check_in(meeting, seat, how=CheckIn.How.QR, by=seat.user)
    assertContains(ada.post(tick, follow=True), "A001 was checked in already, with a phone.")
    found = ada.get(f"{page('attendance', meeting)}?q=a003")
    assert [line[0].code for line in found.context["lines"]] == ["A003"]


def test_names_stand_on_the_list_only_after_a_reason_that_is_logged():
    here = scene(3)
    meeting = opened(here)
    ada = visitor(here.cast.ada)
    assertNotContains(ada.get(page("attendance", meeting)), "참여자 1")
    assert ada.get(f"{page('attendance', meeting)}?q=참여자 1").context["lines"] == []
    ada.post(page("names", meeting), {"why": ""})
    assert not Reveal.objects.exists()
    assertContains(ada.post(page("names", meeting), {"why": "접수"}, follow=True), "참여자 1")
    assert set(Reveal.objects.values_list("by", "why")) == {(here.cast.ada.pk, "접수")}
    assert Reveal.objects.count() == 3
    assert len(ada.get(f"{page('attendance', meeting)}?q=참여자 1").context["lines"]) == 1
    assertNotContains(visitor(here.cast.ada).get(page("attendance", meeting)), "참여자 1")


def test_a_name_of_somebody_who_has_left_is_not_shown_without_a_log():
    here = scene(3)
    meeting, seat = opened(here), here.seats[0]
    check_in(meeting, seat, how=CheckIn.How.LIST, by=here.cast.ada)
    end_seat(seat, by=here.cast.emil)
    told = visitor(here.cast.ada).post(page("names", meeting), {"why": "접수"}, follow=True)
    assertContains(told, "참여자 1")
    assert Reveal.objects.filter(person=seat.user).exists()


def test_the_facilitator_seats_people_and_they_see_their_own_table_alone():
    here = scene(12)
    meeting, seat = planned(here), here.seats[0]
    ada, ben = visitor(here.cast.ada), visitor(seat.user)
    assert ada.post(page("assign", meeting), {"tables": ""}).status_code == 422
    assertRedirects(ada.post(page("assign", meeting), {"tables": 3}), page("tables", meeting))
    assertContains(ben.get(meeting.get_absolute_url()), "not published yet")
    assertContains(ada.post(page("publish_tables", meeting), follow=True), "The tables are published")
    table = TablePlace.objects.get(seat=seat).table
    assertContains(ben.get(meeting.get_absolute_url()), f"Table {table.number}")
    assertNotContains(ben.get(meeting.get_absolute_url()), "A002")
    target = meeting.tables.exclude(pk=table.pk).first()
    moved = ada.post(page("move_person", meeting), {"seat": "a001", "table": target.pk}, follow=True)
    assertContains(moved, f"A001 sits at table {target.number} now.")
    assertContains(ada.post(page("move_person", meeting), {"seat": "A001"}, follow=True), "A001 sits at no table now.")
    assertContains(ada.post(page("rebalance", meeting), follow=True), "1 person sits elsewhere now.")
    nobody = ada.post(page("move_person", meeting), {"seat": "Z9"})
    assertContains(nobody, "Nobody here has the code “Z9”.", status_code=422)


def test_before_they_are_published_tables_are_told_to_nobody_but_facilitators():
    here = scene(6)
    meeting, seat = opened(here), here.seats[0]
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    row = TablePlace.objects.get(seat=seat).table
    tables.arrange_tables(meeting, {row.pk: {"scribe": seat.user, "moderator": here.cast.ada}})
    ada, ben, official = (visitor(user) for user in (here.cast.ada, seat.user, here.cast.emil))
    ben.post(door_path(meeting))
    looks = [(ben, page(name, meeting)) for name in ("meeting", "floor", "notes", "hall")] + [(ben, door_path(meeting))]
    looks += [(browser, page("attendance", meeting)) for browser in (official, ada)]
    told = re.compile(r"Table</dt><dd><strong>|<td data-label=.Table.>\d|Table \d")

    def telling():
        return [address for browser, address in looks if told.search(browser.get(address).content.decode())]

    def pack(**given):
        return official.post(page("hall_pack", meeting), {"parts": ["sign_in", "badges"]} | given)

    assert telling() == []
    assert "Table " not in "".join(printed(pack())).replace("Table Signature", "")
    assert pack(parts=["lists"]).status_code == pack(parts=["numbers"]).status_code == 422
    assertNotContains(ada.post(page("notes", meeting), {"text": "한 생각", "key": uuid4()}, follow=True), "Table 1")
    tables.publish_tables(meeting, by=here.cast.ada)
    assert telling() == [address for _browser, address in looks if address != page("hall", meeting)]
    assert "Table 1" in "".join(printed(pack(parts=["lists"])))


def test_no_page_tells_a_side_or_an_opinion_group():
    """The opinion at the draw (찬성, 반대) goes into the tables; nothing that the facilitator sees or prints has it."""
    here = scene(12)
    meeting = planned(here)
    tables.assign_tables(meeting, tables=3, by=here.cast.ada)
    ada = visitor(here.cast.ada)
    for name in ("meeting", "tables", "attendance", "arrange_tables"):
        response = ada.get(page(name, meeting))
        assertNotContains(response, "찬성")
        assertNotContains(response, "반대")
    assertContains(ada.get(page("tables", meeting)), "who belongs where is shown to nobody")


def test_rules_to_keep_apart_are_for_facilitators_alone():
    here = scene(4)
    meeting = planned(here)
    ada = visitor(here.cast.ada)
    one, other = here.seats[:2]
    assert ada.post(page("tie", meeting), {"one": one.code, "kind": "apart"}).status_code == 422
    given = {"one": one.code, "other": other.code, "kind": "apart", "note": "이웃 분쟁"}
    assertContains(ada.post(page("tie", meeting), given, follow=True), "이웃 분쟁")
    assert visitor(here.cast.emil).get(page("tables", meeting)).status_code == 403
    ada.post(page("untie", meeting, Tie.objects.get().pk))
    assert not Tie.objects.exists()


def test_tables_get_their_moderator_and_venue():
    here = scene(4)
    meeting = planned(here)
    write_venues(meeting, [{"name": "동부"}], by=here.cast.ada)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    ada, row, venue = visitor(here.cast.ada), meeting.tables.first(), meeting.venues.get()
    given = {f"t{row.pk}-moderator": here.cast.ada.pk, f"t{row.pk}-venue": venue.pk}
    assertContains(ada.post(page("arrange_tables", meeting), given, follow=True), "moderated by Ada")
    assert ada.post(page("arrange_tables", meeting), {f"t{row.pk}-scribe": here.cast.finn.pk}).status_code == 422


@pytest.mark.parametrize("n", [2, 30])
def test_pages_run_a_fixed_number_of_queries(n):
    here = scene(n)
    meeting = opened(here)
    write_programme(meeting, [{"minutes": 5, "title": f"순서 {k}"} for k in range(n)], by=here.cast.ada)
    write_venues(meeting, [{"name": f"회의장 {k}"} for k in range(min(n, 20))], by=here.cast.ada)
    tables.assign_tables(meeting, tables=n // 2, by=here.cast.ada)
    tables.publish_tables(meeting, by=here.cast.ada)
    for seat in here.seats:
        check_in(meeting, seat, how=CheckIn.How.LIST, by=here.cast.ada)
    expected = {"meeting": QUERIES[0], "attendance": QUERIES[1], "tables": QUERIES[2]}
    ada = visitor(here.cast.ada)
    for name, number in expected.items():
        ada.get(page(name, meeting))
        with assertNumQueries(number):
            ada.get(page(name, meeting))
    ben = visitor(here.seats[0].user)
    ben.get(page("meeting", meeting))
    with assertNumQueries(QUERIES[3]):
        ben.get(page("meeting", meeting))
    with assertNumQueries(QUERIES[4]):
        visitor().get(schedule(here))


QUERIES = (8, 10, 14, 14, 2)


def test_planning_is_proposed_with_the_day_of_the_stage():
    here = scene(3)
    stage = here.process.stages.get(position=4)
    response = visitor(here.cast.ada).get(reverse("rounds:plan", args=[here.process.slug, stage.pk]))
    initial = response.context["form"].initial
    assert (initial["title"], initial["ends_at"] - initial["starts_at"]) == (stage.title, timedelta(hours=7))
