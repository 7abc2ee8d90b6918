import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from deliberation.panels.models import Seat
from deliberation.processes.actions import suspend
from deliberation.recommendations.adoption.actions import deliver_recommendation, receive_result, sign_adoption
from deliberation.recommendations.amendments.actions import take
from deliberation.recommendations.themes.actions import drop_theme, hand_over
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import Cast, person
from tests.permissions import actual
from tests.permissions import written as written_table
from tests.recommendations.amendments.scene import DAILY, WEEKLY, again, amending, change, fresh, supported
from tests.recommendations.groups.scene import again as again_theme
from tests.recommendations.groups.scene import given, grouped, raised, written
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
    assert cells == written_table(table)


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
    assert cells == written_table(table)


def test_a_group_writes_about_its_own_theme_while_it_is_with_it_and_says_what_it_thinks_only_before(traveller):
    """Ben is in the first group, which drafts; Gil in the second; Sol has a seat and is in none."""
    table = """
              hearing      drafting     whole  unpursued  over
      ada     -            write        -      -          -
      ben     opine        write        -      -          -
      gil     opine        -            -      -          -
      sol     -            -            -      -          -
      cleo    -            -            -      -          -
      dora    -            -            -      -          -
      emil    -            -            -      -          -
      root    -            -            -      -          -
      anyone  -            -            -      -          -
    """
    scene, groups, seats = grouped(traveller)
    heard, drafted, whole, dropped = raised(scene, "안전", "일자리", "교통", "교육")
    for theme in (drafted, whole, dropped):
        given(scene, theme, groups[0])
    for theme in (drafted, whole):
        written(scene, theme, seats[0], f"{theme}의 본문이다.")
    hand_over(again_theme(whole), by=scene.cast.ada)
    drop_theme(again_theme(dropped), by=scene.cast.ada)
    sol = person("Sol")
    Seat.objects.create(process=scene.process, user=sol, code="A-09")
    everyone = people(scene.cast) | {"gil": seats[1].user, "sol": sol}
    everyone = {name: everyone[name] for name in ("ada", "ben", "gil", "sol", "cleo", "dora", "emil", "root", "anyone")}
    states = {"hearing": heard, "drafting": drafted, "whole": whole, "unpursued": dropped}
    states = {name: again_theme(theme) for name, theme in states.items()}
    cells = actual("recommendations", ["opine", "write"], everyone, states, apart=["ben"])  # no group has the first
    edits = {name: fresh(states[name].recommendation) for name in ("drafting", "whole")}
    edited = actual("recommendations", ["edit"], everyone, edits)
    assert {cell for cell, rights in edited.items() if rights} == {
        ("ada", "drafting"),
        ("ada", "whole"),
        ("ben", "drafting"),
    }
    closed(scene, traveller, "drafting")
    over = {"over": again_theme(drafted)}
    cells |= actual("recommendations", ["opine", "write"], everyone, over)
    edited = actual("recommendations", ["edit"], everyone, {name: fresh(row) for name, row in edits.items()})
    assert set(edited.values()) == {frozenset()}
    assert cells == written_table(table)


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
    assert cells == written_table(ADOPTION)


def rights(scene, everyone, state: str) -> dict:
    return actual("recommendations", ["receive", "decide", "sign", "deliver"], everyone, {state: scene.adoption()})


@pytest.mark.parametrize("reach", [received, decided, signed])
def test_nothing_is_right_while_the_process_is_suspended(traveller, reach):
    scene = reach(traveller)
    suspend(scene.process, by=scene.cast.emil, reason="이유")
    assert set(rights(scene, people(scene.cast), "any").values()) == {frozenset()}
