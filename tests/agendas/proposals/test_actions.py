from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deliberation.accounts.actions import erase
from deliberation.accounts.models import Channel, Identity
from deliberation.agendas.models import CoSignature, Proposal, Route
from deliberation.agendas.proposals.actions import (
    AlreadySigned,
    cosign,
    discard_draft,
    expire_proposal,
    last_instant,
    publish_proposal,
    resubmit_proposal,
    save_draft,
    withdraw_cosignature,
    withdraw_proposal,
)
from deliberation.agendas.screening.actions import screen_proposal
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from deliberation.spaces.models import Item
from tests.agendas.proposing import TEXTS, after_closing, citizens, drafted, published, screening, threshold
from tests.concurrency import at_once
from tests.sittings import in_session

WEB = Channel.WEB


def minutes_of(proposal):
    return list(Entry.objects.filter(subject=proposal.subject).order_by("n").values_list("step", flat=True))


def test_draft_is_kept_unfinished_and_nothing_is_minuted(cast):
    proposal = save_draft(None, by=cast.finn, **TEXTS | {"background": "", "contested": "", "category": ""})
    assert (proposal.state, proposal.item, minutes_of(proposal)) == ("draft", None, [])


def test_publishing_an_unfinished_draft_names_everything_that_is_missing(cast):
    proposal = drafted(cast.finn, background="", category="")
    with pytest.raises(Refused) as refused:
        publish_proposal(proposal, by=cast.finn, channel=WEB)
    assert str(refused.value) == "배경을 적어 주십시오. 지금까지 어떤 일이 있었습니까? 분야를 골라 주십시오."


def test_publishing_opens_thirty_days_that_end_at_midnight_in_seoul(cast):
    with time_machine.travel("2026-11-22T13:30:00+09:00", tick=False):
        proposal = published(cast.finn)
        opened = timezone.now()
    assert (proposal.state, proposal.opens_at) == ("collecting", opened)
    assert timezone.localtime(proposal.closes_at).isoformat() == "2026-12-23T00:00:00+09:00"
    assert (proposal.route.threshold, proposal.item.state) == (6000, "waiting")
    assert proposal.item.url == f"/proposals/{proposal.pk}/"


def test_publishing_twice_at_once_opens_it_once(transactional_db, cast):
    proposal = drafted(cast.finn)

    def publish(_i):
        publish_proposal(Proposal.objects.get(pk=proposal.pk), by=cast.finn, channel=WEB)

    outcomes = at_once(4, publish)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused", "Refused", "Refused"]
    assert (minutes_of(proposal), Item.objects.count()) == (["publish"], 1)


def test_published_text_is_no_longer_changed_or_deleted(cast):
    proposal = published(cast.finn)
    with pytest.raises(Refused):
        save_draft(proposal, by=cast.finn, **TEXTS)
    with pytest.raises(Refused):
        discard_draft(proposal)


def test_discarded_draft_is_gone(cast):
    proposal = drafted(cast.finn)
    discard_draft(proposal)
    assert not Proposal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_publishing_and_discarding_at_once_never_deletes_what_is_minuted(cast):
    for _ in range(5):
        proposal = drafted(cast.finn)

        def act(i, proposal=proposal):
            if i:
                return discard_draft(proposal)
            return publish_proposal(Proposal.objects.get(pk=proposal.pk), by=cast.finn, channel=WEB)

        outcomes = at_once(2, act)
        assert {type(outcome) for outcome in outcomes} <= {type(None), Refused, Proposal.DoesNotExist}
        assert Proposal.objects.filter(pk=proposal.pk).exists() == (minutes_of(proposal) == ["publish"])


def test_cosign_counts_keeps_district_and_channel_and_minutes_nothing(cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=Channel.LETTER)
    proposal.refresh_from_db()
    row = CoSignature.objects.values("user", "district", "channel").get()
    assert row == {"user": cast.ben.pk, "district": "서구", "channel": "letter"}
    assert (proposal.cosignature_count, minutes_of(proposal)) == (1, ["publish"])


