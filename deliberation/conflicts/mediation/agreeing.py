"""How a mediation council agrees: draft, ratification by the principals, signatures, making public, keeping it."""

from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conflicts.mediation.actions import (
    COMING_TOGETHER,
    FEWEST_PARTIES,
    OnCase,
    begin_if_agreed,
    current,
    held_council,
    office,
    present,
    recall,
    rules_stand,
    tell,
)
from deliberation.conflicts.mediation.models import (
    Compliance,
    Council,
    Draft,
    Member,
    Opening,
    Ratification,
    Signature,
    Undertaking,
)
from deliberation.conflicts.stakeholders.models import Party
from deliberation.ledger.actions import Refused, advance, commit_to, record
from deliberation.spaces.actions import dismiss
from deliberation.spaces.attaching import attach, confine
from deliberation.spaces.disclosure.actions import facts_of, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Membership, Role

State = Council.State
MOST_UNDERTAKINGS = 50


@transaction.atomic
def name_principal(member: Member, principal: str, *, by) -> None:
    """A representative says who ratifies an agreement for the seat: a general meeting, a board, the mayor."""
    held_council(member.council, *COMING_TOGETHER)
    present(member)
    if not member.party_id:
        raise Refused(_("Only representatives of a party have a principal."))
    Member.objects.filter(pk=member.pk).update(principal=principal)
    record(member, "name_principal", by=by, role="member")


@transaction.atomic
def write_draft(council: Council, text: str, *, interim: bool, based_on: int, by) -> Draft:
    """A new version of the draft agreement. Refused when somebody wrote one since the page was opened."""
    held = held_council(council, State.TALKING)
    n = held.drafts.count()
    if n != based_on:
        raise Refused(_("Somebody has written another version. Please keep your text and look at the page again."))
    salt, committed = commit_to({"text": text, "interim": int(interim)})
    draft = Draft.objects.create(council=held, n=n + 1, text=text, interim=interim, by=by, salt=salt)
    facts = {"version": draft.n, "interim": interim}
    record(draft, "write_draft", by=by, role=office(held, by), facts=facts, commitments={"text": committed})
    return draft


@transaction.atomic
def put_draft(council: Council, *, version: int, by) -> None:
    """Put the last version before the principals."""
    held = held_council(council, State.TALKING)
    draft = held.drafts.order_by("-n").first()
    if draft is None or draft.n != version:
        raise Refused(_("Somebody has written another version. Please look at the page again."))
    if draft.recalled:
        raise Refused(_("This version has come back from the principals. Please write a new one."))
    if not rules_stand(held):
        raise Refused(_("First every member agrees to the present ground rules."))
    members = current(held)
    representatives = [member for member in members if member.party_id]
    if len({member.party_id for member in representatives}) < FEWEST_PARTIES:
        raise Refused(_("Mediation needs at least two parties with a seat."))
    unnamed = [str(member.user) for member in representatives if not member.principal]
    if unnamed:
        raise Refused(_("Who ratifies has not been named yet by: %(names)s.") % {"names": ", ".join(unnamed)})
    advance(held, "put", by=by, role=office(held, by), facts={"version": draft.n}, put=draft)
    tell([member.user for member in members], "council_put", held, occasion=draft.subject)


@transaction.atomic
def ratify(member: Member, *, version: int, accepted: bool, on: date, note: str, by) -> None:
    """Hand in what a seat's principals decided. With the last yes it is signed; with a no it comes back."""
    council = held_council(member.council, State.RATIFYING)
    present(member)
    draft = _put(council, version)
    seat = Member.objects.get(pk=member.pk)
    if not seat.principal:
        raise Refused(_("Only representatives of a party have a principal."))
    columns = {"principal": seat.principal, "accepted": accepted, "on": on, "note": note}
    _row, new = Ratification.objects.get_or_create(draft=draft, member=seat, defaults=columns)
    if not new:
        raise Refused(_("The decision of your principals has been handed in already."))
    record(draft, "principals", by=by, role="member", facts={"version": draft.n, "accepted": accepted})
    if not accepted:
        recall(council, "declined", by=by)
        return
    members = current(council)
    ratified = set(draft.ratifications.filter(accepted=True).values_list("member", flat=True))
    if {row.pk for row in members if row.party_id} <= ratified:
        advance(council, "ratify", by=by, role="member", facts={"version": draft.n})
        tell([row.user for row in members], "council_sign", council, occasion=f"{draft.subject}:sign")


@transaction.atomic
def sign(member: Member, *, version: int, by) -> None:
    """Sign the ratified draft. With the last signature it is the agreement."""
    council = held_council(member.council, State.SIGNING)
    present(member)
    draft = _put(council, version)
    _row, new = Signature.objects.get_or_create(draft=draft, member=member)
    if not new:
        raise Refused(_("You have signed already."))
    record(draft, "sign", by=by, role="member", facts={"version": draft.n})
    conclude_if_signed(council, by=by)


