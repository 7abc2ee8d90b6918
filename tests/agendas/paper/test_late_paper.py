"""Paper that two people had in hand before the window ended is counted, although it is read after it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from deliberation.agendas import desk
from deliberation.agendas.models import PaperList, Proposal
from deliberation.agendas.paper.actions import (
    discard_list,
    enter_lines,
    finish_reading,
    open_list,
    settle_list,
    witness,
)
from deliberation.agendas.paper.models import COUNTING
from deliberation.agendas.proposals.actions import cosign, expire_proposal
from deliberation.agendas.tasks import expire_overdue
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.agendas.paper.test_actions import CHOI, KIM, PARK, counters, gina, line  # noqa: F401 - a fixture
from tests.agendas.proposing import WEB, after_closing, published, threshold
from tests.cast import person
from tests.concurrency import at_once

INSTANT = timedelta(microseconds=1)


def received(proposal, one, other) -> PaperList:
    paper = open_list(proposal, "제1권", by=one)
    witness(paper, by=other)
    return paper


def read(paper, one, other, *people) -> None:
    lines = [line(n, who) for n, who in enumerate(people, 1)]
    for by in (one, other):
        enter_lines(paper, lines, by=by)
        finish_reading(paper, by=by)
        paper.refresh_from_db()


def state(proposal) -> str:
    return Proposal.objects.values_list("state", flat=True).get(pk=proposal.pk)


def test_list_that_two_people_received_in_time_is_counted_after_the_window(cast, gina):  # noqa: F811
    threshold(2)
    proposal = published(cast.finn)
    paper = received(proposal, cast.emil, gina)
    assert Entry.objects.get(subject=paper.subject).step == "witness"
    with time_machine.travel(proposal.closes_at + timedelta(days=3)):
        with pytest.raises(Refused, match="끝났습니다"):
            cosign(proposal, by=cast.ben, channel=WEB)
        expire_overdue()
        assert state(proposal) == "collecting"
        read(paper, cast.emil, gina, KIM, PARK)
        assert (state(proposal), counters(proposal)) == ("screening", (2, 0, 2))
        assert Notice.objects.filter(kind="proposal_reached", person=cast.finn).exists()


def test_too_few_on_it_let_the_proposal_expire_as_soon_as_it_is_read(cast, gina):  # noqa: F811
    threshold(5)
    proposal = published(cast.finn)
    paper, given_up = (received(proposal, cast.emil, gina) for _ in range(2))
    with after_closing(proposal):
        discard_list(given_up, by=cast.emil)
        read(paper, cast.emil, gina, KIM)
        assert counters(proposal) == (1, 0, 1)
        expire_overdue()
    assert state(proposal) == "expired"
    assert Entry.objects.get(step="expire").facts["cosignatures"] == 1


@pytest.mark.parametrize(("moment", "counted"), [(-INSTANT, True), (timedelta(), False)])
def test_it_counts_until_two_weeks_have_passed(cast, gina, moment, counted):  # noqa: F811
    proposal = published(cast.finn)
    paper = received(proposal, cast.emil, gina)
    enter_lines(paper, [line(1, KIM)], by=cast.emil)
    finish_reading(paper, by=cast.emil)
    enter_lines(paper, [line(1, KIM)], by=gina)
    with time_machine.travel(proposal.closes_at + COUNTING + moment, tick=False):
        if counted:
            finish_reading(paper, by=gina)
        else:
            with pytest.raises(Refused, match="끝났습니다"):
                finish_reading(paper, by=gina)
        assert counters(proposal)[0] == counted
        assert expire_proposal(proposal)


@pytest.mark.parametrize("first", [-INSTANT, timedelta()])
def test_receipt_is_confirmed_by_a_second_person_before_the_window_ends(cast, gina, first):  # noqa: F811
    proposal = published(cast.finn)
    paper = open_list(proposal, "제1권", by=cast.emil)
    with pytest.raises(Refused, match="서로 다른 두 사람"):
        witness(paper, by=cast.emil)
    with time_machine.travel(proposal.closes_at + first, tick=False):
        if first:
            witness(paper, by=gina)
        else:
            with pytest.raises(Refused, match="더 이상"):
                witness(paper, by=gina)
    paper.refresh_from_db()
    assert paper.was_in_time == bool(first)
    with after_closing(proposal):
        assert Proposal.objects.overdue().exists() != bool(first)
        assert (proposal.reads_paper_until is not None) == bool(first)
    if first:
        with pytest.raises(Refused, match="이미 확인"):
            witness(paper, by=person("third"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperList.objects.update(witnessed_by=cast.emil, witnessed_at=timezone.now())


def test_difference_is_settled_after_the_window_too(cast, gina):  # noqa: F811
    proposal = published(cast.finn)
    paper = received(proposal, cast.emil, gina)
    with after_closing(proposal):
        enter_lines(paper, [line(1, KIM), line(2, PARK)], by=cast.emil)
        finish_reading(paper, by=cast.emil)
        enter_lines(paper, [line(1, KIM), line(2, CHOI)], by=gina)
        finish_reading(paper, by=gina)
        settle_list(paper, {2: 1}, by=cast.emil)
        assert counters(proposal) == (2, 0, 2)


def test_official_confirms_on_the_page_and_is_reminded_on_the_desk(client, cast, gina):  # noqa: F811
    proposal = published(cast.finn)
    paper = open_list(proposal, "제1권", by=cast.emil)
    address = f"/proposals/{proposal.pk}/paper/"
    client.force_login(cast.emil)
    confirm = f"/proposals/paper/{paper.pk}/witness/"
    assert confirm not in client.get(address).content.decode()
    client.force_login(cast.finn)
    assert client.post(confirm).status_code == 404
    client.force_login(gina)
    assert confirm in client.get(address).content.decode()
    assert client.post(confirm).url == address
    assert list(desk.waiting(gina)) == []
    with after_closing(proposal):
        client.force_login(gina)
        assert "제1권" in client.get(address).content.decode()
        assert client.post(address, {"label": "늦은 책"}).status_code == 409
        assert "읽고 있습니다" in client.get(proposal.get_absolute_url()).content.decode()
        (row,) = desk.waiting(gina)
        assert (row["address"], row["due"]) == (f"/proposals/paper/{paper.pk}/", proposal.closes_at + COUNTING)
        assert list(desk.waiting(cast.ben)) == []


@pytest.mark.django_db(transaction=True)
def test_reading_to_the_end_and_expiring_at_once_lose_no_signature(cast, gina):  # noqa: F811
    threshold(1)
    proposal = published(cast.finn)
    paper = received(proposal, cast.emil, gina)
    enter_lines(paper, [line(1, KIM)], by=cast.emil)
    finish_reading(paper, by=cast.emil)
    enter_lines(paper, [line(1, KIM)], by=gina)
    with after_closing(proposal):
        results = at_once(4, lambda i: expire_proposal(proposal) if i else finish_reading(paper, by=gina))
    assert results == [None, False, False, False]
    assert (state(proposal), counters(proposal)) == ("screening", (1, 0, 1))


@pytest.mark.django_db(transaction=True)
def test_list_confirmed_by_many_at_once_is_confirmed_once(cast, gina):  # noqa: F811
    paper = open_list(published(cast.finn), "제1권", by=cast.emil)
    others = [gina, *(person(f"other{n}") for n in range(3))]
    for other in others[1:]:
        appoint(cast.city, other, Role.OFFICIAL)
    results = at_once(4, lambda i: witness(paper, by=others[i]))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused", "Refused", "Refused"]
    paper.refresh_from_db()
    assert paper.witnessed_by == others[results.index(None)]
    assert Entry.objects.filter(step="witness").count() == 1
