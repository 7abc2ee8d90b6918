"""Who may do what in the bodies that prepare an agenda."""

from copy import copy

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.bodies.assisting import join
from deliberation.agendas.bodies.steering import available, resign
from deliberation.spaces.access import allowed
from deliberation.spaces.models import Membership
from tests.agendas.steerings import appointed, chosen, dissolved, given, members, nominated, opened, with_chair
from tests.cast import person
from tests.permissions import actual, written

PREPARING = ["open_nominations", "propose_mandate", "read_papers", "hand_in_paper", "set_readers"]
PREPARATION = """
             rights
 stranger    -
 citizen     -
 elsewhere   -
 member      read_papers,hand_in_paper,set_readers
 chairing    read_papers,hand_in_paper,set_readers
 helper      read_papers,hand_in_paper,set_readers
 supplier    hand_in_paper
 expired     -
 dismissed   -
 committee   open_nominations,read_papers
 chair       open_nominations,read_papers
 official    open_nominations,propose_mandate,read_papers,hand_in_paper,set_readers
 superuser   -
"""
STEERING = ["read_nominations", "nominate", "appoint_members", "dismiss_member", "elect_chair", "hand_in_report"]
STEERING_TABLE = """
             nominating                                 vacant                                                              chaired                                                             dissolved
 stranger    -                                          -                                                                   -                                                                   -
 citizen     -                                          -                                                                   -                                                                   -
 elsewhere   -                                          -                                                                   -                                                                   -
 member      -                                          elect_chair                                                         -                                                                   -
 chairing    -                                          elect_chair,hand_in_report                                          hand_in_report                                                      -
 helper      -                                          -                                                                   -                                                                   -
 supplier    -                                          -                                                                   -                                                                   -
 expired     -                                          -                                                                   -                                                                   -
 dismissed   -                                          -                                                                   -                                                                   -
 committee   read_nominations,appoint_members           read_nominations,appoint_members,dismiss_member                     read_nominations,appoint_members,dismiss_member                     read_nominations
 chair       read_nominations,appoint_members           read_nominations,appoint_members,dismiss_member                     read_nominations,appoint_members,dismiss_member                     read_nominations
 official    read_nominations,nominate                  read_nominations,nominate,hand_in_report                            read_nominations,nominate,hand_in_report                            read_nominations
 superuser   -                                          -                                                                   -                                                                   -
"""  # noqa: E501 - a table
MANDATING = ["decide_mandate", "staff_mandate", "end_mandate"]
MANDATES = """
             proposed        running                    over  ended  rejected
 stranger    -               -                          -     -      -
 helper      -               -                          -     -      -
 supplier    -               -                          -     -      -
 committee   decide_mandate  end_mandate                -     -      -
 chair       decide_mandate  end_mandate                -     -      -
 official    -               staff_mandate,end_mandate  -     -      -
 superuser   -               -                          -     -      -
"""


@pytest.fixture
def bodies(cast):
    """Committees in each state, and everybody who has, or had, a part in the one that has a chair."""
    every = {
        "nominating": opened(cast),
        "elsewhere": appointed(cast, chosen(cast, "둘째 의제")),
        "chaired": with_chair(cast, chosen(cast, "셋째 의제")),
        "dissolved": dissolved(cast, chosen(cast, "넷째 의제")),
    }
    chairing, member, leaving = members(every["chaired"])
    resign(leaving, by=leaving.nomination.user)
    agenda = every["chaired"].preparation.agenda
    helper, supplier, expired = person("Helper"), person("Supplier"), person("Expired")
    join(given(cast, agenda, "support"), helper, label="환경정책과", by=cast.emil)
    join(given(cast, agenda), supplier, label="연구소", by=cast.emil)
    join(short := given(cast, agenda), expired, label="연구소", by=cast.emil)
    Membership.objects.filter(user=expired).update(until=timezone.now())
    people = {
        "stranger": AnonymousUser(),
        "citizen": cast.finn,
        "elsewhere": members(every["elsewhere"])[0].nomination.user,
        "member": member.nomination.user,
        "chairing": chairing.nomination.user,
        "helper": helper,
        "supplier": supplier,
        "expired": expired,
        "dismissed": leaving.nomination.user,
        "committee": cast.dora,
        "chair": cast.hana,
        "official": cast.emil,
        "superuser": cast.root,
    }
    known = {name: User.objects.get(pk=user.pk) if user.pk else user for name, user in people.items()}
    return every, known, short


def test_rights_in_a_preparation(bodies):
    every, people, _mandate = bodies
    assert actual("agendas", PREPARING, people, {"rights": every["chaired"].preparation}) == written(PREPARATION)


def test_rights_on_a_steering_committee(bodies):
    every, people, _mandate = bodies
    states = {"nominating": "nominating", "vacant": "appointed", "chaired": "appointed", "dissolved": "dissolved"}
    rows = {name: copy(every["chaired"]) for name in states}
    for name, row in rows.items():
        row.state = states[name]
    rows["vacant"].chair = None
    assert actual("agendas", STEERING, people, rows) == written(STEERING_TABLE)


def test_rights_on_a_mandate(cast, bodies):
    _every, people, mandate = bodies
    states = {"proposed": "proposed", "running": "appointed", "over": "appointed", "ended": "ended"}
    rows = {name: copy(mandate) for name in [*states, "rejected"]}
    for name, row in rows.items():
        row.state = states.get(name, "rejected")
    rows["over"].until = timezone.now()
    some = {name: people[name] for name in ("stranger", "helper", "supplier", "committee", "chair", "official")}
    assert actual("agendas", MANDATING, some | {"superuser": cast.root}, rows) == written(MANDATES)


def test_a_nominee_answers_until_they_are_appointed_or_it_is_over(cast, bodies):
    every, people, _mandate = bodies
    open_row = nominated(cast, every["nominating"], 1)[0]
    seated, spare = members(every["chaired"])[0].nomination, available(every["chaired"])[0]
    late = available(every["dissolved"])[0]
    rows = {"open": open_row, "seated": seated, "spare": spare, "late": late}
    own = {name: allowed(row.user, "agendas.answer_nomination", row) for name, row in rows.items()}
    office = {name: allowed(people["official"], "agendas.answer_nomination", row) for name, row in rows.items()}
    assert own == office == {"open": True, "seated": False, "spare": True, "late": False}
    others = ("stranger", "citizen", "committee", "chair", "superuser", "member")
    assert not [name for name in others if allowed(people[name], "agendas.answer_nomination", open_row)]


def test_a_seat_is_given_up_by_its_member_alone(bodies):
    every, people, _mandate = bodies
    seat = members(every["chaired"])[1]
    assert [name for name, user in people.items() if allowed(user, "agendas.resign", seat)] == ["member"]
