import pytest

from deliberation.conflicts.casefile.cycle import settle
from deliberation.conflicts.mediation.actions import (
    answer_offer,
    consent,
    end_council,
    found_council,
    make_offer,
    seat,
    write_rules,
)
from deliberation.conflicts.mediation.agreeing import leave
from deliberation.conflicts.mediation.models import Offer
from deliberation.conflicts.stakeholders.actions import drop_party, edit_party
from deliberation.ledger.actions import Refused, first_fault, name_digest
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.spaces.models import Space
from tests.cast import person
from tests.concurrency import at_once
from tests.conflicts.cases import filed, resolution
from tests.conflicts.councils import NAMES, RULES, agreed, ruled, seated, talking
from tests.conflicts.parties import party, published


def test_a_council_is_closed_to_everyone_without_a_seat(cast):
    table = seated(cast)
    seen = {user.display_name for user in (cast.emil, cast.finn, cast.dora, cast.root, *table.users.values())
            if Space.objects.visible_to(user).filter(pk=table.council.space_id)}  # fmt: skip
    assert seen == {"Emil", *(user.display_name for user in table.users.values())}


def test_talks_begin_with_the_last_consent_and_the_chair_takes_office(cast):
    table = ruled(cast)
    table.consents("resident", "city")
    assert (table.now.state, table.now.chair) == ("forming", None)
    table.consents("chair")
    assert (table.now.state, table.now.chair) == ("talking", table.member("chair"))


def test_consent_is_to_the_version_that_was_read_and_once(cast):
    table = ruled(cast)
    write_rules(table.council, chair=table.member("chair"), by=cast.emil, **RULES | {"costs": "나누어 냅니다."})
    with pytest.raises(Refused, match="바뀌었"):
        consent(table.member("city"), version=1, by=table.users["city"])
    table.consents("city")
    with pytest.raises(Refused, match="이미"):
        table.consents("city")


def test_a_party_that_joins_needs_new_ground_rules(cast):
    table = ruled(cast)
    table.consents("resident", "city")
    late = person("Late")
    seat(table.council, late, party=published(cast, table.council.conflict, 9), capacity="어민", by=cast.emil)
    table.users["late"] = late
    table.consents("chair", "late")
    assert table.now.state == "forming"  # these rules name other parties
    write_rules(table.council, chair=table.member("chair"), by=cast.emil, **RULES)
    table.consents(*NAMES, "late")
    assert table.now.state == "talking"


def test_talks_begin_when_the_only_one_who_has_not_agreed_leaves(cast):
    table = ruled(cast)
    helper = person("Helper")
    seat(table.council, helper, party=None, capacity="전문가", by=cast.emil)
    table.users["helper"] = helper
    table.consents(*NAMES)
    assert table.now.state == "forming"
    leave(table.member("helper"), by=helper)
    assert table.now.state == "talking"


def test_the_chair_is_neutral_and_two_parties_are_needed(cast):
    table = seated(cast)
    with pytest.raises(Refused, match="의장"):
        write_rules(table.council, chair=table.member("city"), by=cast.emil, **RULES)
    leave(table.member("city"), by=table.users["city"])
    with pytest.raises(Refused, match="두 곳"):
        write_rules(table.council, chair=table.member("chair"), by=cast.emil, **RULES)


def test_seats_are_for_published_parties_of_the_conflict_and_not_for_the_clerk(cast):
    table = seated(cast)
    conflict = table.council.conflict
    for who, of in (
        (person("A"), party(cast, conflict, "이름 없는 모임")),
        (person("B"), published(cast, filed(cast), 7)),
        (cast.emil, None),
        (table.users["city"], None),
    ):
        with pytest.raises(Refused):
            seat(table.council, who, party=of, capacity="위원", by=cast.emil)
    resident = table.member("resident").party
    with pytest.raises(Refused, match="위원이 있는"):
        drop_party(resident, by=cast.emil)
    with pytest.raises(Refused, match="공개 이름"):
        edit_party(resident, by=cast.emil, version=resident.version, public_name="", published=[])


