"""What is done with questions to experts: ask, support, merge, put to experts, answer, show together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.models import Channel
from deliberation.ledger.actions import Refused, advance
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open, hold_unclosed
from deliberation.processes.models import Stage
from deliberation.rounds.issues import Issue
from deliberation.rounds.merging import both_locked, carry, locked
from deliberation.rounds.participants import sides_of
from deliberation.rounds.questions.models import ANSWER_LENGTH, Answer, Question, Support
from deliberation.spaces import actions as spaces
from deliberation.spaces.models import Item, Role

KIND = "question"
ANSWER_KIND = "answer"


@transaction.atomic
def ask(
    stage: Stage,
    *,
    by,
    text: str,
    seat: Seat | None = None,
    issue: Issue | None = None,
    table: str = "",
    named: bool = False,
    channel: str = Channel.WEB,
) -> Question:
    """A participant asks, also for their table; without a seat the facilitator asks for a table.

    Who asks counts among those who want to know. Refused outside the window.
    """
    hold_open(stage, alone=True)
    item = spaces.submit(KIND, space=stage.space, author=by, text=text, channel=channel, state=Item.State.ADMITTED)
    last = Question.objects.filter(stage=stage).aggregate(last=Max("number"))["last"] or 0
    question = Question.objects.create(
        stage=stage, issue=issue, item=item, seat=seat, table=table, named=named, number=last + 1
    )
    item.url = question.get_absolute_url()
    item.save(update_fields=["url"])
    if seat:
        Support.objects.create(question=question, seat=seat)
        recount(question)
    return question


@transaction.atomic
def support(question: Question, *, seat: Seat, wanted: bool = True) -> None:
    """Want to know this, too, or no longer: once per person. Refused once it is answered, hidden or merged."""
    hold_open(question.stage)
    held = locked(question)
    if held.merged_into:
        raise Refused(
            _("This question was merged into no. %(n)d. Please look at that one.") % {"n": held.merged_into.number}
        )
    if not held.takes_support:
        raise Refused(_("This question takes no more support."))
    if wanted:
        Support.objects.bulk_create([Support(question=held, seat=seat)], ignore_conflicts=True)
    else:
        Support.objects.filter(question=held, seat=seat).delete()
    recount(held)


def recount(question: Question) -> None:
    """Count the supports anew; the question's row is locked or not yet seen by anyone."""
    count = Support.objects.filter(question=question).count()
    Question.objects.filter(pk=question.pk).update(supports=count)
    question.supports = count


@transaction.atomic
def merge(duplicate: Question, into: Question, *, by) -> None:
    """Merge a question that no expert has yet into another; supports count once per person, the asker is told."""
    hold_unclosed(duplicate.stage)
    if duplicate.pk == into.pk:
        raise Refused(_("A question cannot be merged into itself."))
    old, new = both_locked(duplicate, into)
    if new.merged_into or not new.is_shown or new.stage_id != old.stage_id:
        raise Refused(_("The other question is not there any more. Please choose again."))
    carry(Support, "question", old, new, ["at"])
    recount(new)
    Question.objects.filter(merged_into=old).update(merged_into=new)
    _tell(old, "question_merged", url=new.get_absolute_url(), n=new.number)
    advance(old, "merge", by=by, role=str(Role.FACILITATOR), facts={"into": new.subject}, merged_into=new)


