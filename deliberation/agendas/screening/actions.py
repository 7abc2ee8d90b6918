"""What the committee decides about proposals and agendas; every decision has a published reason."""

from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.agendas.models import Agenda, Exclusion, Ground, Proposal, Route
from deliberation.agendas.proposals.actions import last_instant, locked, occasion
from deliberation.agendas.screening.considering import recuse_declared
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.spaces.models import Membership, Role, Sitting, Space
from deliberation.spaces.sittings import Vote, put_on_agenda, resolve

State = Proposal.State
NOTICES = {"select": "proposal_selected", "decline": "proposal_declined", "return": "proposal_returned"}


class Referral(NamedTuple):
    """The body to which a matter belongs, and how people reach it."""

    body: str = ""
    reach: str = ""


@transaction.atomic
def screen_proposal(
    proposal: Proposal,
    step: str,
    *,
    sitting: Sitting,
    by,
    reason: str,
    vote: Vote | None = None,
    ground: Ground | None = None,
    referral: Referral = Referral(),  # noqa: B008 - a tuple
    conflict: ConflictCase | None = None,
) -> Agenda | None:
    """Select, decline or return a proposal in a sitting. Selecting makes it an agenda, which is what comes back.

    ``conflict`` is the case that a selected one belongs to. Declining takes a ground of the list in force, and where
    the ground asks for it a referral to another body. The author is told, by mail too; the co-signers in the app
    alone, unless it goes back to the author.
    """
    held = locked(proposal)
    if held.state != State.SCREENING:
        raise Refused(_("The committee has decided about this proposal already. Look at its page."))
    agenda = None
    if step == "decline":
        _exclude(held, ground, referral)
    if step == "select":
        found = {name: getattr(held, name) for name in ("title", "route", "district", "category")}
        agenda = _made(Agenda(proposal=held, conflict=conflict, **found))
    _tell(held, step)
    _resolve(held, step, sitting=sitting, reason=reason, by=by, vote=vote)
    facts: dict[str, Any] = {}
    if ground and step == "decline":
        facts = {"ground": ground.code, "version": ground.version}
    if agenda:
        facts = {"agenda": agenda.subject} | _came_from(conflict)
    advance(proposal, step, by=by, role="committee", facts=facts)
    _tell_conflict(agenda, by)
    return agenda


def _made(agenda: Agenda) -> Agenda:
    agenda.note_words()
    agenda.save()
    return agenda


def _tell_conflict(agenda: Agenda | None, by) -> None:
    """The conflict's own minute book tells it, too; after the city's, as wherever both are locked."""
    if agenda and agenda.conflict:
        record(agenda.conflict, "agenda", by=by, role="committee", facts={"agenda": agenda.subject})


def _came_from(conflict: ConflictCase | None) -> dict[str, str]:
    return {"conflict": conflict.subject} if conflict else {}


def _exclude(proposal: Proposal, ground: Ground | None, referral: Referral) -> None:
    if ground is None or not Ground.objects.in_force().filter(pk=ground.pk).exists():
        raise Refused(_("Please choose the ground from the list in force."))
    if bool(referral.body) != bool(referral.reach) or (ground.refers and not referral.body):
        raise Refused(_("Name the body that is responsible and how people reach it."))
    Exclusion.objects.create(proposal=proposal, ground=ground, body=referral.body, reach=referral.reach)


@transaction.atomic
def lift_proposal(proposal: Proposal, *, sitting: Sitting, by, reason: str, vote: Vote | None = None) -> None:
    """Take up a proposal that missed its threshold, by the committee's decision."""
    held = locked(proposal)
    due = last_instant(timezone.now(), held.route.screening_days)
    if held.author:
        notify([held.author], "proposal_lifted", **occasion(held, "lift"))
    _resolve(held, "lift", sitting=sitting, reason=reason, by=by, vote=vote)
    advance(proposal, "lift", by=by, role="committee", screening_due=due)


@transaction.atomic
def choose_agenda(
    title: str,
    *,
    kind: str,
    sitting: Sitting,
    by,
    reason: str,
    vote: Vote | None = None,
    conflict: ConflictCase | None = None,
    **texts: str,
) -> Agenda:
    """Make an agenda without a proposal: by council resolution, the mayor's request or the committee's own choice.

    ``conflict`` is the case that it comes from, as when the committee takes one from the priority list; its district
    counts where none is given. ``texts`` are ``title_en``, ``summary``, ``summary_en``, ``district`` and ``category``.
    """
    route = Route.objects.in_force(kind)
    if conflict and not texts.get("district"):
        texts["district"] = conflict.district
    agenda = _made(Agenda(route=route, title=title, conflict=conflict, **texts))
    city = Space.objects.city()
    put_on_agenda(sitting, agenda, title, agenda.get_absolute_url())
    resolve(agenda, sitting=sitting, space=city, motion=title, result="select", reason=reason, by=by, vote=vote)
    facts = {"route": route.kind, "version": route.version}
    record(agenda, "choose", by=by, role="committee", facts=facts | _came_from(conflict))
    _tell_conflict(agenda, by)
    return agenda


@transaction.atomic
def put_proposals_on_agenda(sitting: Sitting, *, by, only: Proposal | None = None) -> int:
    """Put every proposal that waits for screening, or one of them, on a sitting's agenda; returns how many.

    Members who have stepped aside are recused there at once.
    """
    waiting = Proposal.objects.filter(state=State.SCREENING).select_related("space").order_by("screening_due", "pk")
    if only:
        waiting = waiting.filter(pk=only.pk)
    for proposal in waiting:
        _put(sitting, proposal, by)
    return len(waiting)


@transaction.atomic
def escalate_proposal(proposal: Proposal) -> bool:
    """Tell the chair and the officials, once a deadline, that it has passed. False if there is nothing to tell."""
    held = locked(proposal)
    if not Proposal.objects.to_escalate().filter(pk=held.pk).exists():
        return False
    Proposal.objects.filter(pk=held.pk).update(escalated_at=timezone.now())
    due = held.screening_due.isoformat() if held.screening_due else ""
    responsible = Membership.objects.current().filter(space=held.space, role__in=[Role.CHAIR, Role.OFFICIAL])
    people = User.objects.filter(pk__in=responsible.values("user"))
    notify(people, "screening_overdue", **occasion(held, f"overdue:{due}", due=due))
    record(held, "overdue", facts={"due": due})
    return True


def _put(sitting: Sitting, proposal: Proposal, by) -> None:
    point = put_on_agenda(sitting, proposal, proposal.title, proposal.get_absolute_url())
    if not point.decision_id:
        recuse_declared(point, proposal, by=by)


def _resolve(proposal: Proposal, step: str, *, sitting: Sitting, **decided: Any) -> None:
    """Who proposes it takes no part, should they sit on the committee."""
    _put(sitting, proposal, decided["by"])
    resolve(
        proposal,
        sitting=sitting,
        space=proposal.space,
        motion=proposal.title,
        result=step,
        parties=[proposal.author, *(one.user for one in proposal.co_proposers.joined())],
        **decided,
    )


def _tell(proposal: Proposal, step: str) -> None:
    about: dict[str, Any] = occasion(proposal, step)
    signers = User.objects.filter(cosignatures__proposal=proposal)
    if proposal.author:
        notify([proposal.author], NOTICES[step], **about)
        signers = signers.exclude(pk=proposal.author.pk)
    if step != "return":
        notify(signers.only("pk"), f"cosigned_{step}", **about)