def test_one_council_at_work_and_none_for_a_settled_conflict(cast):
    conflict = filed(cast)
    table = agreed(cast, conflict)
    again = found_council(conflict, since="2023-01-01", by=cast.emil)
    with pytest.raises(Refused, match="이미 운영"):
        found_council(conflict, since="2023-01-01", by=cast.emil)
    end_council(again, reason="취소", by=cast.emil)
    settle(conflict, **resolution(cast.dora, conflict))
    with pytest.raises(Refused):
        found_council(conflict, since="2023-01-01", by=cast.emil)
    assert table.now.state == "agreed"


def test_an_offer_is_answered_by_whom_it_asks_and_once(cast):
    table = talking(cast)
    resident, city, chair = (table.member(name) for name in NAMES)
    offer = make_offer(resident, to=city.party, text="지하화하면 증설을 받아들입니다.", by=table.users["resident"])
    for who, answer in ((resident, "accepted"), (chair, "accepted"), (city, "withdrawn"), (city, "")):
        with pytest.raises(Refused):
            answer_offer(offer, answer, text="", member=who, by=who.user)
    answer_offer(offer, "countered", text="부분 지하화는 가능합니다.", member=city, by=table.users["city"])
    with pytest.raises(Refused, match="이미"):
        answer_offer(offer, "withdrawn", text="", member=resident, by=table.users["resident"])
    with pytest.raises(Refused, match="다른 이해관계자"):
        make_offer(city, to=city.party, text="혼잣말", by=table.users["city"])
    assert Notice.objects.filter(kind="council_offer").count() == Notice.objects.filter(kind="council_answer").count()


def test_the_book_of_a_council_holds_check_values_and_no_words(cast):
    table = talking(cast)
    make_offer(table.member("resident"), to=None, text="비밀 제안", by=table.users["resident"])
    entries = Entry.objects.filter(chain__name=table.council.chain)
    told = str(list(entries.values_list("facts", "commitments")))
    assert not any(word in told for word in ("비밀", "지하", "모두가", "총회", "resident"))
    assert [len(e.commitments.get("text", "")) for e in entries if e.step == "offer"] == [64]
    assert first_fault(Chain.objects.get(name=table.council.chain)) is None
    name = f"council:{name_digest(table.council.chain)}"
    on_case = Entry.objects.filter(chain__name=table.council.conflict.chain, subject=name)
    assert [entry.step for entry in on_case] == ["found_council"]


@pytest.mark.django_db(transaction=True)
def test_two_answers_to_one_offer_at_one_instant_are_one(cast):
    table = talking(cast)
    offer = make_offer(table.member("resident"), to=None, text="제안", by=table.users["resident"])
    acts = [("city", "accepted"), ("resident", "withdrawn")]

    def act(i):
        name, answer = acts[i]
        answer_offer(Offer.objects.get(), answer, text="", member=table.member(name), by=table.users[name])

    outcomes = at_once(2, act)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    offer.refresh_from_db()
    assert offer.answer == acts[outcomes.index(None)][1]


@pytest.mark.django_db(transaction=True)
def test_two_founders_at_one_instant_found_one_council(cast):
    conflict = filed(cast)
    outcomes = at_once(2, lambda i: found_council(conflict, since="2022-05-01", by=cast.emil))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Council", "Refused"]
    assert Space.objects.filter(kind="council").count() == 1


@pytest.mark.django_db(transaction=True)
def test_last_consents_at_one_instant_open_the_talks_once(cast):
    table = ruled(cast)
    outcomes = at_once(3, lambda i: table.consents(NAMES[i]))
    assert outcomes == [None] * 3
    assert table.now.state == "talking"
    assert Entry.objects.filter(step="open").count() == 1
