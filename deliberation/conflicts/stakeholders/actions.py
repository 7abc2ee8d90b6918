"""Keeping the map of a conflict: its parties, its issues, where each party stands, notes of interviews, voices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from deliberation.conflicts.casefile.actions import locked
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.stakeholders.models import (
    MOST_ISSUES,
    MOST_PARTIES,
    Issue,
    Party,
    PartyNote,
    Relation,
    Stance,
    VoiceCheck,
)
from deliberation.ledger.actions import Refused, record
from deliberation.spaces.access import roles_in
from deliberation.spaces.disclosure.actions import drop, facts_of, restrict, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Role

Sides = Mapping[int, tuple[str, str]]  # by the key of the issue: side ("" for not asked) and short position
Found = Mapping[int, list[dict[str, Any]]]  # by the key of the party: how people took part for it


@transaction.atomic
def add_party(conflict: ConflictCase, *, by, **fields: Any) -> Party:
    held = _live(conflict)
    if held.parties.count() >= MOST_PARTIES:
        raise Refused(_("At most %(most)d parties fit in one file.") % {"most": MOST_PARTIES})
    basis = Basis.usual(Ground.DELIBERATION)
    party = Party(conflict=held, restriction=restrict(held.space, basis, by=by), **fields)
    _save(party)
    record(party, "add_party", by=by, role=office_of(held, by), facts=_facts(party))
    return party


@transaction.atomic
def edit_party(party: Party, *, by, version: int, **fields: Any) -> None:
    """A new wording, or another choice of what is public. Refused when somebody changed the party in between."""
    held = _held(party, version)
    changed = sorted(name for name, value in fields.items() if getattr(held, name) != value)
    if not changed:
        return
    if "public_name" in changed and not fields["public_name"] and held.council_seats.exists():
        raise Refused(_("This party has seats on a mediation council and keeps a public name."))
    for name, value in fields.items():
        setattr(held, name, value)
    _save(held)
    facts = _facts(held) | {"changed": changed}
    record(held, "edit_party", by=by, role=office_of(held.conflict, by), facts=facts)


@transaction.atomic
def drop_party(party: Party, *, by) -> None:
    """Take a party out that was entered by mistake. Refused when it has seats on a council."""
    held = _held(party)
    role = office_of(held.conflict, by)
    try:
        with transaction.atomic():
            Party.objects.filter(pk=held.pk).delete()
            drop(held.restriction)
    except ProtectedError as error:
        raise Refused(_("This party has seats on a mediation council and stays in the file.")) from error
    record(held, "drop_party", by=by, role=role, facts={"kind": held.kind})


@transaction.atomic
def write_issue(
    conflict: ConflictCase, issue: Issue | None = None, *, by, basis: Basis | None = None, **fields: Any
) -> Issue:
    """Add an issue, or word one anew; restricted where there is a basis for that."""
    held = _live(conflict)
    if issue is None:
        if held.issues.count() >= MOST_ISSUES:
            raise Refused(_("At most %(most)d issues fit in one file.") % {"most": MOST_ISSUES})
        issue = Issue(conflict=held)
    for name, value in fields.items():
        setattr(issue, name, value)
    _unique(issue.save, _("There is such an issue already."))
    set_basis(issue, basis, by=by, space=held.space)
    record(issue, "write_issue", by=by, role=office_of(held, by), facts=facts_of(issue.restriction))
    return issue


@transaction.atomic
def set_stances(party: Party, sides: Sides, *, version: int, by) -> None:
    """Where a party stands on the issues of its conflict, all of them at once."""
    held = _held(party, version)
    issues = set(held.conflict.issues.values_list("pk", flat=True))
    if not set(sides) <= issues or not {side for side, _text in sides.values()} <= {"", *Stance.Side.values}:
        raise Refused(_("The issues have changed since you opened the page. Please look at it again."))
    Stance.objects.filter(party=held, issue__in=sides).delete()
    rows = [(issue, *told) for issue, told in sorted(sides.items()) if told[0]]
    Stance.objects.bulk_create(Stance(party=held, issue_id=issue, side=side, text=text) for issue, side, text in rows)
    _save(held)
    record(held, "set_stances", by=by, role=office_of(held.conflict, by), facts={"issues": len(rows)})


@transaction.atomic
def set_relations(party: Party, kinds: Mapping[int, str], *, version: int, by) -> None:
    """How a party stands to others, by their keys and said from its side ("" for not known), all at once.

    What it says of two parties holds for both, so both count a wording. Refused when somebody changed it in between.
    """
    held = _held(party, version)
    others = {row.pk: row for row in held.conflict.parties.exclude(pk=held.pk)}
    if not set(kinds) <= others.keys() or not set(kinds.values()) <= {"", *Relation.Kind.values}:
        raise Refused(_("The parties have changed since you opened the page. Please look at it again."))
    before = {row.first_id + row.second_id - held.pk: row for row in relations_of(held)}
    known = 0
    for key, told in sorted(kinds.items()):
        first, second = sorted((held.pk, key))
        kind = Relation.Kind(told).turned if told and first != held.pk else told
        known += bool(kind)
        if kind == (before[key].kind if key in before else ""):
            continue
        Relation.objects.filter(first=first, second=second).delete()
        if kind:
            Relation.objects.create(first_id=first, second_id=second, kind=kind)
        _save(others[key])
    _save(held)
    record(held, "set_relations", by=by, role=office_of(held.conflict, by), facts={"parties": known})


def relations_of(party: Party) -> QuerySet[Relation]:
    return Relation.objects.filter(Q(first=party) | Q(second=party))


@transaction.atomic
def note_interview(party: Party, *, by, **fields: Any) -> PartyNote:
    """Keep what was said in an interview; that there was one is minuted, but not what was said."""
    held = _held(party)
    note = PartyNote.objects.create(party=held, by=by, **fields)
    record(note, "note_interview", by=by, role=office_of(held.conflict, by))
    return note


@transaction.atomic
def note_voices(conflict: ConflictCase, *, processes: int, found: Found, at: datetime) -> VoiceCheck | None:
    """Keep which parties took part, as a room above has computed it. Minuted when it says something new.

    ``found`` names parties of this conflict alone; an older computation never replaces a newer one.
    """
    held = locked(conflict)
    known = set(held.parties.values_list("pk", flat=True))
    kept = {str(party): rows for party, rows in sorted(found.items()) if party in known}
    before = VoiceCheck.objects.filter(conflict=held).first()
    if before and before.at >= at:
        return before
    columns = {"processes": processes, "found": kept, "at": at}
    check, _new = VoiceCheck.objects.update_or_create(conflict=held, defaults=columns)
    if before is None or before.found != kept:
        missing = sum(1 for rows in kept.values() if not rows)
        facts = {"parties": len(kept), "missing": missing, "processes": processes}
        record(check, "note_voices", facts=facts)
    return check


def office_of(conflict: ConflictCase, by) -> str:
    """In which office a person keeps the map: as an official, or as the expert of the case."""
    official = f"city:{Role.OFFICIAL}" in roles_in(by, conflict.space)
    return str(Role.OFFICIAL if official else Role.EXPERT)


def _live(conflict: ConflictCase) -> ConflictCase:
    held = locked(conflict)
    if held.state == ConflictCase.State.SETTLED:
        raise Refused(_("This conflict is settled; its file is no longer changed."))
    return held


def _held(party: Party, version: int | None = None) -> Party:
    """The party as it is now, its case locked. Refused when it is gone or has another version."""
    _live(party.conflict)
    held = Party.objects.select_related("conflict__space").filter(pk=party.pk).first()
    if held is None or (version is not None and held.version != version):
        raise Refused(_("Somebody has changed this party since you opened it. Please look at it again."))
    return held


def _save(party: Party) -> None:
    if party.pk:
        party.version += 1
    _unique(party.save, _("There is a party of this name already."))


def _unique(save, message: str) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        raise Refused(message) from error


def _facts(party: Party) -> dict[str, Any]:
    return {"kind": party.kind, "public": bool(party.public_name), "published": sorted(party.published)}
