"""Co-signatures on paper and at a counter: read twice by two people, compared, and counted once per human.

The order of locks is the paper list, the people in it by key, the proposal, the chain head.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.actions import Proof, paper_key, person_on_paper, proof_of
from deliberation.accounts.models import Channel, Identity, User
from deliberation.agendas.models import CoSignature, PaperLine, PaperList, Proposal, SignatureKey
from deliberation.agendas.paper.models import COUNTING
from deliberation.agendas.proposals.actions import (
    cosign,
    hold_collecting,
    move_counters,
    require_age,
    withdraw_cosignature,
)
from deliberation.algorithms.two_entries import Comparison, compare
from deliberation.ledger.actions import Refused, advance, hold, record

State = PaperList.State
LEFT_OUT, FIRST, SECOND = 0, 1, 2


def open_list(proposal: Proposal, label: str, *, by: User) -> PaperList:
    """Begin to enter a paper list; who begins it makes the first reading."""
    return PaperList.objects.create(proposal=proposal, label=label, first_by=by)


@transaction.atomic
def witness(paper: PaperList, *, by: User) -> None:
    """A second person confirms, before the window ends, that a list has come in: then it counts though read later."""
    held = _held(paper)
    if by.pk == held.first_by_id:
        raise Refused(_("Two different people confirm that a list has come in."))
    if held.state in (State.DONE, State.DISCARDED) or not held.proposal.is_collecting:
        raise Refused(_("This list can no longer be confirmed: co-signing is over, or the list is finished."))
    if held.witnessed_at:
        raise Refused(_("A colleague has confirmed this list already."))
    PaperList.objects.filter(pk=held.pk).update(witnessed_by=by, witnessed_at=timezone.now())
    record(held, "witness", by=by, role="official")


@transaction.atomic
def enter_lines(paper: PaperList, lines: Iterable[PaperLine], *, by: User) -> int:
    """Add lines to the reading under way and return how many; all of them or none.

    The first reading belongs to whoever opened the list, the second to one other person.
    """
    _take_reading(paper, by)
    hold(paper)
    if paper.state not in (State.ENTERING, State.CHECKING):
        raise Refused(_("Both readings of this list are finished."))
    rows = [_copy(line, paper=paper, reading=paper.reading) for line in lines]
    try:
        with transaction.atomic():
            return len(PaperLine.objects.bulk_create(rows))
    except IntegrityError as error:
        known = paper.lines.filter(reading=paper.reading, n__in=[row.n for row in rows]).values_list("n", flat=True)
        numbers = ", ".join(map(str, sorted(known)))
        raise Refused(_("Nothing was entered: these lines are there already: %(n)s") % {"n": numbers}) from error


@transaction.atomic
def remove_line(paper: PaperList, n: int, *, by: User) -> None:
    """Take a line out of the reading under way, to type it anew."""
    _take_reading(paper, by)
    hold(paper)
    if paper.state not in (State.ENTERING, State.CHECKING):
        raise Refused(_("Both readings of this list are finished."))
    paper.lines.filter(reading=paper.reading, n=n).delete()


@transaction.atomic
def finish_reading(paper: PaperList, *, by: User) -> None:
    """End the reading under way. After the second both are compared, and what agrees is counted at once."""
    _take_reading(paper, by)
    held = _held(paper)
    if not held.lines.filter(reading=held.reading).exists():
        raise Refused(_("No line has been entered yet."))
    if held.state == State.ENTERING:
        advance(paper, "check", by=by, role="official", facts={"lines": held.lines.count()})
        return
    result = compared(held)
    outcome = _count_lines(held, list(held.lines.filter(reading=1, n__in=result.agreed)))
    facts = {"agreed": len(result.agreed), "differing": len(result.differing)}
    advance(paper, "compare", by=by, role="official", facts=facts, outcome=outcome)
    if not result.differing:
        _settle(paper, outcome, by=by)


@transaction.atomic
def settle_list(paper: PaperList, choices: dict[int, int], *, by: User) -> None:
    """The third look: for each line on which the readings differ, which of them is right, or neither (LEFT_OUT).

    With that both readings agree; the line is counted like the others. Names and birth dates are deleted.
    """
    held = _held(paper)
    if held.state != State.COMPARED:
        raise Refused(_("This list has no differences to look at."))
    differing = compared(held).differing
    if choices.keys() != differing.keys():
        raise Refused(_("Please decide about every line on which the readings differ."))
    chosen = [line for line in held.lines.all() if choices.get(line.n) == line.reading]
    outcome = _joined(held.outcome, _count_lines(held, chosen))
    outcome["left_out"] = sorted(differing.keys() - {line.n for line in chosen})
    _settle(paper, outcome, by=by)


@transaction.atomic
def discard_list(paper: PaperList, *, by: User) -> None:
    """Give a list up: nothing more of it is counted, and its names are deleted."""
    held = _held(paper)
    held.lines.all().delete()
    advance(paper, "discard", by=by, role="official")


def compared(paper: PaperList) -> Comparison:
    """Both readings of a list beside each other."""
    readings: dict[int, dict[int, tuple[str, ...]]] = {FIRST: {}, SECOND: {}}
    for line in paper.lines.all():
        readings[line.reading][line.n] = line.fields()
    return compare(readings[FIRST], readings[SECOND])


def cosign_at_counter(proposal: Proposal, *, name: str, born: date, district: str, number: str) -> None:
    """Co-sign for somebody at a counter who has shown an identity document; nothing is kept of it but a keyed hash."""
    require_age(proposal.route, born)
    person = person_on_paper(name, born, district=district, level=Identity.Level.VERIFIED)
    person.district = district  # as they say today; what an earlier list said stays on that list
    cosign(proposal, by=person, channel=Channel.ASSISTED, other_keys=keys_of_number(number))


def withdraw_at_counter(proposal: Proposal, *, name: str, born: date) -> None:
    """Take back the co-signature of somebody who has shown an identity document, by whatever path it came."""
    key = SignatureKey.objects.filter(proposal=proposal, key=paper_key(name, born)).select_related("cosignature__user")
    if (found := key.first()) is None:
        raise Refused(_("This proposal has no co-signature under this name and birth date."))
    withdraw_cosignature(proposal, by=found.cosignature.user)


def keys_of_number(number: str) -> list[str]:
    """What a mobile number written on paper is known by when its owner signs in with it."""
    return [Identity.key_for("phone", number)] if number else []


def _take_reading(paper: PaperList, by: User) -> None:
    """Refuse whoever the reading under way does not belong to; the second belongs to the first who takes it."""
    mine = PaperList.objects.filter(pk=paper.pk)
    if mine.filter(state=State.ENTERING, first_by=by).exists() or mine.filter(second_by=by).exists():
        return
    free = mine.filter(state=State.CHECKING, second_by=None).exclude(first_by=by)
    if not free.update(second_by=by):
        raise Refused(_("Two different people read a list. This reading belongs to a colleague."))


def _copy(line: PaperLine, **given: Any) -> PaperLine:
    return PaperLine(n=line.n, name=line.name, born=line.born, district=line.district, number=line.number, **given)


def _held(paper: PaperList) -> PaperList:
    rows = PaperList.objects.select_related("proposal__route", "proposal__space")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)


def _settle(paper: PaperList, outcome: dict[str, Any], *, by: User) -> None:
    paper.lines.all().delete()
    facts = {what: n if isinstance(n, int) else len(n) for what, n in outcome.items()}
    advance(paper, "settle", by=by, role="official", facts=facts, outcome=outcome)


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {what: one.get(what, type(value)()) + value for what, value in other.items()}


def _count_lines(paper: PaperList, lines: list[PaperLine]) -> dict[str, Any]:
    """Make co-signatures of lines on which both readings agree, each human once, and tell what became of them.

    Whoever signs this proposal elsewhere waits for the lock that the first counting statement takes, so what is known
    under it stays true; the constraints hold all the same.
    """
    proposal = paper.proposal
    outcome: dict[str, Any] = {"counted": 0, "apart": 0, "already": [], "young": []}
    people = _people(paper, lines, outcome)
    grace = COUNTING if paper.was_in_time else timedelta()
    hold_collecting(proposal, grace=grace)
    keys = frozenset[str]().union(*(proof.keys for _line, _person, proof in people))
    known = set(SignatureKey.objects.filter(proposal=proposal, key__in=keys).values_list("key", flat=True))
    signed = CoSignature.objects.filter(proposal=proposal, user__in=[person for _line, person, _proof in people])
    known_people = set(signed.values_list("user", flat=True))
    rows = []
    for line, person, proof in people:
        if proof.keys & known or person.pk in known_people:
            outcome["already"].append(line.n)
            continue
        known |= proof.keys
        counts = proposal.route.counts(proof.level, lives_in=line.district, district=proposal.district)
        outcome["counted" if counts else "apart"] += 1
        signature = CoSignature(proposal=proposal, user=person, identity_key=proof.key, level=proof.level)
        signature.counts, signature.district, signature.channel = counts, line.district, Channel.PAPER
        rows.append((signature, proof))
    CoSignature.objects.bulk_create(signature for signature, _proof in rows)
    SignatureKey.objects.bulk_create(
        SignatureKey(cosignature=signature, proposal=proposal, key=key)
        for signature, proof in rows
        for key in sorted(proof.keys)
    )
    move_counters(proposal, counting=outcome["counted"], apart=outcome["apart"], grace=grace)
    return outcome


def _people(paper: PaperList, lines: list[PaperLine], outcome: dict[str, Any]) -> list[tuple[PaperLine, User, Proof]]:
    """The people of the lines, known or new, in the order of their keys; who was too young is only noted."""
    people, came = [], timezone.localdate(paper.opened_at)
    for line in sorted(lines, key=lambda line: paper_key(line.name, line.born)):
        try:
            require_age(paper.proposal.route, line.born, on=came)
        except Refused:
            outcome["young"].append(line.n)
            continue
        person = person_on_paper(line.name, line.born, district=line.district, level=Identity.Level.CONTACT)
        proof = proof_of(person)
        people.append((line, person, proof._replace(keys=proof.keys.union(keys_of_number(line.number)))))
    return sorted(people, key=lambda each: each[0].n)
