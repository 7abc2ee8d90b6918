from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from deliberation.accounts.actions import paper_key, person_on_paper
from deliberation.accounts.models import Channel, Identity
from deliberation.agendas.models import CoSignature, Proposal, Route, SignatureKey
from deliberation.agendas.proposals.actions import AlreadySigned, cosign, recount, withdraw_cosignature
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from tests.agendas.proposing import WEB, citizens, published, threshold
from tests.cast import person
from tests.concurrency import at_once

LEVEL = Identity.Level


def proven(who: str, level: int, district: str = "서구", **claims):
    """Somebody with one proof of identity of a level."""
    user = person(who, district=district)
    key = Identity.key_for("card", who)
    Identity.objects.create(user=user, provider="card", key=key, level=level, claims=claims)
    return user


def counted(proposal: Proposal) -> tuple[str, int, int]:
    proposal.refresh_from_db()
    return proposal.state, proposal.cosignature_count, proposal.apart_count


def test_weaker_proofs_are_kept_apart_and_never_reach_the_threshold(cast):
    threshold(2, least_level=LEVEL.VERIFIED)
    proposal = published(cast.finn)
    cosign(proposal, by=proven("a", LEVEL.CONTACT), channel=WEB)
    cosign(proposal, by=proven("b", LEVEL.LETTER), channel=Channel.LETTER)
    cosign(proposal, by=proven("c", LEVEL.VERIFIED), channel=WEB)
    assert counted(proposal) == ("collecting", 1, 2)
    cosign(proposal, by=proven("d", LEVEL.VERIFIED), channel=WEB)
    assert counted(proposal) == ("screening", 2, 2)
    facts = Entry.objects.get(step="reach").facts
    assert (facts["cosignatures"], facts["apart"]) == (2, 2)


def test_withdrawing_moves_the_counter_that_the_signature_moved(cast):
    threshold(2, least_level=LEVEL.VERIFIED)
    proposal = published(cast.finn)
    weak, strong = proven("a", LEVEL.CONTACT), proven("b", LEVEL.VERIFIED)
    cosign(proposal, by=weak, channel=WEB)
    cosign(proposal, by=strong, channel=WEB)
    withdraw_cosignature(proposal, by=weak)
    assert counted(proposal) == ("collecting", 1, 0)
    withdraw_cosignature(proposal, by=strong)
    assert counted(proposal) == ("collecting", 0, 0)
    assert not SignatureKey.objects.exists()


def test_recount_sets_both_counters(cast):
    threshold(5, least_level=LEVEL.VERIFIED)
    proposal = published(cast.finn)
    cosign(proposal, by=proven("a", LEVEL.CONTACT), channel=WEB)
    cosign(proposal, by=proven("b", LEVEL.VERIFIED), channel=WEB)
    Proposal.objects.update(cosignature_count=9, apart_count=9)
    recount(proposal)
    assert counted(proposal) == ("collecting", 1, 1)


def test_rule_edited_while_proposals_run_leaves_them(cast):
    old = threshold(2)
    before = published(cast.finn)
    threshold(1, least_level=LEVEL.VERIFIED, minimum_age=19, district_rule="residents")
    after = published(cast.finn)
    for proposal in (before, after):
        cosign(Proposal.objects.get(pk=proposal.pk), by=proven(f"p{proposal.pk}", LEVEL.CONTACT), channel=WEB)
    assert (before.route, counted(before)) == (old, ("collecting", 1, 0))
    assert counted(after) == ("collecting", 0, 1)
    cosign(Proposal.objects.get(pk=before.pk), by=proven("z", LEVEL.CONTACT, "강화군"), channel=WEB)
    assert counted(before) == ("screening", 2, 0)


def test_spread_over_districts_is_needed_besides_the_number(cast):
    threshold(3, district_rule="spread", district_number=2, district_least=2)
    proposal = published(cast.finn)
    for user in citizens(4):
        cosign(proposal, by=user, channel=WEB)
    assert counted(proposal) == ("collecting", 4, 0)
    cosign(proposal, by=proven("a", 1, "강화군"), channel=WEB)
    assert counted(proposal) == ("collecting", 5, 0)
    cosign(proposal, by=proven("b", 1, "강화군"), channel=WEB)
    assert counted(proposal) == ("screening", 6, 0)


def test_one_district_counts_at_most_its_share(cast):
    route = threshold(4, district_rule="cap", district_number=50)
    proposal = published(cast.finn)
    for user in citizens(5):
        cosign(proposal, by=user, channel=WEB)
    cosign(proposal, by=proven("a", 1, "강화군"), channel=WEB)
    assert (counted(proposal)[0], route.weighed(proposal.spread())) == ("collecting", 3)
    cosign(proposal, by=proven("b", 1, "옹진군"), channel=WEB)
    assert counted(proposal) == ("screening", 7, 0)


def test_only_residents_count_where_the_rule_says_so(cast):
    threshold(5, district_rule="residents")
    here, city = published(cast.finn, district="중구"), published(cast.finn, district="")
    for proposal in (here, city):
        cosign(proposal, by=cast.ben, channel=WEB)
        cosign(proposal, by=proven(f"p{proposal.pk}", 1, "중구"), channel=WEB)
    assert counted(here) == ("collecting", 1, 1)
    assert counted(city) == ("collecting", 2, 0)