def test_cosign_is_refused_without_a_district(cast):
    proposal = published(cast.finn)
    cast.ben.district = ""
    with pytest.raises(Refused, match="프로필"):
        cosign(proposal, by=cast.ben, channel=WEB)


@pytest.mark.django_db(transaction=True)
def test_second_cosignature_at_the_same_instant_is_one_row_and_counts_one(cast):
    proposal = published(cast.finn)
    outcomes = at_once(2, lambda _i: cosign(proposal, by=cast.ben, channel=WEB))
    refused = [str(outcome) for outcome in outcomes if outcome]
    assert refused == ["이미 이 제안에 공감하셨습니다. 공감은 한 번만 반영합니다."]
    proposal.refresh_from_db()
    assert (proposal.cosignature_count, CoSignature.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_many_reach_the_threshold_in_exactly_one_step(cast):
    threshold(5)
    proposal = published(cast.finn)
    people = citizens(12)
    outcomes = at_once(12, lambda i: cosign(proposal, by=people[i], channel=WEB))
    refused = {str(outcome) for outcome in outcomes if outcome}
    assert refused == {"기준에 이르러 공감 모으기가 끝났습니다. 이제 위원회가 이 제안을 심사합니다."}
    proposal.refresh_from_db()
    codes = sorted(signature.code for signature in CoSignature.objects.all())
    assert (proposal.state, proposal.cosignature_count, len(codes)) == ("screening", 5, 5)
    assert minutes_of(proposal) == ["publish", "reach"]
    entry = Entry.objects.get(step="reach")
    assert entry.facts == {
        "from": "collecting",
        "to": "screening",
        "cosignatures": 5,
        "apart": 0,
        "digest": digest({"cosignatures": codes}),
    }
    assert first_fault(Chain.objects.get(name="city")) is None


def test_reaching_the_threshold_tells_author_and_committee(cast):
    proposal = screening(cast.finn)
    told = set(Notice.objects.values_list("person__display_name", "kind", "facts__title"))
    assert told == {
        ("Finn", "proposal_reached", proposal.title),
        ("Dora", "proposal_to_screen", proposal.title),
        ("Hana", "proposal_to_screen", proposal.title),
    }
    assert proposal.screening_due == last_instant(proposal.reached_at, 30)


def test_cosign_in_the_last_microsecond_counts_and_at_the_closing_second_does_not(cast):
    proposal = published(cast.finn)
    with time_machine.travel(proposal.closes_at - timedelta(microseconds=1), tick=False):
        cosign(proposal, by=cast.ben, channel=WEB)
    with after_closing(proposal), pytest.raises(Refused, match="공감 모으기가 끝났습니다"):
        cosign(proposal, by=cast.cleo, channel=WEB)
    proposal.refresh_from_db()
    assert (proposal.cosignature_count, proposal.cosignatures.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_cosignatures_while_it_expires_are_counted_or_refused_but_never_lost(cast):
    proposal = published(cast.finn)
    people = citizens(8)
    almost = proposal.closes_at - timedelta(milliseconds=20)
    with time_machine.travel(almost, tick=True):

        def act(i):
            if i < 8:
                return cosign(proposal, by=people[i], channel=WEB)
            while not expire_proposal(proposal):
                pass
            return None

        outcomes = at_once(9, act)
    proposal.refresh_from_db()
    counted = sum(outcome is None for outcome in outcomes[:8])
    entry = Entry.objects.get(step="expire")
    assert {type(outcome) for outcome in outcomes} <= {type(None), Refused}
    assert (proposal.cosignature_count, proposal.cosignatures.count()) == (counted, counted)
    assert entry.facts["cosignatures"] == counted


def test_withdrawn_cosignature_leaves_no_row_and_may_be_given_again(cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=WEB)
    withdraw_cosignature(proposal, by=cast.ben)
    proposal.refresh_from_db()
    assert (proposal.cosignature_count, CoSignature.objects.count()) == (0, 0)
    cosign(proposal, by=cast.ben, channel=WEB)


def test_withdrawing_what_was_not_given_leaves_the_count(cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=WEB)
    with pytest.raises(Refused):
        withdraw_cosignature(proposal, by=cast.cleo)
    proposal.refresh_from_db()
    assert proposal.cosignature_count == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawing_twice_at_once_counts_one_down(cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=WEB)
    cosign(proposal, by=cast.cleo, channel=WEB)
    at_once(2, lambda _i: withdraw_cosignature(proposal, by=cast.ben))
    proposal.refresh_from_db()
    assert (proposal.cosignature_count, proposal.cosignatures.count()) == (1, 1)


def test_expire_minutes_the_closing_count_once_and_tells_the_author(cast):
    proposal = published(cast.finn)
    cosign(proposal, by=cast.ben, channel=WEB)
    assert expire_proposal(proposal) is False
    with after_closing(proposal):
        assert [expire_proposal(proposal), expire_proposal(proposal)] == [True, False]
    assert Entry.objects.get(step="expire").facts["cosignatures"] == 1
    assert list(Notice.objects.values_list("person", "facts__count")) == [(cast.finn.pk, 1)]


def test_withdrawn_proposal_takes_its_text_from_moderation(cast):
    proposal = published(cast.finn)
    withdraw_proposal(proposal, by=cast.finn)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.item.state) == ("withdrawn", "withdrawn")


def test_resubmitting_keeps_the_earlier_wording_and_waits_for_the_committee_again(cast):
    proposal = screening(cast.finn)
    screen_proposal(proposal, "return", sitting=in_session(), by=cast.dora, reason="질문을 하나로 줄여 주십시오.")
    resubmit_proposal(proposal, by=cast.finn, **TEXTS | {"title": "월미바다열차를 멈출 것인가?"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.title) == ("screening", "월미바다열차를 멈출 것인가?")
    wordings = list(proposal.item.versions.order_by("n").values_list("text", flat=True))
    assert [text.splitlines()[0] for text in wordings] == [TEXTS["title"], "월미바다열차를 멈출 것인가?"]
    assert Notice.objects.filter(kind="proposal_to_screen", person=cast.dora).count() == 2


def test_two_accounts_of_one_human_count_once(cast):
    proposal = published(cast.finn)
    key = {"provider": "card", "key": Identity.key_for("card", "같은 사람"), "level": Identity.Level.VERIFIED}
    Identity.objects.create(user=cast.ben, **key)
    cosign(proposal, by=cast.ben, channel=WEB)
    # The same person on paper: the key is what the register of identities would give them, too.
    Identity.objects.filter(user=cast.ben).update(user=cast.cleo)
    with pytest.raises(AlreadySigned, match="다른 계정"):
        cosign(proposal, by=cast.cleo, channel=Channel.PAPER)
    proposal.refresh_from_db()
    assert (proposal.cosignature_count, proposal.cosignatures.count()) == (1, 1)


def test_erased_author_leaves_the_proposal_and_its_count(cast):
    draft, proposal = drafted(cast.finn), published(cast.finn)
    cosign(proposal, by=cast.finn, channel=WEB)
    erase(cast.finn, by=cast.finn)
    proposal.refresh_from_db()
    assert (proposal.author, proposal.item.author, proposal.cosignature_count) == (None, None, 1)
    assert not Proposal.objects.filter(pk=draft.pk).exists()


def test_routes_of_a_fresh_installation(db):
    rows = list(Route.objects.order_by("pk").values_list("kind", "version", "threshold", "window_days"))
    assert rows == [("citizens", 1, 6000, 30), ("council", 1, 0, 0), ("mayor", 1, 0, 0), ("committee", 1, 0, 0)]
