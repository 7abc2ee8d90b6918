"""Who may do what with a process, its stages and its charter, as a reader would draw it."""

import pytest

from deliberation.processes.models import Charter, Process, Stage
from deliberation.spaces.access import allowed
from deliberation.spaces.models import Role
from tests.cast import Cast
from tests.permissions import actual, written
from tests.scenes import convened

pytestmark = pytest.mark.django_db


def people(cast: Cast, process: Process) -> dict:
    side = process.space.memberships.filter(role=Role.SIDE).first()
    return {
        "facilitator": cast.ada,
        "participant": cast.ben,
        "side": side.user,
        "elsewhere": cast.cleo,
        "committee": cast.dora,
        "chair": cast.hana,
        "official": cast.emil,
        "citizen": cast.finn,
        "superuser": cast.root,
    }


PROCESSES = """
               preparing                                 running                          suspended              concluded       given_up
  facilitator  manage,add_stage                          manage                           manage                 manage          manage
  participant  -                                         -                                -                      -               -
  side         -                                         -                                -                      -               -
  elsewhere    -                                         -                                -                      -               -
  committee    -                                         -                                -                      -               -
  chair        -                                         -                                -                      -               -
  official     manage,add_stage,appoint,convene,give_up  manage,appoint,suspend,conclude  manage,appoint,resume  manage,appoint  manage,appoint
  citizen      -                                         -                                -                      -               -
  superuser    -                                         -                                -                      -               -
"""  # noqa: E501 - a table

STAGES = """
                composed                             planned             ready             closed
  facilitator   compose,prepare,reschedule           prepare,reschedule  close,reschedule  -
  participant   -                                    -                   -                 -
  side          -                                    -                   -                 -
  elsewhere     -                                    -                   -                 -
  committee     -                                    -                   -                 -
  chair         -                                    -                   -                 -
  official      compose,prepare,reschedule           prepare,reschedule  close,reschedule  -
  citizen       -                                    -                   -                 -
  superuser     -                                    -                   -                 -
"""

CHARTERS = """
                draft         frozen  replaced  concluded
  facilitator   amend         amend   -         -
  participant   -             -       -         -
  side          endorse       -       -         -
  elsewhere     -             -       -         -
  committee     endorse       -       -         -
  chair         endorse       -       -         -
  official      amend,freeze  amend   -         -
  citizen       -             -       -         -
  superuser     -             -       -         -
"""


def test_rights_over_a_process(probe):
    process, cast = convened(preset="probe")
    states = {state: Process(space=process.space, slug=state, state=state) for state in Process.State.values}
    rights = ("manage", "add_stage", "appoint", "convene", "give_up", "suspend", "resume", "conclude")
    assert actual("processes", rights, people(cast, process), states) == written(PROCESSES)


def test_rights_over_a_stage(probe):
    process, cast = convened(preset="probe")
    composed = Process(space=process.space, slug="new", state=Process.State.PREPARING)
    states = {"composed": Stage(pk=1, process=composed)}
    states |= {state: Stage(pk=1, process=process, state=state) for state in Stage.State.values}
    rights = ("compose", "prepare", "close", "reschedule")
    assert actual("processes", rights, people(cast, process), states) == written(STAGES)


def test_rights_over_a_charter(probe):
    process, cast = convened(preset="probe")
    concluded = Process(space=process.space, slug="old", state=Process.State.CONCLUDED)
    states = {state: Charter(process=process, state=state) for state in Charter.State.values}
    states["concluded"] = Charter(process=concluded, state=Charter.State.DRAFT)
    assert actual("processes", ("amend", "endorse", "freeze"), people(cast, process), states) == written(CHARTERS)


def test_only_officials_of_the_city_set_up_processes(probe):
    process, cast = convened(preset="probe")
    may = [name for name, person in people(cast, process).items() if allowed(person, "processes.new", cast.city)]
    assert may == ["official"]
