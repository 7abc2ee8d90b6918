import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.opinions.statements.actions import seed_statement
from deliberation.processes.actions import close_stage, prepare_stage, suspend
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Stage
from tests.opinions.scenes import after, during, planned_round, ready_round, seat
from tests.permissions import actual, written
from tests.scenes import convened

RIGHTS = ("answer", "put", "join", "moderate", "map")

TABLE = """
              planned       open                closed        suspended
  stranger    -             -                   map           -
  finn        -             -                   map           -
  ben         -             answer,put          map           -
  cleo        -             -                   map           -
  ada         moderate      moderate            map,moderate  moderate
  emil        -             -                   map           -
  hana        -             -                   map           -
  root        -             -                   map           -
"""


SEALS = [
    ("citizen_panel", False, True),
    ("public_deliberation", False, True),
    ("open_online", True, True),
    ("open_online", False, False),
]
NAMES = ("finn", "ben", "cleo", "ada", "emil", "hana", "root")


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["planned", "open", "closed", "suspended"])
def test_who_may_do_what_when(state):
    """In a panel's round: nobody sees its map before it closes."""
    panel = {"preset": "citizen_panel"}
    stage, cast = planned_round(**panel) if state == "planned" else ready_round(**panel)
    if state == "suspended":
        with during(stage):
            suspend(stage.process, by=cast.emil, reason="감염병 확산")
    if state == "closed":
        with after(stage):
            close_stage(stage, by=cast.ada)
    people = {"stranger": AnonymousUser()} | {name: getattr(cast, name) for name in NAMES}
    with during(stage):
        found = actual("opinions", RIGHTS, people, {state: stage})
    assert found == {cell: rights for cell, rights in written(TABLE).items() if cell[1] == state}


@pytest.mark.django_db
@pytest.mark.parametrize(("preset", "chosen", "sealed"), SEALS)
def test_a_panel_seals_its_map_and_an_open_round_chooses(preset, chosen, sealed):
    stage, cast = planned_round(preset=preset)
    form = kind_of(stage).settings_form_of(stage)
    assert (form is None) == (preset != "open_online")
    Stage.objects.filter(pk=stage.pk).update(settings={"sealed": chosen})
    stage.refresh_from_db()
    seed_statement(stage, by=cast.ada, text="자료를 먼저 공개해야 합니다.")
    entry = prepare_stage(stage, by=cast.ada)
    assert (entry.facts["sealed"], Stage.objects.get(pk=stage.pk).settings["sealed"]) == (sealed, sealed)
    people = {name: getattr(cast, name) for name in NAMES}
    open_to = set() if sealed else {"map"}
    with during(stage):
        assert set(actual("opinions", ["map"], people, {"open": stage}).values()) == {frozenset(open_to)}
    with after(stage):
        close_stage(stage, by=cast.ada)
    assert set(actual("opinions", ["map"], people, {"closed": stage}).values()) == {frozenset({"map"})}


@pytest.mark.django_db
def test_in_an_open_process_everyone_without_a_seat_may_join_while_it_runs():
    process, cast = convened(preset="open_online")
    stage = process.stages.get(kind="opinion_round")
    seat(process, cast.ben, "A-01")
    seed_statement(stage, by=cast.ada, text="자료를 먼저 공개해야 합니다.")
    prepare_stage(stage, by=cast.ada)
    people = {"stranger": AnonymousUser(), "finn": cast.finn, "ben": cast.ben}
    with during(stage):
        found = actual("opinions", ["join", "answer"], people, {"open": stage})
    assert found == {
        ("stranger", "open"): frozenset({"join"}),
        ("finn", "open"): frozenset({"join"}),
        ("ben", "open"): frozenset({"answer"}),
    }
