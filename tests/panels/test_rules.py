import pytest

from deliberation.panels.models import Seat
from tests.permissions import actual, written

TABLE = """
                process                seat
  facilitator   seats                  -
  participant   -                      -
  elsewhere     -                      -
  committee     -                      -
  chair         -                      -
  official      seats,import,letters   end
  citizen       -                      -
  superuser     -                      -
"""


@pytest.mark.django_db
def test_rights_over_seats(process, cast):
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
    of_process = actual("panels", ("seats", "import", "letters"), people, {"process": process})
    of_seat = actual("panels", ("end",), people, {"seat": Seat(process=process)})
    assert of_process | of_seat == written(TABLE)
