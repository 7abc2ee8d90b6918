"""Grounds for exclusion: which are in force, what a decision needs, what the public reads."""

import pytest

from deliberation.agendas.models import Exclusion, Ground
from deliberation.agendas.screening.actions import Referral, screen_proposal
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from tests.agendas.proposals.test_views import REASON, held_now, page
from tests.agendas.proposing import ground, screening
from tests.sittings import in_session

MINISTRY = Referral("보건복지부", "국민신문고(www.epeople.go.kr)에 신청하시거나 전화 110")
ROW = {
    "code": "trial",
    "position": 3,
    "name": "재판 중이거나 판결이 확정된 사항",
    "in_force_since": "2026-01-01",
    "in_use": "on",
}


def decline(cast, proposal, **given):
    given = {"sitting": in_session(), "by": cast.dora, "reason": REASON} | given
    screen_proposal(proposal, "decline", **given)


def test_declining_takes_a_ground_in_force(cast):
    proposal, old = screening(cast.finn), ground("trial")
    Ground.objects.create(code="trial", version=2, name="재판 중이거나 판결이 확정된 사항")
    for wrong in (None, old):
        with pytest.raises(Refused):
            decline(cast, proposal, ground=wrong)
    proposal.refresh_from_db()
    assert (proposal.state, Exclusion.objects.count()) == ("screening", 0)
    decline(cast, proposal, ground=ground("trial"))
    entry = Entry.objects.get(subject=proposal.subject, step="decline")
    assert (entry.facts["ground"], entry.facts["version"]) == ("trial", 2)


@pytest.mark.parametrize("referral", [Referral(), Referral(body="보건복지부"), Referral(reach="전화 110")])
def test_what_is_not_the_citys_needs_a_whole_referral(cast, referral):
    proposal = screening(cast.finn)
    with pytest.raises(Refused):
        decline(cast, proposal, ground=ground("not_city"), referral=referral)
    assert not Exclusion.objects.exists()


def test_excluded_proposal_keeps_its_page_with_ground_and_referral(client, cast):
    proposal = screening(cast.finn)
    client.force_login(cast.dora)
    form = {"step": "decline", "reason": REASON} | held_now(cast, votes_for=2)
    assert client.post(page(proposal, "screen/"), form).status_code == 422
    form |= {"ground": ground("not_city").pk}
    response = client.post(page(proposal, "screen/"), form)
    assert set(response.context["form"].errors) == {"body", "reach"}
    client.post(page(proposal, "screen/"), form | {"body": MINISTRY.body, "reach": MINISTRY.reach})
    client.logout()
    text = client.get(page(proposal)).content.decode()
    for words in ("시의 권한에 속하지 않는 사항", "보건복지부", "전화 110", proposal.title, REASON):
        assert words in text


def test_a_rule_edited_later_leaves_old_decisions_their_version(client, cast):
    proposal = screening(cast.finn)
    decline(cast, proposal, ground=ground("trial"))
    client.force_login(cast.root)
    assert client.post("/admin/agendas/ground/add/", ROW).status_code == 302
    assert [row.version for row in Ground.objects.filter(code="trial").order_by("version")] == [1, 2]
    assert Entry.objects.get(subject="ground:trial:2").step == "rule"
    client.logout()
    text = client.get(page(proposal)).content.decode()
    assert "재판이 진행 중인 사항" in text
    assert ROW["name"] not in text


def test_list_is_edited_by_new_versions_alone(client, cast):
    client.force_login(cast.root)
    first = ground("trial")
    assert client.get("/admin/agendas/ground/add/?code=trial").context["adminform"].form.initial["name"] == first.name
    assert client.get("/admin/agendas/ground/").status_code == 200
    client.post(f"/admin/agendas/ground/{first.pk}/change/", ROW)
    client.post(f"/admin/agendas/ground/{first.pk}/delete/", {"post": "yes"})
    first.refresh_from_db()
    assert first.name == "재판이 진행 중인 사항"
    client.post("/admin/agendas/ground/add/", {name: value for name, value in ROW.items() if name != "in_use"})
    assert "trial" not in set(Ground.objects.in_force().values_list("code", flat=True))
    assert client.post("/admin/agendas/criterion/add/", ROW | {"code": "cost", "name": "비용"}).status_code == 302
