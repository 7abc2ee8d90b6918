from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.processes import convening
from deliberation.processes.models import Charter, Endorsement, Process
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import gather, person
from tests.concurrency import at_once
from tests.scenes import SIDES, TERMS, agreed, convened, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(probe):
    return prepared(preset="probe")


@pytest.fixture
def cast(process):
    return gather(here=process.space)


def steps(process) -> list[str]:
    return list(Entry.objects.filter(chain__name=process.chain).order_by("n").values_list("step", flat=True))


def test_a_process_is_prepared_from_its_preset(process):
    assert process.space.name == "process-hydrogen"
    assert list(process.stages.values_list("position", "kind", "state", "title_en")) == [
        (1, "event", "planned", "Orientation"),
        (2, "probe", "planned", "Opinions"),
        (3, "probe", "planned", "Ballot"),
        (4, "event", "planned", "Delivery"),
    ]
    assert process.charters.get().state == Charter.State.DRAFT
    assert steps(process) == ["prepare"]


def test_an_address_belongs_to_one_process(process):
    with pytest.raises(Refused, match="another"):
        convening.prepare_process(
            None, preset="probe", first_day=timezone.localdate(), by=person("Ida"), slug="hydrogen", title="다른 것"
        )


def test_a_stage_is_added_where_its_opening_belongs_and_never_after_the_convening(process, cast):
    second = process.stages.get(position=2)
    window = {"opens_at": second.opens_at, "closes_at": second.closes_at}
    with pytest.raises(Refused, match="after the beginning"):
        convening.add_stage(process, kind="event", title="x", opens_at=second.opens_at, closes_at=second.opens_at)
    convening.add_stage(process, kind="event", title="현장 방문", title_en="Site visit", **window)
    titles = list(process.stages.values_list("position", "title_en"))
    assert titles == [(1, "Orientation"), (2, "Opinions"), (3, "Site visit"), (4, "Ballot"), (5, "Delivery")]
    Process.objects.filter(pk=process.pk).update(state="running")
    with pytest.raises(Refused, match="fixed"):
        convening.add_stage(process, kind="event", title="x", **window)


@pytest.mark.django_db(transaction=True)
def test_stages_added_at_once_each_get_a_place(process, cast):
    window = {name: getattr(process.stages.first(), name) for name in ("opens_at", "closes_at")}

    def add(n: int):
        convening.add_stage(Process.objects.get(pk=process.pk), kind="event", title=f"모임 {n}", **window)

    assert at_once(4, add) == [None] * 4
    assert list(process.stages.values_list("position", flat=True)) == list(range(1, 9))


def test_stages_change_freely_only_before_the_convening(probe):
    process, cast = convened(preset="probe")
    with pytest.raises(Refused, match="rescheduling"):
        convening.edit_stage(process.stages.first(), by=cast.emil, title="다른 이름")


def test_an_edited_stage_keeps_its_order_in_time(process, cast):
    stage = process.stages.first()
    convening.edit_stage(stage, by=cast.emil, title="첫 모임", settings={"place": "시청 대회의실"})
    stage.refresh_from_db()
    assert (stage.title, stage.settings) == ("첫 모임", {"place": "시청 대회의실"})
    with pytest.raises(Refused, match="after the beginning"):
        convening.edit_stage(stage, by=cast.emil, closes_at=stage.opens_at)


def test_a_draft_nobody_has_spoken_on_changes_in_place(process, cast):
    charter = process.charters.get()
    assert convening.amend_charter(charter, by=cast.emil, rule="과반") == charter
    assert Charter.objects.get().rule == "과반"


def test_a_draft_somebody_has_spoken_on_becomes_a_new_version(process, cast):
    first = agreed(process, cast)
    second = convening.amend_charter(first, by=cast.emil, rule="3분의 2")
    first.refresh_from_db()
    assert (first.state, first.rule) == ("replaced", TERMS["rule"])
    assert (second.version, second.state, second.rule, second.sides) == (2, "draft", "3분의 2", SIDES)
    kept = ("selection", "selection_en", "rule_en", "promise", "promise_en")
    assert {name: getattr(second, name) for name in kept} == {name: TERMS[name] for name in kept}
    assert not second.endorsements.exists()


def test_a_charter_is_frozen_when_everyone_named_has_spoken(process, cast):
    charter = convening.amend_charter(process.charters.get(), by=cast.emil, **TERMS)
    assert convening.missing_before_frozen(charter) == [
        "Nobody represents “Residents for it” yet. Appoint somebody.",
        "Nobody represents “Safety first” yet. Appoint somebody.",
        "The committee has neither agreed nor objected yet.",
    ]
    with pytest.raises(Refused, match="committee has neither"):
        convening.freeze(charter, by=cast.emil)


def test_those_who_speak_are_told_once_a_version_when_it_is_complete(process, cast):
    def told() -> list[str]:
        notices = Notice.objects.filter(kind="charter_to_agree").order_by("occasion", "person__display_name")
        return [f"{notice.person.display_name} {notice.occasion}" for notice in notices.select_related("person")]

    charter = convening.amend_charter(process.charters.get(), by=cast.emil, rule="과반")
    assert told() == []
    charter = convening.amend_charter(charter, by=cast.emil, **TERMS)
    assert told() == ["Dora charter:hydrogen:1", "Hana charter:hydrogen:1"]
    appoint(process.space, cast.finn, Role.SIDE, label=SIDES[0]["name"])
    convening.ask_for_words(charter)
    convening.ask_for_words(charter)
    assert told() == [f"{name} charter:hydrogen:1" for name in ("Dora", "Finn", "Hana")]


