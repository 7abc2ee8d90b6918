"""A committee's sittings: invited, opened with a quorum, decided in, closed, minuted.

A committee may open when a majority of its members is present (의사정족수) and decides by a majority of those present
who are not recused (의결정족수), as article 13 of the decree on public conflicts has it. Every act locks the sitting's
row alone; what is decided about is locked before it, by the room above.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.spaces.attaching import attach, discard
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.models import Decision, Membership, Point, Recusal, Reply, Role, Sitting, Space

State, Kind = Sitting.State, Sitting.Kind
REJECTED = "rejected"
PARTY = gettext_noop("party to the matter")


@dataclass(frozen=True)
class Vote:
    """A counted vote; a decision without one was made by consensus."""

    in_favour: int
    against: int = 0
    abstained: int = 0

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained


def members_of(space: Space) -> list[User]:
    """The present members of the space's committee, its chair among them."""
    held = Membership.objects.current().filter(space=space, role__in=[Role.COMMITTEE, Role.CHAIR])
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def coming(space: Space) -> QuerySet[Sitting]:
    """Meetings that are open or planned, in the order in which they come."""
    to_come = Sitting.objects.filter(space=space, kind=Kind.MEETING, state__in=[State.OPEN, State.PLANNED])
    return to_come.order_by("held_at", "pk")


def last_meeting(space: Space) -> Sitting | None:
    """The latest meeting that was opened."""
    held = Sitting.objects.filter(space=space, kind=Kind.MEETING, opened_at__isnull=False)
    return held.order_by("-opened_at", "-pk").first()


def usually_present(space: Space, last: Sitting | None) -> list[User]:
    """Whom a form ticks at first: the members who were present at the last meeting, else all."""
    members = members_of(space)
    here = set(last.present.values_list("pk", flat=True)) if last else set()
    return [member for member in members if member.pk in here] or members


def next_meeting(space: Space) -> Sitting:
    """The meeting on whose agenda comes what waits. Refused when none is planned."""
    found = coming(space).first()
    if found is None:
        raise Refused(_("No sitting is planned. Call one first."))
    return found


@transaction.atomic
def plan_sitting(
    space: Space,
    *,
    title: str,
    held_at: datetime,
    by,
    place: str = "",
    kind: str = Kind.MEETING,
    replies_until: datetime | None = None,
) -> Sitting:
    """Call a sitting: the members are invited. Refused when a written procedure ends before it begins."""
    _check_dates(kind, held_at, replies_until)
    sitting = Sitting.objects.create(
        space=space,
        kind=kind,
        title=title,
        held_at=held_at,
        place=place,
        replies_until=replies_until if kind == Kind.WRITTEN else None,
        recorded_by=by,
    )
    _invite(sitting, "sitting_called")
    record(sitting, "call", by=by, role="committee", facts={"kind": str(kind)})
    return sitting


@transaction.atomic
def move_sitting(
    sitting: Sitting, *, held_at: datetime, place: str, replies_until: datetime | None, reason: str, by
) -> None:
    """Another date or place, told to the members with the reason. Refused once it has opened."""
    held = held_sitting(sitting, State.PLANNED)
    _check_dates(held.kind, held_at, replies_until)
    held.held_at, held.place, held.replies_until, held.change_reason = held_at, place, replies_until, stated(reason)
    held.save(update_fields=["held_at", "place", "replies_until", "change_reason"])
    _invite(held, "sitting_moved")
    record(held, "reschedule", by=by, role="committee")


@transaction.atomic
def cancel_sitting(sitting: Sitting, *, reason: str, by) -> None:
    """Call a planned sitting off, told to the members with the reason. What was on its agenda waits for another."""
    held = held_sitting(sitting, State.PLANNED)
    held.change_reason = stated(reason)
    _invite(held, "sitting_cancelled")
    advance(sitting, "cancel", by=by, role="committee", change_reason=held.change_reason)


def _check_dates(kind: str, held_at: datetime, replies_until: datetime | None) -> None:
    if kind == Kind.WRITTEN and not (replies_until and replies_until > held_at):
        raise Refused(_("Please say until when members can reply: after the beginning of the written procedure."))


def _invite(sitting: Sitting, kind: str) -> None:
    facts = {"title": sitting.title, "at": sitting.held_at.isoformat(), "place": sitting.place}
    facts["reason"] = sitting.change_reason
    occasion = f"{sitting.subject}:{sitting.held_at.isoformat()}:{sitting.place}"
    notify(members_of(sitting.space), kind, occasion=occasion, url=sitting.get_absolute_url(), facts=facts)


@transaction.atomic
def put_on_agenda(sitting: Sitting, about: Any, title: str, url: str = "") -> Point:
    """Put a thing (with ``subject`` and ``space``; None: business of the committee) on the agenda, once."""
    held = held_sitting(sitting, State.PLANNED, State.OPEN)
    return _point(held, about.subject if about else "", about.space if about else held.space, title, url)


