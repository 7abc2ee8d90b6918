from datetime import timedelta

import time_machine

from deliberation.agendas.desk import SOON, bodies_waiting
from tests.agendas.steerings import PLACES, appointed, chosen, given, nominated, opened, proposed


def waiting(user):
    first, *others = bodies_waiting(user)
    return [(row["what"], row["heading"], row["address"], row["due"]) for row in first.union(*others, all=True)]


def test_the_committee_sees_what_it_can_appoint(cast):
    committee = opened(cast)
    agenda = committee.preparation.agenda
    nominated(cast, committee, 2 * PLACES - 1)
    assert waiting(cast.dora) == []
    nominated(cast, committee, 1)
    proposed(cast, agenda)
    at = f"/agendas/{agenda.pk}/bodies/"
    expected = [
        ("위촉할 추진위원회", agenda.title, at, None),
        ("의결할 지원단·대행기관", agenda.title, at, None),
    ]
    assert waiting(cast.dora) == waiting(cast.hana) == expected
    assert waiting(cast.emil) == waiting(cast.finn) == waiting(cast.root) == []


def test_the_office_is_reminded_before_a_term_ends_and_no_longer_after(cast):
    committee = appointed(cast)
    agenda = committee.preparation.agenda
    mandate = given(cast, chosen(cast, "다른 의제"), days=30)
    seen = {}
    for name, moment in {
        "early": mandate.until - SOON - timedelta(seconds=1),
        "soon": mandate.until - SOON,
        "over": mandate.until,
        "later": committee.until - timedelta(days=1),
    }.items():
        with time_machine.travel(moment, tick=False):
            seen[name] = [(what, heading, due) for what, heading, _address, due in waiting(cast.emil)]
    assert seen == {
        "early": [],
        "soon": [("기간이 곧 끝나는 지원단·대행기관", "다른 의제", mandate.until)],
        "over": [],
        "later": [("임기가 곧 끝나는 추진위원회", agenda.title, committee.until)],
    }
