"""What citizens do with proposals, and what follows when the threshold or the deadline is reached."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.actions import Proof, proof_of
from deliberation.accounts.models import User
from deliberation.agendas.models import CoProposer, CoSignature, Proposal, Remark, Route, SignatureKey
from deliberation.agendas.proposals.files import confine_files, discard_files
from deliberation.agendas.proposals.similar import note_title
from deliberation.algorithms.text import bigrams, grams
from deliberation.ledger.actions import Refused, advance
from deliberation.ledger.canonical import digest
from deliberation.notices.actions import notify
from deliberation.spaces.actions import revise, submit
from deliberation.spaces.models import Ground, Item, Space
from deliberation.spaces.sittings import members_of

State = Proposal.State
ITEM_KIND = "proposal"
TEXTS = ["title", "contested", "background", "district", "category"]


class AlreadySigned(Refused):
    """The person's co-signature is there already: a form posted twice, a second account."""


@transaction.atomic
def save_draft(proposal: Proposal | None, *, by, **texts: str) -> Proposal:
    """Keep a proposal, or only some of its texts, as a draft; the public does not see it, nothing is minuted."""
    if proposal is None:
        route = Route.objects.in_force(Route.Kind.CITIZENS)
        draft = Proposal(space=Space.objects.city(), author=by, route=route)
    else:
        draft = locked(proposal)
    if draft.state != State.DRAFT:
        raise Refused(_("This proposal is published; its text can no longer be changed."))
    everything = {name: texts.get(name, getattr(draft, name)) for name in TEXTS}
    for name, value in _searchable(everything).items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def discard_draft(proposal: Proposal) -> None:
    """Delete a draft for good. Refused once it is published: what is minuted is never deleted."""
    draft = locked(proposal)
    if draft.state != State.DRAFT:
        raise Refused(_("This proposal is published; it can be withdrawn, but not deleted."))
    discard_files(draft)
    Proposal.objects.filter(pk=proposal.pk).delete()


def missing_before_publishing(proposal: Proposal) -> list[str]:
    """What the author still has to write; shown on the preview, enforced by the step."""
    reasons = {
        "title": _("Write the question that is to be deliberated."),
        "contested": _("Say what is contested: on which point do people disagree?"),
        "background": _("Tell the background: what has happened so far?"),
        "category": _("Choose a category."),
    }
    return [reason for field, reason in reasons.items() if not getattr(proposal, field)]


@transaction.atomic
def publish_proposal(proposal: Proposal, *, by, channel: str) -> None:
    """Open a complete draft to co-signatures under the route in force, and hand its text to moderation."""
    draft = locked(proposal)
    if missing := missing_before_publishing(draft):
        raise Refused(" ".join(missing))
    route, now = Route.objects.in_force(Route.Kind.CITIZENS), timezone.now()
    url, text = draft.get_absolute_url(), full_text(draft)
    item = submit(ITEM_KIND, space=draft.space, author=by, text=text, channel=channel, url=url)
    facts = {"route": route.kind, "version": route.version, "threshold": route.threshold, "channel": str(channel)}
    closes_at = last_instant(now, route.window_days)
    note_title(bigrams(draft.title))
    confine_files(draft, None, by=by)
    advance(proposal, "publish", by=by, facts=facts, item=item, route=route, opens_at=now, closes_at=closes_at)


def cosign(proposal: Proposal, *, by, channel: str, other_keys: Iterable[str] = ()) -> None:
    """Co-sign once per person, while co-signatures are collected; the one that fulfils the route takes the step.

    Raises :class:`AlreadySigned` for a second one by any path. ``other_keys`` are what else the person may come by,
    such as a number written on paper. What can be read before is read before: all who sign one proposal wait for each
    other from the counting UPDATE to the commit.
    """
    if by.welcome_due or not by.district:
        raise Refused(_("Please complete your profile first: the count is shown by district."))
    proof = proof_of(by)
    if proof.born:
        require_age(proposal.route, proof.born)
    try:
        _cosign(proposal, by, channel, proof._replace(keys=proof.keys.union(other_keys)))
    except IntegrityError as error:
        if "agendas_cosignature" not in str(error):
            raise
        raise AlreadySigned(_why_signed(proposal, by)) from error


def require_age(route: Route, born: date, *, on: date | None = None) -> None:
    """Refuse whoever has not reached the route's minimum age today, or on that day (on the birthday one has)."""
    day = on or timezone.localdate()
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if age < route.minimum_age:
        raise Refused(_("This proposal can be co-signed from the age of %(n)d.") % {"n": route.minimum_age})


