from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries, assertRedirects

from deliberation.accounts.templatetags.words import period
from deliberation.processes import actions, convening
from deliberation.processes.models import Charter, Election, Process, Stage
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import gather, person
from tests.processes.pages import page, visitor
from tests.restricting import close
from tests.scenes import SIDES, agreed, convened, prepared
from tests.sign_in import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(probe):
    return convened(preset="probe")


@pytest.fixture
def process(scene):
    return scene[0]


@pytest.fixture
def cast(scene):
    return scene[1]


def answers(address: str, *people) -> list[int]:
    return [visitor(somebody).get(address).status_code for somebody in people]


PUBLIC = ["detail", "materials", "charter", "people", "record", "record_json"]


@pytest.mark.parametrize("name", PUBLIC)
def test_anyone_follows_a_process(process, name):
    assert visitor().get(page(name, process.slug)).status_code == 200


@pytest.mark.parametrize("name", PUBLIC)
def test_a_process_in_preparation_is_there_for_its_people_alone(probe, name):
    process = prepared(preset="probe")
    cast = gather(here=process.space)
    asked = {
        who: visitor(who).get(page(name, process.slug)).status_code for who in (None, cast.finn, cast.cleo, cast.ada)
    }
    assert asked == {None: 404, cast.finn: 404, cast.cleo: 404, cast.ada: 200}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_closed_space_is_there_for_its_members_alone(process, cast, name):
    close(process.space)
    asked = {
        who: visitor(who).get(page(name, process.slug)).status_code for who in (None, cast.cleo, cast.root, cast.ben)
    }
    assert asked == {None: 404, cast.cleo: 404, cast.root: 404, cast.ben: 200}


def test_members_do_not_run_the_process(process, cast):
    stage = process.stages.get(position=2)
    acts = [page(step, process.slug) for step in ("suspend", "resume", "conclude", "convene", "appoint")]
    acts += [page(step, process.slug, stage.pk) for step in ("prepare_stage", "close_stage", "end_stage", "reschedule")]
    ben = visitor(cast.ben)
    assert {ben.post(act).status_code for act in acts} == {403}
    assert ben.get(page("manage", process.slug)).status_code == 403
    assert ben.get(page("new")).status_code == 403


def test_strangers_are_sent_to_sign_in(process):
    assertRedirects(
        visitor().get(page("manage", process.slug)),
        f"{reverse('account_login')}?next={page('manage', process.slug)}",
        fetch_redirect_response=False,
    )


@pytest.mark.parametrize("n", [1, 30])
def test_the_list_runs_a_fixed_number_of_queries(probe, n):
    for i in range(n):
        process = prepared(f"case-{i}", preset="probe")
        Process.objects.filter(pk=process.pk).update(state=Process.State.RUNNING)
    with assertNumQueries(2):
        response = visitor().get(page("list"), {"group": "coming"})
    assert len(response.context["page"].rows) == min(n, 20)


def test_the_list_pages_by_key(probe):
    for i in range(25):
        process = prepared(f"case-{i}", preset="probe")
        Process.objects.filter(pk=process.pk).update(state=Process.State.RUNNING)
    first = visitor().get(page("list"), {"group": "coming"})
    second = visitor().get(page("list") + first.context["page"].next_url)
    slugs = [process.slug for shown in (first, second) for process in shown.context["page"].rows]
    assert slugs == [f"case-{i}" for i in reversed(range(25))]
    assert second.context["page"].next_url == ""


def test_processes_are_grouped_by_where_they_stand(process, cast):
    first = process.stages.first()
    assert [p.slug for p in visitor().get(page("list"), {"group": "coming"}).context["page"].rows] == ["hydrogen"]
    with time_machine.travel(first.opens_at):
        assert [p.slug for p in visitor().get(page("list")).context["page"].rows] == ["hydrogen"]
    assertContains(visitor().get(page("list"), {"group": "concluded"}), "Concluded deliberations stay here")
    assertContains(visitor().get(page("list"), {"group": "nonsense"}), "Deliberations under way appear here")


@pytest.mark.parametrize("n", [1, 30])
def test_the_process_page_runs_a_fixed_number_of_queries(process, n):
    for i in range(n):
        appoint(process.space, person(f"Participant-{i}"), Role.PARTICIPANT)
    with assertNumQueries(6):
        visitor().get(page("detail", process.slug))


