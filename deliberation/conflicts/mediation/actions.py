"""How a mediation council comes together and talks: seats, chair and ground rules, offers and answers, its end.

Every act locks the council's row first, so that acts at one instant come one after the other.
"""

from collections.abc import Iterable
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.conflicts.casefile.actions import locked
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.mediation.models import Consent, Council, GroundRules, Member, Offer
from deliberation.conflicts.stakeholders.models import Party
from deliberation.ledger.actions import Refused, advance, commit_to, name_digest, record
from deliberation.notices.actions import notify
from deliberation.spaces.actions import appoint
from deliberation.spaces.disclosure.actions import facts_of, restrict, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Role, Space

State = Council.State
FEWEST_PARTIES = 2
COMING_TOGETHER = (State.FORMING, State.TALKING)


@transaction.atomic
def found_council(conflict: ConflictCase, *, since, by) -> Council:
    """A council in a closed space of its own; who founds it keeps its papers. One at a time for a conflict."""
    held = locked(conflict)
    if held.state == ConflictCase.State.SETTLED:
        raise Refused(_("This conflict is settled; its file is no longer changed."))
    if held.councils.exclude(state__in=[State.AGREED, State.ENDED]).exists():
        raise Refused(_("A mediation council of this conflict is at work already."))
    space = Space.objects.create(
        kind=Space.Kind.COUNCIL,
        parent=held.space,
        name=f"council-{uuid4().hex}",
        restriction=restrict(held.space, _basis(), by=by),
    )
    council = Council.objects.create(
        conflict=held,
        space=space,
        since=since,
        founded_by=by,
        agreement_restriction=restrict(space, _basis(), by=by),
    )
    record(council, "found", by=by, role=str(Role.OFFICIAL))
    appoint(space, by, Role.OFFICIAL, by=by)
    facts = facts_of(space.restriction)
    record(OnCase(council), "found_council", by=by, role=str(Role.OFFICIAL), facts=facts)
    return council


@transaction.atomic
def seat(council: Council, person: User, *, party: Party | None, capacity: str, by) -> Member:
    """Give a person a seat, for a party or as somebody neutral; they agree to the ground rules next."""
    held = held_council(council, *COMING_TOGETHER)
    if party and party.conflict_id != held.conflict_id:
        raise Refused(_("This party does not belong to this conflict."))
    if party and not party.public_name:
        raise Refused(_("Who sits on a council is public by party. First give this party a public name."))
    if person.pk == held.founded_by_id:
        raise Refused(_("Who keeps the papers of the council has no seat on it."))
    role = Role.SIDE if party else Role.EXPERT
    membership = appoint(held.space, person, role, by=by, label=party.public_name[:60] if party else "")
    try:
        with transaction.atomic():
            member = Member.objects.create(
                council=held, user=person, membership=membership, party=party, capacity=capacity
            )
    except IntegrityError as error:
        raise Refused(_("This person has a seat already.")) from error
    if party and not held.space.closed:
        close_again(held)
    record(member, "seat", by=by, role=str(Role.OFFICIAL), facts={"party": party.pk if party else None})
    tell([person], "council_seat", held, occasion=member.subject)
    return member


@transaction.atomic
def write_rules(council: Council, *, chair: Member, by, **texts: str) -> GroundRules:
    """A version of the ground rules for the parties that now have seats; every member agrees to it anew."""
    held = held_council(council, *COMING_TOGETHER)
    members = current(held)
    if chair.pk not in {member.pk for member in members if not member.party_id}:
        raise Refused(_("The chair has a seat on the council and belongs to no party."))
    parties = _parties(members)
    if len(parties) < FEWEST_PARTIES:
        raise Refused(_("Mediation needs at least two parties with a seat."))
    salt, committed = commit_to({name: texts[name] for name in GroundRules.TEXTS})
    n = held.rules.count() + 1
    rules = GroundRules.objects.create(council=held, n=n, parties=parties, chair=chair, by=by, salt=salt, **texts)
    record(rules, "write_rules", by=by, role=office(held, by), facts={"version": n}, commitments={"rules": committed})
    tell([member.user for member in members], "council_rules", held, occasion=rules.subject)
    return rules


@transaction.atomic
def consent(member: Member, *, version: int, by) -> None:
    """A member agrees to the present version. With the last consent the chair takes office and the talks begin."""
    council = held_council(member.council, *COMING_TOGETHER)
    present(member)
    rules = council.rules.order_by("-n").first()
    if rules is None or rules.n != version:
        raise Refused(_("The ground rules have a new version since you opened the page. Please read them again."))
    _row, new = Consent.objects.get_or_create(rules=rules, member=member)
    if not new:
        raise Refused(_("You have agreed to these ground rules already."))
    record(rules, "consent", by=by, role="member", facts={"version": rules.n})
    begin_if_agreed(council)


def begin_if_agreed(council: Council) -> None:
    """The chair takes office and the talks begin, once everybody with a seat agrees to the present ground rules."""
    if not rules_stand(council):
        return
    rules = council.rules.latest("n")
    Council.objects.filter(pk=council.pk).update(chair=rules.chair_id)
    if council.state == State.FORMING:
        advance(council, "open", role="member", facts={"version": rules.n})


