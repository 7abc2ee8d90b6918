"""Proposals in each state, reached by the actions that reach it."""

from collections.abc import Iterator
from contextlib import contextmanager

import time_machine

from deliberation.accounts.models import Channel, User
from deliberation.agendas.models import Ground, Proposal, Route
from deliberation.agendas.proposals.actions import (
    cosign,
    expire_proposal,
    publish_proposal,
    save_draft,
    withdraw_proposal,
)
from deliberation.agendas.proposals.merging import merge_proposals
from deliberation.agendas.screening.actions import screen_proposal
from deliberation.spaces.actions import decide
from tests.cast import Cast
from tests.sittings import in_session
from tests.standing import standing

WEB = Channel.WEB
TEXTS = {
    "title": "월미바다열차를 계속 운행할 것인가?",
    "contested": "해마다 나는 적자를 시가 메울 것인지를 두고 의견이 갈립니다.",
    "background": "2019년에 개통했습니다.",
    "district": "중구",
    "category": "transport",
}


def threshold(signatures: int, **rule) -> Route:
    """A new version of the citizens' route that asks for few co-signatures."""
    latest = Route.objects.in_force("citizens")
    return Route.objects.create(
        kind="citizens", version=latest.version + 1, threshold=signatures, window_days=30, basis="시험 규칙", **rule
    )


def ground(code: str = "merits") -> Ground:
    return Ground.objects.in_force().get(code=code)


def citizens(n: int) -> list[User]:
    return User.objects.bulk_create([User(display_name=f"시민 {i}", district="서구") for i in range(n)])


def drafted(author: User, **texts: str) -> Proposal:
    return save_draft(None, by=author, **TEXTS | texts)


@standing
def published(author: User, **texts: str) -> Proposal:
    proposal = drafted(author, **texts)
    publish_proposal(proposal, by=author, channel=WEB)
    return proposal


@standing
def screening(author: User, **texts: str) -> Proposal:
    """A proposal that its author's own co-signature has brought to the committee."""
    threshold(1)
    proposal = published(author, **texts)
    cosign(proposal, by=author, channel=WEB)
    proposal.refresh_from_db()
    return proposal


@contextmanager
def after_closing(proposal: Proposal) -> Iterator[None]:
    with time_machine.travel(proposal.closes_at, tick=False):
        yield


@standing
def in_each_state(cast: Cast) -> dict[str, Proposal]:
    """One proposal of Finn's in every state, by its name."""
    every = {"draft": drafted(cast.finn), "collecting": published(cast.finn)}
    every["expired"], every["withdrawn"], every["hidden"] = (published(cast.finn) for _ in range(3))
    with after_closing(every["expired"]):
        expire_proposal(every["expired"])
    withdraw_proposal(every["withdrawn"], by=cast.finn)
    decide(every["hidden"].item, "hide", by=cast.emil, version=1, reason="개인정보가 들어 있습니다.")
    every["merged"] = published(cast.finn)
    merge_proposals(every["merged"], every["collecting"], by=cast.emil, reason="같은 질문입니다.")
    every["screening"] = screening(cast.finn)
    for state, step in {"selected": "select", "declined": "decline", "returned": "return"}.items():
        every[state] = screening(cast.finn)
        given = {"sitting": in_session(), "reason": "위원회의 판단입니다.", "ground": ground()}
        screen_proposal(every[state], step, by=cast.dora, **given)
    return {state: Proposal.objects.get(pk=proposal.pk) for state, proposal in every.items()}
