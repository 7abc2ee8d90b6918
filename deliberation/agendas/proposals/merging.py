"""Merging a duplicate into another proposal: every signature is kept once, the duplicate leaves a stub."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.actions import (
    closing_facts,
    hold_collecting,
    locked,
    occasion,
    reach_if_met,
    recount,
)
from deliberation.ledger.actions import Refused, advance, record
from deliberation.ledger.canonical import digest
from deliberation.notices.actions import notify

# Whoever has signed the other proposal by any of their keys is known there already and is left out.
MOVE_SIGNATURES = """
    INSERT INTO agendas_cosignature (proposal_id, user_id, identity_key, level, counts, district, channel, at)
    SELECT %(into)s, user_id, identity_key, level,
           level >= %(level)s AND (%(residents)s = '' OR district = %(residents)s), district, channel, at
    FROM agendas_cosignature AS one
    WHERE proposal_id = %(duplicate)s AND NOT EXISTS (
        SELECT FROM agendas_signaturekey AS mine
        JOIN agendas_signaturekey AS known ON known.key = mine.key AND known.proposal_id = %(into)s
        WHERE mine.cosignature_id = one.id)
    ORDER BY user_id
    ON CONFLICT DO NOTHING
"""
MOVE_KEYS = """
    INSERT INTO agendas_signaturekey (cosignature_id, proposal_id, key)
    SELECT moved.id, %(into)s, mine.key
    FROM agendas_cosignature AS one
    JOIN agendas_cosignature AS moved
        ON moved.proposal_id = %(into)s AND moved.user_id = one.user_id AND moved.identity_key = one.identity_key
    JOIN agendas_signaturekey AS mine ON mine.cosignature_id = one.id
    WHERE one.proposal_id = %(duplicate)s
    ORDER BY mine.key
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def merge_proposals(duplicate: Proposal, into: Proposal, *, by: User, reason: str) -> int:
    """Merge a duplicate that is collecting into a proposal that is collecting; returns how many signatures that gained.

    Both rows are locked in the order of their ids, so whoever signs either of them comes before or after, and two
    merges at once wait for each other. The duplicate's own rows stay as they were counted.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please give a reason: it is published with the decision."))
    if duplicate.pk == into.pk:
        raise Refused(_("A proposal cannot be merged into itself."))
    held = {one.pk: locked(one) for one in sorted((duplicate, into), key=lambda one: one.pk)}
    old, new = held[duplicate.pk], held[into.pk]
    if old.state != Proposal.State.COLLECTING:
        raise Refused(_("Only a proposal that is collecting co-signatures can be merged."))
    hold_collecting(new)
    if new.route.minimum_age > old.route.minimum_age:
        raise Refused(_("The other proposal asks for a higher age, which those who signed here did not confirm."))
    gained = _move(old, new)
    recount(new)
    _tell(old, new)
    facts = {**closing_facts(old), "into": new.subject, "gained": gained, "reason": digest({"reason": reason})}
    advance(duplicate, "merge", by=by, role="official", facts=facts, merged_into=new, merge_reason=reason)
    record(new, "absorb", by=by, role="official", facts={"from": old.subject, "gained": gained})
    reach_if_met(new)
    return gained


def _move(old: Proposal, new: Proposal) -> int:
    """Copy signatures and keys; what counts is asked of the route of the proposal that they come to."""
    by_residents = new.route.district_rule == new.route.DistrictRule.RESIDENTS
    values: dict[str, int | str] = {
        "into": new.pk,
        "duplicate": old.pk,
        "level": new.route.least_level,
        "residents": new.district if by_residents else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE_SIGNATURES, values)
        gained = cursor.rowcount
        cursor.execute(MOVE_KEYS, values)
    return gained


def _tell(old: Proposal, new: Proposal) -> None:
    about = occasion(old, "merge", into=new.title)
    about["url"] = new.get_absolute_url()
    signers = User.objects.filter(cosignatures__proposal=old)
    if old.author:
        notify([old.author], "proposal_merged", **about)
        signers = signers.exclude(pk=old.author.pk)
    notify(signers.only("pk"), "cosigned_merge", **about)
