import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.opinions.statements.actions import seed_statement
from deliberation.processes.actions import close_stage, prepare_stage, suspend
from tests.opinions.scenes import after, during, planned_round, ready_round, seat
from tests.permissions import actual, written
from tests.scenes import convened

RIGHTS = ("answer", "put", "join", "moderate", "map")

TABLE = """
              planned       open                closed        suspended
  stranger    map           map                 map           map
  finn        map           map                 map           map
  ben         map           map,answer,put      map           map
  cleo        map           map                 map           map
  ada         map,moderate  map,moderate        map,moderate  map,moderate
  emil        map           map                 map           map
  hana        map           map                 map           map
  root        map           map                 map           map
"""


NAMES = ("finn", "ben", "cleo", "ada", "emil", "hana", "root")


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["planned", "open", "closed", "suspended"])
def test_who_may_do_what_when(state):
    stage, cast = planned_round() if state == "planned" else ready_round()
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
def test_nobody_sees_the_map_of_a_sealed_round_before_it_closes():
    stage, cast = ready_round()
    stage.settings["sealed"] = True
    people = {name: getattr(cast, name) for name in NAMES}
    with during(stage):
        assert set(actual("opinions", ["map"], people, {"open": stage}).values()) == {frozenset()}
    with after(stage):
        close_stage(stage, by=cast.ada)
    stage.settings["sealed"] = True
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