@transaction.atomic
def route(question: Question, *, experts: Mapping[str, Any], due_at: datetime, by) -> None:
    """Put a question to an expert of each side, all with the same deadline and space.

    ``experts`` gives for each side of the charter a user or the name of somebody without an account. Doing it again
    before the deadline replaces those who have not answered. Refused unless every side has an expert.
    """
    stage = question.stage
    hold_unclosed(stage)
    held = locked(question)
    sides = [side.key for side in sides_of(stage.process)]
    if not sides or set(experts) != set(sides) or not all(experts.values()):
        raise Refused(_("Every side needs an expert."))
    if due_at <= timezone.now():
        raise Refused(_("The deadline must lie in the future."))
    if not held.is_shown:
        raise Refused(_("This text is not shown any more."))
    if held.due_at and held.due_at <= timezone.now():
        raise Refused(_("The deadline is over."))
    if held.due_at and due_at < held.due_at:
        raise Refused(_("A deadline that experts were told can only be moved to a later time."))
    for side in sides:
        if not held.answers.filter(side=side).exclude(answered_at=None).exists():
            named = isinstance(experts[side], str)
            person = {"expert": None if named else experts[side], "expert_name": experts[side] if named else ""}
            Answer.objects.update_or_create(question=held, side=side, defaults=person)
    length = stage.settings.get("answer_length") or ANSWER_LENGTH
    asked = [answer.expert for answer in held.answers.filter(answered_at=None).select_related("expert")]
    facts = titles(process=stage.process) | {"text": held.item.text[:80], "closes": due_at.isoformat()}
    occasion = f"{held.subject}:{due_at.isoformat()}"
    url = held.get_absolute_url()
    notify([one for one in asked if one], "question_routed", occasion=occasion, url=url, facts=facts)
    columns = {"due_at": due_at, "length": held.length or length, "routed_at": timezone.now()}
    minuted = {"sides": len(sides), "length": columns["length"], "closes_at": due_at.isoformat()}
    advance(held, "route", by=by, role=str(Role.FACILITATOR), facts=minuted, **columns)


@transaction.atomic
def answer(given: Answer, *, text: str) -> bool:
    """Keep one side's answer; it may be reworded until all are there or the deadline is over.

    The last answer shows all of them. Returns whether they are shown now. Not minuted singly; the publication is.
    """
    hold_unclosed(given.question.stage)
    question = locked(given.question)
    if not question.is_awaited:
        raise Refused(_("The deadline is over. What was sent before it is shown."))
    if not question.is_shown:
        raise Refused(_("This text is not shown any more."))
    most = question.length or 0
    if not text or len(text) > most:
        told = ngettext("An answer has at most %(n)d character.", "An answer has at most %(n)d characters.", most)
        raise Refused(told % {"n": most})
    still = Answer.objects.filter(pk=given.pk, expert=given.expert, expert_name=given.expert_name)
    if not still.update(draft=text, answered_at=timezone.now()):
        raise Refused(_("The question has been put to somebody else meanwhile."))
    if question.answers.filter(answered_at=None).exists():
        return False
    _publish(question)
    return True


@transaction.atomic
def publish_overdue(question: Question) -> None:
    """Show what came when the deadline is over. Refused before, in a pause, and when it is shown already."""
    hold_unclosed(question.stage)
    held = locked(question)
    if held.state != Question.State.ROUTED or held.is_awaited:
        raise Refused(_("The answers are shown when all are there or the deadline is over."))
    _publish(held)


def _publish(question: Question) -> None:
    """All at the same moment: each draft becomes a text under moderation."""
    given = list(question.answers.select_related("expert"))
    came = [one for one in given if one.answered_at]
    for one in came:
        one.item = spaces.submit(
            ANSWER_KIND,
            space=question.space,
            author=one.expert,
            text=one.draft,
            channel=Channel.WEB if one.expert else Channel.ASSISTED,
            url=question.get_absolute_url(),
            state=Item.State.ADMITTED,
        )
        one.draft = ""
        one.save(update_fields=["item", "draft"])
    _tell(question, "question_answered", url=question.get_absolute_url(), n=question.number)
    facts = {"sides": len(given), "answers": len(came)}
    advance(question, "publish", facts=facts, published_at=timezone.now())


def _tell(question: Question, kind: str, *, url: str, n: int) -> None:
    """Tell those who asked it, also in words that were merged into it."""
    merged = Question.objects.filter(merged_into=question).select_related("item__author")
    askers = [one.item.author for one in (question, *merged) if one.item.author]
    facts = titles(process=question.stage.process) | {"text": question.item.text[:80], "n": n}
    notify(askers, kind, occasion=question.subject, url=url, facts=facts)
