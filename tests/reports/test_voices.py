from datetime import timedelta

import pytest
import time_machine

from deliberation.agendas.screening.actions import choose_agenda
from deliberation.conflicts.stakeholders.models import VoiceCheck
from deliberation.ledger.models import Entry
from deliberation.panels.actions import import_seats
from deliberation.processes.actions import close_stage
from deliberation.processes.models import Process
from deliberation.reports.tasks import check_all_voices
from deliberation.reports.voices import check_voices, deliberated
from deliberation.spaces.actions import appoint
from deliberation.spaces.disclosure.actions import set_basis
from deliberation.spaces.models import Role
from tests.agendas.agendas import selected
from tests.cast import person
from tests.conflicts.cases import REASON, filed
from tests.conflicts.parties import party, published
from tests.restricting import close
from tests.scenes import convened
from tests.sittings import in_session

LIST = "code,name,email,district,group\nA1,가,a@example.org,덕적면,어업\nA2,나,b@example.org,자월면,어업\n".encode()


@pytest.fixture
def scene(db):
    """A deliberation of an agenda that came from a conflict, with two drawn seats and a speaker of a side."""
    process, cast = convened()
    conflict = filed(cast)
    agenda = choose_agenda(
        "해상풍력의 조건은?", kind="committee", sitting=in_session(), by=cast.hana, reason=REASON, conflict=conflict
    )
    Process.objects.filter(pk=process.pk).update(agenda=agenda)
    import_seats(process, LIST, by=cast.ada)
    appoint(process.space, person("Speaker"), Role.SIDE, label="어업인 단체")
    return cast, conflict, process


def found(conflict):
    return {row.name: told for row in conflict.parties.all() for told in [_of(conflict, row)] if told is not None}


def _of(conflict, row):
    told = VoiceCheck.objects.get(conflict=conflict).found.get(str(row.pk))
    return told if told is None else [(way["label"], way["people"]) for way in told]


def test_parties_are_looked_for_in_strata_and_in_labels(scene):
    cast, conflict, _process = scene
    for name, labels in (("어민", ["어업", " 어업인  단체"]), ("섬", ["덕적면"]), ("사업자", ["발전사"]), ("환경", [])):
        party(cast, conflict, name, stands_for=labels)
    check_all_voices()
    assert found(conflict) == {
        "어민": [("어업", 2), (" 어업인  단체", 1)],
        "섬": [("덕적면", 1)],
        "사업자": [],
    }


def test_the_case_shows_the_result_and_its_moment_by_public_names(scene, client):
    cast, conflict, _process = scene
    published(cast, conflict, 1, stands_for=["발전사"], published=[])
    published(cast, conflict, 2, stands_for=["어업"], published=[])
    party(cast, conflict, "숨은 모임", stands_for=["상인"])
    check_voices(conflict)
    told = client.get(f"/conflicts/{conflict.pk}/parties/")
    voices = told.context["voices"]
    assert [row.name for row in voices["missing"]] == ["인근 주민 1"]
    assert [row.name for row, _ways in voices["there"]] == ["인근 주민 2"]
    assert "숨은" not in told.content.decode()
    assert "계산했습니다" in told.content.decode()


def test_nothing_is_computed_before_a_deliberation_begins_nor_of_a_closed_one(scene):
    cast, conflict, process = scene
    assert list(deliberated()) == [conflict]
    assert check_voices(filed(cast)) is None
    close(process.space)
    assert list(deliberated()) == []
    assert check_voices(conflict) is None
    set_basis(process.space, None, by=None, space=process.space)
    Process.objects.filter(pk=process.pk).update(state="preparing")
    check_all_voices()
    assert not VoiceCheck.objects.exists()


def test_repeating_it_says_nothing_new(scene):
    cast, conflict, _process = scene
    party(cast, conflict, stands_for=["발전사"])
    for _ in range(3):
        check_all_voices()
    assert Entry.objects.filter(step="note_voices").count() == 1


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_parties(scene, django_assert_max_num_queries, number):
    cast, conflict, _process = scene
    for n in range(number):
        party(cast, conflict, f"모임 {n}", stands_for=["어업"])
    with django_assert_max_num_queries(22):
        check_voices(conflict)


@pytest.mark.django_db(transaction=True)
def test_it_is_computed_when_a_stage_closes(worker):
    process, cast = convened()
    conflict = filed(cast)
    agenda = selected(cast, conflict=conflict)
    Process.objects.filter(pk=process.pk).update(agenda=agenda)
    party(cast, conflict, "섬", stands_for=["덕적면"])
    import_seats(process, LIST, by=cast.ada)
    stage = process.stages.select_related("process__space", "process__agenda").get(position=1)
    with time_machine.travel(stage.closes_at + timedelta(minutes=1)):
        close_stage(stage)
    worker.drain()
    assert found(conflict) == {"섬": [("덕적면", 1)]}
