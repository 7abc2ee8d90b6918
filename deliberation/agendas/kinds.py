"""What this room registers below: what moderation means for a proposal, and the words of its notices."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import closing
from deliberation.agendas.bodies.steering import entitle
from deliberation.agendas.models import Agenda, Proposal
from deliberation.agendas.proposals.actions import ITEM_KIND, State, locked, occasion
from deliberation.agendas.proposals.files import confine_files
from deliberation.ledger.actions import advance
from deliberation.ledger.models import Entry
from deliberation.notices.actions import notify
from deliberation.notices.kinds import Wording
from deliberation.spaces.models import Ground, Item, Role


class ProposalItem:
    """A proposal is public at once; a moderator checks it afterwards and may hide it, with a reason on its stub."""

    name = ITEM_KIND
    label = _("proposal")
    steps = ("admit", "hide")

    def follow(self, item: Item, step: str) -> None:
        proposal = locked(item.proposal)
        public = proposal.state not in (State.WITHDRAWN, State.MERGED)
        if step == "hide" or (step == "admit" and item.state == Item.State.HIDDEN and public):
            confine_files(proposal, Ground.PRIVACY if step == "hide" else None, by=item.decided_by)
        Proposal.objects.filter(pk=proposal.pk).update(text_hidden=step == "hide")
        for agenda in Agenda.objects.filter(proposal=proposal).select_related("proposal"):
            entitle(agenda)
        if step == "hide":
            _tell(proposal, "proposal_hidden", item)
            if proposal.state in proposal.STEPS["hide"][0]:  # one that has ended keeps its end; the item hides its text
                advance(proposal, "hide")
        elif item.state == Item.State.HIDDEN:
            _tell(proposal, "proposal_restored", item)
            if proposal.state == State.HIDDEN:
                advance(proposal, _way_back(proposal))


def _tell(proposal: Proposal, kind: str, item: Item) -> None:
    """Tell the author; one text may be hidden and shown again more than once."""
    if proposal.author and item.decided_at:
        notify([proposal.author], kind, **occasion(proposal, kind, version=item.decided_at.isoformat()))


def _way_back(proposal: Proposal) -> str:
    """The step to the state from which the proposal was hidden, as minuted."""
    before = Entry.objects.filter(subject=proposal.subject, step="hide").latest("n").facts["from"]
    return {
        State.COLLECTING: "restore",
        State.SCREENING: "restore_screening",
        State.RETURNED: "restore_returned",
    }[before]


class OverdueWording(Wording):
    """Says the deadline in the reader's language; the facts hold it as a code."""

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        return super().words(facts | {"due": closing(parse_datetime(facts["due"]))})


class BodyWording(Wording):
    """Names the role in the reader's language."""

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        return super().words(facts | {"role": Role(facts["role"]).label})


NOTICES = [
    Wording(
        "proposal_reached",
        _("Your proposal has reached its threshold"),
        _("“%(title)s” has %(count)s co-signatures. The committee now decides whether it becomes an agenda."),
    ),
    Wording(
        "proposal_to_screen",
        _("A proposal waits for screening"),
        _("“%(title)s” is to be selected, declined or returned, with a reason that is published."),
    ),
    OverdueWording(
        "screening_overdue",
        _("The committee has missed a deadline"),
        _("“%(title)s” should have been decided until %(due)s. Its page says that it is overdue."),
    ),
    Wording(
        "proposal_assigned",
        _("You report on a proposal"),
        _("The chair has asked you to report on “%(title)s” to the committee."),
    ),
    Wording(
        "proposal_expired",
        _("Your proposal has not reached its threshold"),
        _("The time of “%(title)s” is over. Co-signatures: %(count)s. The committee may still take it up."),
    ),
    Wording(
        "proposal_lifted",
        _("The committee takes up your proposal"),
        _("The committee screens “%(title)s” although it missed its threshold. Its reason is on the page."),
    ),
    Wording(
        "proposal_selected",
        _("Your proposal has become an agenda"),
        _("The committee has selected “%(title)s” for deliberation. Its reason is on the page."),
    ),
    Wording(
        "proposal_declined",
        _("Your proposal has not been selected"),
        _("The committee has not selected “%(title)s”. Its reason is on the page."),
    ),
    Wording(
        "proposal_returned",
        _("The committee has returned your proposal"),
        _("Please read the committee's reason, reword “%(title)s” and hand it in again."),
    ),
    Wording(
        "proposal_hidden",
        _("Your proposal has been hidden"),
        _("A moderator has hidden the text of “%(title)s”. The reason is on the page."),
    ),
    Wording(
        "proposal_restored",
        _("Your proposal is shown again"),
        _("A moderator shows the text of “%(title)s” again. It goes on where it stood."),
    ),
    Wording(
        "cosigned_select",
        _("A proposal that you co-signed has become an agenda"),
        _("The committee has selected “%(title)s” for deliberation. Its reason is on the page."),
        by_mail=False,
    ),
    Wording(
        "cosigned_decline",
        _("A proposal that you co-signed has not been selected"),
        _("The committee has not selected “%(title)s”. Its reason is on the page."),
        by_mail=False,
    ),
    Wording(
        "proposal_merged",
        _("Your proposal has been merged into another one"),
        _("“%(title)s” asks the same as “%(into)s”. Its co-signatures count there, each person once."),
    ),
    Wording(
        "cosigned_merge",
        _("A proposal that you co-signed has been merged"),
        _("“%(title)s” has been merged into “%(into)s”. Your co-signature counts there; you can take it back there."),
        by_mail=False,
    ),
    Wording(
        "co_proposer_joined",
        _("You have a co-proposer"),
        _("%(name)s proposes “%(title)s” together with you."),
        by_mail=False,
    ),
    Wording(
        "steering_nominated",
        _("You are nominated for a steering committee"),
        _("A group proposes you as a member of the steering committee on “%(title)s”. Please say whether you consent."),
    ),
    Wording(
        "steering_appointed",
        _("You are appointed to a steering committee"),
        _("The committee has appointed you to the steering committee on “%(title)s”. Your term is on the page."),
    ),
    Wording(
        "steering_dismissed",
        _("Your seat on a steering committee has ended"),
        _("The committee has dismissed you from the steering committee on “%(title)s”. Its reason is on the page."),
    ),
    Wording(
        "steering_dissolved",
        _("Your steering committee is dissolved"),
        _("The report on “%(title)s” is handed in. With it your term has ended. Thank you."),
    ),
    BodyWording(
        "body_joined",
        _("You help to prepare an agenda"),
        _("You are entered for “%(title)s” as: %(role)s. What you can do is on the page."),
    ),
]
