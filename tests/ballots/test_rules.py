import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.ballots.checking.actions import announce
from deliberation.ballots.preparing.actions import ballot_of
from deliberation.processes.actions import prepare_stage
from tests.ballots.scene import ballot_in, closed, final, hour_come, stage_again, vote
from tests.permissions import actual, written

pytestmark = pytest.mark.django_db
NAMES = ("ada", "ben", "cleo", "dora", "hana", "emil", "finn", "root")
RIGHTS = ("vote", "manage", "write_questions", "announce", "result", "complain")

TABLE = """
          planned                 open         over    closed           announced
  ada     manage,write_questions  manage       manage  manage           manage,result,complain
  ben     -                       vote         -       -                result,complain
  cleo    -                       -            -       -                result,complain
  dora    manage,write_questions  manage       manage  manage,announce  manage,result,complain
  hana    manage,write_questions  manage       manage  manage,announce  manage,result,complain
  emil    manage,write_questions  manage       manage  manage,announce  manage,result,complain
  finn    -                       -            -       -                result,complain
  root    -                       -            -       -                result,complain
  anyone  -                       -            -       -                result,complain
"""


def test_who_may_do_what_in_every_state_of_a_ballot(traveller):
    scene = final(traveller)
    everyone = {name: getattr(scene.cast, name) for name in NAMES} | {"anyone": AnonymousUser()}
    cells = actual("ballots", RIGHTS, everyone, {"planned": ballot_of(stage_again(scene))})
    prepare_stage(scene.stage("ballot"))
    cells |= actual("ballots", RIGHTS, everyone, {"open": ballot_in(scene)})
    vote(scene, scene.cast.ben.seats.get())
    traveller.move_to(scene.stage("ballot").closes_at)
    cells |= actual("ballots", RIGHTS, everyone, {"over": ballot_in(scene)})
    closed(scene, traveller, "ballot")
    cells |= actual("ballots", RIGHTS, everyone, {"closed": ballot_in(scene)})
    hour_come(scene)
    announce(ballot_in(scene), by=scene.cast.emil, role="official")
    cells |= actual("ballots", RIGHTS, everyone, {"announced": ballot_in(scene)})
    assert cells == written(TABLE)


def test_who_has_left_their_seat_cannot_vote(traveller):
    scene = final(traveller)
    prepare_stage(scene.stage("ballot"))
    seat = scene.cast.ben.seats.get()
    seat.until = scene.stage("ballot").opens_at
    seat.save()
    assert actual("ballots", RIGHTS, {"ben": scene.cast.ben}, {"open": ballot_in(scene)}) == {
        ("ben", "open"): frozenset()
    }
