from django.contrib.auth.models import AnonymousUser

from deliberation.spaces.actions import submit
from deliberation.spaces.models import Sitting
from tests.permissions import actual, written

RIGHTS = ["moderate"]
TABLE = """
             in_city   here
 stranger    -         -
 citizen     -         -
 participant -         -
 facilitator -         moderate
 elsewhere   -         -
 committee   -         -
 official    moderate  moderate
 superuser   -         -
"""


def test_rights(cast):
    people = {
        "stranger": AnonymousUser(),
        "citizen": cast.finn,
        "participant": cast.ben,
        "facilitator": cast.ada,
        "elsewhere": cast.cleo,
        "committee": cast.dora,
        "official": cast.emil,
        "superuser": cast.root,
    }
    items = {
        name: submit("note", space=space, author=cast.finn, text="글", channel="web")
        for name, space in {"in_city": cast.city, "here": cast.here}.items()
    }
    assert actual("spaces", RIGHTS, people, items, apart=["facilitator"]) == written(TABLE)


SITTING_RIGHTS = ["call", "attend", "plan", "conduct", "close", "decide", "reply", "approve"]
SITTINGS = """
            planned                   open                              written                                 closed                       approved     cancelled
 stranger   -                         -                                 -                                       -                            -            -
 citizen    -                         -                                 -                                       -                            -            -
 elsewhere  -                         -                                 -                                       -                            -            -
 member     call,attend,plan,conduct  call,attend,conduct,close,decide  call,attend,conduct,close,decide,reply  call,attend,conduct          call,attend  call,attend
 chair      call,attend,plan,conduct  call,attend,conduct,close,decide  call,attend,conduct,close,decide,reply  call,attend,conduct,approve  call,attend  call,attend
 official   call,attend,plan,conduct  call,attend,conduct,close         call,attend,conduct,close               call,attend,conduct          call,attend  call,attend
 superuser  -                         -                                 -                                       -                            -            -
"""  # noqa: E501


def test_rights_in_a_sitting(cast):
    here = {"stranger": AnonymousUser(), "citizen": cast.finn, "elsewhere": cast.ada, "member": cast.dora}
    people = here | {"chair": cast.hana, "official": cast.emil, "superuser": cast.root}
    sittings = {state: Sitting(pk=1, space=cast.city, state=state) for state in Sitting.State.values}
    sittings["written"] = Sitting(pk=1, space=cast.city, state="open", kind="written")
    assert actual("spaces", SITTING_RIGHTS, people, sittings) == written(SITTINGS)