def _point(sitting: Sitting, about: str, space: Space, title: str, url: str = "") -> Point:
    if about and (known := sitting.points.standing().filter(about=about).first()):
        return known
    position = (sitting.points.aggregate(last=Max("position"))["last"] or 0) + 1
    return Point.objects.create(sitting=sitting, position=position, space=space, about=about, title=title, url=url)


@transaction.atomic
def open_sitting(sitting: Sitting, *, present: Iterable[User], by, attending: str = "") -> None:
    """Open with the members who are present. Refused without a majority of the committee's members.

    A written procedure opens without anyone present: a reply is what counts as presence there.
    """
    held = held_sitting(sitting, State.PLANNED)
    members = members_of(held.space)
    here = _among(members, present)
    if held.kind == Kind.MEETING:
        _demand_quorum(len(here), len(members))
    held.present.set(here)
    held.attending = attending
    held.save(update_fields=["attending"])
    if held.replies_until:
        _invite(held, "written_procedure_open")
    facts = {"present": len(here), "members": len(members)}
    advance(held, "open", by=by, role="committee", facts=facts, opened_at=timezone.now(), members=len(members))
    sitting.refresh_from_db()


@transaction.atomic
def hold_sitting(
    space: Space, *, title: str, place: str, present: Iterable[User], by, kind: str = Kind.MEETING
) -> Sitting:
    """Open a sitting there and then. In a written procedure ``present`` are those whose replies came on paper."""
    sitting = Sitting.objects.create(
        space=space, kind=kind, title=title, held_at=timezone.now(), place=place, recorded_by=by
    )
    here = _among(members_of(space), present)
    _demand_quorum(len(here), len(members_of(space)))
    open_sitting(sitting, present=here, by=by)
    return sitting


@transaction.atomic
def note_attendance(sitting: Sitting, *, present: Iterable[User], attending: str, by) -> None:
    """Who came or left meanwhile. Refused without a majority: the chair closes the sitting then."""
    held = held_sitting(sitting, State.OPEN)
    members = members_of(held.space)
    here = _among(members, present)
    _demand_quorum(len(here), len(members))
    held.present.set(here)
    held.attending = attending
    held.save(update_fields=["attending"])
    record(held, "attendance", by=by, role="committee", facts={"present": len(here), "members": len(members)})


@transaction.atomic
def recuse(point: Point, user: User, *, kind: str, reason: str, by) -> Recusal:
    """A member takes no part in a point, with the reason. Refused once it is decided."""
    sitting = undecided(point)
    if user not in members_of(sitting.space):
        raise Refused(_("Only a member of the committee can be recused."))
    if not reason.strip():
        raise Refused(_("Please give the reason of the recusal."))
    if point.recusals.standing().filter(user=user).exists():
        raise Refused(_("This member is recused from the point already."))
    recusal = Recusal.objects.create(point=point, user=user, kind=kind, reason=reason.strip())
    Reply.objects.filter(point=point, user=user).delete()
    facts = {"point": point.position, "kind": str(kind), "person": user.pseudonym(sitting.chain)}
    record(sitting, "recuse", by=by, role="committee", facts=facts)
    return recusal


@transaction.atomic
def reply(point: Point, *, by: User, choice: str, remark: str = "") -> Reply:
    """A member's vote in a written procedure; it may be changed until the point is decided or the time is over."""
    sitting = undecided(point, State.OPEN)
    if sitting.kind != Kind.WRITTEN or (sitting.replies_until and timezone.now() >= sitting.replies_until):
        raise Refused(_("Replies are no longer taken."))
    if by not in members_of(sitting.space) or point.recusals.standing().filter(user=by).exists():
        raise Refused(_("You take no part in this point."))
    values = {"choice": choice, "remark": remark, "at": timezone.now()}
    return Reply.objects.update_or_create(point=point, user=by, defaults=values)[0]


@transaction.atomic
def note_remarks(point: Point, remarks: str) -> None:
    """The gist of what was said, until the minutes are approved."""
    held_sitting(point.sitting, State.OPEN, State.CLOSED)
    Point.objects.standing().filter(pk=point.pk).update(remarks=remarks)


@transaction.atomic
def resolve(
    about: Any,
    *,
    sitting: Sitting,
    space: Space,
    motion: str,
    result: str,
    reason: str,
    by,
    vote: Vote | None = None,
    parties: Iterable[User | None] = (),
) -> Decision:
    """A committee's decision about a thing: the resolution of an open sitting, with its published reason.

    The thing comes on the sitting's agenda if it is not there yet; business of the committee is decided by its point.
    ``parties`` take no part: the members among them are recused. Refused without a quorum, when a recused member
    records it, and when the vote has no majority of those who are present and not recused. In a written procedure the
    members' replies are the vote. The caller takes the step that follows (``advance``) in the same transaction.
    """
    if not reason.strip():
        raise Refused(_("Please give a reason: it is published with the decision."))
    held = held_sitting(sitting, State.OPEN)
    point = about if isinstance(about, Point) else _point(held, about.subject, space, motion)
    undecided(point, State.OPEN)
    _recuse_parties(point, held, parties, by)
    recused = list(point.recusals.standing().select_related("user"))
    if by.pk in {recusal.user_id for recusal in recused}:
        raise Refused(_("You are recused from this point: another member records its decision."))
    vote, voting = _voting(held, point, vote, {recusal.user_id for recusal in recused})
    _demand_majority(vote, voting, result)
    decision = Decision.objects.create(
        space=space,
        sitting=held,
        about=point.about,
        motion=motion,
        result=result,
        reason=reason.strip(),
        recorded_by=by,
        voting=voting,
        votes_for=vote.in_favour if vote else None,
        votes_against=vote.against if vote else None,
        abstentions=vote.abstained if vote else None,
        recusals=[{"kind": r.kind, "person": r.user.pseudonym(held.chain)} for r in recused],
    )
    Point.objects.filter(pk=point.pk).update(decision=decision)
    facts = {"about": decision.about, "result": result, "sitting": held.pk, "voting": voting, "recused": len(recused)}
    record(decision, "resolve", by=by, role="committee", facts=facts)
    return decision