@transaction.atomic
def withdraw_cosignature(proposal: Proposal, *, by) -> None:
    """Take one's co-signature back, as long as they are collected. Nothing of it is kept."""
    mine = CoSignature.objects.filter(proposal=proposal, user=by).first()
    if mine is None:
        raise Refused(_("You have not co-signed this proposal."))
    _count(proposal, -1, counts=mine.counts)
    deleted, _rows = CoSignature.objects.filter(pk=mine.pk).delete()
    if not deleted:
        raise Refused(_("You have not co-signed this proposal."))


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by) -> None:
    """The author takes the proposal back; a stub and the closing count stay."""
    item = _locked_item(proposal)
    held = locked(proposal)
    facts = closing_facts(held)
    confine_files(held, Ground.PRIVACY, by=by)
    advance(item, "withdraw", by=by, role="author")
    advance(proposal, "withdraw", by=by, role="author", facts=facts)


@transaction.atomic
def resubmit_proposal(proposal: Proposal, *, by, **texts: str) -> None:
    """Answer a return with a better wording: the earlier one stays readable, and the committee's time begins anew."""
    item = _locked_item(proposal)
    held = locked(proposal)
    columns, noted = _searchable(texts), set(bigrams(held.title))
    for name, value in columns.items():
        setattr(held, name, value)
    due = last_instant(timezone.now(), held.route.screening_days)
    notify(members_of(held.space), "proposal_to_screen", **occasion(held, "resubmit", version=item.version + 1))
    revise(item, full_text(held), by=by)
    note_title(sorted(set(bigrams(held.title)) - noted))
    advance(proposal, "resubmit", by=by, role="author", screening_due=due, **columns)


@transaction.atomic
def expire_proposal(proposal: Proposal) -> bool:
    """Close a proposal that missed its threshold in time, with its count. False if it is not overdue (any more)."""
    held = locked(proposal)
    if not Proposal.objects.overdue().filter(pk=held.pk).exists():
        return False
    if held.author:
        notify([held.author], "proposal_expired", **occasion(held, "expire", count=held.cosignature_count))
    advance(proposal, "expire", facts=closing_facts(held))
    return True


@transaction.atomic
def recount(proposal: Proposal) -> int:
    """Set the counters to the number of co-signatures, holding the proposal so that none comes in between."""
    held = locked(proposal)
    number = held.cosignatures.filter(counts=True).count()
    apart = held.cosignatures.filter(counts=False).count()
    Proposal.objects.filter(pk=held.pk).update(cosignature_count=number, apart_count=apart)
    return number


def forget(person: User) -> None:
    """What erasing a person means here: drafts go, proposals lose their author, co-signatures stay counted."""
    CoProposer.objects.filter(user=person).delete()
    Remark.objects.filter(user=person).delete()
    mine = Proposal.objects.filter(author=person)
    drafts = mine.filter(state=State.DRAFT).order_by("pk").select_for_update(no_key=True)
    for draft in drafts:
        discard_files(draft)
        draft.delete()
    mine.update(author=None)


def last_instant(start: datetime, days: int) -> datetime:
    """The end of a term of days: the first day does not count, the last ends at 24:00 (Civil Act, art. 157 and 159)."""
    last = timezone.localtime(start) + timedelta(days=days + 1)
    return last.replace(hour=0, minute=0, second=0, microsecond=0)


def locked(proposal: Proposal) -> Proposal:
    """The proposal's row as it is now, locked; its relations are read along, but stay free for everyone else."""
    rows = Proposal.objects.select_related("route", "space", "author", "item")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=proposal.pk).first()
    if row is None:
        raise Refused(_("This draft has been deleted."))
    return row


def full_text(proposal: Proposal) -> str:
    """The whole proposal as one text, as moderation reads and keeps it."""
    return "\n\n".join([proposal.title, proposal.contested, proposal.background])


def occasion(proposal: Proposal, step: str, **facts: Any) -> dict[str, Any]:
    """Arguments of ``notify`` about a step of a proposal; each screening is an occasion of its own."""
    round_ = facts.pop("version", proposal.item.version if proposal.item else 1)
    return {
        "occasion": f"{proposal.subject}:{step}:{round_}",
        "url": proposal.get_absolute_url(),
        "facts": {"title": proposal.title, **facts},
    }


