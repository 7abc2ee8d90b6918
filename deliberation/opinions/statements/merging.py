"""Merging a statement into another one that says the same: every answer is kept, each person's once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.statements.actions import hold_unended
from deliberation.rounds.merging import both_locked, carry
from deliberation.spaces.models import Role

ANSWER = [field.attname for field in Stance._meta.concrete_fields if field.name not in ("id", "statement", "seat")]


@transaction.atomic
def merge_statements(duplicate: Statement, into: Statement, *, by) -> int:
    """Merge a statement into another of its round; returns how many answers that one gained.

    Who has answered both keeps the answer to the other. The duplicate keeps its number, its answers as they were cast
    and what was replied to it, and leads to the other one. There is no way back: nobody could tell whom a copied answer
    belongs to once it was changed. The stage is held alone, so that an answer to the duplicate is either carried over
    or refused; both rows are locked in the order of their ids.
    """
    hold_unended(duplicate.stage)
    if duplicate.pk == into.pk:
        raise Refused(_("A statement cannot be merged into itself."))
    old, new = both_locked(duplicate, into)
    if old.stage_id != new.stage_id:
        raise Refused(_("Only statements of the same round can be merged."))
    if not (old.is_offered and new.is_offered):
        raise Refused(_("Only statements that are in the round can be merged. One of them was merged or hidden."))
    carried = carry(Stance, "statement", old, new, ANSWER)
    now = timezone.now()
    Statement.objects.filter(merged_into=old).update(merged_into=new)
    Statement.objects.filter(pk=old.pk).update(merged_into=new, merged_at=now)
    duplicate.merged_into, duplicate.merged_at = new, now
    if old.item.author and old.item.author != by:
        facts = titles(process=old.stage.process) | {"text": old.item.text[:80], "n": new.number}
        url = new.get_absolute_url()
        notify([old.item.author], "statement_merge", occasion=old.subject, url=url, facts=facts)
    facts = {"number": old.number, "into": new.number, "carried": carried}
    record(old, "merge", by=by, role=str(Role.FACILITATOR), facts=facts)
    return carried
