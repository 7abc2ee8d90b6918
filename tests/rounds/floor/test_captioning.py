"""Captions on all screens, once, and in the draft of the minutes."""

from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from deliberation.ledger.actions import Refused
from deliberation.rounds.floor import captioning
from deliberation.rounds.floor.models import Caption
from deliberation.rounds.meetings.scheduling import end_meeting
from tests.concurrency import at_once
from tests.restricting import close
from tests.rounds.floors import found, in_session


def page(name, meeting):
    return reverse(f"rounds:{name}", args=[meeting.process.slug, meeting.pk])


@pytest.mark.django_db
def test_a_line_is_on_the_screens_until_it_is_taken_back_and_then_in_the_minutes(client):
    meeting, cast = in_session()
    client.force_login(cast.ada)
    for text in ("하나", "둘", "셋"):
        assert client.post(page("captions", meeting), {"text": text, "key": uuid4()}).status_code == 302
    for screen in ("hall", "floor"):
        assertContains(client.get(page(screen, meeting)), "셋")
        assertNotContains(client.get(page(screen, meeting)), "하나")
    client.post(page("captions", meeting), {"line": Caption.objects.last().pk})
    assertNotContains(client.get(page("hall", meeting)), "셋")
    end_meeting(found(meeting), by=cast.ada)
    assert client.get(page("minutes", meeting)).context["form"].initial == {"text": "하나\n둘"}
    with pytest.raises(Refused):
        captioning.add_caption(found(meeting), by=cast.ada, text="넷", key=uuid4())


@pytest.mark.django_db
def test_only_who_types_captions_gets_the_page(client):
    meeting, cast = in_session()
    seen = {}
    for name in ("ada", "ben", "emil", "finn"):
        client.force_login(getattr(cast, name))
        seen[name] = client.get(page("captions", meeting)).status_code
    assert seen == {"ada": 200, "ben": 403, "emil": 403, "finn": 403}
    meeting.tables.filter(number=1).update(scribe=cast.ben)
    client.force_login(cast.ben)
    assert client.get(page("captions", meeting)).status_code == 200


@pytest.mark.django_db
def test_anybody_is_appointed_by_name_until_it_is_ended_or_the_meeting_is_over(client):
    meeting, cast = in_session()

    def appoint(given, status=302):
        client.force_login(cast.ada)
        assert client.post(page("captioner", meeting), given).status_code == status

    def may_type():
        meeting_now, found_now = found(meeting), []
        for name in ("ben", "finn"):
            client.force_login(getattr(cast, name))
            if client.get(page("captions", meeting_now)).status_code == 200:
                found_now.append(name)
        return found_now

    appoint({"captioner": "a-01"})
    assert may_type() == ["ben"]
    appoint({"captioner": cast.finn.email})
    assert may_type() == ["finn"]
    appoint({"captioner": "nobody@example.com"}, status=422)
    appoint({"end": "1"})
    assert may_type() == []
    appoint({"captioner": cast.finn.email})
    assert client.post(page("captioner", meeting), {"captioner": cast.ben.email}).status_code == 302
    client.force_login(cast.finn)
    assert client.get(page("captioner", meeting)).status_code == 403
    appoint({"captioner": cast.finn.email})
    end_meeting(found(meeting), by=cast.ada)
    assert may_type() == []


@pytest.mark.django_db
def test_who_does_not_see_a_closed_meeting_types_no_captions_there(client):
    meeting, cast = in_session()
    close(meeting.space)
    client.force_login(cast.ada)
    asked = client.post(page("captioner", meeting), {"captioner": cast.finn.email}, headers={"accept-language": "en"})
    assertContains(asked, "This person cannot see this meeting.", status_code=422)


@pytest.mark.django_db(transaction=True)
def test_a_line_sent_twice_at_once_stands_once():
    meeting, cast = in_session()
    key = uuid4()
    at_once(4, lambda _n: captioning.add_caption(found(meeting), by=cast.ada, text="하나", key=key))
    assert list(Caption.objects.values_list("text", flat=True)) == ["하나"]
