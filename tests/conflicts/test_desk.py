from datetime import timedelta

import time_machine
from django.utils import timezone

from deliberation.conflicts import desk
from deliberation.conflicts.casefile.cycle import carry_over
from deliberation.conflicts.mediation.actions import answer_offer, make_offer
from deliberation.conflicts.mediation.agreeing import add_undertaking, check, leave
from tests.conflicts.cases import expert, filed, listed, resolution, reviewed, submitted
from tests.conflicts.councils import NAMES, agreed, put, talking


def headings(user):
    return [(row["what"], row["address"]) for rows in desk.waiting(user) for row in rows]


def test_each_sees_what_waits_for_them(cast):
    conflict = filed(cast)
    gina, diagnosis = expert(conflict), submitted(cast, conflict)
    decided = reviewed(cast)
    assert headings(gina) == [
        ("의견을 낼 갈등진단", f"/conflicts/{conflict.pk}/diagnoses/{diagnosis.pk}/review/"),
    ]
    for member in (cast.dora, cast.hana):
        assert headings(member) == [
            ("등급을 정할 갈등", f"/conflicts/{decided.conflict.pk}/diagnoses/{decided.pk}/grade/"),
        ]
    for other in (cast.emil, cast.finn, cast.root, cast.ada):
        assert headings(other) == []


def test_listed_cases_wait_until_this_year_is_decided(cast):
    year = timezone.localdate().year
    conflict = listed(cast, year - 1)
    listed(cast, year)
    assert headings(cast.dora) == [("계속 관리하거나 해제할 갈등", f"/conflicts/{conflict.pk}/")]
    carry_over(conflict, year=year, **resolution(cast.dora, conflict))
    assert headings(cast.dora) == []


def asked(table, name):
    """What, with the address below the council's own."""
    place = f"/conflicts/{table.council.conflict_id}/councils/{table.council.pk}/"
    found = [row for rows in desk.mediation(table.users.get(name) or table.cast.emil) for row in rows]
    found.sort(key=lambda row: row["since"])
    return [(row["what"], row["address"].removeprefix(place)) for row in found]


def test_a_council_waits_for_an_answer_from_those_who_are_asked(cast):
    table = talking(cast)
    other = talking(cast)
    to_city = make_offer(
        table.member("resident"), to=table.member("city").party, text="제안", by=table.users["resident"]
    )
    to_all = make_offer(table.member("city"), to=None, text="제안", by=table.users["city"])
    assert asked(table, "city") == [("답할 제안", f"offers/{to_city.pk}/")]
    assert asked(table, "resident") == [("답할 제안", f"offers/{to_all.pk}/")]
    assert asked(table, "chair") == asked(other, "city") == []
    answer_offer(to_city, "accepted", text="", member=table.member("city"), by=table.users["city"])
    assert asked(table, "city") == []


def test_a_council_waits_for_principals_and_then_for_signatures(cast):
    table = put(cast)
    word = [("전할 추인 결과", "ratify/")]
    assert [asked(table, name) for name in NAMES] == [word, word, []]
    table.ratifies("resident")
    assert [asked(table, name) for name in NAMES] == [[], word, []]
    table.ratifies("city")
    sign = [("서명할 합의문", "")]
    assert [asked(table, name) for name in NAMES] == [sign, sign, sign]
    table.signs("city")
    assert [asked(table, name) for name in NAMES] == [sign, [], sign]
    leave(table.member("resident"), by=table.users["resident"])
    assert asked(table, "resident") == []


def test_undertaking_waits_for_a_check_from_its_day_on(cast):
    table, today = agreed(cast), timezone.localdate()
    given = {"text": "지하에 짓는다", "party": None, "by": table.users["chair"]}
    due = [add_undertaking(table.now, due=today + timedelta(days=n), **given) for n in (-30, 0, 1)]
    add_undertaking(table.now, due=None, **given)
    waiting = [("이행을 점검할 약속", f"undertakings/{row.pk}/") for row in due[:2]]
    assert asked(table, "official") == waiting
    assert asked(table, "resident") == []
    ends = sorted(row["due"] for rows in desk.mediation(cast.emil) for row in rows)
    assert [timezone.localtime(end).hour for end in ends] == [0, 0]
    assert [timezone.localdate(end) for end in ends] == [today - timedelta(days=29), today + timedelta(days=1)]
    found = {"finding": "늦어집니다", "upload": None, "by": cast.emil}
    check(due[0], result="broken", done_on=None, **found)
    assert asked(table, "official") == waiting[1:]
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        check(due[1], result="partly", done_on=None, **found)
    assert asked(table, "official") == waiting[1:]  # looked at before its day
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        check(due[1], result="kept", done_on=today - timedelta(days=1), **found)
    assert asked(table, "official") == []
