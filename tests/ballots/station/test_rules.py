import pytest
from django.contrib.auth.models import AnonymousUser

from deliberation.accounts.models import Identity
from deliberation.ballots.preparing.actions import ballot_of
from deliberation.processes.actions import prepare_stage
from tests.ballots.scene import ballot_in, closed, final, stage_again, voting
from tests.ballots.station.scene import identified
from tests.permissions import actual, written

pytestmark = pytest.mark.django_db
NAMES = ("ada", "ben", "cleo", "dora", "hana", "emil", "finn", "root")
RIGHTS = ("station", "count", "declare_none")

TABLE = """
          planned  open     over                closed
  ada     -        station  count               -
  ben     -        -        -                   -
  cleo    -        -        -                   -
  dora    -        -        -                   -
  hana    -        -        -                   -
  emil    -        station  count,declare_none  -
  finn    -        -        -                   -
  root    -        -        -                   -
  anyone  -        -        -                   -
"""


def test_who_may_do_what_at_the_polling_desk(traveller):
    scene = final(traveller)
    everyone = {name: getattr(scene.cast, name) for name in NAMES} | {"anyone": AnonymousUser()}
    cells = actual("ballots", RIGHTS, everyone, {"planned": ballot_of(stage_again(scene))})
    prepare_stage(scene.stage("ballot"))
    cells |= actual("ballots", RIGHTS, everyone, {"open": ballot_in(scene)})
    traveller.move_to(scene.stage("ballot").closes_at)
    cells |= actual("ballots", RIGHTS, everyone, {"over": ballot_in(scene)})
    closed(scene, traveller, "ballot")
    cells |= actual("ballots", RIGHTS, everyone, {"closed": ballot_in(scene)})
    assert cells == written(TABLE)


def test_on_the_web_a_vote_needs_the_proof_that_the_ballot_asks_for(traveller):
    scene = voting(traveller)
    identified(scene, Identity.Level.VERIFIED)
    ben = {"ben": scene.cast.ben}
    before = actual("ballots", ["vote"], ben, {"open": ballot_in(scene)})
    Identity.objects.create(user=scene.cast.ben, provider="test", key="ben", level=Identity.Level.VERIFIED)
    after = actual("ballots", ["vote"], ben, {"open": ballot_in(scene)})
    assert (before, after) == ({("ben", "open"): frozenset()}, {("ben", "open"): frozenset({"vote"})})
