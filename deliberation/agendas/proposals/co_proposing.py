"""Several people propose together: the author invites by a link, whoever opens it joins. The author alone writes.

One writer is a decision: two people who type at once would overwrite each other, and no text may get lost.
"""

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Identity, User
from deliberation.agendas.models import CoProposer, Proposal
from deliberation.agendas.proposals.actions import locked
from deliberation.agendas.proposals.files import share_files
from deliberation.ledger.actions import Refused
from deliberation.notices.actions import notify

MOST = 10


@transaction.atomic
def invite(proposal: Proposal, label: str) -> str:
    """A link's token for one more co-proposer; only its keyed hash is stored, so it is shown once."""
    _require_draft(proposal)
    if proposal.co_proposers.count() >= MOST:
        raise Refused(_("A proposal has at most %(n)d co-proposers.") % {"n": MOST})
    token = secrets.token_urlsafe(24)
    CoProposer.objects.create(proposal=proposal, label=label, key=_key(token))
    return token


def invitation(token: str) -> CoProposer | None:
    """The open invitation of a token."""
    related = CoProposer.objects.select_related("proposal__author", "proposal__route", "proposal__space")
    return related.filter(key=_key(token), user=None, proposal__state=Proposal.State.DRAFT).first()


@transaction.atomic
def join(co_proposer: CoProposer, *, by: User, named: bool) -> None:
    """Accept an invitation, which is used up by it; shown by name or only counted, as the person chooses."""
    draft = _require_draft(co_proposer.proposal)
    if draft.author == by:
        raise Refused(_("This is your own proposal: send the link to somebody else."))
    free = CoProposer.objects.filter(pk=co_proposer.pk, user=None)
    try:
        with transaction.atomic():
            taken = free.update(user=by, named=named, joined_at=timezone.now())
    except IntegrityError as error:
        raise Refused(_("You are a co-proposer of this proposal already.")) from error
    if not taken:
        raise Refused(_("This link has been used already. Please ask for a new one."))
    share_files(draft)
    if draft.author:
        about = {"occasion": f"{draft.subject}:join:{co_proposer.pk}", "url": draft.get_absolute_url()}
        notify([draft.author], "co_proposer_joined", facts={"title": draft.title, "name": str(by)}, **about)


def remove(proposal: Proposal, pk: int) -> None:
    """The author takes an invitation or a co-proposer off the draft."""
    with transaction.atomic():
        draft = _require_draft(proposal)
        proposal.co_proposers.filter(pk=pk).delete()
        share_files(draft)


@transaction.atomic
def leave(proposal: Proposal, *, by: User) -> None:
    """Stop being a co-proposer, at any time; the proposal goes on without one's name."""
    held = locked(proposal)
    held.co_proposers.filter(user=by).delete()
    if held.state == Proposal.State.DRAFT:
        share_files(held)


def _require_draft(proposal: Proposal) -> Proposal:
    held = locked(proposal)
    if held.state != Proposal.State.DRAFT:
        raise Refused(_("This proposal is published; its proposers can no longer be changed."))
    return held


def _key(token: str) -> str:
    return Identity.key_for("co-proposer", token)
