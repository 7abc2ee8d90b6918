"""Restricting a thing, releasing it, and looking at a restriction again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, record
from deliberation.spaces.disclosure.models import LONGEST, Basis, Restriction
from deliberation.spaces.models import Space


def restrict(space: Space, basis: Basis, *, by) -> Restriction:
    """A ground for a row that is about to be made and will point to it. Refused for a day of review out of bounds."""
    check_day(basis)
    return Restriction.objects.create(
        space=space, ground=basis.ground, note=basis.note, review_on=basis.review_on, decided_by=by
    )


@transaction.atomic
def set_basis(row: Any, basis: Basis | None, *, by, space: Space, column: str = "restriction") -> None:
    """Restrict a row that the caller holds, on this basis from now on; or release it (None). Saves that column alone.

    ``space`` is where everyone is told of it. Minuting is the caller's: :func:`facts_of` says what.
    """
    held: Restriction | None = getattr(row, column)
    if basis is None:
        setattr(row, column, None)
        row.save(update_fields=[column])
        drop(held)
    elif held is None:
        setattr(row, column, restrict(space, basis, by=by))
        row.save(update_fields=[column])
    else:
        rewrite(held, basis, by=by)


def drop(restriction: Restriction | None) -> None:
    """Forget a restriction to which nothing points any more: its thing is released or gone."""
    if restriction is not None:
        Restriction.objects.filter(pk=restriction.pk).delete()


@transaction.atomic
def keep(restriction: Restriction, basis: Basis, *, by) -> None:
    """Looked at again: it stays restricted until another day, with a reason that everyone reads; minuted."""
    rows = Restriction.objects.select_related("space").select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=restriction.pk).first()
    if held is None:
        raise Refused(_("It has been made public meanwhile."))
    if not basis.note.strip():
        raise Refused(_("Please say why it stays restricted: everyone reads it."))
    check_day(basis)
    _decide(held, basis, by)
    record(held, "keep_restricted", by=by, role="official", facts=facts_of(held))


def rewrite(held: Restriction, basis: Basis, *, by) -> None:
    """Let a restriction rest on another basis, decided now; the same one stands as it was decided.

    A day of review that has passed may stay: that it is due is told on the desk, and stops nobody who changes
    something else.
    """
    if basis == held.basis:
        return
    if basis.review_on != held.review_on:
        check_day(basis)
    _decide(held, basis, by)


def _decide(held: Restriction, basis: Basis, by) -> None:
    held.ground, held.note, held.review_on = basis.ground, basis.note, basis.review_on
    held.decided_by, held.decided_at = by, timezone.now()
    held.save(update_fields=["ground", "note", "review_on", "decided_by", "decided_at"])


def check_day(basis: Basis) -> None:
    """Refused for a day of review in the past or more than three years ahead."""
    today = timezone.localdate()
    if basis.review_on < today:
        raise Refused(_("The day of review must not be in the past."))
    if basis.review_on > today + LONGEST:
        raise Refused(_("The day of review must lie within three years."))


def facts_of(restriction: Restriction | None) -> dict[str, Any]:
    """What the minute books say of it: codes alone, not the note. ``{"public": True}`` for what is not restricted."""
    if restriction is None:
        return {"public": True}
    ground, day = int(restriction.ground), restriction.review_on.isoformat()
    return {"public": False, "restriction": restriction.pk, "ground": ground, "review_on": day}