def test_the_process_page_offers_the_open_stages_act_and_its_findings(process):
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage)
    with time_machine.travel(stage.opens_at):
        response = visitor().get(page("detail", process.slug))
    assertContains(response, f'href="/probe/{stage.pk}/"')
    assertContains(response, "Three acts were counted.")
    assertContains(response, "Found so far")
    Process.objects.filter(pk=process.pk).update(state="concluded")
    over = visitor().get(page("detail", process.slug))
    assertContains(over, "What came out")
    assertNotContains(over, "Found so far")
    reports = f'<a class="button" href="{reverse("reports:list", args=[process.slug])}">Reports</a>'
    assertContains(over, reports, count=1, html=True)
    assertNotContains(response, reports, html=True)
    with assertNumQueries(2):
        listed = visitor().get(page("list"), {"group": "concluded"})
    dates = period(stage.process.stages.first().opens_at, stage.process.stages.last().closes_at)
    assertContains(listed, f'<p class="quiet small">{dates}</p>', html=True)


def test_a_pause_and_its_reason_stand_on_the_page(process):
    actions.suspend(process, by=None, reason="태풍으로 모임을 미룹니다.")
    assertContains(visitor().get(page("detail", process.slug)), "태풍으로 모임을 미룹니다.")


def test_dates_near_an_election_are_warned_about(process, cast):
    last = timezone.localdate(process.stages.get(position=4).opens_at)
    Election.objects.create(name="보궐선거", day=last + timedelta(days=60))
    response = visitor().get(page("detail", process.slug))
    assert [stage.position for stage, _election in response.context["warnings"]] == [4]
    assertContains(visitor(cast.emil).get(page("manage", process.slug)), "보궐선거")
    stage = process.stages.get(position=4)
    assertContains(visitor(cast.emil).get(page("reschedule", process.slug, stage.pk)), "보궐선거")


def test_an_election_long_past_or_far_ahead_is_none(process):
    first, last = process.stages.first(), process.stages.last()
    Election.objects.create(name="지난 선거", day=timezone.localdate(first.opens_at) - timedelta(days=1))
    Election.objects.create(name="먼 선거", day=timezone.localdate(last.opens_at) + timedelta(days=61))
    assert visitor().get(page("detail", process.slug)).context["warnings"] == []


def test_a_stage_leads_to_the_page_of_its_room(process):
    stage = process.stages.get(position=2)
    assertRedirects(visitor().get(stage.get_absolute_url()), f"/probe/{stage.pk}/", fetch_redirect_response=False)
    event = process.stages.get(position=1)
    response = visitor().get(event.get_absolute_url(), follow=True)
    assertContains(response, "The place will be announced here.")
    assert visitor().get(page("event", process.slug, stage.pk)).status_code == 404


def test_an_official_sets_up_a_process(probe):
    cast = gather()
    given = {
        "preset": "open_online",
        "title": "해상풍력 <b>소음</b>을 어떻게 줄일까요?",
        "slug": "offshore-wind",
        "first_day": str(timezone.localdate() + timedelta(days=7)),
    }
    response = visitor(cast.emil).post(page("new"), given)
    assertRedirects(response, page("manage", "offshore-wind"), fetch_redirect_response=False)
    assert Process.objects.get().stages.count() == 5


def test_an_address_in_other_letters_is_one_error(probe):
    cast = gather()
    response = visitor(cast.emil).post(page("new"), {"slug": "수소 2026"})
    assert response.context["form"].errors["slug"] == ["Use small letters, digits and hyphens only."]


def test_the_stage_that_decides_is_proposed_or_left_open_never_guessed(probe):
    ballot, without = prepared("with-ballot", preset="citizen_panel"), prepared("without", preset="probe")
    cast = gather(here=ballot.space)
    chosen = {
        process.slug: visitor(cast.emil).get(page("amend_charter", process.slug, 1)).context["form"]["decides"]
        for process in (ballot, without)
    }
    assert (chosen["with-ballot"].value(), chosen["without"].value()) == ("권고안 표결", "")
    assert 'value="" selected' in str(chosen["without"])


def test_a_form_error_keeps_what_was_typed(process, cast):
    given = {"preset": "open_online", "title": "소음", "slug": "hydrogen", "first_day": "2027-01-01"}
    response = visitor(cast.emil).post(page("new"), given)
    assertContains(response, "Another process has this address.")
    assertContains(response, 'value="소음"')


