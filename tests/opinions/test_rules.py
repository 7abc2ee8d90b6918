import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.statements.actions import put_statement, seed_statement
from deliberation.opinions.statements.merging import merge_statements
from deliberation.processes.actions import close_stage, prepare_stage, suspend
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.cast import person
from tests.opinions.scenes import admitted, after, during, planned_round, ready_round, seat
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


STATEMENT_RIGHTS = ("reword", "correct", "merge", "translate", "reply")
OF_STATEMENTS = """
            waiting            admitted                 answered               declined  hidden  merged
  stranger  -                  -                        -                      -         -       -
  finn      -                  -                        -                      -         -       -
  ben       reword             reword,reply             reply                  reword    -       -
  gil       -                  reply                    reply                  -         -       -
  cleo      -                  -                        -                      -         -       -
  ada       correct,translate  correct,merge,translate  merge,translate        -         -       -
  emil      -                  -                        -                      -         -       -
  root      -                  -                        -                      -         -       -
"""
AFTERWARDS = """
            waiting    admitted   answered   declined  hidden  merged
  ben       -          -          -          -         -       -
  gil       -          -          -          -         -       -
  ada       translate  translate  translate  -         -       -
"""


@pytest.mark.django_db
def test_who_may_do_what_with_a_statement_as_it_stands():
    """Ben wrote them all; Gil has a seat, too."""
    stage, cast = ready_round()
    gil = person("Gil")
    other = seat(stage.process, gil, "A-02")
    with during(stage):
        rows = {}
        for state in ("waiting", "admitted", "answered", "declined", "hidden", "merged"):
            row = rows[state] = put_statement(stage, seat=cast.ben.seats.get(), text=f"의견입니다: {state}")
            if state not in ("waiting", "declined"):
                decide(row.item, "admit", by=cast.ada, version=1)
        answer(stage, seat=other, values={rows["answered"].pk: 1})
        decide(rows["declined"].item, "decline", by=cast.ada, version=1, reason="중복")
        decide(rows["hidden"].item, "hide", by=cast.ada, version=1, reason="중복")
        merge_statements(rows["merged"], admitted(stage)[0], by=cast.ada)
        people = {"stranger": AnonymousUser(), "gil": gil}
        people |= {name: getattr(cast, name) for name in ("finn", "ben", "cleo", "ada", "emil", "root")}
        found = {state: type(row).objects.get(pk=row.pk) for state, row in rows.items()}
        assert actual("opinions", STATEMENT_RIGHTS, people, found) == written(OF_STATEMENTS)
    with after(stage):
        close_stage(stage, by=cast.ada)
        found = {state: type(row).objects.get(pk=row.pk) for state, row in rows.items()}
        people = {name: people[name] for name in ("ben", "gil", "ada")}
        assert actual("opinions", STATEMENT_RIGHTS, people, found) == written(AFTERWARDS)
