"""What is done with amendments: propose, carry, support, withdraw, merge, take into the text, refuse."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.algorithms.sentences import inserted, replaced, split, struck
from deliberation.ledger.actions import Refused, advance, record
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Stage
from deliberation.recommendations.amendments.rule import rule_of
from deliberation.recommendations.drafting.actions import keep_version, reword
from deliberation.recommendations.drafting.actions import wording as minuted
from deliberation.recommendations.holding import hold_draft, hold_drafting, refresh_draft, role_of
from deliberation.recommendations.models import Amendment, AmendmentSupport, CoAuthor, Recommendation, Sentence
from deliberation.recommendations.sentences.actions import keep_sentences
from deliberation.rounds.merging import carry
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item

KIND = "amendment"
Act = Amendment.Act


@transaction.atomic
def propose(
    recommendation: Recommendation,
    *,
    seat: Seat,
    act: str,
    sentence: Sentence | None,
    wording: str,
    reason: str,
    before: str = "",
    named: bool = False,
    coauthors: Iterable[Seat] = (),
    channel: str = Channel.WEB,
) -> Amendment:
    """A participant proposes to change, add (after ``sentence``, or at the beginning) or strike a sentence.

    ``before`` is the sentence as they read it; refused when it reads otherwise by now. The same proposal sent again is
    the one that is there. Co-authors are asked, and shown when they have agreed.
    """
    stage = recommendation.stage
    hold_open(stage, alone=True)
    refresh_draft(recommendation)
    sentence = _standing(recommendation, sentence, before) if sentence or act != Act.ADD else None
    wording = "" if act == Act.STRIKE else wording.strip()
    before = sentence.text if sentence else ""
    if act != Act.STRIKE and (not wording or wording == before):
        raise Refused(_("Please put the sentence otherwise than it is."))
    same = {"seat": seat, "act": act, "sentence": sentence, "wording": wording, "before": before, "reason": reason}
    again = recommendation.amendments.open().filter(**same).first()
    if again:
        return again
    text = f"{wording}\n\n{reason}".strip()
    item = spaces.submit(
        KIND, space=stage.space, author=seat.user, text=text, channel=channel, state=Item.State.ADMITTED
    )
    numbered = Amendment.objects.filter(recommendation__stage=stage)
    last = numbered.aggregate(last=Max("number"))["last"] or 0
    amendment = Amendment.objects.create(
        recommendation=recommendation, number=last + 1, item=item, named=named, supports=1, **same
    )
    item.url = amendment.get_absolute_url()
    item.save(update_fields=["url"])
    AmendmentSupport.objects.create(amendment=amendment, seat=seat)
    others = {other.pk: other for other in coauthors if other.pk != seat.pk}
    CoAuthor.objects.bulk_create([CoAuthor(amendment=amendment, seat=others[key]) for key in sorted(others)])
    _tell([other.user for other in others.values()], amendment, "amendment_coauthor")
    return amendment


def _standing(recommendation: Recommendation, sentence: Sentence | None, before: str) -> Sentence:
    rows = recommendation.sentences.standing()
    found = rows.filter(pk=sentence.pk).first() if sentence else None
    if found is None:
        raise Refused(_("This sentence does not stand in the text any more."))
    if before and found.text != before:
        raise Refused(_("The sentence reads otherwise by now: “%(text)s”. Please look again.") % {"text": found.text})
    return found


@transaction.atomic
def support(amendment: Amendment, *, seat: Seat, wanted: bool = True) -> None:
    """Be for an amendment, or no longer: once per person. Who carries it counts and cannot take that back."""
    hold_open(amendment.stage)
    held = _open(amendment)
    if wanted:
        _count_in(held, [seat])
        return
    if held.seat_id == seat.pk or held.coauthors.filter(seat=seat, agreed_at__isnull=False).exists():
        raise Refused(_("You carry this amendment yourself. Its author can withdraw it."))
    AmendmentSupport.objects.filter(amendment=held, seat=seat).delete()
    recount(held)


def recount(amendment: Amendment) -> None:
    """Count the supports anew; the amendment's row is locked."""
    count = AmendmentSupport.objects.filter(amendment=amendment).count()
    Amendment.objects.filter(pk=amendment.pk).update(supports=count)
    amendment.supports = count


def _count_in(amendment: Amendment, seats: Iterable[Seat]) -> None:
    AmendmentSupport.objects.bulk_create(
        [AmendmentSupport(amendment=amendment, seat=seat) for seat in seats], ignore_conflicts=True
    )
    recount(amendment)


@transaction.atomic
def answer_invitation(amendment: Amendment, *, seat: Seat, agrees: bool, named: bool = False) -> None:
    """Who was named as co-author agrees, which shows them and counts, or does not, which leaves no trace."""
    hold_open(amendment.stage)
    held = _open(amendment)
    invited = held.coauthors.filter(seat=seat, agreed_at=None)
    if not agrees:
        invited.delete()
    elif invited.update(agreed_at=timezone.now(), named=named):
        _count_in(held, [seat])
    else:
        raise Refused(_("You are not asked to carry this amendment, or have agreed already."))


@transaction.atomic
def withdraw(amendment: Amendment, *, by) -> None:
    """The author takes it back while nobody has decided; a stub stays."""
    hold_open(amendment.stage)
    held = _open(amendment)
    advance(held.item, "withdraw", by=by, role="author")


