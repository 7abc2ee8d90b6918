"""Feeds and calendars of the portal: whole entries, names that stay, nothing that is not public."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from icalendar import Calendar

from deliberation.spaces.actions import decide
from deliberation.spaces.models import Decision
from deliberation.spaces.sittings import cancel_sitting, plan_sitting
from tests.agendas.agendas import hide, selected
from tests.agendas.proposing import drafted, published
from tests.opinions.scenes import planned_round
from tests.portal.scene import close_space, running
from tests.responses.scene import answered, finished

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("proposals", "processes", "decisions")


def entries(client, where: str, language: str = "ko") -> list[dict[str, str]]:
    response = client.get(f"/feeds/{where}.atom", headers={"accept-language": language})
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
    assert root.find(f"{ATOM}link[@rel='self']").attrib["href"].endswith(f":8000/feeds/{where}.atom")
    return [
        {part.tag.removeprefix(ATOM): part.text or part.attrib.get("href") for part in entry}
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_proposals_come_whole_and_under_a_name_that_stays(client, cast):
    proposal = published(cast.finn, contested="**적자**를 <script>누가</script> 메웁니까?")
    drafted(cast.finn, title="비밀 초안")
    hidden = published(cast.finn, title="숨긴 제안")
    decide(hidden.item, "hide", by=cast.emil, version=1, reason="개인정보가 들어 있습니다.")
    (entry,) = entries(client, "proposals")
    assert entry["id"] == f"tag:127.0.0.1,2026:proposal:{proposal.pk}"
    assert entry["link"] == f"http://127.0.0.1:8000{proposal.get_absolute_url()}"
    assert "<strong>적자</strong>" in entry["content"]
    assert proposal.background in entry["content"]
    assert "<script>" not in entry["content"]
    assert entry["updated"] == entry["published"]


def test_steps_are_told_in_the_language_of_the_reader_and_by_process(client, cast):
    process = running(cast, "tram")
    everywhere, here = entries(client, "processes"), entries(client, "processes/tram")
    assert [entry["id"] for entry in here] == [entry["id"] for entry in everywhere]
    assert any("시작" in entry["title"] for entry in here)
    assert any("was convened" in entry["title"] for entry in entries(client, "processes/tram", "en"))
    close_space(process)
    assert entries(client, "processes") == []
    assert client.get("/feeds/processes/tram.atom").status_code == 404


def test_the_city_s_answers_are_told_and_drafts_are_not(client, clock):
    scene = answered(clock)
    finished(scene)
    titles = [entry["title"] for entry in entries(client, f"processes/{scene.process.slug}", "en")]
    told = [title.partition(": ")[2] for title in titles if "Milestone" in title or "Answer to" in title]
    answers = [f"Answer to recommendation {n} was published" for n in (2, 1)]
    assert told == ["Milestone 1 was reported as done", *answers]


def test_decisions_come_with_result_and_reason_and_without_a_hidden_title(client, cast):
    agenda = selected(cast, title="트램을 놓을 것인가?")
    told = entries(client, "decisions")
    assert "트램을 놓을 것인가?" in told[0]["title"]
    assert "많은 시민이 관심을 가지는 사안입니다." in told[0]["content"]
    hide(agenda, cast)
    assert "트램" not in str(entries(client, "decisions"))


def test_a_feed_that_has_not_changed_is_not_sent_again(client, cast):
    published(cast.finn)
    first = client.get("/feeds/proposals.atom")
    assert client.get("/feeds/proposals.atom", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert first["Vary"] == "Accept-Language"


@pytest.mark.parametrize("number", [1, 30])
def test_feeds_take_the_same_queries_whatever_there_is(client, cast, number, django_assert_num_queries):
    selected(cast)
    decision = Decision.objects.get()
    Decision.objects.bulk_create(
        Decision(
            **{field.attname: getattr(decision, field.attname) for field in Decision._meta.fields if field.name != "id"}
        )
        for _ in range(number - 1)
    )
    for _ in range(number):
        published(cast.ben)
    for n in range(min(number, 3)):
        running(cast, f"process-{n}")
    # of decisions: what is concealed of proposals; of steps: entries, processes, their stages
    for where, queries in (("proposals", 1), ("decisions", 2), ("processes", 3), ("processes/process-0", 4)):
        with django_assert_num_queries(queries, info=where):
            client.get(f"/feeds/{where}.atom")
    with django_assert_num_queries(3):  # stages, meetings, sittings: there is no meeting to read more of
        client.get("/feeds/calendar.ics")


def test_pages_lead_to_the_feeds(client, cast):
    process = running(cast, "tram")
    page = client.get(process.get_absolute_url()).content.decode()
    for where in (*FEEDS, "processes/tram"):
        assert 'type="application/atom+xml"' in page
        assert f'href="/feeds/{where}.atom"' in page
    assert "/feeds/processes/tram.atom" not in client.get("/").content.decode()


def test_the_calendar_has_stages_and_sittings_that_everyone_may_know_of(client):
    stage, cast = planned_round()
    held_at = timezone.now() + timedelta(days=3)
    sitting = plan_sitting(cast.city, title="제2차 위원회", held_at=held_at, by=cast.dora, place="시청")
    response = client.get("/feeds/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    told = {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}
    here = told[f"sitting-{sitting.pk}@127.0.0.1:8000"]
    assert (here.decoded("dtstart"), str(here["location"])) == (held_at.replace(microsecond=0), "시청")
    assert told[f"stage-{stage.pk}@127.0.0.1:8000"].decoded("dtend") == stage.closes_at
    cancel_sitting(sitting, reason="태풍", by=cast.dora)
    close_space(stage.process)
    told = {
        str(event["uid"]): event
        for event in Calendar.from_ical(client.get("/feeds/calendar.ics").content).walk("VEVENT")
    }
    assert {uid: str(event["status"]) for uid, event in told.items()} == {
        f"sitting-{sitting.pk}@127.0.0.1:8000": "CANCELLED"
    }
