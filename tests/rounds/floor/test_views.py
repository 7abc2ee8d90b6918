import re
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse

from deliberation.ledger.actions import Refused
from deliberation.rounds.floor import minuting, moderating, noting
from deliberation.rounds.floor.models import Act, Floor, Hand
from deliberation.rounds.floor.notes import Minutes, Note
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting
from deliberation.spaces.actions import appoint, dismiss
from deliberation.spaces.models import Membership, Role, Space
from tests.cast import person
from tests.permissions import actual, written
from tests.restricting import close
from tests.rounds.floors import another, found, in_session, over, planned, pressed, speaker

pytestmark = pytest.mark.django_db

RIGHTS = ("watch", "conduct", "act", "raise", "write", "caption")
TABLE = """
              planned  open                               ended
  stranger    -        -                                  -
  finn        -        -                                  -
  ben         watch    watch,raise,write                  watch,write
  side        watch    watch,raise                        watch
  observer    watch    watch                              watch
  scribe      watch    watch,write,caption                watch,write
  captioner   -        caption                            -
  cleo        -        -                                  -
  ada         watch    watch,conduct,act,write,caption    watch,conduct,write
  emil        watch    watch                              watch
  hana        watch    watch                              watch
  dora        -        -                                  -
  root        -        -                                  -
"""


@pytest.mark.parametrize(("state", "scene"), [("planned", planned), ("open", in_session), ("ended", over)])
def test_who_may_do_what_at_a_meeting(state, scene):
    meeting, cast = scene()
    observer = person("Olga")
    appoint(meeting.space, observer, Role.OBSERVER)
    people = {name: getattr(cast, name) for name in ("finn", "ben", "cleo", "ada", "emil", "hana", "dora", "root")}
    people |= {"stranger": AnonymousUser(), "side": speaker(meeting, "Sol", "안전 우선 모임"), "observer": observer}
    people |= {"scribe": person("scribe"), "captioner": person("captioner")}
    appoint(Space.objects.city(), people["scribe"], Role.OFFICIAL)
    meeting.tables.filter(number=2).update(scribe=people["scribe"])
    meeting.captioner = people["captioner"]
    found_rights = actual("rounds", RIGHTS, people, {state: meeting})
    assert found_rights == {cell: rights for cell, rights in written(TABLE).items() if cell[1] == state}


OF_MINUTES = """
              draft     review           published
  stranger    -         -                -
  finn        -         -                -
  ben         -         review           -
  cleo        -         -                -
  ada         compose   review,publish   -
  emil        -         -                -
  root        -         -                -
"""


def test_who_may_do_what_with_minutes():
    meeting, cast = over()
    people = {name: getattr(cast, name) for name in ("finn", "ben", "cleo", "ada", "emil", "root")}
    people["stranger"] = AnonymousUser()
    minutes = {state.value: Minutes(meeting=meeting, state=state) for state in Minutes.State}
    assert actual("rounds", ("compose", "review", "publish"), people, minutes) == written(OF_MINUTES)


PAGES = """
            console  hall  now   live_hall  live_console  act   hand  notes  papers  minutes
  stranger  login    login login 403        403           login login 200    login   200
  finn      403      403   403   403        403           403   403   200    403     200
  ben       403      200   200   200        403           403   302   200    403     200
  ada       200      200   200   200        200           302   403   200    200     200
  emil      403      200   200   200        403           403   403   200    403     200
"""


def addresses(meeting):
    def at(name, *more):
        return reverse(f"rounds:{name}", args=[meeting.process.slug, meeting.pk, *more])

    return {
        **{name: at(name) for name in ("console", "hall", "act", "hand", "notes", "papers", "minutes")},
        "now": at("floor"),
        "live_hall": at("poll", "hall"),
        "live_console": at("poll", "console"),
    }


def test_who_opens_which_page(client):
    meeting, cast = in_session()
    places = addresses(meeting)
    found_pages = {}
    for name in ("stranger", "finn", "ben", "ada", "emil"):
        client.logout()
        if name != "stranger":
            client.force_login(getattr(cast, name))
        for page, address in places.items():
            posted = {"act": {"kind": "finish"}, "hand": {"up": "1"}}.get(page)
            response = client.post(address, posted) if posted else client.get(address)
            login = response.status_code == 302 and "/accounts/login/" in response["Location"]
            found_pages[name, page] = "login" if login else str(response.status_code)
    assert found_pages == {cell: "".join(words) for cell, words in written(PAGES).items()}