def test_an_objection_on_record_does_not_block(process, cast):
    charter = agreed(process, cast)
    with pytest.raises(Refused, match="what you object to"):
        convening.endorse(charter, by=cast.dora, stand="object", text=" ")
    convening.endorse(charter, by=cast.dora, stand="object", text="기간이 짧습니다.")
    convening.freeze(charter, by=cast.emil)
    facts = Entry.objects.get(step="freeze").facts
    assert (charter.state, facts["agree"], facts["object"]) == ("frozen", 3, 1)


def test_the_last_word_of_a_person_counts_until_the_charter_is_frozen(process, cast):
    charter = agreed(process, cast)
    convening.endorse(charter, by=cast.hana, stand="object", text="규칙이 모호합니다.")
    convening.endorse(charter, by=cast.hana, stand="agree")
    assert Endorsement.objects.get(user=cast.hana).stand == "agree"
    convening.freeze(charter, by=cast.emil)
    with pytest.raises(Refused, match="no longer open"):
        convening.endorse(charter, by=cast.hana, stand="object", text="늦은 반대")


def test_a_side_that_is_renamed_needs_a_new_representative(process, cast):
    charter = agreed(process, cast)
    speaker = charter.endorsements.get(speaks_for=SIDES[0]["name"]).user
    renamed = convening.amend_charter(
        charter, by=cast.emil, sides=[{"name": "수소 찬성 모임", "name_en": ""}, SIDES[1]]
    )
    with pytest.raises(Refused, match=SIDES[0]["name"]):
        convening.endorse(renamed, by=speaker, stand="agree")
    assert convening.missing_before_frozen(renamed)[:2] == [
        "Nobody represents “수소 찬성 모임” yet. Appoint somebody.",
        f"“{SIDES[1]['name_en']}” has neither agreed nor objected yet.",
    ]


def test_the_charter_of_a_concluded_process_stays(process, cast):
    charter = agreed(process, cast)
    process.state = Process.State.CONCLUDED
    process.save()
    for act in (
        lambda: convening.amend_charter(charter, by=cast.emil, rule="다른 규칙"),
        lambda: convening.freeze(charter, by=cast.emil),
    ):
        with pytest.raises(Refused, match="over"):
            act()


def test_only_sides_and_committee_speak(process, cast):
    with pytest.raises(Refused, match="Only representatives"):
        convening.endorse(process.charters.get(), by=cast.ben, stand="agree")


def test_the_minutes_name_a_side_by_its_number(process, cast):
    agreed(process, cast)
    assert [e.facts for e in Entry.objects.filter(step="endorse").order_by("n")] == [
        {"stand": "agree", "side": 1},
        {"stand": "agree", "side": 2},
        {"stand": "agree", "side": 0},
    ]


def test_a_charter_in_force_holds_until_its_next_version_is_frozen(process, cast):
    first = agreed(process, cast)
    convening.freeze(first, by=cast.emil)
    second = convening.amend_charter(first, by=cast.emil, answer_days=45)
    assert list(process.charters.order_by("version").values_list("state", flat=True)) == ["frozen", "draft"]
    with pytest.raises(Refused, match="being agreed already"):
        convening.amend_charter(first, by=cast.emil, answer_days=60)
    for membership in process.space.memberships.filter(role=Role.SIDE):
        convening.endorse(second, by=membership.user, stand="agree")
    convening.endorse(second, by=cast.hana, stand="agree")
    convening.freeze(second, by=cast.emil)
    assert list(process.charters.order_by("version").values_list("state", flat=True)) == ["replaced", "frozen"]


def test_a_process_is_convened_under_a_frozen_charter_by_a_facilitator(process):
    assert convening.missing_before_convened(process) == [
        "The charter is not in force yet.",
        "No facilitator has been appointed.",
    ]
    with pytest.raises(Refused, match="No facilitator"):
        convening.convene(process, by=person("Ida"))
    assert Process.objects.get().state == Process.State.PREPARING


def test_a_stage_that_would_be_over_hinders_the_convening(probe):
    process = prepared(preset="probe", first_day=timezone.localdate() - timedelta(days=1))
    cast = gather(here=process.space)
    convening.freeze(agreed(process, cast), by=cast.emil)
    assert convening.missing_before_convened(process) == [
        "“Orientation” would be over before it begins. Change its dates."
    ]


def test_convening_opens_the_process_and_prepares_what_freezes_nothing(probe):
    process, cast = convened(preset="probe")
    assert process.state == Process.State.RUNNING
    assert list(process.stages.values_list("state", flat=True)) == ["ready", "planned", "planned", "ready"]
    assert steps(process)[-3:] == ["convene", "prepare", "prepare"]
    assert Notice.objects.filter(person=cast.ben, kind="convened").count() == 1
    with pytest.raises(Refused, match="no longer possible"):
        convening.convene(process, by=cast.emil)