def test_the_charter_is_written_agreed_and_frozen_on_its_pages(probe):
    process = prepared(preset="probe")
    cast = gather(here=process.space)
    emil = visitor(cast.emil)
    given = {
        "question": "수소 생태계를 어떻게 만들까요?",
        "selection": "추첨",
        "selection_en": "By lot",
        "decides": "표결",
        "rule": "과반",
        "announce_at": "2027-03-02T14:00",
        "rule_en": "A majority",
        "promise": "답합니다.",
        "promise_en": "The mayor answers.",
        "answer_days": 30,
        "side_1": SIDES[0]["name"],
        "side_2": SIDES[1]["name"],
    }
    assertRedirects(emil.post(page("amend_charter", process.slug, 1), given), Charter.objects.get().get_absolute_url())
    for side in SIDES:
        speaker = person(f"Speaker{SIDES.index(side)}")
        emil.post(page("appoint", process.slug), {"contact": speaker.email, "role": "side", "label": side["name"]})
        visitor(speaker).post(page("endorse", process.slug, 1), {"stand": "agree"})
    refused = visitor(cast.hana).post(page("endorse", process.slug, 1), {"stand": "object"})
    assertContains(refused, "Please say what you object to")
    visitor(cast.hana).post(page("endorse", process.slug, 1), {"stand": "object", "text": "기간이 짧습니다."})
    emil.post(page("freeze_charter", process.slug, 1))
    emil.post(page("convene", process.slug))
    process.refresh_from_db()
    assert process.state == Process.State.RUNNING
    shown = visitor().get(page("charter", process.slug))
    for text in ("기간이 짧습니다.", "By lot", "A majority", "The mayor answers."):
        assertContains(shown, text)
    assertContains(shown, SIDES[0]["name"])


def test_two_sides_bear_two_names(process, cast):
    given = {"side_1": "같은 이름", "side_2": "같은 이름"}
    response = visitor(cast.emil).post(page("amend_charter", process.slug, 1), given)
    assertContains(response, "Two sides have the same name.")


def test_an_unknown_version_of_the_charter_is_not_found(process):
    for version in ("9", "abc", "9" * 30):
        assert visitor().get(page("charter", process.slug), {"version": version}).status_code == 404


def test_appointing_needs_somebody_who_exists(process, cast):
    emil = visitor(cast.emil)
    response = emil.post(page("appoint", process.slug), {"contact": "nobody@example.org", "role": "observer"})
    assertContains(response, "Nobody has signed up with this address")
    response = emil.post(page("appoint", process.slug), {"contact": "finn@example.org", "role": "side"})
    assertContains(response, "Please choose the side")


def test_an_appointment_ends(process, cast):
    membership = process.space.memberships.get(user=cast.ada)
    visitor(cast.emil).post(page("dismiss", process.slug, membership.pk))
    membership.refresh_from_db()
    assert membership.until is not None
    participant = process.space.memberships.get(user=cast.ben)
    assert visitor(cast.emil).post(page("dismiss", process.slug, participant.pk)).status_code == 404


def test_a_facilitator_runs_a_stage_from_the_management_page(process, cast):
    stage = process.stages.get(position=2)
    ada = visitor(cast.ada)
    assertContains(ada.get(page("manage", process.slug)), "Next: prepare “Opinions”")
    ada.post(page("prepare_stage", process.slug, stage.pk))
    with time_machine.travel(stage.opens_at + timedelta(hours=1)):
        early = visitor(cast.ada)
        assertContains(early.post(page("end_stage", process.slug, stage.pk), {"reason": ""}), "required")
        early.post(page("end_stage", process.slug, stage.pk), {"reason": "모두 참여했습니다."})
        stage.refresh_from_db()
        assert stage.state == Stage.State.CLOSED
        assertContains(visitor().get(page("detail", process.slug)), "모두 참여했습니다.")


def test_the_management_page_says_what_is_missing(process, cast, probe):
    probe.missing = ["No statement is admitted yet."]
    assertContains(visitor(cast.ada).get(page("manage", process.slug)), "No statement is admitted yet.")


@pytest.mark.parametrize("state", ["preparing", "running", "suspended"])
def test_the_management_page_runs_few_queries(probe, state):
    process = prepared(preset="probe")
    cast = gather(here=process.space)
    if state != "preparing":
        convening.freeze(agreed(process, cast), by=cast.emil)
        convening.convene(process, by=cast.emil)
    if state == "suspended":
        actions.suspend(process, by=cast.emil, reason="이유")
    client = visitor(cast.emil)
    client.get(page("manage", process.slug))
    with assertNumQueries({"preparing": 11, "running": 8, "suspended": 9}[state]):
        client.get(page("manage", process.slug))


