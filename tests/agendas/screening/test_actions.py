import pytest

from deliberation.agendas.models import Agenda, Proposal
from deliberation.agendas.proposals.co_proposing import invitation, invite, join
from deliberation.agendas.screening.actions import choose_agenda, lift_proposal, screen_proposal
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.spaces.actions import decide
from deliberation.spaces.models import Decision
from deliberation.spaces.sittings import Vote
from tests.agendas.proposing import (
    WEB,
    after_closing,
    cosign,
    drafted,
    expire_proposal,
    ground,
    in_each_state,
    publish_proposal,
    published,
    screening,
    threshold,
)
from tests.concurrency import at_once
from tests.conflicts.cases import filed, listed
from tests.sittings import in_session

REASON = "많은 시민이 관심을 가지는 사안입니다."


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person__display_name", flat=True))


def signed_by_two(cast):
    threshold(2)
    proposal = published(cast.finn)
    for person in (cast.finn, cast.ben):
        cosign(proposal, by=person, channel=WEB)
    proposal.refresh_from_db()
    return proposal


def test_selecting_makes_an_agenda_with_a_published_reason(cast):
    proposal = screening(cast.finn)
    agenda = screen_proposal(proposal, "select", sitting=in_session(), by=cast.dora, reason=REASON, vote=Vote(2, 0))
    assert (agenda.proposal, agenda.title, agenda.route) == (proposal, proposal.title, proposal.route)
    decision = Decision.objects.values("about", "result", "reason", "votes_for", "votes_against").get()
    assert decision == {
        "about": proposal.subject,
        "result": "select",
        "reason": REASON,
        "votes_for": 2,
        "votes_against": 0,
    }
    assert list(Entry.objects.order_by("-n").values_list("step", "role")[:2]) == [
        ("select", "committee"),
        ("resolve", "committee"),
    ]


@pytest.mark.parametrize(
    ("step", "state", "author", "signer"),
    [
        ("select", "selected", "proposal_selected", {"cosigned_select"}),
        ("decline", "declined", "proposal_declined", {"cosigned_decline"}),
        ("return", "returned", "proposal_returned", set()),
    ],
)
def test_author_and_signers_are_told(cast, step, state, author, signer):
    proposal = signed_by_two(cast)
    screen_proposal(proposal, step, sitting=in_session(), by=cast.dora, reason=REASON, ground=ground())
    proposal.refresh_from_db()
    assert (proposal.state, told(author)) == (state, {"Finn"})
    assert set(Notice.objects.filter(person=cast.ben).values_list("kind", flat=True)) == signer
    assert not Notice.objects.filter(person=cast.ben, deliveries__isnull=False).exists()


def test_who_proposes_together_with_the_author_takes_no_part_in_the_decision(cast):
    threshold(1)
    draft = drafted(cast.finn)
    join(invitation(invite(draft, "위원")), by=cast.hana, named=False)
    publish_proposal(draft, by=cast.finn, channel=WEB)
    cosign(draft, by=cast.finn, channel=WEB)
    given = {"sitting": in_session(), "by": cast.dora, "reason": REASON}
    with pytest.raises(Refused):
        screen_proposal(draft, "select", vote=Vote(2), **given)
    screen_proposal(draft, "select", vote=Vote(1), **given)
    decision = Decision.objects.get()
    assert (decision.voting, [row["kind"] for row in decision.recusals]) == (1, ["exclusion"])


def test_screening_without_a_reason_changes_nothing(cast):
    proposal = screening(cast.finn)
    with pytest.raises(Refused, match="이유"):
        screen_proposal(proposal, "select", sitting=in_session(), by=cast.dora, reason=" ")
    proposal.refresh_from_db()
    assert (proposal.state, Agenda.objects.count()) == ("screening", 0)


@pytest.mark.django_db(transaction=True)
def test_two_members_at_once_decide_once(cast):
    proposal, sitting, merits = screening(cast.finn), in_session(), ground()

    def decide_as(i):
        by, step = [(cast.dora, "select"), (cast.hana, "decline")][i]
        given = {"sitting": sitting, "reason": REASON, "ground": merits}
        screen_proposal(Proposal.objects.get(pk=proposal.pk), step, by=by, **given)

    outcomes = at_once(2, decide_as)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert Decision.objects.count() == 1
    assert Agenda.objects.count() == Decision.objects.filter(result="select").count()


