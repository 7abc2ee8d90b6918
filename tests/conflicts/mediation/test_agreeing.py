import pytest
from django.utils import timezone

from deliberation.conflicts.mediation.actions import seat, write_rules
from deliberation.conflicts.mediation.agreeing import (
    add_undertaking,
    agree_to_open,
    check,
    leave,
    name_principal,
    put_draft,
    ratify,
    write_draft,
)
from deliberation.conflicts.mediation.models import Compliance, Council, Draft, Ratification, Signature
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.spaces.models import Membership
from tests.cast import person
from tests.concurrency import at_once
from tests.conflicts.councils import NAMES, RULES, agreed, put, signing, talking
from tests.conflicts.parties import published
from tests.spaces.files import upload


def test_ratified_by_all_then_signed_by_all_is_the_agreement(cast):
    table = put(cast)
    table.ratifies("resident")
    assert table.now.state == "ratifying"
    table.ratifies("city")
    assert table.now.state == "signing"
    table.signs("resident", "city")
    assert table.now.state == "signing"
    table.signs("chair")
    assert (table.now.state, table.now.put.n, table.now.agreed_at is None) == ("agreed", 1, False)
    on_case = Entry.objects.get(step="council_agreed")
    assert (on_case.chain.name, on_case.facts) == (table.council.conflict.chain, {"interim": True})


def test_a_draft_that_one_principal_declines_comes_back(cast):
    table = put(cast)
    table.ratifies("resident")
    table.ratifies("city", accepted=False)
    assert (table.now.state, table.now.put, Draft.objects.get().recalled) == ("talking", None, "declined")
    with pytest.raises(Refused, match="새 판"):
        put_draft(table.council, version=1, by=table.users["chair"])
    write_draft(table.council, "더 나은 안", interim=False, based_on=1, by=table.users["chair"])
    put_draft(table.council, version=2, by=table.users["chair"])
    day = timezone.localdate()
    with pytest.raises(Refused, match="다른 판"):  # the page still shows version 1
        ratify(table.member("city"), version=1, accepted=True, on=day, note="", by=table.users["city"])
    assert Ratification.objects.filter(draft__n=2).count() == 0


def test_a_draft_is_put_when_rules_stand_and_everybody_has_a_principal(cast):
    table = talking(cast)
    name_principal(table.member("city"), "", by=table.users["city"])
    write_draft(table.council, "안", interim=False, based_on=0, by=table.users["chair"])
    with pytest.raises(Refused, match="city"):
        put_draft(table.council, version=1, by=table.users["chair"])
    name_principal(table.member("city"), "시장", by=table.users["city"])
    write_rules(table.council, chair=table.member("chair"), by=cast.emil, **RULES)
    with pytest.raises(Refused, match="운영 규칙"):
        put_draft(table.council, version=1, by=table.users["chair"])
    table.consents(*NAMES)
    put_draft(table.council, version=1, by=table.users["chair"])
    for act in (
        lambda: write_draft(table.council, "몰래", interim=False, based_on=1, by=table.users["chair"]),
        lambda: name_principal(table.member("city"), "다른 이", by=table.users["city"]),
        lambda: seat(table.council, person("X"), party=None, capacity="전문가", by=cast.emil),
    ):
        with pytest.raises(Refused):
            act()


def test_the_neutral_have_no_principal_and_do_not_ratify(cast):
    table = put(cast)
    with pytest.raises(Refused):
        table.ratifies("chair")
    assert table.now.state == "ratifying"


def test_who_has_left_neither_ratifies_nor_signs_nor_enters(cast):
    table = signing(cast)
    resident = table.member("resident")
    leave(resident, by=table.users["resident"])
    assert (table.now.state, Draft.objects.get().recalled) == ("talking", "left")
    assert not Membership.objects.current().filter(user=table.users["resident"]).exists()
    assert not Council.objects.visible_to(table.users["resident"]).exists()
    with pytest.raises(Refused):
        leave(resident, by=table.users["resident"])


def test_somebody_neutral_who_leaves_does_not_hold_up_the_signing(cast):
    table = signing(cast)
    table.signs("resident", "city")
    leave(table.member("chair"), by=table.users["chair"])
    assert (table.now.state, table.now.chair) == ("agreed", None)


