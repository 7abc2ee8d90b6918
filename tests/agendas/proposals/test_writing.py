"""Writing a proposal: step by step, saved while it is written, together with others."""

import pytest

from deliberation.accounts.actions import erase
from deliberation.agendas.models import CoProposer, Proposal
from deliberation.agendas.proposals import co_proposing
from deliberation.agendas.proposals.actions import publish_proposal, save_draft
from deliberation.ledger.actions import Refused
from deliberation.notices.models import Notice
from deliberation.spaces.access import allowed
from tests.agendas.proposing import TEXTS, WEB, drafted, published, screening
from tests.concurrency import at_once


def page(draft, act="edit/"):
    return f"/proposals/{draft.pk}/{act}"


def joined(draft, user, *, named=True) -> CoProposer:
    invitation = co_proposing.invitation(co_proposing.invite(draft, "이웃"))
    co_proposing.join(invitation, by=user, named=named)
    return invitation


# Step by step -------------------------------------------------------------------------------------------------------


def test_four_steps_lead_to_the_co_proposers_and_the_preview(client, cast):
    client.force_login(cast.finn)
    answer = client.post("/proposals/new/", {"title": TEXTS["title"]})
    draft = Proposal.objects.get()
    ways = [answer.url]
    for step, fields in (
        ("contested", ["contested"]),
        ("background", ["background"]),
        ("place", ["district", "category"]),
    ):
        assert ways[-1] == page(draft, f"edit/{step}/")
        ways.append(client.post(ways[-1], {name: TEXTS[name] for name in fields}).url)
    assert ways[-1] == page(draft, "edit/people/")
    assert client.get(ways[-1]).status_code == 200
    assert client.get(page(draft, "preview/")).context["missing"] == []
    assert client.get(page(draft, "edit/nonsense/")).status_code == 404


def test_a_step_changes_only_its_own_texts(cast):
    draft = drafted(cast.finn)
    save_draft(draft, by=cast.finn, background="2019년 10월에 개통했습니다.")
    draft.refresh_from_db()
    assert (draft.title, draft.contested) == (TEXTS["title"], TEXTS["contested"])
    assert "개통" in draft.bigrams
    assert "월미" in draft.title_grams


def test_autosave_keeps_what_can_be_kept_and_says_what_cannot(client, cast):
    draft = drafted(cast.finn)
    address = page(draft, "edit/contested/autosave/")
    client.force_login(cast.finn)
    assert "저장했습니다" in client.post(address, {"contested": "새 글"}).content.decode()
    draft.refresh_from_db()
    assert draft.contested == "새 글"
    assert "1자를 줄여" in client.post(address, {"contested": "가" * 2001}).content.decode()
    publish_proposal(draft, by=cast.finn, channel=WEB)
    assert client.post(address, {"contested": "늦은 글"}).status_code == 409
    client.logout()
    assert "로그아웃" in client.post(address, {"contested": "늦은 글"}).content.decode()
    draft.refresh_from_db()
    assert draft.contested == "새 글"


def test_similar_proposals_are_shown_without_javascript_too(client, cast):
    known = published(cast.ben)
    draft = drafted(cast.finn)
    client.force_login(cast.finn)
    assert known.get_absolute_url() in client.get(page(draft)).content.decode()


# Together -----------------------------------------------------------------------------------------------------------


def test_whoever_opens_the_link_joins_once_by_name_or_without(client, cast):
    draft = drafted(cast.finn)
    client.force_login(cast.finn)
    client.post(page(draft, "edit/people/"), {"label": "이웃 벤"})
    link = client.get(page(draft, "edit/people/")).context["link"]
    token = link.rstrip("/").rpartition("/")[2]
    assert client.get(page(draft, "edit/people/")).context["link"] == ""  # shown once
    assert token not in str(CoProposer.objects.values())
    client.force_login(cast.ben)
    assert client.get(page(draft, "preview/")).status_code == 404
    assert draft.title in client.get(link).content.decode()
    assert client.post(link, {"named": "yes"}).url == page(draft, "preview/")
    assert client.get(page(draft, "preview/")).status_code == 200
    assert client.get(page(draft)).status_code == 403  # the author alone writes
    client.force_login(cast.cleo)
    assert client.post(link, {"named": "yes"}).status_code == 404
    assert Notice.objects.filter(person=cast.finn, kind="co_proposer_joined").count() == 1


def test_names_are_shown_as_each_chose(client, cast):
    draft = drafted(cast.finn)
    joined(draft, cast.ben)
    joined(draft, cast.cleo, named=False)
    publish_proposal(draft, by=cast.finn, channel=WEB)
    text = client.get(page(draft, "")).content.decode()
    assert "Finn, Ben, 이름을 밝히지 않은 1명" in text
    assert "Cleo" not in text
    client.force_login(cast.ben)
    client.post(page(draft, "leave/"))
    assert "Ben" not in client.get(page(draft, "")).content.decode().partition('id="cosign"')[0].partition("<h1>")[2]


def test_the_author_takes_links_and_people_back(client, cast):
    draft = drafted(cast.finn)
    token = co_proposing.invite(draft, "이웃")
    client.force_login(cast.finn)
    client.post(page(draft, f"edit/people/{CoProposer.objects.get().pk}/remove/"))
    assert co_proposing.invitation(token) is None


def test_author_joins_not_and_nobody_twice_and_at_most_ten(cast):
    draft = drafted(cast.finn)
    with pytest.raises(Refused, match="귀하의 제안"):
        joined(draft, cast.finn)
    joined(draft, cast.ben)
    with pytest.raises(Refused, match="이미"):
        joined(draft, cast.ben)
    while draft.co_proposers.count() < co_proposing.MOST:
        co_proposing.invite(draft, "이웃")
    with pytest.raises(Refused, match="10명"):
        co_proposing.invite(draft, "하나 더")


def test_published_proposals_take_nobody_in(cast):
    draft = drafted(cast.finn)
    token = co_proposing.invite(draft, "이웃")
    invitation = co_proposing.invitation(token)
    publish_proposal(draft, by=cast.finn, channel=WEB)
    assert co_proposing.invitation(token) is None
    with pytest.raises(Refused):
        co_proposing.join(invitation, by=cast.ben, named=True)


@pytest.mark.django_db(transaction=True)
def test_one_link_opened_by_two_at_once_takes_one_in(cast):
    draft = drafted(cast.finn)
    invitation = co_proposing.invitation(co_proposing.invite(draft, "이웃"))
    people = [cast.ben, cast.cleo]
    outcomes = at_once(2, lambda i: co_proposing.join(invitation, by=people[i], named=True))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]


def test_co_proposers_do_not_decide_about_their_proposal(cast):
    proposal = screening(cast.finn)
    assert allowed(cast.dora, "agendas.screen", proposal)
    CoProposer.objects.create(proposal=proposal, label="", key="k", user=cast.dora)
    assert not allowed(cast.dora, "agendas.screen", Proposal.objects.get(pk=proposal.pk))


def test_erased_co_proposer_is_gone(cast):
    draft = drafted(cast.finn)
    joined(draft, cast.ben)
    erase(cast.ben, by=cast.ben)
    assert not CoProposer.objects.exists()