def _searchable(texts: dict[str, str]) -> dict[str, Any]:
    """The texts with the bigram columns that the list searches by."""
    everything = " ".join([texts["title"], texts["contested"], texts["background"]])
    return {**texts, "title_grams": grams(texts["title"]), "bigrams": bigrams(everything)}


def _locked_item(proposal: Proposal) -> Item:
    """The proposal's item, locked before the proposal: moderators come from there."""
    return Item.objects.select_for_update(of=("self",), no_key=True).select_related("space").get(proposal=proposal)


@transaction.atomic
def _cosign(proposal: Proposal, by, channel: str, proof: Proof) -> None:
    counts = proposal.route.counts(proof.level, lives_in=by.district, district=proposal.district)
    number = _count(proposal, 1, counts=counts)
    row = proposal.cosignatures.create(
        user=by, identity_key=proof.key, level=proof.level, counts=counts, district=by.district, channel=channel
    )
    SignatureKey.objects.bulk_create(
        SignatureKey(cosignature=row, proposal=proposal, key=key) for key in sorted(proof.keys)
    )
    if counts and number >= proposal.route.threshold:
        reach_if_met(proposal)


def _count(proposal: Proposal, change: int, *, counts: bool, grace: timedelta = timedelta()) -> int:
    """Move a counter of a proposal that is collecting right now and return that of what counts, else refuse.

    ``grace`` is how long after the window it may be, for what had come in time.
    One statement counts and holds the row to the end of the transaction; Django's update() does not return values.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agendas_proposal SET cosignature_count = cosignature_count + %s, apart_count = apart_count + %s"
            " WHERE id = %s AND state = %s AND closes_at > %s RETURNING cosignature_count",
            [change * counts, change * (not counts), proposal.pk, State.COLLECTING, timezone.now() - grace],
        )
        row = cursor.fetchone()
    if row is None:
        raise Refused(why_not_collecting(proposal))
    return row[0]


def _why_signed(proposal: Proposal, by) -> str:
    if CoSignature.objects.filter(proposal=proposal, user=by).exists():
        return _("You have co-signed this proposal already. It counts once.")
    return _("You have co-signed this proposal already by another way (another account, a letter or on paper).")


def hold_collecting(proposal: Proposal, *, grace: timedelta = timedelta()) -> None:
    """Hold a proposal that is collecting right now as if it were counted, else refuse: for those who count many."""
    _count(proposal, 0, counts=True, grace=grace)


def move_counters(proposal: Proposal, *, counting: int, apart: int, grace: timedelta) -> None:
    """Count many at once; whoever calls holds the proposal by :func:`hold_collecting` and has made the rows."""
    number = _count(proposal, counting, counts=True, grace=grace)
    _count(proposal, apart, counts=False, grace=grace)
    if counting and number >= proposal.route.threshold:
        reach_if_met(proposal)


def why_not_collecting(proposal: Proposal) -> str:
    """Why nobody can co-sign a proposal any more, in words for whoever tried."""
    proposal.refresh_from_db()
    if proposal.state == State.SCREENING:
        return _("The threshold is reached, so co-signing is over. The committee now decides about this proposal.")
    if proposal.state == State.MERGED:
        return _("This proposal has been merged into another one. Please co-sign there.")
    return _("Co-signing of this proposal is over.")


def reach_if_met(proposal: Proposal) -> None:
    """Hand the proposal to the committee if number and district rule are fulfilled.

    The caller has counted on the proposal, which holds its row, so this happens once.
    """
    held = locked(proposal)
    if not held.route.is_met(held.spread()):
        return
    now = timezone.now()
    due = last_instant(now, held.route.screening_days)
    if held.author:
        notify([held.author], "proposal_reached", **occasion(held, "reach", count=held.cosignature_count))
    notify(members_of(held.space), "proposal_to_screen", **occasion(held, "screen"))
    advance(proposal, "reach", facts=closing_facts(held), reached_at=now, screening_due=due)


def closing_facts(proposal: Proposal) -> dict[str, Any]:
    """Count and digest of the co-signatures as they stand when collecting ends: what is minuted instead of each."""
    codes = signature_codes(proposal)
    apart = proposal.cosignatures.filter(counts=False).count()
    return {"cosignatures": len(codes), "apart": apart, "digest": digest({"cosignatures": codes})}


def signature_codes(proposal: Proposal) -> list[str]:
    """The sorted codes of all co-signatures that count: published as a list, minuted by their digest."""
    rows = proposal.cosignatures.filter(counts=True).only("proposal_id", "identity_key")
    return sorted(row.code for row in rows)
