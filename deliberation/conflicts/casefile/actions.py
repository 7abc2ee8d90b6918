"""What officials do with a case file: file it, keep it, tell what happened, raise the alert, ask for an expert."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.algorithms.text import bigrams, grams
from deliberation.conflicts.casefile.models import (
    Alert,
    AlertChange,
    CaseAttachment,
    CaseEvent,
    ConflictCase,
    PartOfCase,
)
from deliberation.ledger.actions import Refused, record
from deliberation.notices.actions import notify
from deliberation.spaces.actions import appoint
from deliberation.spaces.attaching import attach, confine
from deliberation.spaces.disclosure.actions import drop, facts_of, restrict, rewrite, set_basis
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Decision, Membership, Role, Sitting, Space
from deliberation.spaces.sittings import members_of, put_on_agenda, resolve


@transaction.atomic
def file_case(*, by, note_basis: Basis | None = None, **fields: Any) -> ConflictCase:
    """Open the file of a conflict, with a space and a minute book of its own.

    ``note_basis`` is what its restricted note rests on, where it has one; without, item 5 for a year.
    """
    space = Space.objects.create(kind=Space.Kind.CONFLICT, parent=Space.objects.city(), name=f"conflict-{uuid4().hex}")
    conflict = ConflictCase(space=space, filed_by=by)
    _write(conflict, fields, note_basis, by)
    conflict.save()
    space.name = f"conflict-{conflict.pk}"  # nothing is minuted under the first name
    space.save(update_fields=["name"])
    record(conflict, "file", by=by, role=str(Role.OFFICIAL))
    return conflict


@transaction.atomic
def edit_case(
    conflict: ConflictCase, *, by, version: int, note_basis: Basis | None = None, **fields: Any
) -> ConflictCase:
    """A new wording of the file. Refused when somebody else has changed it since the page was opened."""
    held = locked(conflict)
    if held.version != version:
        raise Refused(_("Somebody has changed this file since you opened it. Please look at it again."))
    if held.state == ConflictCase.State.SETTLED:
        raise Refused(_("This conflict is settled; its file is no longer changed."))
    changed = {name for name, value in fields.items() if getattr(held, name) != value}
    before = held.note_restriction
    if before and note_basis and before.basis != note_basis:
        changed.add("note_restriction")
    if not changed:
        return held
    _write(held, fields, note_basis, by)
    held.version += 1
    held.save()
    if held.note_restriction is None:
        drop(before)
    record(held, "edit", by=by, role=str(Role.OFFICIAL), facts={"version": held.version, "changed": sorted(changed)})
    return held


@transaction.atomic
def enter_event(conflict: ConflictCase, *, by, basis: Basis | None = None, **fields: Any) -> CaseEvent:
    """Put something that happened on the timeline, restricted where there is a basis for that."""
    restriction = restrict(conflict.space, basis, by=by) if basis else None
    event = CaseEvent.objects.create(conflict=conflict, entered_by=by, restriction=restriction, **fields)
    record(event, "enter", by=by, role=str(Role.OFFICIAL), facts=facts_of(restriction))
    return event


@transaction.atomic
def correct_event(event: CaseEvent, basis: Basis | None, *, by, **fields: Any) -> None:
    """Correct a line of the timeline, open it (None) or restrict it on a basis; that it was corrected is minuted."""
    rows = CaseEvent.objects.select_related("conflict__space", "restriction")
    held = rows.select_for_update(no_key=True, of=("self",))
    event = held.get(pk=event.pk)
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()
    set_basis(event, basis, by=by, space=event.space)
    record(event, "correct", by=by, role=str(Role.OFFICIAL), facts=facts_of(event.restriction))


@transaction.atomic
def attach_file(conflict: ConflictCase, upload, *, by, basis: Basis | None = None) -> CaseAttachment:
    """Add a file to the case, open to everyone or restricted on a basis."""
    attachment = attach(conflict.space, upload, by=by, basis=basis)
    row = CaseAttachment.objects.create(conflict=conflict, attachment=attachment)
    facts = facts_of(attachment.restriction) | {"size": attachment.size}
    record(row, "attach", by=by, role=str(Role.OFFICIAL), facts=facts)
    return row


@transaction.atomic
def confine_file(row: CaseAttachment, basis: Basis | None, *, by) -> None:
    """Restrict a file of the case on a basis, or open it to everyone (None)."""
    confine(row.attachment, basis, by=by)
    record(row, "confine", by=by, role=str(Role.OFFICIAL), facts=facts_of(row.attachment.restriction))


@transaction.atomic
def set_alert(conflict: ConflictCase, level: int, *, reason: str, by) -> AlertChange:
    """Raise or lower the alert level; committee and department are told."""
    held = locked(conflict)
    if held.alert == level:
        raise Refused(_("The alert level is that already. Look at the page again."))
    change = AlertChange.objects.create(conflict=held, before=held.alert, level=level, reason=reason, by=by)
    ConflictCase.objects.filter(pk=held.pk).update(alert=level)
    conflict.alert = level
    tell([*members_of(Space.objects.city()), held.filed_by], "conflict_alert", held, occasion=change.subject)
    record(held, "alert", by=by, facts={"from": Alert(change.before).name.lower(), "to": Alert(level).name.lower()})
    return change


@transaction.atomic
def appoint_expert(conflict: ConflictCase, person: User, *, by) -> Membership:
    """Open the whole file to an expert, who gives an opinion on each diagnosis of this conflict."""
    membership = appoint(conflict.space, person, Role.EXPERT, by=by)
    tell([person], "conflict_expert", conflict, occasion=f"membership:{membership.pk}")
    return membership


def decide(about: ConflictCase | PartOfCase, *, sitting: Sitting, motion: str, **resolution: Any) -> Decision:
    """Record the committee's decision about a case or a part of it: the one place in this room that does.

    ``resolution`` is the rest of what `resolve` takes: result, vote, reason, by whom, whose parties take no part.
    """
    conflict = about.conflict if isinstance(about, PartOfCase) else about
    put_on_agenda(sitting, about, motion, conflict.get_absolute_url())
    return resolve(about, sitting=sitting, space=conflict.space, motion=motion, **resolution)


def locked(conflict: ConflictCase) -> ConflictCase:
    """The case's row as it is now, locked; its relations are read along, but stay free for everyone else."""
    rows = ConflictCase.objects.select_related("space", "filed_by", "note_restriction")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=conflict.pk)


