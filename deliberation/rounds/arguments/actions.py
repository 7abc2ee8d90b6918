"""What people do with arguments: claim, reply, rate, take back; the facilitator merges duplicates."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.ledger.actions import Refused, advance
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open, hold_unclosed
from deliberation.processes.models import Stage
from deliberation.rounds.arguments.models import Argument, ArgumentSource, Rating, strength_of
from deliberation.rounds.issues import Issue
from deliberation.rounds.merging import both_locked, carry, locked
from deliberation.rounds.participants import sides_of
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item, Role

KIND = "argument"


class Cited(NamedTuple):
    """A source as its author gives it."""

    title: str
    link: str = ""
    published_on: date | None = None


@transaction.atomic
def put_claim(
    stage: Stage,
    *,
    seat: Seat,
    issue: Issue,
    side: str,
    text: str,
    named: bool = False,
    sources: Sequence[Cited] = (),
    channel: str = Channel.WEB,
) -> Argument:
    """A participant claims something for a side on an issue; it stands at once. Refused outside the window."""
    hold_open(stage, alone=True)
    if side not in {one.key for one in sides_of(stage.process)}:
        raise Refused(_("The charter has no such side any more. Please look at the page again."))
    return _store(stage, seat, text, sources, channel, issue=issue, side=side, named=named)


@transaction.atomic
def reply(
    to: Argument,
    *,
    seat: Seat,
    stance: int,
    text: str,
    named: bool = False,
    sources: Sequence[Cited] = (),
    channel: str = Channel.WEB,
) -> Argument:
    """Support or contradict a claim in words. A reply to a reply stands below the same claim and names it."""
    stage = to.stage
    hold_open(stage, alone=True)
    to = _standing(locked(to))
    claim = to.parent or to
    answers = to if to.parent else None
    if answers:
        _standing(claim)
    written = _store(
        stage,
        seat,
        text,
        sources,
        channel,
        issue=to.issue,
        parent=claim,
        answers=answers,
        stance=stance,
        named=named,
    )
    if to.item.author and to.item.author != seat.user:
        facts = titles(process=stage.process) | {"text": to.item.text[:80]}
        url = written.get_absolute_url()
        notify([to.item.author], "argument_reply", occasion=written.subject, url=url, facts=facts)
    return written


def _store(stage: Stage, seat: Seat, text: str, sources: Sequence[Cited], channel: str, **fields) -> Argument:
    """The stage's row is locked, so that numbers follow each other without a gap."""
    item = spaces.submit(
        KIND, space=stage.space, author=seat.user, text=text, channel=channel, state=Item.State.ADMITTED
    )
    last = Argument.objects.filter(stage=stage).aggregate(last=Max("number"))["last"] or 0
    argument = Argument.objects.create(stage=stage, item=item, seat=seat, number=last + 1, **fields)
    item.url = argument.get_absolute_url()
    item.save(update_fields=["url"])
    ArgumentSource.objects.bulk_create(ArgumentSource(argument=argument, **source._asdict()) for source in sources)
    return argument


@transaction.atomic
def rate(argument: Argument, *, seat: Seat, value: int) -> None:
    """Say how convincing somebody else's argument is; once per person, the last rating wins."""
    hold_open(argument.stage)
    held = _standing(locked(argument))
    if held.seat_id == seat.pk:
        raise Refused(_("You wrote this yourself; others say how convincing it is."))
    Rating.objects.bulk_create(
        [Rating(argument=held, seat=seat, value=value, rated_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["argument", "seat"],
        update_fields=["value", "rated_at"],
    )
    recount(held)


def recount(argument: Argument) -> None:
    """Count an argument's ratings anew; its row is locked."""
    counted = Rating.objects.filter(argument=argument).aggregate(ratings=Count("pk"), points=Sum("value"))
    ratings, points = counted["ratings"], counted["points"] or 0
    Argument.objects.filter(pk=argument.pk).update(
        ratings=ratings, points=points, strength=strength_of(ratings, points)
    )


@transaction.atomic
def withdraw(argument: Argument, *, by) -> None:
    """The author takes a text back while the stage is open: a stub stays, and so do the replies."""
    hold_open(argument.stage)
    advance(argument.item, "withdraw", by=by, role="author")


@transaction.atomic
def merge(duplicate: Argument, into: Argument, *, by) -> None:
    """Merge a duplicate into another argument for the same side, or with the same stance on the same claim.

    Ratings count once per person, replies move over, and who wrote the duplicate is told. Both rows are locked in the
    order of their ids: who rates either comes before or after.
    """
    hold_unclosed(duplicate.stage)
    if duplicate.pk == into.pk:
        raise Refused(_("An argument cannot be merged into itself."))
    old, new = both_locked(duplicate, into)
    _standing(new)
    if _place(old) != _place(new):
        raise Refused(_("Only arguments of the same issue and the same side can be merged."))
    carry(Rating, "argument", old, new, ["value", "rated_at"])
    Rating.objects.filter(argument=new, seat=new.seat).delete()  # nobody rates their own words
    recount(new)
    for field in ("parent", "answers", "merged_into"):
        Argument.objects.filter(**{field: old}).exclude(pk=new.pk).update(**{field: new})
    if old.item.author:
        facts = titles(process=new.stage.process) | {"text": old.item.text[:80], "n": new.number}
        url = new.get_absolute_url()
        notify([old.item.author], "argument_merged", occasion=old.subject, url=url, facts=facts)
    advance(old, "merge", by=by, role=str(Role.FACILITATOR), facts={"into": new.subject}, merged_into=new)


def _place(argument: Argument) -> tuple:
    return argument.stage_id, argument.issue_id, argument.side, argument.parent_id, argument.stance


def _standing(argument: Argument) -> Argument:
    """The argument, if people can still speak to it."""
    if argument.merged_into:
        raise Refused(
            _("This argument was merged into no. %(n)d. Please look at that one.") % {"n": argument.merged_into.number}
        )
    if argument.item.state != Item.State.ADMITTED:
        raise Refused(_("This text is not shown any more."))
    return argument
