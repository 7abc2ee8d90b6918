import pytest

from deliberation.processes.models import Stage
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.rules import RIGHTS
from tests.permissions import actual, written
from tests.rounds.stage_meetings import scene

TABLE = """
                planned                                                            open                                            ended                   cancelled  closed
  facilitator   change,cancel,arrange,open,attendance,tick,tables,seat,print       arrange,end,attendance,tick,tables,seat,print   attendance,tick,tables  -          attendance,tables
  participant   -                                                                  -                                               -                       -          -
  elsewhere     -                                                                  -                                               -                       -          -
  committee     -                                                                  -                                               -                       -          -
  chair         -                                                                  -                                               -                       -          -
  official      change,cancel,arrange,attendance,print                             arrange,attendance,print                        attendance              -          attendance
  citizen       -                                                                  -                                               -                       -          -
  superuser     -                                                                  -                                               -                       -          -
"""  # noqa: E501 - a table
OF_A_STAGE = """
                open      closed
  facilitator   plan,tie  -
  participant   -         -
  elsewhere     -         -
  committee     -         -
  chair         -         -
  official      plan      -
  citizen       -         -
  superuser     -         -
"""


@pytest.mark.django_db
def test_rights_around_meetings():
    here = scene(3)
    cast = here.cast
    people = {
        "facilitator": cast.ada,
        "participant": cast.ben,
        "elsewhere": cast.cleo,
        "committee": cast.dora,
        "chair": cast.hana,
        "official": cast.emil,
        "citizen": cast.finn,
        "superuser": cast.root,
    }
    closed = Stage(pk=here.stage.pk, process=here.process, kind="meetings", state=Stage.State.CLOSED)
    meetings = {state: Meeting(pk=n, stage=here.stage, state=state) for n, state in enumerate(Meeting.State, 1)}
    meetings |= {"closed": Meeting(pk=9, stage=closed, state=Meeting.State.ENDED)}
    assert actual("rounds", RIGHTS, people, meetings) == written(TABLE)
    stages = {"open": here.stage, "closed": closed}
    assert actual("rounds", ("plan", "tie"), people, stages) == written(OF_A_STAGE)
