import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.processes.actions import close_stage, prepare_stage, suspend
from deliberation.rounds.questions.actions import answer
from deliberation.spaces.models import Role
from tests.permissions import actual, written
from tests.rounds.debates import (
    FOR,
    SAFETY,
    after,
    asked,
    claim,
    crowd,
    debating,
    during,
    fresh,
    planned,
    questioning,
    routed,
)

pytestmark = pytest.mark.django_db

NAMES = ("finn", "ben", "cleo", "ada", "emil", "dora", "hana", "root")

STAGES = """
              planned           open                                        over                  closed  suspended
  stranger    -                 -                                           -                     -       -
  finn        -                 -                                           -                     -       -
  ben         -                 argue,ask,support                           -                     -       -
  cleo        -                 -                                           -                     -       -
  ada         add_issue         ask,merge,route,add_issue                   merge,route,add_issue -       add_issue
  emil        -                 -                                           -                     -       -
  dora        -                 -                                           -                     -       -
  hana        -                 -                                           -                     -       -
  root        -                 -                                           -                     -       -
"""
RIGHTS = ("argue", "join", "ask", "support", "merge", "route", "add_issue")


@pytest.mark.parametrize("state", ["planned", "open", "over", "closed", "suspended"])
def test_who_may_do_what_in_a_stage(state):
    stage, cast = planned("questions")
    if state != "planned":
        prepare_stage(stage, by=cast.ada)
    if state == "suspended":
        with during(stage):
            suspend(stage.process, by=cast.emil, reason="감염병 확산")
    if state == "closed":
        with after(stage):
            close_stage(stage, by=cast.ada)
    people = {"stranger": AnonymousUser()} | {name: getattr(cast, name) for name in NAMES}
    with after(stage) if state == "over" else during(stage):
        found = actual("rounds", RIGHTS, people, {state: fresh(stage)})
    assert found == {cell: rights for cell, rights in written(STAGES).items() if cell[1] == state}


ANSWERS = """
             own     entered  shown
  stranger   -       -        -
  iris       answer  -        -
  other      -       -        -
  ben        -       -        -
  cleo       -       -        -
  ada        -       answer   -
  emil       -       -        -
  root       -       -        -
"""


def test_who_may_answer():
    """The expert who was asked; for one without an account the facilitator; nobody once it is shown."""
    stage, cast = questioning()
    with during(stage):
        question = routed(stage, cast, asked(stage, cast.ben.seats.get()))
        given = {one.side: one for one in question.answers.select_related("question__stage__process__space")}
        iris = stage.space.memberships.get(role=Role.EXPERT).user
        other = stage.space.memberships.filter(role=Role.SIDE).first().user
        people = {"stranger": AnonymousUser(), "iris": iris, "other": other}
        people |= {name: getattr(cast, name) for name in ("ben", "cleo", "ada", "emil", "root")}
        found = actual(
            "rounds", ["answer"], people, {"own": given[FOR], "entered": given[SAFETY]}, apart=("iris", "ada")
        )
        for one in given.values():
            answer(one, text="답")
        shown = question.answers.select_related("question__stage__process__space").first()
        found |= actual("rounds", ["answer"], people, {"shown": shown})
    assert found == written(ANSWERS)


def test_only_the_author_takes_a_text_back_and_only_while_the_stage_is_open():
    stage, cast = debating()
    (other,) = crowd(stage, 1)
    people = {"ben": cast.ben, "other": other.user, "ada": cast.ada, "stranger": AnonymousUser()}
    with during(stage):
        mine = claim(stage, cast.ben.seats.get())
        found = actual("rounds", ["withdraw"], people, {"open": mine})
    with after(stage):
        found |= actual("rounds", ["withdraw"], people, {"over": mine})
    assert {cell for cell, rights in found.items() if rights} == {("ben", "open")}


def test_in_an_open_process_everyone_without_a_seat_may_join_while_the_stage_is_open():
    stage, cast = debating(preset="open_online")
    people = {"stranger": AnonymousUser(), "finn": cast.finn, "ben": cast.ben}
    with during(stage):
        found = actual("rounds", ["join", "argue"], people, {"open": stage})
    assert found == {
        ("stranger", "open"): frozenset({"join"}),
        ("finn", "open"): frozenset({"join"}),
        ("ben", "open"): frozenset({"argue"}),
    }
