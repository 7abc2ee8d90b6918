"""How a steering committee comes about and ends: nominations, appointment, its chair, dismissal, its report.

Every act locks the committee's row first, then the people whose roles change, then the sitting that decides: so acts at
one instant come one after the other.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.agendas.bodies.models import Nomination, Preparation, SteeringCommittee, SteeringMember
from deliberation.agendas.models import Agenda
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.spaces.actions import appoint, dismiss, hold_people
from deliberation.spaces.attaching import attach
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.models import Membership, Role, Sitting, Space
from deliberation.spaces.sittings import Vote, cancel_sitting, put_on_agenda, resolve

State, Answer = SteeringCommittee.State, Nomination.Answer
TITLE = gettext_noop("Steering committee: %(title)s")
DISSOLVED = gettext_noop("The steering committee has handed in its report and is dissolved.")
MOTIONS = {
    "steering_appointed": gettext_noop("Appointment of the steering committee: %(title)s"),
    "seats_filled": gettext_noop("Vacant seats of the steering committee: %(title)s"),
    "member_dismissed": gettext_noop("Dismissal of %(name)s from the steering committee: %(title)s"),
    "chair_elected": gettext_noop("Election of the chair of the steering committee: %(name)s"),
}


def preparation_of(agenda: Agenda) -> Preparation:
    """The agenda's space, made now when there is none. Holds the agenda's row."""
    Agenda.objects.select_for_update(of=("self",), no_key=True).get(pk=agenda.pk)
    known = Preparation.objects.select_related("space", "agenda").filter(agenda=agenda).first()
    if known:
        return known
    space = Space.objects.create(
        kind=Space.Kind.AGENDA,
        parent=Space.objects.city(),
        name=f"agenda-{agenda.pk}",
        title=_entitled(agenda),
        url=reverse("bodies:all", args=[agenda.pk]),
    )
    return Preparation.objects.create(agenda=agenda, space=space)


def entitle(agenda: Agenda) -> None:
    """Name the agenda's space again, when a moderator has hidden the agenda's title or shows it again."""
    Space.objects.filter(preparation__agenda=agenda).update(title=_entitled(agenda))


def _entitled(agenda: Agenda) -> str:
    return city_words(TITLE, title=f"{city_words('Agenda')} {agenda.pk}" if agenda.is_stub else agenda.title)


@transaction.atomic
def open_nominations(agenda: Agenda, *, seats: int, by) -> SteeringCommittee:
    """Ask groups for nominations, twice as many as there are seats. One steering committee for an agenda."""
    preparation = preparation_of(agenda)
    if SteeringCommittee.objects.filter(preparation=preparation).exists():
        raise Refused(_("This agenda has a steering committee already."))
    committee = SteeringCommittee.objects.create(preparation=preparation, places=seats)
    record(committee, "open_nominations", by=by, facts={"seats": seats})
    return committee


@transaction.atomic
def nominate(committee: SteeringCommittee, person: User, *, by, **given: str) -> Nomination:
    """Enter whom a group proposes; they are asked whether they consent. Who it is stays out of the minutes."""
    held = held_committee(committee, State.NOMINATING, State.APPOINTED)
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(committee=held, user=person, entered_by=by, **given)
    except IntegrityError as error:
        raise Refused(_("This person is nominated already.")) from error
    _tell([person], "steering_nominated", held, nomination.subject, url=_place(nomination))
    record(nomination, "nominate", by=by, role=str(Role.OFFICIAL), facts={"source": nomination.source})
    return nomination


@transaction.atomic
def answer_nomination(nomination: Nomination, answer: str, *, on: date, by) -> None:
    """The nominee's own answer, or what the office has in writing; it may be changed until they are appointed."""
    held_committee(nomination.committee, State.NOMINATING, State.APPOINTED)
    if nomination.terms.exists():
        raise Refused(_("This person has been appointed already."))
    Nomination.objects.filter(pk=nomination.pk).update(answer=answer, answered_on=on)
    own = by.pk == nomination.user_id
    role = "nominee" if own else str(Role.OFFICIAL)
    # Under a random name, the book would tell who declined once somebody learns the name: so nobody is named.
    record(nomination, "answer_nomination", by=None if own else by, role=role, facts={"answer": answer})


