import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from deliberation.panels.models import Seat
from deliberation.processes.actions import suspend
from deliberation.recommendations.adoption.actions import deliver_recommendation, receive_result, sign_adoption
from deliberation.recommendations.amendments.actions import take
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import Cast, person
from tests.permissions import actual, written
from tests.recommendations.amendments.scene import DAILY, WEEKLY, again, amending, change, supported
from tests.recommendations.scene import adopting, closed, decided, drafted, received, signed

pytestmark = pytest.mark.django_db
NAMES = ("ada", "ben", "cleo", "dora", "hana", "emil", "finn", "root")


def people(cast: Cast) -> dict:
    return {name: getattr(cast, name) for name in NAMES} | {"anyone": AnonymousUser()}


def test_the_facilitator_drafts_and_who_has_a_seat_amends_and_only_while_the_stage_is_open(traveller):
    table = """
              open   suspended  over
      ada     draft  -          -
      ben     amend  -          -
      cleo    -      -          -
      dora    -      -          -
      hana    -      -          -
      emil    -      -          -
      finn    -      -          -
      root    -      -          -
      anyone  -      -          -
    """
    scene = drafted(traveller)
    Seat.objects.create(process=scene.process, user=scene.cast.ben, code="A-01")
    rights = ["draft", "amend"]
    cells = actual("recommendations", rights, people(scene.cast), {"open": scene.stage("drafting")})
    suspend(scene.process, by=scene.cast.emil, reason="이유")
    cells |= actual("recommendations", rights, people(scene.cast), {"suspended": scene.stage("drafting")})
    scene.process.state = "running"
    scene.process.save()
    closed(scene, traveller, "drafting")
    cells |= actual("recommendations", rights, people(scene.cast), {"over": scene.stage("drafting")})
    assert cells == written(table)


def test_only_its_author_withdraws_an_amendment_and_only_while_it_is_undecided(traveller):
    table = """
              proposed  taken  over
      ada     -         -      -
      ben     withdraw  -      -
      cleo    -         -      -
      dora    -         -      -
      hana    -         -      -
      emil    -         -      -
      finn    -         -      -
      root    -         -      -
      anyone  -         -      -
    """
    scene, row, seats = amending(traveller)
    proposed, taken = (supported(change(row, seats[0], text), seats) for text in (WEEKLY, DAILY))
    take(taken, version=1, by=scene.cast.ada)
    states = {"proposed": again(proposed), "taken": again(taken)}
    cells = actual("recommendations", ["withdraw"], people(scene.cast), states)
    closed(scene, traveller, "drafting")
    cells |= actual("recommendations", ["withdraw"], people(scene.cast), {"over": again(proposed)})
    assert cells == written(table)


ADOPTION = """
          waiting  received  decided  signed   delivered
  ada     -        -         -        -        -
  ben     -        -         -        -        -
  cleo    -        -         -        -        -
  dora    receive  decide    sign     -        -
  hana    receive  decide    sign     deliver  -
  ida     receive  decide    -        -        -
  emil    -        -         -        deliver  -
  finn    -        -         -        -        -
  root    -        -         -        -        -
  anyone  -        -         -        -        -
"""


def test_the_committee_acts_in_its_order_and_ida_who_was_absent_does_not_sign(traveller):
    scene = adopting(traveller)
    ida = person("Ida")
    appoint(scene.cast.city, ida, Role.COMMITTEE)
    everyone = people(scene.cast) | {"ida": ida}
    cells = rights(scene, everyone, "waiting")
    receive_result(scene.adoption(), by=scene.cast.dora)
    cells |= rights(scene, everyone, "received")
    decided(traveller, scene)
    cells |= rights(scene, everyone, "decided")
    for member in (scene.cast.dora, scene.cast.hana):
        sign_adoption(scene.adoption(), by=member)
    cells |= rights(scene, everyone, "signed")
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    cells |= rights(scene, everyone, "delivered")
    assert cells == written(ADOPTION)


def rights(scene, everyone, state: str) -> dict:
    return actual("recommendations", ["receive", "decide", "sign", "deliver"], everyone, {state: scene.adoption()})


@pytest.mark.parametrize("reach", [received, decided, signed])
def test_nothing_is_right_while_the_process_is_suspended(traveller, reach):
    scene = reach(traveller)
    suspend(scene.process, by=scene.cast.emil, reason="이유")
    assert set(rights(scene, people(scene.cast), "any").values()) == {frozenset()}