def test_everything_of_a_closed_process_is_not_there_for_strangers(client):
    meeting, cast = in_session()
    close(meeting.space)
    client.force_login(cast.finn)
    places = addresses(meeting)
    statuses = {
        page: client.get(address).status_code for page, address in places.items() if page not in ("act", "hand")
    }
    assert set(statuses.values()) == {404}


def crowded(hands: int):
    meeting, cast = in_session()
    moderating.step(meeting, pressed(cast.ada), position=0)
    for n in range(hands):
        one = another(meeting, n)
        moderating.raise_hand(meeting, user=one.user, key=uuid4())
        noting.write_note(meeting, by=one.user, seat=one, text=f"한 생각 {n}", key=uuid4())
    return meeting, cast


@pytest.mark.parametrize("hands", [1, 30])
def test_screens_take_a_fixed_number_of_queries(client, django_assert_num_queries, hands):
    meeting, cast = crowded(hands)
    places = addresses(meeting)
    numbers = {"console": 16, "live_console": 15, "notes": 11}
    client.force_login(cast.ada)
    for page, number in numbers.items():
        client.get(places[page])
        with django_assert_num_queries(number):
            assert client.get(places[page]).status_code == 200
    client.force_login(cast.ben)
    for page, number in {"hall": 9, "now": 13, "live_hall": 9}.items():
        with django_assert_num_queries(number):
            assert client.get(places[page]).status_code == 200


def test_sides_are_named_in_the_readers_language_and_kept_as_they_named_themselves(client):
    meeting, cast = in_session()
    hand = moderating.raise_for(meeting, pressed(cast.ada), user=speaker(meeting, "Sol", "찬성 주민 모임"))
    moderating.call(meeting, pressed(cast.ada), hand=hand.key)
    places = addresses(meeting)

    def names(page, user, language):
        client.force_login(user)
        told = client.get(places[page], headers={"accept-language": language}).content.decode()
        return [name for name in ("찬성 주민 모임", "Residents for it") if name in told]

    for page, user in (("console", cast.ada), ("hall", cast.ben), ("now", cast.ben)):
        assert names(page, user, "en") == ["Residents for it"]
        assert names(page, user, "ko") == ["찬성 주민 모임"]
    end_meeting(found(meeting), by=cast.ada)
    assert names("minutes", cast.ada, "en") == ["Residents for it"]
    content = minuting.content_of(Minutes(meeting=found(meeting)))
    assert [row["side"] for row in content["sides"]] == ["찬성 주민 모임"]


def polling(client, address):
    """Address of the next poll, as the page carries it."""
    page = client.get(address).content.decode()
    stamped = unescape(re.search(r'hx-get="([^"]+)"', page)[1])
    key = re.search(r'"pass": "([^"]*)"', page)
    return f"{stamped}&pass={key[1]}" if key else stamped


def test_a_poll_without_news_asks_neither_database_nor_session(client, django_assert_num_queries):
    meeting, cast = in_session()
    client.force_login(cast.ben)
    poll = polling(client, addresses(meeting)["hall"])
    with django_assert_num_queries(0):
        response = client.get(poll)
    assert (response.status_code, response.content) == (204, b"")
    assert int(response["X-Now"]) > 10**12
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.get("Vary", "")


def test_news_come_once_drawn_to_all_screens_and_only_to_them(client, django_capture_on_commit_callbacks):
    meeting, cast = in_session()
    client.force_login(cast.ben)
    poll = polling(client, addresses(meeting)["hall"])
    with django_capture_on_commit_callbacks(execute=True):
        moderating.step(meeting, pressed(cast.ada), position=0)
    first = client.get(poll)
    assert (first.status_code, "여는 말" in first.content.decode()) == (200, True)
    client.logout()
    assert client.get(poll).content == first.content  # who was let in needs no session for what all see
    assert client.get(poll.partition("&pass=")[0]).status_code == 403
    assert client.get(poll.replace("/hall/", "/floor/")).status_code == 403


