"""What officials do about an answer: plan milestones, report progress, and say when one is done, changed or stopped."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.responses.answering.actions import held_response
from deliberation.responses.answering.models import Response
from deliberation.responses.checking.planning import plan_check
from deliberation.responses.following.models import Milestone, Report
from deliberation.responses.telling import followers, officials_of, tell, watchers
from deliberation.spaces.attaching import attach

Act = Report.Act


@transaction.atomic
def plan_milestone(response: Response, *, title: str, due_on: date, by) -> Milestone:
    """Add a milestone to an answer that promises something. Refused when its day has passed."""
    held = held_response(response)
    if not held.promises:
        raise Refused(_("Milestones belong to an answer that accepts the recommendation, wholly or partly."))
    _refuse_past(due_on)
    n = (held.milestones.aggregate(last=Max("n"))["last"] or 0) + 1
    milestone = Milestone.objects.create(response=held, n=n, title=title, due_on=due_on)
    plan_check(held.process)
    record(milestone, "plan", by=by, role="official", facts={"number": n, "due": due_on.isoformat()})
    return milestone


@transaction.atomic
def report(
    milestone: Milestone,
    act: str,
    *,
    text: str,
    by,
    percent: int | None = None,
    link: str = "",
    uploads: Iterable[File] = (),
    title: str = "",
    due_on: date | None = None,
) -> Report:
    """Report progress (``percent``), or that it is done, changed (``title`` and ``due_on`` from now on) or stopped.

    Refused without words, without evidence of what is done, and once it has ended. Who follows the process is told of
    everything but progress.
    """
    held = held_milestone(milestone)
    uploads = list(uploads)
    if held.state not in Milestone.STEPS["finish"][0]:
        raise Refused(_("“%(milestone)s” is not being carried out any more.") % {"milestone": held})
    if not text.strip():
        raise Refused(_("Please say what was done, or give the reason: it is published."))
    if act == Act.FINISH and not (link or uploads):
        raise Refused(_("Please give evidence: a file or a link."))
    before, changed = _change(held, act, title, due_on)
    changed["percent"] = 100 if act == Act.FINISH else held.percent if percent is None else percent
    told = Report.objects.create(
        milestone=held, act=act, text=text.strip(), link=link, by=by, **before, percent=changed["percent"]
    )
    told.attachments.add(*(attach(held.space, upload, by=by) for upload in uploads))
    facts: dict[str, Any] = {"number": held.n, "percent": changed["percent"]}
    if act == Act.PROGRESS:
        Milestone.objects.filter(pk=held.pk).update(**changed)
        record(held, "progress", by=by, role="official", facts=facts)
        return told
    occasion, url = f"report:{told.pk}", held.get_absolute_url()
    tell(followers(held.process), f"milestone_{act}", held.process, occasion=occasion, url=url, milestone=str(held))
    if act == Act.CHANGE:
        facts["due"] = changed["due_on"].isoformat()
    advance(held, act, by=by, role="official", facts=facts, **changed)
    return told


def _change(milestone: Milestone, act: str, title: str, due_on: date | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a change keeps of before, and what holds from now on; nothing of either for other acts."""
    if act != Act.CHANGE:
        return {}, {}
    if not title or due_on is None:
        raise Refused(_("Please say what will be done instead, and by when."))
    _refuse_past(due_on)
    before = {"title_before": milestone.title, "due_before": milestone.due_on}
    return before, {"title": title, "due_on": due_on, "escalated_at": None}


def remind_of_milestone(milestone: Milestone) -> None:
    """Remind the officials of its department, once for each day on which it is due."""
    day = milestone.due_on.isoformat()
    people, occasion = officials_of(milestone.response.department), f"{milestone.subject}:due:{day}"
    facts = {"milestone": str(milestone), "due": day}
    tell(people, "milestone_due", milestone.process, occasion=occasion, url=milestone.get_absolute_url(), **facts)


@transaction.atomic
def escalate_milestone(milestone: Milestone) -> bool:
    """Tell who watches over it once that a milestone is overdue. False if there is nothing to tell."""
    hold(milestone.process)
    rows = Milestone.objects.to_escalate().select_related("response__recommendation__process__space")
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=milestone.pk).first()
    if held is None:
        return False
    day = held.due_on.isoformat()
    people = watchers(held.response.department)
    occasion, facts = f"{held.subject}:overdue:{day}", {"milestone": str(held), "due": day}
    tell(people, "milestone_overdue", held.process, occasion=occasion, url=held.get_absolute_url(), **facts)
    Milestone.objects.filter(pk=held.pk).update(escalated_at=timezone.now())
    record(held, "overdue", facts={"number": held.n, "due": day})
    return True


def held_milestone(milestone: Milestone) -> Milestone:
    """Its row alone, as it is now, after its process."""
    hold(milestone.process)
    rows = Milestone.objects.select_related("response__recommendation__process__space", "response__rules")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=milestone.pk)


def _refuse_past(day: date) -> None:
    if day < timezone.localdate():
        raise Refused(_("This day has passed. Please give a later one."))