def test_the_agreement_is_public_when_all_parties_agree_and_not_before(cast):
    table = agreed(cast)
    agree_to_open(table.member("resident"), "agreement", by=table.users["resident"])
    assert not Council.objects.with_agreement_for(cast.finn).exists()
    with pytest.raises(Refused, match="대표만"):
        agree_to_open(table.member("chair"), "agreement", by=table.users["chair"])
    with pytest.raises(Refused, match="이미"):
        agree_to_open(table.member("resident"), "agreement", by=table.users["resident"])
    agree_to_open(table.member("city"), "agreement", by=table.users["city"])
    assert Council.objects.with_agreement_for(cast.finn).exists()
    assert not Council.objects.visible_to(cast.finn).exists()  # its procedure stays closed


def test_the_procedure_opens_by_all_parties_and_closes_when_another_joins(cast):
    table = talking(cast)
    for name in ("resident", "city"):
        agree_to_open(table.member(name), "procedure", by=table.users[name])
    assert Council.objects.visible_to(cast.finn).exists()
    seat(table.council, person("Y"), party=published(cast, table.council.conflict, 8), capacity="상인", by=cast.emil)
    assert not Council.objects.visible_to(cast.finn).exists()
    with pytest.raises(Refused, match="아직"):
        agree_to_open(table.member("city"), "agreement", by=table.users["city"])


def test_undertakings_are_checked_with_evidence_that_stays_with_the_council(cast):
    table = agreed(cast)
    row = add_undertaking(table.council, text="5톤 이상 차량을 막습니다.", party=None, due=None, by=cast.emil)
    check(row, result="broken", done_on=None, finding="아직 다닙니다.", upload=None, by=table.users["resident"])
    file = upload("사진.pdf")
    check(row, result="kept", done_on=timezone.localdate(), finding="막았습니다.", upload=file, by=cast.emil)
    assert list(row.checks.values_list("result", flat=True)) == ["kept", "broken"]
    evidence = Compliance.objects.latest("pk").evidence
    assert evidence.restricted
    assert type(evidence).objects.visible_to(table.users["resident"]).exists()
    assert not type(evidence).objects.visible_to(cast.finn).exists()
    with pytest.raises(Refused):
        add_undertaking(talking(cast).council, text="이르다", party=None, due=None, by=cast.emil)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_ratifications_and_a_withdrawal_at_one_instant(cast, attempt):
    table = put(cast)
    seats = {name: table.member(name) for name in ("resident", "city")}

    def act(i):
        if i == attempt:  # who begins first differs
            return leave(seats["resident"], by=table.users["resident"])
        name = ["resident", "city"][(i + attempt) % 2]
        given = {"version": 1, "accepted": True, "on": timezone.localdate(), "note": "총회"}
        return ratify(seats[name], **given, by=table.users[name])  # the seat as it was before anybody left

    outcomes = at_once(3, act)
    assert {type(outcome) for outcome in outcomes} <= {type(None), Refused}
    assert outcomes[attempt] is None  # nobody is kept from leaving
    council = table.now
    assert (council.state, council.put, Draft.objects.get().recalled) == ("talking", None, "left")
    steps = list(Entry.objects.filter(chain__name=council.chain, step__in=["ratify", "recall"]).order_by("n"))
    assert [entry.step for entry in steps] in (["recall"], ["ratify", "recall"])
    assert not council.members.filter(left_at=None, user=table.users["resident"]).exists()


@pytest.mark.django_db(transaction=True)
def test_last_signatures_at_one_instant_conclude_once(cast):
    table = signing(cast)
    outcomes = at_once(3, lambda i: table.signs(NAMES[i]))
    assert outcomes == [None] * 3
    assert (table.now.state, Signature.objects.count()) == ("agreed", 3)
    assert Entry.objects.filter(step="agree").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_draft_do_not_overwrite_each_other(cast):
    table = talking(cast)
    by = table.users["chair"]
    outcomes = at_once(2, lambda i: write_draft(table.council, f"안 {i}", interim=False, based_on=0, by=by))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Draft", "Refused"]
