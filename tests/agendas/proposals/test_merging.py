import pytest

from deliberation.accounts.models import Channel, Identity
from deliberation.agendas.models import CoSignature, Proposal, SignatureKey
from deliberation.agendas.proposals.actions import AlreadySigned, cosign, expire_proposal, withdraw_cosignature
from deliberation.agendas.proposals.merging import merge_proposals
from deliberation.ledger.actions import Refused, first_fault
from deliberation.ledger.models import Chain, Entry
from deliberation.notices.models import Notice
from tests.agendas.proposing import WEB, after_closing, citizens, published, threshold
from tests.cast import person
from tests.concurrency import at_once

REASON = "같은 질문을 다른 말로 물었습니다."


def signed(cast, *people, **texts) -> Proposal:
    proposal = published(cast.finn, **texts)
    for user in people:
        cosign(proposal, by=user, channel=WEB)
    return proposal


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def keyed(name: str, *keys: str):
    user = person(name)
    for key in keys:
        Identity.objects.create(user=user, provider=key, key=Identity.key_for(key), level=1)
    return user


def test_every_person_is_kept_once_and_the_duplicate_leads_on(cast):
    people = citizens(5)
    into, duplicate = signed(cast, *people[:3]), signed(cast, *people[2:])
    assert merge_proposals(duplicate, into, by=cast.emil, reason=REASON) == 2
    new, old = fresh(into), fresh(duplicate)
    assert (new.cosignature_count, new.cosignatures.count()) == (5, 5)
    assert (old.state, old.merged_into, old.cosignature_count, old.is_stub) == ("merged", into, 3, True)
    assert SignatureKey.objects.filter(proposal=into).count() == 5
    steps = Entry.objects.filter(subject__in=[into.subject, duplicate.subject]).order_by("n")
    assert list(steps.values_list("step", flat=True)) == ["publish", "publish", "merge", "absorb"]
    facts = Entry.objects.get(step="merge").facts
    assert (facts["into"], facts["gained"], facts["cosignatures"]) == (into.subject, 2, 3)
    assert first_fault(Chain.objects.get(name="city")) is None


def test_author_is_told_by_mail_and_signers_in_the_app(cast):
    into, duplicate = signed(cast), signed(cast, cast.ben)
    merge_proposals(duplicate, into, by=cast.emil, reason=REASON)
    told = set(Notice.objects.values_list("person__display_name", "kind"))
    assert told == {("Finn", "proposal_merged"), ("Ben", "cosigned_merge")}


def test_one_human_by_two_accounts_is_kept_once(cast):
    into = signed(cast, keyed("a", "phone", "letter"))
    duplicate = signed(cast, keyed("b", "mail"))
    Identity.objects.filter(provider="letter").delete()
    other = keyed("c", "letter")
    cosign(duplicate, by=other, channel=Channel.LETTER)
    assert merge_proposals(duplicate, into, by=cast.emil, reason=REASON) == 1
    assert fresh(into).cosignature_count == 2
    with pytest.raises(AlreadySigned):
        cosign(fresh(into), by=other, channel=WEB)


def test_what_counts_is_asked_of_the_route_that_it_comes_to(cast):
    duplicate = signed(cast, *citizens(3))
    threshold(9, least_level=Identity.Level.VERIFIED)
    into = signed(cast)
    merge_proposals(duplicate, into, by=cast.emil, reason=REASON)
    assert (fresh(into).cosignature_count, fresh(into).apart_count) == (0, 3)


def test_merging_may_reach_the_threshold(cast):
    threshold(5)
    people = citizens(6)
    into, duplicate = signed(cast, *people[:3]), signed(cast, *people[2:])
    merge_proposals(duplicate, into, by=cast.emil, reason=REASON)
    assert (fresh(into).state, fresh(into).cosignature_count) == ("screening", 6)
    assert Entry.objects.get(step="reach").facts["cosignatures"] == 6


def test_withdrawing_after_the_merge_is_done_where_it_counts(cast):
    into, duplicate = signed(cast), signed(cast, cast.ben)
    merge_proposals(duplicate, into, by=cast.emil, reason=REASON)
    with pytest.raises(Refused, match="합쳐졌습니다"):
        withdraw_cosignature(fresh(duplicate), by=cast.ben)
    withdraw_cosignature(fresh(into), by=cast.ben)
    assert (fresh(into).cosignature_count, fresh(duplicate).cosignature_count) == (0, 1)


