"""The record of a process: its steps in words, the reasons beside them, and the means to check it."""

import json
from datetime import timedelta

import pytest
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNumQueries

from deliberation.accounts.templatetags.words import span
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.processes import actions, minutes
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.processes.pages import page, visitor
from tests.scenes import convened

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


@pytest.mark.parametrize("n", [1, 30])
def test_the_record_runs_a_fixed_number_of_queries(process, n):
    for i in range(n):
        appoint(process.space, person(f"Observer-{i}"), Role.OBSERVER)
    with assertNumQueries(6):
        visitor().get(page("record", process.slug))


def test_the_record_tells_every_step_in_words_and_checks_itself(process):
    stage = process.stages.get(position=2)
    actions.prepare_stage(stage)
    response = visitor().get(page("record", process.slug), {"check": "1"})
    assertContains(response, "“Opinions” was prepared")
    assertContains(response, "The record is whole")
    assertContains(visitor().get(page("record", process.slug), {"page": "after.WzJd"}), "The process was prepared")


def test_the_record_gives_the_reason_of_every_pause_and_new_date(process, cast):
    emil = visitor(cast.emil)
    stage = process.stages.get(position=2)
    later = {"opens_at": stage.opens_at, "closes_at": stage.closes_at + timedelta(days=1)}
    actions.reschedule(stage, **later, by=cast.ada, reason="태풍 예보가 있습니다.")
    emil.post(page("suspend", process.slug), {"reason": "소송이 제기되었습니다."})
    emil.post(page("resume", process.slug), {"reason": "소송이 끝났습니다."})
    response = visitor().get(page("record", process.slug))
    for reason in ("태풍 예보가 있습니다.", "소송이 제기되었습니다.", "소송이 끝났습니다."):
        assertContains(response, f"Reason: {reason}")


@pytest.mark.parametrize(
    ("reason", "says"),
    [("", "This field is required"), ("가" * 1001, "Please shorten"), ("\0", "This field is required")],
)
def test_a_pause_begins_and_ends_with_a_reason_that_can_be_published(process, cast, reason, says):
    emil = visitor(cast.emil)
    for act, state in (("suspend", "running"), ("resume", "suspended")):
        response = emil.post(page(act, process.slug), {"reason": reason})
        process.refresh_from_db()
        assert (response.status_code, process.state) == (422, state)
        assertContains(response, says, status_code=422)
        assert response.context["reason_form"]["reason"].value() == reason
        emil.post(page("suspend", process.slug), {"reason": "이유"})


def test_the_downloaded_record_can_be_recomputed(process):
    response = visitor().get(page("record_json", process.slug))
    chain = json.loads(b"".join(response.streaming_content))
    previous = "0" * 64
    for entry in chain["entries"]:
        claimed = entry.pop("digest")
        assert (entry["previous"], digest(entry)) == (previous, claimed)
        previous = claimed
    assert (chain["head"], chain["length"]) == (previous, len(chain["entries"]))


def test_the_record_tells_facts_in_the_readers_language(process, cast):
    stage = process.stages.get(position=2)
    opens_at, closes_at = stage.opens_at, stage.closes_at
    change = {"opens_at": opens_at, "closes_at": closes_at + timedelta(days=1), "reason": "공휴일"}
    actions.reschedule(stage, by=cast.ada, **change)
    response = visitor().get(page("record", process.slug), headers={"accept-language": "ko"})
    with override("ko"):
        assertContains(response, f"<dt>바꾸기 전 일정</dt><dd>{span(opens_at, closes_at)}</dd>")
    assertContains(response, "<dt>이유의 확인값</dt>")
    assertContains(response, "<dt>이전 상태</dt><dd>준비 중</dd>")


def test_a_recommendation_amended_by_the_committee_was_adopted(process):
    entry = Entry(subject="recommendation:7", step="amend", facts={"number": 3}, at="2026-03-12T05:00:00Z")
    (minute,) = minutes.in_words(process, [entry])
    assert minute["sentence"] == "Recommendation 3 was adopted with another wording"