@transaction.atomic
def appoint_members(
    committee: SteeringCommittee,
    chosen: Iterable[Nomination],
    *,
    last_day: date,
    sitting: Sitting,
    reason: str,
    by,
    vote: Vote | None = None,
) -> None:
    """The city's committee fills the seats from the nominations, at once all of them, later those that fell vacant.

    Refused with fewer nominations than twice the seats. Nominees who sit on the city's committee are recused.
    """
    held = held_committee(committee, State.NOMINATING, State.APPOINTED)
    picked, possible = list(chosen), available(held)
    _check_choice(held, picked, possible)
    until, result = end_of(last_day), "seats_filled" if held.state == State.APPOINTED else "steering_appointed"
    people = [nomination.user for nomination in picked]
    hold_people(people)
    _free(held.space, people)
    _tell(people, "steering_appointed", held, f"{held.subject}:{sitting.pk}")
    decided = {"sitting": sitting, "reason": reason, "by": by, "vote": vote}
    parties = [nomination.user for nomination in possible]
    _resolve(held, held, result, parties=parties, motion=motion_of(result, held), **decided)
    for nomination in picked:
        membership = appoint(
            held.space, nomination.user, Role.COMMITTEE, by=by, label=nomination.nominated_by, until=until
        )
        member = SteeringMember.objects.create(nomination=nomination, membership=membership)
        record(member, "take_seat", by=by, role="committee", facts={"source": nomination.source})
    until = max(until, held.until or until)
    facts = {"appointed": len(picked), "seats": held.places, "nominations": len(possible)}
    if held.state == State.APPOINTED:
        SteeringCommittee.objects.filter(pk=held.pk).update(until=until)
        record(held, "fill_seats", by=by, role="committee", facts=facts)
    else:
        advance(held, "appoint", by=by, role="committee", facts=facts, until=until)
    committee.refresh_from_db()


def _check_choice(held: SteeringCommittee, picked: list[Nomination], possible: list[Nomination]) -> None:
    if {nomination.pk for nomination in picked} - {nomination.pk for nomination in possible}:
        raise Refused(_("Only nominees who consent and have no seat yet can be appointed."))
    if held.state == State.NOMINATING:
        demand_nominations(held, len(possible))
        if len(picked) != held.places:
            raise Refused(_("Please choose as many people as there are seats: %(seats)d.") % {"seats": held.places})
    elif not 0 < len(picked) <= (vacant := held.places - len(current_members(held))):
        raise Refused(_("Please choose as many people as seats are vacant, or fewer: %(n)d.") % {"n": vacant})


def demand_nominations(committee: SteeringCommittee, there: int) -> None:
    """Refused while fewer nominees consent than the first appointment needs."""
    if committee.state == State.NOMINATING and there < committee.nominations_needed:
        numbers = {"needed": committee.nominations_needed, "there": there, "seats": committee.places}
        words = _("%(seats)d seats need %(needed)d nominees who consent, twice as many; there are %(there)d.")
        raise Refused(words % numbers)