def test_only_collecting_proposals_are_merged_and_never_into_themselves(cast):
    into, duplicate, other = signed(cast), signed(cast), signed(cast)
    with pytest.raises(Refused):
        merge_proposals(into, into, by=cast.emil, reason=REASON)
    merge_proposals(duplicate, into, by=cast.emil, reason=REASON)
    for one, target in ((duplicate, other), (other, duplicate)):
        with pytest.raises(Refused):
            merge_proposals(fresh(one), fresh(target), by=cast.emil, reason=REASON)
    with after_closing(into):
        expire_proposal(fresh(into))
    with pytest.raises(Refused):
        merge_proposals(fresh(other), fresh(into), by=cast.emil, reason=REASON)
    with pytest.raises(Refused):
        merge_proposals(fresh(other), signed(cast), by=cast.emil, reason=" ")
    assert fresh(other).state == "collecting"


def test_a_higher_age_is_not_assumed(cast):
    duplicate = signed(cast)
    threshold(5, minimum_age=19)
    with pytest.raises(Refused, match="나이"):
        merge_proposals(duplicate, signed(cast), by=cast.emil, reason=REASON)


@pytest.mark.django_db(transaction=True)
def test_cosigning_both_while_they_are_merged_loses_and_doubles_nobody(cast):
    for _ in range(3):
        people = citizens(14)
        into, duplicate = signed(cast, people[0], people[1]), signed(cast, people[1], people[2])

        def act(i, people=people, into=into, duplicate=duplicate):
            if i == 0:
                return merge_proposals(fresh(duplicate), fresh(into), by=cast.emil, reason=REASON)
            # Some sign one, some the other, and the last four both at the same time.
            target = into if i % 2 else duplicate
            return cosign(fresh(target), by=people[2 + i if i < 8 else 10 + (i - 8) // 2], channel=WEB)

        outcomes = at_once(16, act)
        assert {type(outcome) for outcome in outcomes} <= {type(None), int, Refused, AlreadySigned}
        new, old = fresh(into), fresh(duplicate)
        assert (old.state, old.cosignature_count) == ("merged", old.cosignatures.count())
        assert new.cosignature_count == new.cosignatures.count()
        everyone = set(CoSignature.objects.filter(proposal__in=[new, old]).values_list("user", flat=True))
        assert set(new.cosignatures.values_list("user", flat=True)) == everyone


@pytest.mark.django_db(transaction=True)
def test_merging_two_into_each_other_at_once_merges_one(cast):
    for _ in range(5):
        pair = [signed(cast, cast.ben), signed(cast, cast.cleo)]
        outcomes = at_once(2, lambda i, pair=pair: merge_proposals(pair[i], pair[1 - i], by=cast.emil, reason=REASON))
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "int"]
        assert sorted(fresh(one).state for one in pair) == ["collecting", "merged"]


# The page -----------------------------------------------------------------------------------------------------------


def test_page_offers_what_is_similar_and_merges_by_choice_or_number(client, cast):
    into = signed(cast, cast.ben, title="송도 소각장을 새로 지을 것인가?")
    duplicate = signed(cast, cast.cleo, title="송도 소각장을 새로 지어야 하는가?")
    other = signed(cast, title="청라 도서관을 옮길 것인가?")
    client.force_login(cast.emil)
    address = f"/proposals/{duplicate.pk}/merge/"
    assert [pk for pk, _title in client.get(address).context["form"].fields["into"].choices] == [into.pk]
    for wrong in ({"reason": REASON}, {"reason": REASON, "number": duplicate.pk}, {"reason": "", "into": into.pk}):
        assert client.post(address, wrong).status_code == 422
    assert client.post(address, {"reason": REASON, "into": into.pk}).url == into.get_absolute_url()
    stub = client.get(duplicate.get_absolute_url()).content.decode()
    assert into.get_absolute_url() in stub
    assert REASON in stub
    assert client.post(f"/proposals/{other.pk}/merge/", {"reason": REASON, "number": into.pk}).status_code == 302
    assert [one.pk for one in client.get("/proposals/").context["page"].rows] == [into.pk]


def test_merging_is_for_office_and_committee(client, cast):
    proposal = signed(cast)
    seen = {}
    for user in (cast.finn, cast.ben, cast.root, cast.emil, cast.dora, cast.hana):
        client.force_login(user)
        seen[user.display_name] = client.get(f"/proposals/{proposal.pk}/merge/").status_code
    assert seen == {"Finn": 403, "Ben": 403, "Root": 403, "Emil": 200, "Dora": 200, "Hana": 200}
