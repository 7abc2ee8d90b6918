"""The departments' support group and contractors, each with a mandate and a term; and the papers of the preparation."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.accounts.models import User
from deliberation.agendas.bodies.models import Mandate, WorkingPaper
from deliberation.agendas.bodies.steering import end_of, preparation_of
from deliberation.agendas.models import Agenda
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.spaces.access import roles_in
from deliberation.spaces.actions import appoint, dismiss, hold_people
from deliberation.spaces.attaching import attach, confine
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.disclosure.actions import facts_of
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Membership, Role, Sitting, Space
from deliberation.spaces.sittings import REJECTED, Vote, put_on_agenda, resolve

State, Kind = Mandate.State, Mandate.Kind
MOTIONS = {
    Kind.SUPPORT: gettext_noop("Support group “%(name)s”: %(title)s"),
    Kind.CONTRACTOR: gettext_noop("Contractor “%(name)s”: %(title)s"),
}
PARTS = [Role.CHAIR, Role.COMMITTEE, Role.SUPPORT, Role.CONTRACTOR]


@transaction.atomic
def propose_mandate(agenda: Agenda, kind: str, *, name: str, task: str, last_day: date, by) -> Mandate:
    """Put a support group or a contractor before the committee. One support group at a time."""
    preparation = preparation_of(agenda)
    known = preparation.mandates.filter(kind=kind, state__in=[State.PROPOSED, State.APPOINTED])
    if kind == Kind.SUPPORT and known.filter(until__gt=timezone.now()).exists():
        raise Refused(_("This agenda has a support group already. End it first, or let people join it."))
    until = end_of(last_day)
    if until <= timezone.now():
        raise Refused(_("The last day of a term must be yet to come."))
    mandate = Mandate.objects.create(
        preparation=preparation, kind=kind, name=name, task=task, until=until, proposed_by=by
    )
    record(mandate, "propose_mandate", by=by, role=str(Role.OFFICIAL), facts=_facts(mandate))
    return mandate


@transaction.atomic
def decide_mandate(mandate: Mandate, step: str, *, sitting: Sitting, reason: str, by, vote: Vote | None = None) -> None:
    """The city's committee appoints, or does not (``reject``); with its published reason."""
    held = _held(mandate, State.PROPOSED)
    if step == "appoint" and held.until <= timezone.now():
        raise Refused(_("The term that was proposed is over. Propose another one."))
    city, motion = Space.objects.city(), motion_of(held)
    put_on_agenda(sitting, held, motion, held.get_absolute_url())
    result = f"{held.kind}_appointed" if step == "appoint" else REJECTED
    resolve(held, sitting=sitting, space=city, motion=motion, result=result, reason=reason, by=by, vote=vote)
    fields = {"appointed_at": timezone.now()} if step == "appoint" else {}
    advance(held, step, by=by, role="committee", facts=_facts(held), **fields)


def motion_of(mandate: Mandate) -> str:
    return city_words(MOTIONS[Kind(mandate.kind)], name=mandate.name, title=mandate.preparation.agenda.title)


@transaction.atomic
def join(mandate: Mandate, person: User, *, label: str, by) -> Membership:
    """Somebody works under the mandate until it ends. Refused for who has another part in the agenda."""
    held = _held(mandate, State.APPOINTED)
    hold_people([person])
    if not held.is_running:
        raise Refused(_("The term of this mandate is over."))
    if Membership.objects.current().filter(space=held.space, user=person).exists():
        raise Refused(_("This person has a part in this agenda already."))
    facts = {"title": held.preparation.agenda.title, "role": held.kind}
    url = held.get_absolute_url()
    notify([person], "body_joined", occasion=f"{held.subject}:{timezone.now().isoformat()}", url=url, facts=facts)
    membership = appoint(held.space, person, held.role, by=by, label=label, until=held.until)
    held.people.add(membership)
    return membership


@transaction.atomic
def leave(mandate: Mandate, membership: Membership, *, by) -> None:
    """Somebody works under it no longer."""
    held = _held(mandate, State.APPOINTED)
    dismiss(held.people.select_related("user", "space").get(pk=membership.pk), by=by)


@transaction.atomic
def end_mandate(mandate: Mandate, *, reason: str, by) -> None:
    """End it before its term, for all who work under it."""
    held = _held(mandate, State.APPOINTED)
    working = [
        membership
        for membership in held.people.select_related("user", "space").order_by("pk")
        if membership.until and membership.until > timezone.now()
    ]
    hold_people([membership.user for membership in working])
    for membership in working:
        dismiss(membership, by=by)
    advance(held, "end", by=by, facts=_facts(held), end_reason=reason)


@transaction.atomic
def hand_in_paper(agenda: Agenda, upload, *, title: str, by) -> WorkingPaper:
    """A file of the preparation, restricted until somebody opens it."""
    preparation = preparation_of(agenda)
    parts = roles_in(by, preparation.space)
    role = next((part for part in PARTS if part in parts), Role.OFFICIAL)
    attachment = attach(preparation.space, upload, by=by, basis=Basis.usual(Ground.DELIBERATION))
    paper = WorkingPaper.objects.create(preparation=preparation, title=title, attachment=attachment, role=role)
    record(paper, "hand_in_paper", by=by, role=str(role), facts={"file": attachment.sha256})
    return paper


@transaction.atomic
def set_readers(paper: WorkingPaper, *, restricted: bool, by) -> None:
    """Open a paper to everyone, or restrict it to those who prepare; one that is restricted keeps its day of review."""
    if paper.attachment.restricted == restricted:
        return
    confine(paper.attachment, Basis.usual(Ground.DELIBERATION) if restricted else None, by=by)
    record(paper, "set_readers", by=by, facts=facts_of(paper.attachment.restriction))


def _facts(mandate: Mandate) -> dict[str, str]:
    return {"kind": mandate.kind, "until": mandate.until.isoformat()}


def _held(mandate: Mandate, *states: str) -> Mandate:
    rows = Mandate.objects.select_related("preparation__space", "preparation__agenda")
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=mandate.pk)
    if held.state not in states:
        raise Refused(_("This step is no longer possible: somebody may have taken it already. Look at the page again."))
    return held