@transaction.atomic
def elect_chair(
    committee: SteeringCommittee,
    member: SteeringMember,
    *,
    sitting: Sitting,
    reason: str,
    by,
    vote: Vote | None = None,
) -> None:
    """The members elect one of themselves in a sitting of their own; vote and majority are minuted."""
    held = held_committee(committee, State.APPOINTED)
    if has_chair(held):
        raise Refused(_("This steering committee has a chair already."))
    elected = next((one for one in current_members(held) if one.pk == member.pk), None)
    if elected is None:
        raise Refused(_("The chair is elected from among the present members."))
    person = elected.nomination.user
    hold_people([person])
    motion = motion_of("chair_elected", held, name=elected.nomination.name)
    put_on_agenda(_of(sitting, held.space), Chairing(held), motion, held.get_absolute_url())
    decision = resolve(
        Chairing(held),
        sitting=sitting,
        space=held.space,
        motion=motion,
        result="chair_elected",
        reason=reason,
        by=by,
        vote=vote,
    )
    appoint(held.space, person, Role.CHAIR, by=by, until=elected.membership.until)
    SteeringCommittee.objects.filter(pk=held.pk).update(chair=elected)
    facts = {"person": person.pseudonym(held.chain), "voting": decision.voting}
    counted = {"for": vote.in_favour, "against": vote.against, "abstain": vote.abstained} if vote else {}
    record(held, "elect_chair", by=by, role="committee", facts=facts | counted)
    committee.refresh_from_db()


class Chairing:
    """The election of a committee's chair as a matter of its sittings."""

    def __init__(self, committee: SteeringCommittee):
        self.space, self.subject = committee.space, f"{committee.subject}/chair"


@transaction.atomic
def dismiss_member(member: SteeringMember, *, sitting: Sitting, reason: str, by, vote: Vote | None = None) -> None:
    """The city's committee ends somebody's seat before its term (해촉); the reason is published."""
    held, seat = _held_seat(member)
    hold_people([seat.nomination.user])
    _tell([seat.nomination.user], "steering_dismissed", held, f"{seat.subject}:end")
    motion = motion_of("member_dismissed", held, name=seat.nomination.name)
    decided = {"sitting": sitting, "reason": reason, "by": by, "vote": vote}
    _resolve(held, seat, "member_dismissed", parties=[seat.nomination.user], motion=motion, **decided)
    _end(held, seat, SteeringMember.Ended.DISMISSED, reason, by=by)


@transaction.atomic
def resign(member: SteeringMember, *, by) -> None:
    """A member gives the seat up."""
    held, seat = _held_seat(member)
    hold_people([seat.nomination.user])
    _end(held, seat, SteeringMember.Ended.RESIGNED, "", by=by)


def _held_seat(member: SteeringMember) -> tuple[SteeringCommittee, SteeringMember]:
    held = held_committee(member.nomination.committee, State.APPOINTED)
    seat = next((one for one in current_members(held) if one.pk == member.pk), None)
    if seat is None:
        raise Refused(_("This membership has ended already."))
    return held, seat


def _end(held: SteeringCommittee, seat: SteeringMember, how: str, reason: str, *, by) -> None:
    SteeringMember.objects.filter(pk=seat.pk).update(ended=how, end_reason=reason)
    if held.chair_id == seat.pk:
        SteeringCommittee.objects.filter(pk=held.pk).update(chair=None)
    for membership in _memberships(held, seat.nomination.user_id):
        dismiss(membership, by=by)
    record(seat, "leave_seat", by=by, facts={"how": str(how)})


@transaction.atomic
def hand_in_report(committee: SteeringCommittee, upload, *, on: date, by, role: str) -> None:
    """With its report the committee is dissolved: its seats end, what it had planned is cancelled.

    Refused while minutes are not approved.
    """
    held = held_committee(committee, State.APPOINTED)
    unfinished = Sitting.objects.filter(space=held.space, state__in=[Sitting.State.OPEN, Sitting.State.CLOSED])
    if sitting := unfinished.first():
        words = _("Nobody could do it afterwards: first close the sitting “%(title)s” and approve its minutes.")
        raise Refused(words % {"title": sitting.title})
    if on < timezone.localdate(held.opened_at) or on > timezone.localdate():
        raise Refused(_("Please give a day between the first nomination and today."))
    report = attach(held.space, upload, by=by)
    memberships = _memberships(held)
    hold_people([membership.user for membership in memberships])
    people = [membership.user for membership in memberships if membership.role == Role.COMMITTEE]
    _tell(people, "steering_dissolved", held, f"{held.subject}:dissolved")
    for planned in Sitting.objects.filter(space=held.space, state=Sitting.State.PLANNED).order_by("pk"):
        cancel_sitting(planned, reason=city_words(DISSOLVED), by=by)
    for membership in memberships:
        dismiss(membership, by=by)
    facts = {"report": report.sha256, "on": on.isoformat()}
    fields = {"report": report, "reported_on": on, "dissolved_at": timezone.now()}
    advance(held, "dissolve", by=by, role=role, facts=facts, **fields)
    committee.refresh_from_db()