def test_each_venue_has_a_hall_screen_of_its_own_with_the_common_news(client, django_capture_on_commit_callbacks):
    meeting, cast = in_session()
    venues = [meeting.venues.create(name=name) for name in ("송도 회관", "청라 회관")]
    for table, venue in zip(meeting.tables.all(), venues, strict=True):
        meeting.tables.filter(pk=table.pk).update(venue=venue)
    places = [reverse("rounds:hall_of_venue", args=[meeting.process.slug, meeting.pk, venue.pk]) for venue in venues]
    client.force_login(cast.ben)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert all(place in page for place in places)
    polls = [polling(client, place) for place in places]
    with django_capture_on_commit_callbacks(execute=True):
        moderating.step(meeting, pressed(cast.ada), position=0)
    for own, other, number, foreign in ((0, 1, 1, 2), (1, 0, 2, 1)):
        drawn = [client.get(polls[own]).content.decode() for _twice in range(2)]
        assert drawn[0] == drawn[1]
        assert all(words in drawn[0] for words in (str(venues[own]), f"{number}분임", "여는 말", "data-until"))
        assert not any(words in drawn[0] for words in (str(venues[other]), f"{foreign}분임"))
    client.logout()
    assert client.get(polls[0]).status_code == 200
    assert client.get(polls[0].replace(f"hall-{venues[0].pk}", f"hall-{venues[1].pk}")).status_code == 403
    client.force_login(cast.ben)
    assert client.get(places[0].replace(f"/{venues[0].pk}/", "/999999/")).status_code == 404
    assert client.get(polls[0].replace(f"hall-{venues[0].pk}", "hall-x")).status_code == 404


def test_a_closed_space_asks_at_every_news_who_it_is(client, django_capture_on_commit_callbacks):
    meeting, cast = in_session()
    close(meeting.space)
    client.force_login(cast.ben)
    poll = polling(client, addresses(meeting)["hall"])
    dismiss(Membership.objects.get(user=cast.ben, space=meeting.space), by=cast.emil)
    with django_capture_on_commit_callbacks(execute=True):
        moderating.step(meeting, pressed(cast.ada), position=0)
    assert client.get(poll).status_code == 404


def test_without_the_cache_every_poll_draws_the_screen(client, monkeypatch):
    meeting, cast = in_session()
    client.force_login(cast.ben)
    poll = polling(client, addresses(meeting)["hall"])
    cache.clear()
    assert client.get(poll).status_code == 200


def test_a_press_is_answered_to_a_form_by_the_page_and_to_a_script_in_data(client):
    meeting, cast = in_session()
    client.force_login(cast.ada)
    act = addresses(meeting)["act"]
    fields = {"kind": "step", "position": "0", "key": str(uuid4())}
    assert client.post(act, fields)["Location"] == addresses(meeting)["console"]
    script = {"headers": {"accept": "application/json"}}
    again = client.post(act, fields, **script)
    assert (again.status_code, again.json()) == (200, {"done": True, "told": ""})
    late = client.post(act, fields | {"key": str(uuid4())}, **script)
    assert (late.status_code, late.json()["done"], "여는 말" in late.json()["told"]) == (409, False, True)
    assert client.post(act, {"kind": "step"}, **script).status_code == 409
    assert client.post(act, {"kind": "raise", "who": "없음"}, **script).status_code == 409
    assert (Floor.objects.get().position, Act.objects.count()) == (1, 1)


def test_a_badge_is_read_with_or_without_its_dash(client):
    meeting, cast = in_session()
    client.force_login(cast.ada)
    for who in ("a01", "A-01"):
        client.post(addresses(meeting)["act"], {"kind": "raise", "who": who})
    assert [hand.user for hand in Hand.objects.all()] == [cast.ben]


def test_a_note_after_the_end_is_a_draft_of_its_author_who_may_hand_it_in(client):
    meeting, cast = over()
    client.force_login(cast.ben)
    notes = addresses(meeting)["notes"]
    client.post(notes, {"text": "끝나고 도착한 쪽지", "key": str(uuid4())})
    note = Note.objects.get()
    assert (note.filed_at, note.table.number) == (None, 1)
    assert "끝나고 도착한 쪽지" in client.get(notes).content.decode()
    client.force_login(cast.ada)
    assert "끝나고 도착한 쪽지" not in client.get(notes).content.decode()
    assert client.get(note.get_absolute_url()).status_code == 404
    client.force_login(cast.ben)
    client.post(reverse("rounds:file_note", args=[meeting.process.slug, meeting.pk, note.pk]))
    client.force_login(cast.ada)
    assert "끝나고 도착한 쪽지" in client.get(notes).content.decode()


def test_a_meeting_that_is_not_open_takes_no_notes():
    meeting, cast = planned()
    with pytest.raises(Refused):
        noting.write_note(meeting, by=cast.ben, text="미리", key=uuid4())
    open_meeting(meeting, by=cast.ada)
    assert noting.write_note(found(meeting), by=cast.ben, text="이제", key=uuid4()).filed_at is not None
