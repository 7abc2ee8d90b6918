"""What is done around listening sessions: count who came, write down concerns, answer, return, say what came of it.

Each act locks the stage's row alone, so that acts at one instant come one after the other and closing waits for them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.processes.actions import digested, role_of
from deliberation.processes.models import Process, Stage
from deliberation.rounds.listening.models import Concern, Turnout, second_of
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import plan_meeting

HELD = (Meeting.State.OPEN, Meeting.State.ENDED)


@transaction.atomic
def count_turnout(meeting: Meeting, counts: Mapping[str, int], *, by) -> None:
    """How many people of each group came. A later count takes the place of an earlier one."""
    _take_held(meeting)
    rows = [Turnout(meeting=meeting, group=group, people=people) for group, people in counts.items() if people]
    meeting.turnouts.all().delete()
    Turnout.objects.bulk_create(rows)
    facts = {"number": meeting.number, "people": sum(row.people for row in rows)}
    record(meeting, "turnout", by=by, role=role_of(by, meeting.space), facts=facts)


@transaction.atomic
def write_concern(meeting: Meeting, *, group: str, text: str, by) -> Concern:
    """Keep what a group said. In the second round it is new. Not minuted singly; the stage's end counts them."""
    _take_held(meeting)
    last = Concern.objects.filter(stage=meeting.stage).aggregate(last=Max("number"))["last"] or 0
    state = Concern.State.NEW if meeting.follows_id else Concern.State.RAISED
    return Concern.objects.create(
        stage=meeting.stage, meeting=meeting, number=last + 1, group=group, text=text, state=state, by=by
    )


@transaction.atomic
def reword_concern(concern: Concern, *, group: str, text: str) -> None:
    """Correct what was written down, until the city has answered it."""
    held = _taken(concern)
    if held.answer:
        raise Refused(_("The city has answered this concern as it stands. It is not changed any more."))
    held.group, held.text = group, text
    held.save(update_fields=["group", "text"])


@transaction.atomic
def answer_concern(concern: Concern, *, answer: str, by) -> None:
    """The city's answer, public at once and minuted by its digest. It may be replaced until the matter is settled."""
    held = _taken(concern)
    if held.state == Concern.State.SETTLED:
        raise Refused(_("This concern is settled; its answer stays as it is."))
    held.answer, held.answered_at = answer, timezone.now()
    held.save(update_fields=["answer", "answered_at"])
    facts = {"number": held.number} | digested(answer)
    record(held, "answer", by=by, role=role_of(by, held.space), facts=facts)


@transaction.atomic
def plan_return(first: Meeting, *, by, starts_at: datetime, ends_at: datetime, **fields: Any) -> Meeting:
    """The second session at a place, once the first has ended; there is one."""
    _take(first.stage)
    first.refresh_from_db(fields=["state"])
    if first.state != Meeting.State.ENDED or first.follows_id:
        raise Refused(_("The second round returns to a place once the first session there is over."))
    if second_of(first):
        raise Refused(_("The second session at this place is planned already."))
    kind = Meeting.Kind.LISTENING
    return plan_meeting(first.stage, by=by, starts_at=starts_at, ends_at=ends_at, kind=kind, follows=first, **fields)


@transaction.atomic
def judge_concern(concern: Concern, step: str, *, finding: str, by) -> None:
    """Say at the second session, or later, whether a concern is settled (``settle``) or ``leave_open``, and why."""
    held = _taken(concern)
    second = second_of(held.meeting)
    if second is None or second.state not in HELD:
        raise Refused(_("What came of a concern is said at the second session at its place, or after it."))
    if step == "settle" and not held.answer:
        raise Refused(_("The city has not answered this concern yet, so it cannot be settled."))
    facts = {"number": held.number} | digested(finding)
    advance(held, step, by=by, role=role_of(by, held.space), facts=facts, finding=finding)


def _take(stage: Stage) -> None:
    """Hold the process and lock the stage alone. Refused in a pause and once the stage is closed."""
    process = stage.process
    hold(process)
    stage.refresh_from_db(from_queryset=Stage.objects.select_for_update(no_key=True))
    stage.process = process
    if process.state != Process.State.RUNNING:
        raise Refused(_("The process is not under way."))
    if stage.state == Stage.State.CLOSED:
        raise Refused(_("This stage is closed. Nothing is changed in it any more."))


def _take_held(meeting: Meeting) -> None:
    stage = meeting.stage
    _take(stage)
    hold(meeting)
    meeting.stage = stage
    if meeting.state not in HELD:
        raise Refused(_("This meeting has not been opened yet."))


def _taken(concern: Concern) -> Concern:
    """The concern as it is now, locked after its stage."""
    stage = concern.stage
    _take(stage)
    held = Concern.objects.select_for_update(of=("self",), no_key=True).select_related("meeting").get(pk=concern.pk)
    held.stage = held.meeting.stage = stage
    return held
