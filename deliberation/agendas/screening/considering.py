"""What members of the committee do with a proposal before they decide: report, remark, mark, or step aside.

Remarks and marks are for the members alone. They inform the decision and make none: a sitting's resolution does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.agendas.models import Assignment, CoProposer, Criterion, Interest, Mark, Proposal, Remark
from deliberation.agendas.proposals.actions import locked
from deliberation.ledger.actions import Refused, hold, record
from deliberation.notices.actions import notify
from deliberation.spaces.models import Point, Recusal, Sitting
from deliberation.spaces.sittings import members_of, recuse

State = Proposal.State
SCALE = range(1, 6)


def barred_from(proposal: Proposal) -> set[int]:
    """Who takes no part in deciding: its proposers, who has stepped aside, whom a sitting has recused. One query."""
    proposers = CoProposer.objects.filter(proposal=proposal, user__isnull=False).values_list("user")
    declared = Interest.objects.filter(proposal=proposal).values_list("user")
    noted = Recusal.objects.standing().filter(point__about=proposal.subject).values_list("user")
    return {key for (key,) in proposers.union(declared, noted)} | {proposal.author_id or 0}


@transaction.atomic
def assign(proposal: Proposal, member: User, *, by: User) -> None:
    """Make a member report on a proposal to the others; another one replaces them. Both is minuted."""
    held = _waiting(locked(proposal))
    if member not in members_of(held.space):
        raise Refused(_("Only a member of the committee can report on a proposal."))
    if member.pk in barred_from(held):
        raise Refused(_("This member takes no part in the proposal. Choose another one."))
    given = {"member": member, "assigned_by": by, "at": timezone.now()}
    Assignment.objects.update_or_create(proposal=proposal, defaults=given)
    about = {"occasion": f"{held.subject}:assign:{member.pk}", "url": held.get_absolute_url()}
    notify([member], "proposal_assigned", **about, facts={"title": held.title})
    record(held, "assign", by=by, role="committee", facts={"person": member.pseudonym(held.chain)})


@transaction.atomic
def remark(proposal: Proposal, text: str, *, by: User) -> Remark:
    """Say something to the other members."""
    _taking_part(proposal, by)
    return Remark.objects.create(proposal=proposal, user=by, text=text)


@transaction.atomic
def take_back_remark(proposal: Proposal, pk: int, *, by: User) -> None:
    """One's own, as long as the proposal waits."""
    _taking_part(proposal, by)
    Remark.objects.filter(proposal=proposal, user=by, pk=pk).delete()


@transaction.atomic
def mark(proposal: Proposal, marks: Mapping[Criterion, tuple[int | None, str]], *, by: User) -> None:
    """A member's marks with a few words each; they can be changed, or taken back by None, until it is decided."""
    _taking_part(proposal, by)
    mine, now = Mark.objects.filter(proposal=proposal, user=by), timezone.now()
    mine.filter(criterion__in=[criterion for criterion, (value, _text) in marks.items() if value is None]).delete()
    Mark.objects.bulk_create(
        [
            Mark(proposal=proposal, criterion=criterion, user=by, value=value, text=text, at=now)
            for criterion, (value, text) in sorted(marks.items(), key=lambda given: given[0].pk)
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["proposal", "criterion", "user"],
        update_fields=["value", "text", "at"],
    )


@transaction.atomic
def declare_interest(proposal: Proposal, reason: str, *, by: User) -> Interest:
    """Step aside for good: the member's marks and remarks go, and every sitting that has it to decide notes it.

    All their rows are locked after the proposal's and before the first minute, which locks the chain.
    """
    held = locked(proposal)
    if held.state not in (State.SCREENING, State.EXPIRED):
        raise Refused(_("The committee has decided about this proposal already. Look at its page."))
    if by.pk in barred_from(held):
        raise Refused(_("You take no part in this proposal."))
    interest = Interest.objects.create(proposal=proposal, user=by, reason=reason)
    Mark.objects.filter(proposal=proposal, user=by).delete()
    Remark.objects.filter(proposal=proposal, user=by).delete()
    Assignment.objects.filter(proposal=proposal, member=by).delete()
    points = Point.objects.standing().filter(about=held.subject, decision=None)
    sittings = Sitting.objects.filter(state__in=[Sitting.State.PLANNED, Sitting.State.OPEN], points__in=points)
    keys = list(sittings.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    for point in points.filter(sitting__in=keys).select_related("sitting__space").order_by("sitting_id"):
        recuse_declared(point, held, by=by)
    record(held, "declare_interest", by=by, role="committee", facts={"person": by.pseudonym(held.chain)})
    return interest


def recuse_declared(point: Point, proposal: Proposal, *, by: User) -> None:
    """Let a sitting note the members who have declared an interest in the proposal that is its point."""
    known = set(point.recusals.standing().values_list("user", flat=True))
    members = members_of(point.sitting.space)
    for interest in proposal.interests.select_related("user").order_by("user"):
        if interest.user in members and interest.user_id not in known:
            recuse(point, interest.user, kind=Recusal.Kind.WITHDRAWAL, reason=interest.reason, by=by)


@dataclass(frozen=True)
class Spread:
    """How members see one criterion: how many gave each mark, and the one in the middle."""

    criterion: Criterion
    marks: list[Mark]

    @property
    def counts(self) -> list[tuple[int, int]]:
        return [(value, sum(mark.value == value for mark in self.marks)) for value in SCALE]

    @property
    def middle(self) -> float | None:
        return median(mark.value for mark in self.marks) if self.marks else None

    @property
    def words(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.text]


def spreads(proposal: Proposal) -> list[Spread]:
    """By criterion: those in force, and earlier versions under which somebody gave a mark."""
    marks = list(proposal.marks.select_related("criterion", "user"))
    criteria = {criterion.pk: criterion for criterion in Criterion.objects.in_force()}
    criteria |= {mark.criterion_id: mark.criterion for mark in marks}
    ordered = sorted(criteria.values(), key=lambda criterion: (criterion.position, criterion.pk))
    return [Spread(one, [mark for mark in marks if mark.criterion_id == one.pk]) for one in ordered]


@dataclass(frozen=True)
class Glance:
    """What the board says of the marks of one proposal: how many members gave some, and from where to where."""

    members: int
    least: int
    most: int
    middle: float


def glances(proposals: Iterable[Proposal]) -> dict[int, Glance]:
    """The marks of many proposals in one query; those without marks are left out."""
    values: dict[int, list[int]] = {}
    people: dict[int, set[int]] = {}
    for row in Mark.objects.filter(proposal__in=list(proposals)).order_by():
        values.setdefault(row.proposal_id, []).append(row.value)
        people.setdefault(row.proposal_id, set()).add(row.user_id)
    return {
        key: Glance(len(people[key]), min(given), max(given), median(given)) for key, given in sorted(values.items())
    }


def _waiting(proposal: Proposal) -> Proposal:
    if proposal.state != State.SCREENING:
        raise Refused(_("The committee has decided about this proposal already. Look at its page."))
    return proposal


def _taking_part(proposal: Proposal, by: User) -> None:
    """Hold a proposal that waits, so that stepping aside and deciding come before or after; refuse who takes no part.

    A plain ``locked`` would let members wait for each other.
    """
    hold(proposal)
    _waiting(proposal)
    if by not in members_of(proposal.space) or by.pk in barred_from(proposal):
        raise Refused(_("You take no part in this proposal."))