def _recuse_parties(point: Point, sitting: Sitting, parties: Iterable[User | None], by) -> None:
    members = members_of(sitting.space)
    for party in parties:
        if party in members and not point.recusals.standing().filter(user=party).exists():
            recuse(point, party, kind=Recusal.Kind.EXCLUSION, reason=city_words(PARTY), by=by)


def _voting(sitting: Sitting, point: Point, vote: Vote | None, recused: set[int]) -> tuple[Vote | None, int]:
    """The vote that counts, and among how many. Refused without quorum or majority."""
    members = members_of(sitting.space)
    replies = [row for row in point.replies.all() if row.user in members]
    if replies:
        here = {row.user_id for row in replies}
        vote = Vote(*(sum(row.choice == choice for row in replies) for choice in Reply.Choice))
        over = sitting.replies_until is None or timezone.now() >= sitting.replies_until
        if not over and here | recused < {member.pk for member in members}:
            raise Refused(
                _("Members can still reply. The decision is recorded when all have, or when the time is over.")
            )
    else:
        here = {member.pk for member in sitting.present.all() if member in members}
    _demand_quorum(len(here | recused if replies else here), len(members))
    voting = len(here - recused)
    if not voting or (vote and vote.cast > voting):
        raise Refused(_("There are more votes than members who are present and not recused."))
    return vote, voting


def _demand_majority(vote: Vote | None, voting: int, result: str) -> None:
    """A motion that misses the majority can be recorded as rejected and as nothing else."""
    if vote and (vote.in_favour * 2 > voting) == (result == REJECTED):
        raise Refused(
            _("The votes carry the motion, so it is not rejected.")
            if result == REJECTED
            else _("The decision needs the votes of a majority of those present who are not recused.")
        )


@transaction.atomic
def close_sitting(sitting: Sitting, *, by) -> None:
    """End it. What is not decided stays open and may come on the agenda of another sitting."""
    held = held_sitting(sitting, State.OPEN)
    points = held.points.standing()
    facts = {"decided": points.exclude(decision=None).count(), "points": points.count()}
    advance(held, "close", by=by, role="committee", facts=facts, closed_at=timezone.now())
    sitting.refresh_from_db()


@transaction.atomic
def write_minutes(sitting: Sitting, *, minutes: str, by, transcript=None) -> None:
    """What was said in general, and the transcript as a file, until the minutes are approved."""
    held = held_sitting(sitting, State.OPEN, State.CLOSED)
    before = held.transcript
    held.minutes = minutes
    if transcript:
        held.transcript = attach(held.space, transcript, by=by)
    held.save(update_fields=["minutes", "transcript"])
    if transcript and before:
        discard(before)


def undecided(point: Point, *states: str) -> Sitting:
    """The sitting of a point, held, and the point as it is now. Refused when it is decided or off the agenda."""
    sitting = held_sitting(point.sitting, *(states or (State.PLANNED, State.OPEN)))
    point.refresh_from_db()
    if point.decision_id:
        raise Refused(_("This point is decided already."))
    if point.position is None:
        raise Refused(_("This point is off the agenda."))
    return sitting


def stated(reason: str) -> str:
    """A reason that everyone reads. Refused when there is none."""
    if not reason.strip():
        raise Refused(_("Please give a reason: everyone reads it."))
    return reason.strip()


def held_sitting(sitting: Sitting, *states: str) -> Sitting:
    """The sitting's row alone, locked, in one of the states."""
    rows = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("space")
    held = rows.get(pk=sitting.pk)
    if held.state not in states:
        raise Refused(
            _("The sitting “%(title)s” is %(state)s, so this is not possible now.")
            % {"title": held.title, "state": held.get_state_display()}
        )
    return held


def _among(members: list[User], people: Iterable[User]) -> list[User]:
    given = list(people)
    if any(person not in members for person in given):
        raise Refused(_("Only members of the committee count as present; others attend."))
    return given


def _demand_quorum(present: int, members: int) -> None:
    if present * 2 <= members:
        numbers = {"present": present, "members": members, "needed": members // 2 + 1}
        message = _("A majority of the members must be present: %(needed)d of %(members)d, here are %(present)d.")
        raise Refused(message % numbers)