def test_new_dates_by_the_form(process, cast):
    stage = process.stages.get(position=2)
    opens, closes = timezone.localdate() + timedelta(days=60), timezone.localdate() + timedelta(days=67)
    given = {"opens_at": f"{opens}T00:00", "closes_at": f"{closes}T00:00", "reason": "장소가 바뀌었습니다."}
    visitor(cast.ada).post(page("reschedule", process.slug, stage.pk), given)
    stage.refresh_from_db()
    assert timezone.localtime(stage.closes_at).isoformat() == f"{closes}T00:00:00+09:00"
    assertContains(visitor().get(page("detail", process.slug)), "장소가 바뀌었습니다.")


def test_an_opened_stage_keeps_its_opening_to_the_microsecond(process, cast):
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage)
    with time_machine.travel(stage.opens_at + timedelta(hours=1)):
        later = timezone.localtime(stage.closes_at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        given = {"opens_at": "2020-01-01T00:00", "closes_at": later, "reason": "하루 늘립니다."}
        visitor(cast.ada).post(page("reschedule", process.slug, stage.pk), given)
    fresh = Stage.objects.get(pk=stage.pk)
    assert (fresh.opens_at, fresh.closes_at) == (stage.opens_at, stage.closes_at + timedelta(days=1))


def test_a_stage_is_edited_with_its_settings_while_composing(probe):
    process = prepared(preset="probe")
    cast = gather(here=process.space)
    stage = process.stages.get(position=1)
    given = {
        "title": "첫 모임",
        "opens_at": "2027-03-02T10:00",
        "closes_at": "2027-03-02T12:00",
        "settings-place": "시청 대회의실",
    }
    visitor(cast.ada).post(page("edit_stage", process.slug, stage.pk), given)
    stage.refresh_from_db()
    assert (stage.title, stage.settings) == ("첫 모임", {"place": "시청 대회의실", "text": ""})


def test_a_refused_step_is_a_message_on_the_page_it_came_from(process, cast):
    stage = process.stages.get(position=1)
    manage = page("manage", process.slug)
    client = visitor(cast.ada)
    response = client.post(page("close_stage", process.slug, stage.pk), headers={"referer": manage}, follow=True)
    assertContains(response, "The stage runs until")


def test_citizens_markup_is_shown_as_text(process):
    actions.suspend(process, by=None, reason="<script>alert(1)</script>")
    response = visitor().get(page("detail", process.slug))
    assertNotContains(response, "<script>alert(1)</script>")
    assertContains(response, "&lt;script&gt;alert(1)&lt;/script&gt;")


def test_a_process_without_a_charter_opens_its_other_pages(process, cast):
    process.charters.all().delete()
    names = ("detail", "materials", "people", "record", "manage", "charter")
    asked = {name: visitor(cast.emil).get(page(name, process.slug)).status_code for name in names}
    assert asked == dict.fromkeys(names, 200) | {"charter": 404}
    assertNotContains(visitor().get(page("materials", process.slug)), page("charter", process.slug))
    emil = visitor(cast.emil)
    emil.post(page("appoint", process.slug), {"contact": cast.finn.email, "role": "observer"})
    assert process.space.memberships.filter(user=cast.finn, role=Role.OBSERVER).exists()


def test_what_decides_is_named_in_the_readers_language(process):
    process.charters.update(decides="표결")
    for name in ("detail", "charter"):
        assertContains(visitor().get(page(name, process.slug)), "<dd>Ballot")


@pytest.mark.parametrize("name", ["detail", "charter"])
def test_the_terms_of_a_charter_are_told_in_the_readers_language(process, name):
    charter = process.charters.get()
    korean = Visitor(headers={"accept-language": "ko"}).get(page(name, process.slug))
    for term in ("selection", "rule", "promise"):
        text, text_en = getattr(charter, term), getattr(charter, f"{term}_en")
        told = visitor().get(page(name, process.slug))
        assertContains(told, escape(text_en))
        assertNotContains(told, text)
        assertContains(korean, text)
        assertNotContains(korean, escape(text_en))
    process.charters.update(rule_en="")
    assertContains(visitor().get(page(name, process.slug)), f'lang="ko">{charter.rule}')


def test_who_speaks_for_a_side_is_told_in_the_readers_language(process):
    people = visitor().get(page("people", process.slug))
    assertContains(people, SIDES[1]["name_en"])
    assertNotContains(people, SIDES[1]["name"])