def held_committee(committee: SteeringCommittee, *states: str) -> SteeringCommittee:
    """The committee's row as it is now, locked. Refused when it is in none of the states."""
    rows = SteeringCommittee.objects.select_related("preparation__space", "preparation__agenda")
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=committee.pk)
    if held.state not in states:
        raise Refused(_("This step is no longer possible: somebody may have taken it already. Look at the page again."))
    return held


def available(committee: SteeringCommittee) -> list[Nomination]:
    """Nominees who consent and neither sit on the committee now nor were dismissed from it."""
    seated = [member.nomination_id for member in current_members(committee)]
    dismissed = SteeringMember.objects.filter(ended=SteeringMember.Ended.DISMISSED).values("nomination")
    rows = committee.nominations.filter(answer=Answer.AGREED).exclude(pk__in=seated).exclude(pk__in=dismissed)
    return list(rows.select_related("user"))


def current_members(committee: SteeringCommittee) -> list[SteeringMember]:
    """Who has a seat now."""
    held = Membership.objects.current().filter(space=committee.space)
    rows = SteeringMember.objects.filter(nomination__committee=committee, membership__in=held)
    return list(rows.select_related("membership", "nomination__user").order_by("pk"))


def has_chair(committee: SteeringCommittee) -> bool:
    return committee.chair is not None and committee.chair.is_current


def end_of(day: date) -> datetime:
    """A term's last day ends at 24:00."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def motion_of(result: str, committee: SteeringCommittee, **names: str) -> str:
    return city_words(MOTIONS[result], title=committee.preparation.agenda.title, **names)


def _memberships(committee: SteeringCommittee, *users: int) -> list[Membership]:
    rows = Membership.objects.current().filter(space=committee.space, role__in=[Role.COMMITTEE, Role.CHAIR])
    rows = rows.filter(user__in=users) if users else rows
    return list(rows.select_related("user", "space").order_by("pk"))


def _free(space: Space, people: list[User]) -> None:
    """Refused when one of them has another part in the agenda, as the contractor has. Asked while they are held."""
    if Membership.objects.current().filter(space=space, user__in=people).exists():
        raise Refused(_("Somebody among them has another part in this agenda already."))


def _resolve(
    held: SteeringCommittee, about: Any, result: str, *, motion: str, sitting: Sitting, **decided: Any
) -> None:
    """A decision of the city's committee."""
    city = Space.objects.city()
    put_on_agenda(_of(sitting, city), about, motion, held.get_absolute_url())
    resolve(about, sitting=sitting, space=city, motion=motion, result=result, **decided)


def _of(sitting: Sitting, space: Space) -> Sitting:
    if sitting.space_id != space.pk:
        raise Refused(_("This is decided in a sitting of another committee."))
    return sitting


def _place(nomination: Nomination) -> str:
    return reverse("bodies:nomination", args=[nomination.preparation.agenda_id, nomination.pk])


def _tell(people: list[User], kind: str, committee: SteeringCommittee, occasion: str, *, url: str = "") -> None:
    facts = {"title": committee.preparation.agenda.title}
    notify(people, kind, occasion=occasion, url=url or committee.get_absolute_url(), facts=facts)


def forget(person: User) -> None:
    """What erasing a person means here: nominations that came to nothing lose what they said of them.

    Who had a seat held a public office; that stays told.
    """
    mine = Nomination.objects.filter(user=person, terms=None)
    mine.update(name="", post="", reason="", answer=Answer.WITHDRAWN, answered_on=timezone.localdate())