def tell(people: Iterable[User], kind: str, conflict: ConflictCase, *, occasion: str, **facts: Any) -> None:
    notify(people, kind, occasion=occasion, url=conflict.get_absolute_url(), facts={"title": conflict.title, **facts})


def experts_of(conflict: ConflictCase) -> list[User]:
    members = Membership.objects.current().filter(space=conflict.space_id, role=Role.EXPERT)
    return list(User.objects.filter(pk__in=members.values("user")))


def _write(conflict: ConflictCase, fields: dict[str, Any], note_basis: Basis | None, by) -> None:
    """Set the columns, the ground of the restricted note, and what search reads: of the public texts alone."""
    for name, value in fields.items():
        setattr(conflict, name, value)
    known = conflict.note_restriction
    if not conflict.restricted_note:
        conflict.note_restriction = None
    elif known is None:
        basis = note_basis or Basis.usual(Ground.DELIBERATION)
        conflict.note_restriction = restrict(conflict.space, basis, by=by)
    elif note_basis:
        rewrite(known, note_basis, by=by)
    searched = ConflictCase.objects.all()
    conflict.title_grams = grams(" ".join(getattr(conflict, name) for name in searched.TITLE.texts))
    conflict.bigrams = bigrams(" ".join(getattr(conflict, name) for name in searched.EVERYTHING.texts))