def test_committee_lifts_an_expired_proposal(cast):
    proposal = published(cast.finn)
    with after_closing(proposal):
        expire_proposal(proposal)
    lift_proposal(proposal, sitting=in_session(), by=cast.dora, reason="도서 지역의 문제라 공감이 모이기 어려웠습니다.")
    proposal.refresh_from_db()
    assert (proposal.state, told("proposal_lifted")) == ("screening", {"Finn"})
    assert proposal.screening_due is not None


def test_collecting_proposal_is_not_lifted(cast):
    proposal = published(cast.finn)
    with pytest.raises(Refused):
        lift_proposal(proposal, sitting=in_session(), by=cast.dora, reason=REASON)
    assert not Decision.objects.exists()


def test_agenda_by_another_route_is_minuted_with_the_route(cast):
    agenda = choose_agenda(
        "노후 산단의 악취를 어떻게 줄일 것인가?", kind="mayor", sitting=in_session(), by=cast.hana, reason=REASON
    )
    assert (agenda.proposal, agenda.route.kind) == (None, "mayor")
    entry = Entry.objects.get(subject=agenda.subject)
    assert (entry.step, entry.facts) == ("choose", {"route": "mayor", "version": 1})


def lifted(cast) -> Proposal:
    proposal = in_each_state(cast)["expired"]
    lift_proposal(proposal, sitting=in_session(), by=cast.dora, reason=REASON)
    return proposal


@pytest.mark.parametrize("state", ["collecting", "screening", "returned", "lifted"])
def test_hidden_proposal_comes_back_to_where_it_stood(cast, state):
    proposal = lifted(cast) if state == "lifted" else in_each_state(cast)[state]
    before = proposal.state
    decide(proposal.item, "hide", by=cast.emil, version=1, reason="특정인의 연락처가 들어 있습니다.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.is_stub) == ("hidden", True)
    decide(proposal.item, "admit", by=cast.emil, version=1)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.state, proposal.is_stub) == (before, False)


def test_author_is_told_each_time_that_a_proposal_is_hidden_and_shown_again(cast):
    proposal = screening(cast.finn)
    for _ in range(2):
        decide(proposal.item, "hide", by=cast.emil, version=1, reason="특정인의 연락처가 들어 있습니다.")
        decide(proposal.item, "admit", by=cast.emil, version=1)
    kinds = Notice.objects.filter(person=cast.finn).exclude(kind="proposal_reached").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["proposal_hidden", "proposal_restored"] * 2


def test_hiding_a_proposal_that_has_ended_hides_its_text_and_keeps_its_end(cast):
    proposal = screening(cast.finn)
    screen_proposal(proposal, "decline", sitting=in_session(), by=cast.dora, reason=REASON, ground=ground())
    decide(proposal.item, "hide", by=cast.emil, version=1, reason="명예훼손")
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.state, proposal.is_stub) == ("declined", True)


@pytest.mark.django_db(transaction=True)
def test_moderation_cosigning_and_screening_at_once_never_wait_for_each_other(cast):
    threshold(3)
    people = [cast.ada, cast.ben, cast.cleo, cast.root]
    for _ in range(5):
        proposal = published(cast.finn)

        def act(i, proposal=proposal):
            if i == 4:
                return decide(proposal.item, "hide", by=cast.emil, version=1, reason="개인정보")
            return cosign(proposal, by=people[i], channel=WEB)

        outcomes = at_once(5, act)
        proposal.refresh_from_db()
        assert {type(outcome).__name__ for outcome in outcomes} <= {"NoneType", "Refused", "Item"}
        assert (proposal.state, proposal.cosignatures.count()) == ("hidden", proposal.cosignature_count)


def test_the_committee_names_the_conflict_that_an_agenda_comes_from(client, cast):
    conflict, other = listed(cast), filed(cast)
    client.force_login(cast.dora)
    in_session()
    given = {"kind": "committee", "title": "어떻게 옮길 것인가?", "reason": REASON, "manner": "consensus"}
    assert client.post("/proposals/screening/new/", given | {"conflict": other.pk}).status_code == 422
    assert client.post("/proposals/screening/new/", given | {"conflict": conflict.pk}).status_code == 302
    assert Agenda.objects.get().conflict == conflict
    assert Entry.objects.get(step="choose").facts["conflict"] == conflict.subject