def test_minimum_age_is_reached_on_the_birthday(cast):
    threshold(5, minimum_age=14)
    proposal = published(cast.finn)
    young = proven("a", LEVEL.VERIFIED, name="김하나", born="2012-11-26")
    with time_machine.travel("2026-11-25T23:59:00+09:00", tick=False):
        Proposal.objects.update(closes_at="2027-01-01T00:00:00+09:00", opens_at="2026-11-01T00:00:00+09:00")
        with pytest.raises(Refused, match="14세"):
            cosign(proposal, by=young, channel=WEB)
        assert counted(proposal) == ("collecting", 0, 0)
    with time_machine.travel("2026-11-26T00:00:00+09:00", tick=False):
        cosign(proposal, by=young, channel=WEB)


def test_conditions_are_told_in_plain_words(db):
    plain = Route(threshold=6000)
    strict = Route(threshold=6000, minimum_age=19, least_level=LEVEL.VERIFIED, district_rule="cap", district_number=30)
    assert plain.conditions() == []
    assert strict.conditions() == [
        "만 19세 이상이면 공감할 수 있습니다.",
        "본인확인을 마친 공감만 셉니다. 그 밖의 공감은 따로 보여 드립니다.",
        "한 구·군의 공감은 1800명(기준의 30%)까지만 셉니다.",
    ]


@pytest.mark.parametrize(("rule", "number"), [("spread", 0), ("cap", 0), ("cap", 101)])
def test_district_rule_needs_its_number(db, rule, number):
    with pytest.raises(IntegrityError), transaction.atomic():
        threshold(5, district_rule=rule, district_number=number)


@pytest.mark.parametrize(("rule", "number"), [("spread", 11), ("cap", 9)])
def test_rule_that_nothing_could_fulfil_is_refused(db, rule, number):
    with pytest.raises(ValidationError):
        Route(kind="citizens", threshold=100, district_rule=rule, district_number=number).clean()


# One human once by any path -----------------------------------------------------------------------------------------

BORN = date(1958, 3, 1)
PHONE = Identity.key_for("phone", "+821012345678")


def paths():
    """The same human by each path: (who signs, by which channel, what else they come by)."""
    online = person("online")
    Identity.objects.create(user=online, provider="phone", key=PHONE, level=LEVEL.CONTACT)
    verified = person("verified")
    claims = {"name": "김 하나", "born": BORN.isoformat()}
    Identity.objects.create(user=verified, provider="pass", key="p" * 64, level=LEVEL.VERIFIED, claims=claims)
    Identity.objects.create(user=verified, provider="letter", key="l" * 64, level=LEVEL.LETTER)
    paper = person_on_paper("김하나", BORN, district="서구", level=LEVEL.CONTACT)
    return {
        "online": (online, WEB, []),
        "verified": (verified, WEB, [PHONE]),
        "letter": (verified, Channel.LETTER, [PHONE]),
        "paper": (paper, Channel.PAPER, [PHONE]),
        "assisted": (paper, Channel.ASSISTED, [PHONE]),
    }


NAMES = ["online", "verified", "letter", "paper", "assisted"]
PAIRS = [(a, b) for a in NAMES for b in NAMES]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_one_human_signs_once_in_any_order_and_by_any_path(cast, first, second):
    proposal, ways = published(cast.finn), paths()
    for name, refused in ((first, False), (second, True)):
        by, channel, keys = ways[name]
        if refused:
            with pytest.raises(AlreadySigned):
                cosign(proposal, by=by, channel=channel, other_keys=keys)
        else:
            cosign(proposal, by=by, channel=channel, other_keys=keys)
    assert counted(proposal) == ("collecting", 1, 0)
    assert CoSignature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_all_paths_at_the_same_instant_are_one_cosignature(cast):
    proposal, ways = published(cast.finn), list(paths().values())

    def sign(i):
        by, channel, keys = ways[i]
        cosign(proposal, by=by, channel=channel, other_keys=keys)

    outcomes = at_once(len(ways), sign)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySigned"] * 4 + ["NoneType"]
    assert counted(proposal) == ("collecting", 1, 0)


@pytest.mark.django_db(transaction=True)
def test_one_person_entered_from_paper_at_once_is_one_person(cast):
    found = at_once(6, lambda _i: person_on_paper("박 두리", BORN, district="서구", level=LEVEL.CONTACT).pk)
    assert len(set(found)) == 1


def test_paper_key_ignores_spaces_and_the_form_of_hangul(db):
    assert len({paper_key(name, BORN) for name in ("김하나", " 김 하나", "김하나")}) == 1
    assert paper_key("김하나", BORN) != paper_key("김하나", date(1958, 3, 2))


@pytest.mark.django_db(transaction=True)
def test_two_hundred_cosignatures_from_sixteen_connections_are_counted_exactly(cast):
    threshold(1000)
    proposal, people = published(cast.finn), citizens(208)
    at_once(16, lambda i: [cosign(proposal, by=user, channel=WEB) for user in people[i::16]])
    assert counted(proposal) == ("collecting", 208, 0)
    assert (CoSignature.objects.count(), SignatureKey.objects.count()) == (208, 208)