@transaction.atomic
def make_offer(member: Member, *, to: Party | None, text: str, by) -> Offer:
    """Offer something to a party, or to all of them."""
    council = held_council(member.council, State.TALKING)
    present(member)
    seats = current(council)
    if to and (to.pk == member.party_id or to.pk not in _parties(seats)):
        raise Refused(_("An offer goes to another party with a seat on this council."))
    salt, committed = commit_to({"text": text})
    offer = Offer.objects.create(council=council, maker=member, to=to, text=text, salt=salt)
    record(offer, "offer", by=by, role="member", commitments={"text": committed})
    asked = [seat.user for seat in seats if seat.party_id and seat.pk != member.pk and to in (None, seat.party)]
    tell(asked, "council_offer", council, occasion=offer.subject)
    return offer


@transaction.atomic
def answer_offer(offer: Offer, answer: str, *, text: str, member: Member, by) -> None:
    """The answer of the party that was asked; or taking back, by who made the offer."""
    council = held_council(offer.council, State.TALKING)
    present(member)
    held = Offer.objects.get(pk=offer.pk)
    if held.answer:
        raise Refused(_("This offer has been answered already."))
    if not may_answer(held, member, answer):
        raise Refused(_("An offer is answered by the party that it goes to, and taken back by who made it."))
    columns = {"answer": answer, "answer_text": text, "answered_by": member, "answered_at": timezone.now()}
    Offer.objects.filter(pk=held.pk).update(**columns)
    record(held, "answer", by=by, role="member", facts={"answer": answer})
    tell([held.maker.user], "council_answer", council, occasion=f"{held.subject}:answer")


def may_answer(offer: Offer, member: Member, answer: str) -> bool:
    if answer == Offer.Answer.WITHDRAWN:
        return offer.maker_id == member.pk
    asked = offer.to_id is None or offer.to_id == member.party_id
    return bool(answer and member.party_id and asked and offer.maker_id != member.pk)


@transaction.atomic
def end_council(council: Council, *, reason: str, by) -> None:
    """Mediation ends without an agreement; that it did is public, why is for its members."""
    held = held_council(council, *Council.STEPS["end"][0])
    advance(held, "end", by=by, role=office(held, by), end_reason=reason)
    record(OnCase(held), "end_council", by=by)
    tell([member.user for member in current(held)], "council_ended", held, occasion=f"{held.subject}:end")


def rules_stand(council: Council) -> bool:
    """True when everybody with a seat agrees to the present ground rules, and these name the parties as they are."""
    rules = council.rules.select_related("chair").order_by("-n").first()
    if rules is None or rules.chair.left_at:
        return False
    members = current(council)
    agreed = set(rules.consents.values_list("member", flat=True))
    return rules.parties == _parties(members) and {member.pk for member in members} <= agreed


def held_council(council: Council, *states: str) -> Council:
    """The council's row as it is now, locked. Refused when it is in none of the states."""
    rows = Council.objects.select_related(
        "space__restriction", "conflict__space", "founded_by", "agreement_restriction"
    )
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=council.pk)
    if held.state not in states:
        raise Refused(_("This step is no longer possible: somebody may have taken it already. Look at the page again."))
    return held


def current(council: Council) -> list[Member]:
    """Who has a seat now."""
    return list(council.members.filter(left_at=None).select_related("user", "party").order_by("pk"))


def present(member: Member) -> None:
    """Refused when the seat has been given up meanwhile. Asked while the council is locked."""
    if not Member.objects.filter(pk=member.pk, left_at=None).exists():
        raise Refused(_("This seat has been given up already."))


def recall(council: Council, why: str, *, by) -> None:
    """The draft comes back from the principals: one declined, or a representative left."""
    council.drafts.filter(pk=council.put_id or 0).update(recalled=why)
    members = [member.user for member in current(council)]
    tell(members, "council_recalled", council, occasion=f"draft:{council.put_id}:recalled")
    advance(council, "recall", by=by, role="member", facts={"why": why}, put=None)


def close_again(council: Council) -> None:
    """A new representative has not agreed that the procedure is public: it is closed until then."""
    set_basis(council.space, _basis(), by=council.founded_by, space=council.conflict.space)
    record(council, "close_procedure")


def tell(people: Iterable[User], kind: str, council: Council, *, occasion: str) -> None:
    facts = {"title": council.conflict.title}
    notify(people, kind, occasion=occasion, url=council.get_absolute_url(), facts=facts)


def _basis() -> Basis:
    """Of what a council holds: it is talking, so it is in the course of a decision."""
    return Basis.usual(Ground.DELIBERATION)


class OnCase:
    """A council as the minute book of its conflict names it, for everyone: by the digest of its space's name.

    By the same digest the city's book anchors the council's own. The name is random, so nobody guesses it.
    """

    def __init__(self, council: Council):
        self.pk, self.chain, self.subject = council.pk, council.conflict.chain, f"council:{name_digest(council.chain)}"


def _parties(members: Iterable[Member]) -> list[int]:
    return sorted({member.party_id for member in members if member.party_id})


def office(council: Council, by) -> str:
    return str(Role.OFFICIAL) if by.pk == council.founded_by_id else "chair"
