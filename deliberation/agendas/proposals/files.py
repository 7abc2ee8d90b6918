"""Files of a proposal: its proposers' alone while it is a draft, everyone's with its text, out of sight when that is
hidden."""

from collections.abc import Iterable

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.agendas.models import Proposal
from deliberation.ledger.actions import Refused
from deliberation.spaces.attaching import attach, confine, discard
from deliberation.spaces.disclosure.models import Basis, Ground

MOST = 5


@transaction.atomic
def add_files(draft: Proposal, uploads: Iterable[File], *, by) -> None:
    """Attach files to a draft; all of them or none."""
    _require_draft(draft)
    uploads = list(uploads)
    if draft.attachments.count() + len(uploads) > MOST:
        raise Refused(_("A proposal has at most %(n)d files. Please remove one first.") % {"n": MOST})
    basis = Basis.usual(Ground.DELIBERATION)
    draft.attachments.add(*(attach(draft.space, upload, by=by, basis=basis) for upload in uploads))
    share_files(draft)


def share_files(draft: Proposal) -> None:
    """Let everyone who proposes it read a draft's files, and nobody else. The caller holds the draft."""
    joined = draft.co_proposers.filter(user__isnull=False).values("user")
    people = User.objects.filter(Q(pk=draft.author_id) | Q(pk__in=joined))
    for attachment in draft.attachments.order_by("pk"):
        attachment.readers.set(people)


@transaction.atomic
def remove_file(draft: Proposal, pk: int) -> None:
    _require_draft(draft)
    for attachment in draft.attachments.filter(pk=pk):
        draft.attachments.remove(attachment)
        discard(attachment)


def discard_files(draft: Proposal) -> None:
    """Delete a draft's files with it."""
    attachments = list(draft.attachments.all())
    draft.attachments.clear()
    for attachment in attachments:
        discard(attachment)


def confine_files(proposal: Proposal, ground: Ground | None, *, by) -> None:
    """Let a proposal's files follow its text: public with it (None), and out of sight with it."""
    for attachment in proposal.attachments.order_by("pk"):
        attachment.readers.clear()
        confine(attachment, Basis.usual(ground) if ground else None, by=by)


def _require_draft(draft: Proposal) -> None:
    state = Proposal.objects.select_for_update(no_key=True).filter(pk=draft.pk).values_list("state", flat=True).first()
    if state != Proposal.State.DRAFT:
        raise Refused(_("This proposal is published; its files can no longer be changed."))