@transaction.atomic
def merge(duplicate: Amendment, into: Amendment, *, by) -> None:
    """Merge an amendment into another of the same text: supports count once, and who carried it carries the other.

    The stage is held alone, so nobody supports or decides meanwhile.
    """
    hold_drafting(duplicate.stage)
    if duplicate.pk == into.pk or duplicate.recommendation_id != into.recommendation_id:
        raise Refused(_("Please choose another amendment of the same recommendation."))
    held = {row.pk: _open(row) for row in sorted((duplicate, into), key=lambda row: row.pk)}
    old, new = held[duplicate.pk], held[into.pk]
    carry(AmendmentSupport, "amendment", old, new, ["at"])
    recount(new)
    now = timezone.now()
    carriers = [(old.seat, old.named, now), *((row.seat, row.named, row.agreed_at) for row in old.coauthors.all())]
    CoAuthor.objects.bulk_create(
        [
            CoAuthor(amendment=new, seat=seat, named=named, agreed_at=agreed_at)
            for seat, named, agreed_at in carriers
            if seat.pk != new.seat_id
        ],
        ignore_conflicts=True,
    )
    Amendment.objects.filter(merged_into=old).update(merged_into=new)
    _tell([old.seat.user], old, "amendment_merged", n=new.number)
    facts = _facts(old) | {"into": new.subject}
    advance(old, "merge", by=by, role=role_of(), facts=facts, merged_into=new, decided_at=now)


@transaction.atomic
def take(amendment: Amendment, *, version: int, by) -> None:
    """Take an amendment into the text as a new version, if the rule of the stage allows it.

    ``version`` is the text that whoever decides has read: of two amendments of one sentence taken at once, the second
    is refused, since it was judged beside another text.
    """
    recommendation = amendment.recommendation
    hold_draft(recommendation)
    held = _open(amendment)
    if recommendation.version != version:
        raise Refused(_("The text has changed since you opened this page. Please compare, then decide again."))
    rule = rule_of(recommendation.stage)
    if not rule.may_take(held.supports):
        raise Refused(str(rule))
    sentence = _standing(recommendation, held.sentence, "") if held.sentence else None
    place = (sentence.position or 1) - 1 if sentence else -1
    text = _with(recommendation.text, held, place)
    if len(text) > Recommendation.TEXT_LENGTH:
        raise Refused(_("The text would become too long with it."))
    reword(recommendation, recommendation.title, text)
    made = keep_version(recommendation, by)
    keep_sentences(made, instead=(sentence, place) if sentence and held.act == Act.CHANGE else None)
    _tell_decided(held)
    record(recommendation, "reword", by=by, role=role_of(), facts=minuted(recommendation))
    fields = {"version": made, "decided_at": timezone.now()}
    advance(held, "take", by=by, role=role_of(), facts=_facts(held), **fields)


def _with(text: str, amendment: Amendment, place: int) -> str:
    """The text as the amendment wants it; ``place`` is its sentence's, -1 for the beginning."""
    if amendment.act == Act.ADD:
        return inserted(text, place + 1, amendment.wording)
    if amendment.act == Act.CHANGE:
        return replaced(text, place, amendment.wording)
    if len(split(text)) == 1:
        raise Refused(_("It is the only sentence. Withdraw the recommendation instead."))
    return struck(text, place)


@transaction.atomic
def refuse(amendment: Amendment, *, reason: str, by) -> None:
    """Turn an amendment down, with a published reason, if the rule of the stage allows it."""
    hold_drafting(amendment.stage)
    held = _open(amendment)
    rule = rule_of(amendment.stage)
    if not rule.may_refuse(held.supports):
        raise Refused(str(rule))
    if not reason.strip():
        raise Refused(_("Please give a reason: it is published with the decision."))
    _tell_decided(held)
    fields = {"verdict_reason": reason.strip(), "decided_at": timezone.now()}
    advance(held, "refuse", by=by, role=role_of(), facts=_facts(held), **fields)


def lapse_amendments(stage: Stage) -> None:
    """What nobody has decided by the end of drafting stays on record as undecided; the caller holds the stage."""
    undecided = Amendment.objects.filter(recommendation__stage=stage, state=Amendment.State.PROPOSED).order_by("pk")
    for amendment in undecided.select_for_update(of=("self",)).select_related("recommendation__process__space"):
        advance(amendment, "lapse", facts=_facts(amendment), decided_at=timezone.now())


def _open(amendment: Amendment) -> Amendment:
    """The amendment as it is now, locked, if it can still be supported and decided."""
    rows = Amendment.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("item", "seat__user", "sentence", "recommendation__process__space").get(pk=amendment.pk)
    if not held.is_open:
        raise Refused(_("This amendment is decided, withdrawn or hidden by now."))
    return held


def _facts(amendment: Amendment) -> dict[str, int]:
    return {"number": amendment.number, "supports": amendment.supports}


def _tell_decided(amendment: Amendment) -> None:
    carriers = amendment.coauthors.filter(agreed_at__isnull=False).select_related("seat__user")
    _tell([amendment.seat.user, *(row.seat.user for row in carriers)], amendment, "amendment_decided")


def _tell(people: Iterable, amendment: Amendment, kind: str, **facts) -> None:
    told = titles(process=amendment.recommendation.process, title=amendment.recommendation)
    notify(people, kind, occasion=amendment.subject, url=amendment.get_absolute_url(), facts=told | facts)