def conclude_if_signed(council: Council, *, by) -> None:
    """The agreement stands once everybody with a seat has signed; the case says so."""
    members = current(council)
    signed = set(Signature.objects.filter(draft=council.put_id).values_list("member", flat=True))
    if not {row.pk for row in members} <= signed:
        return
    advance(council, "agree", by=by, role="member", agreed_at=timezone.now())
    record(OnCase(council), "council_agreed", facts={"interim": council.drafts.get(pk=council.put_id or 0).interim})
    tell([row.user for row in members], "council_agreed", council, occasion=f"{council.subject}:agreed")


@transaction.atomic
def leave(member: Member, *, by) -> None:
    """Give up a seat. A draft before the principals comes back when it was a representative's."""
    council = held_council(member.council, *Council.STEPS["end"][0])
    if not Member.objects.filter(pk=member.pk, left_at=None).update(left_at=timezone.now()):
        raise Refused(_("This seat has been given up already."))
    Council.objects.filter(pk=council.pk, chair=member).update(chair=None)
    dismiss(Membership.objects.select_related("user", "space").get(pk=member.membership_id), by=by)
    record(member, "leave", by=by, role="member")
    if council.state in COMING_TOGETHER:
        begin_if_agreed(council)
    elif member.party_id:
        recall(council, "left", by=by)
    elif council.state == State.SIGNING:
        conclude_if_signed(council, by=by)


@transaction.atomic
def agree_to_open(member: Member, what: str, *, by) -> None:
    """A representative agrees to make the procedure or the agreement public; it is, once all of them have."""
    council = held_council(member.council, *State)
    if what == Opening.What.AGREEMENT and council.state != State.AGREED:
        raise Refused(_("There is no agreement yet that could be public."))
    present(member)
    if not member.party_id:
        raise Refused(_("The parties alone decide what becomes public."))
    _row, new = Opening.objects.get_or_create(council=council, member=member, what=what)
    if not new:
        raise Refused(_("You have agreed to that already."))
    record(council, "agree_to_open", by=by, role="member", facts={"what": what})
    representatives = {row.pk for row in current(council) if row.party_id}
    agreed = set(council.openings.filter(what=what).values_list("member", flat=True))
    if representatives <= agreed and len(representatives) > 1:
        _make_public(council, what)


@transaction.atomic
def add_undertaking(council: Council, *, text: str, party: Party | None, due: date | None, by) -> Undertaking:
    """Something that the agreement promises, to be checked."""
    held = held_council(council, State.AGREED)
    n = held.undertakings.count() + 1
    if n > MOST_UNDERTAKINGS:
        raise Refused(_("At most %(most)d undertakings fit in one agreement.") % {"most": MOST_UNDERTAKINGS})
    if party and not held.members.filter(party=party).exists():
        raise Refused(_("This party has no seat on the council."))
    undertaking = Undertaking.objects.create(council=held, n=n, text=text, party=party, due=due)
    record(undertaking, "undertake", by=by, role=office(held, by), facts={"number": n})
    return undertaking


@transaction.atomic
def check(
    undertaking: Undertaking, *, result: str, done_on: date | None, finding: str, upload: File | None, by
) -> Compliance:
    """Whether an undertaking is kept, with evidence. Earlier checks stay."""
    held = held_council(undertaking.council, State.AGREED)
    evidence = attach(held.space, upload, by=by, basis=Basis.usual(Ground.DELIBERATION)) if upload else None
    row = Compliance.objects.create(
        undertaking=undertaking, result=result, done_on=done_on, finding=finding, evidence=evidence, by=by
    )
    record(undertaking, "check", by=by, role="member", facts={"number": undertaking.n, "result": result})
    return row


@transaction.atomic
def open_evidence(row: Compliance, *, by) -> None:
    """Make the evidence of a check public. Refused until the parties have made the procedure and the agreement so."""
    promised, evidence = row.undertaking, row.evidence
    held = held_council(promised.council, State.AGREED)
    if held.space.closed or not held.agreement_public:
        raise Refused(_("The parties decide first that the procedure and the agreement are public."))
    if evidence is None or not evidence.restricted:
        return
    confine(evidence, None, by=by)
    facts = {"number": promised.n} | facts_of(evidence.restriction)
    record(promised, "open_evidence", by=by, role=str(Role.OFFICIAL), facts=facts)


def _put(council: Council, version: int) -> Draft:
    """The draft before the principals. Refused when the page showed another."""
    draft = council.drafts.get(pk=council.put_id or 0)
    if draft.n != version:
        raise Refused(_("Another version is before the principals now. Please look at the page again."))
    return draft


def _make_public(council: Council, what: str) -> None:
    if what == Opening.What.PROCEDURE:
        set_basis(council.space, None, by=council.founded_by, space=council.conflict.space)
        record(council, "open_procedure")
    else:
        set_basis(council, None, by=council.founded_by, space=council.space, column="agreement_restriction")
        record(council, "open_agreement")
        record(OnCase(council), "open_agreement")
