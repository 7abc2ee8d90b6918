"""Sixty fictional proposals and what became of each. Columns of the table that count days count back from today."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from deliberation.accounts.models import Channel, User
from deliberation.agendas.models import CoSignature, Ground, Proposal, SignatureKey
from deliberation.agendas.proposals.actions import (
    cosign,
    expire_proposal,
    publish_proposal,
    resubmit_proposal,
    save_draft,
    withdraw_proposal,
)
from deliberation.agendas.screening.actions import Referral, lift_proposal, screen_proposal
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.portal.demo.casetexts import WIND
from deliberation.portal.demo.city import City
from deliberation.portal.demo.committee import adjourn, in_session
from deliberation.portal.demo.conflicts import PROPOSED
from deliberation.portal.demo.stories import Story
from deliberation.spaces.actions import decide
from deliberation.spaces.sittings import Vote

TABLE = Path(__file__).with_name("proposals.csv")
CHANNELS = {Channel.WEB: 88, Channel.LETTER: 5, Channel.ASSISTED: 4, Channel.PAPER: 3}
VOTE = Vote(6, 1)
CLEARER = " 제안의 대상은 자료실과 열람실입니다. 휴게 공간은 지금도 음식을 먹을 수 있어 대상이 아닙니다."
BELONGS = {PROPOSED: WIND.columns["title"]}  # what is selected, and the conflict that it belongs to
DRAFT = {
    "title": "부평공원 둘레길에 밤 조명을 더 밝힐 것인가",
    "contested": "걷는 사람의 안전과 둘레 주택의 잠자리가 부딪칩니다.",
    "background": "",
    "district": "부평구",
    "category": "safety",
}


@dataclass(frozen=True)
class Petition:
    """One row of the table."""

    texts: dict[str, str]
    author: str  # who can be entered with one click; empty: anybody
    fate: str
    signatures: int
    opened: int
    reached: int  # or the deadline missed
    decided: int
    reason: str
    ground: str  # on which it was declined
    referral: Referral


def petitions() -> list[Petition]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Petition(
                {name: row[name] for name in ("title", "contested", "background", "district", "category")},
                author=row["author"],
                fate=row["fate"],
                reason=row["reason"],
                ground=row["ground"],
                referral=Referral(row["body"], row["reach"]),
                **{name: int(row[name] or 0) for name in ("signatures", "opened", "reached", "decided")},
            )
            for row in csv.DictReader(file)
        ]


def petitioned(city: City, petition: Petition) -> Story:
    """A proposal from its publication to where it stands today."""
    yield city.moment(petition.opened)
    author = city.entered[petition.author] if petition.author else city.random.choice(city.people)
    proposal = save_draft(None, by=author, **petition.texts)
    publish_proposal(proposal, by=author, channel=Channel.WEB)
    if proposal.item and petition.opened > 2:  # noqa: PLR2004 - the newest still wait for the moderator
        yield city.moment(petition.opened - 1)
        decide(proposal.item, "admit", by=city.official, version=1)
    yield from FATES[petition.fate](city, petition, proposal)


def drafted(city: City) -> Story:
    """The citizen who can be entered has begun a proposal."""
    yield city.moment(1)
    save_draft(None, by=city.entered["citizen"], **DRAFT)


def _collecting(city: City, petition: Petition, proposal: Proposal) -> Story:
    yield city.now - timedelta(minutes=city.random.uniform(10, 60))
    gather(city, proposal, petition.signatures)


def _reaching(city: City, petition: Petition, proposal: Proposal) -> Story:
    yield city.moment(petition.reached)
    gather(city, proposal, petition.signatures)


def _screened(step: str) -> Callable[[City, Petition, Proposal], Story]:
    def story(city: City, petition: Petition, proposal: Proposal) -> Story:
        yield from _reaching(city, petition, proposal)
        yield city.moment(petition.decided, 15)
        screen_proposal(
            proposal,
            step,
            sitting=in_session(city),
            by=city.chair,
            reason=petition.reason,
            vote=VOTE,
            ground=Ground.objects.in_force().filter(code=petition.ground).first(),
            referral=petition.referral,
            conflict=ConflictCase.objects.filter(title=BELONGS.get(petition.texts["title"], "")).first(),
        )
        yield city.moment(petition.decided, 17)
        adjourn(city)

    return story


def _resubmitted(city: City, petition: Petition, proposal: Proposal) -> Story:
    yield from _screened("return")(city, petition, proposal)
    yield city.moment(petition.decided - 5)
    texts = petition.texts | {"background": petition.texts["background"] + CLEARER}
    resubmit_proposal(proposal, by=proposal.author, **texts)
    yield city.moment(petition.decided - 6)
    if proposal.item:
        decide(proposal.item, "admit", by=city.official, version=2)


def _expired(city: City, petition: Petition, proposal: Proposal) -> Story:
    deadline = proposal.closes_at or city.now
    yield deadline - timedelta(minutes=10)
    gather(city, proposal, petition.signatures)
    yield deadline + timedelta(minutes=1)
    expire_proposal(proposal)


def _lifted(city: City, petition: Petition, proposal: Proposal) -> Story:
    yield from _expired(city, petition, proposal)
    yield city.moment(petition.decided, 15)
    lift_proposal(proposal, sitting=in_session(city), by=city.chair, reason=petition.reason, vote=VOTE)
    yield city.moment(petition.decided, 17)
    adjourn(city)


def _withdrawn(city: City, petition: Petition, proposal: Proposal) -> Story:
    yield city.moment(petition.decided)
    gather(city, proposal, petition.signatures)
    withdraw_proposal(proposal, by=proposal.author)


FATES = {
    "collect": _collecting,
    "reach": _reaching,
    "select": _screened("select"),
    "decline": _screened("decline"),
    "return": _screened("return"),
    "resubmit": _resubmitted,
    "expire": _expired,
    "lift": _lifted,
    "withdraw": _withdrawn,
}


def gather(city: City, proposal: Proposal, n: int) -> None:
    """``n`` co-signatures since the proposal opened, the last by the action itself, which takes the step they lead to.

    The others are laid down at once, counted as the action counts them: one by one they would take a minute.
    """
    *earlier, last = _signers(city, proposal, n)
    moments = city.between(proposal.opens_at or city.now, timezone.now(), len(earlier))
    rows = [
        CoSignature(
            proposal=proposal,
            user=user,
            identity_key=city.keys[user.pk],
            district=user.district,
            channel=city.random.choices(list(CHANNELS), list(CHANNELS.values()))[0],
            at=moment,
        )
        for user, moment in zip(earlier, moments, strict=True)
    ]
    Proposal.objects.filter(pk=proposal.pk).update(cosignature_count=len(CoSignature.objects.bulk_create(rows)))
    SignatureKey.objects.bulk_create(
        SignatureKey(cosignature=row, proposal=proposal, key=row.identity_key) for row in rows
    )
    cosign(proposal, by=last, channel=Channel.WEB)


def _signers(city: City, proposal: Proposal, n: int) -> list[User]:
    """Anybody but the author, neighbours rather than others, and near home the citizen who can be entered."""
    able = [user for user in city.people if user.pk != proposal.author_id]
    near = {user.pk: city.random.random() * (3 if user.district == proposal.district else 1) for user in able}
    signers = sorted(able, key=lambda user: near[user.pk])[-n:]
    citizen = city.entered["citizen"]
    if citizen.district == proposal.district and citizen.pk != proposal.author_id:
        signers[len(signers) // 2] = citizen
    return signers
