"""What the committee does about the city's answers: check in a sitting what became of each."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.processes.models import Process
from deliberation.responses.answering.actions import page_of
from deliberation.responses.answering.models import Response
from deliberation.responses.checking.models import (
    Check,
    Finding,
    Ruling,
    promises_to_escalate,
    with_followup,
)
from deliberation.responses.checking.planning import plan_check
from deliberation.responses.following.models import Milestone
from deliberation.responses.telling import followers, offices, tell, watchers
from deliberation.spaces.bilingual import city_words
from deliberation.spaces.models import Point, Role, Sitting
from deliberation.spaces.sittings import Vote, put_on_agenda, resolve

MOTION = gettext_noop("Check %(n)d of the city's answers: %(process)s")
NEED_WORDS = {Finding.Grade.DELAYED, Finding.Grade.FAILING}


class Found(NamedTuple):
    """About one answer: a grade, and words; these are needed where the city is behind."""

    grade: str
    text: str = ""


class Ruled(NamedTuple):
    """About one contested milestone: whether the report that it is done stands, and why."""

    stands: bool
    text: str


def motion_of(check: Check) -> str:
    return city_words(MOTION, n=check.n, process=check.process.title)


def put_check_on_agenda(sitting: Sitting, check: Check) -> Point:
    return put_on_agenda(sitting, check, motion_of(check), check.get_absolute_url())


@transaction.atomic
def record_check(
    check: Check,
    findings: Mapping[int, Found],
    rulings: Mapping[int, Ruled],
    *,
    sitting: Sitting,
    reason: str,
    by,
    vote: Vote | None = None,
) -> None:
    """Record what a sitting found about every answer that promises something, and ruled on every contested milestone.

    ``findings`` by the responses' keys, ``rulings`` by the milestones'. While something is under way afterwards, the
    next check waits.
    """
    process = check.process
    hold(process)
    # Answers and milestones before the check, as whoever publishes, plans, reports or contests takes them.
    list(Response.objects.of(process).select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    milestones = Milestone.objects.of(process).select_related("response__recommendation__process__space")
    rows = list(milestones.select_for_update(of=("self",), no_key=True).order_by("pk"))
    held = Check.objects.select_for_update(of=("self",), no_key=True).select_related("process__space").get(pk=check.pk)
    if held.state != Check.State.WAITING:
        raise Refused(_("This check has been recorded already."))
    responses = {row.pk: row for row in promising(process)}
    reopened = {row.pk: row for row in rows if row.state == Milestone.State.REOPENED}
    _refuse_incomplete(responses, findings, reopened, rulings)
    put_check_on_agenda(sitting, held)
    Finding.objects.bulk_create(
        Finding(of=held, response=responses[key], grade=found.grade, text=found.text.strip())
        for key, found in sorted(findings.items())
    )
    people = {*followers(process), *offices(Role.OFFICIAL)}
    tell(people, "answers_checked", process, occasion=held.subject, url=page_of(process))
    decided = {"sitting": sitting, "vote": vote, "reason": reason, "by": by}
    decision = resolve(held, space=held.space, motion=motion_of(held), result="checked", **decided)
    for key, ruled in sorted(rulings.items()):
        _rule(held, reopened[key], ruled, by)
    now = timezone.now()
    Check.objects.filter(pk=held.pk).update(decision=decision, checked_at=now)
    facts = {"number": held.n, "findings": len(findings), "rulings": len(rulings)}
    advance(held, "check", by=by, role="committee", facts=facts)
    if goes_on(process):
        plan_check(process)


def promising(process: Process) -> list[Response]:
    """The answers that a check looks at, in their order."""
    return list(Response.objects.of(process).promising().for_list())


def goes_on(process: Process) -> bool:
    """Whether something is under way, or was promised, has no milestone yet and was not found carried out."""
    promised = with_followup(Response.objects.of(process).promising())
    return promised.filter(Q(going=True) | Q(planned=False, fulfilled=False)).exists()


def _rule(check: Check, milestone: Milestone, ruled: Ruled, by) -> None:
    Ruling.objects.create(of=check, milestone=milestone, stands=ruled.stands, text=ruled.text.strip())
    if ruled.stands and (claim := milestone.claim):
        claim.checked_at = timezone.now()
        claim.save(update_fields=["checked_at"])
    step = "confirm" if ruled.stands else "send_back"
    advance(milestone, step, by=by, role="committee", facts={"number": milestone.n})


def _refuse_incomplete(
    responses: Mapping[int, Response],
    findings: Mapping[int, Found],
    reopened: Mapping[int, Milestone],
    rulings: Mapping[int, Ruled],
) -> None:
    if findings.keys() != responses.keys() or rulings.keys() != reopened.keys():
        raise Refused(_("Please say about every answer, and every contested milestone, what the committee found."))
    if any(found.grade in NEED_WORDS and not found.text.strip() for found in findings.values()):
        raise Refused(_("Please say in words where the city is behind."))
    if not all(ruled.text.strip() for ruled in rulings.values()):
        raise Refused(_("Please give the reason for what was decided about a contested milestone."))


@transaction.atomic
def escalate_check(check: Check) -> bool:
    """Tell the committee and the officials once that a check is overdue. False if there is nothing to tell."""
    hold(check.process)
    rows = Check.objects.to_escalate().select_for_update(of=("self",), no_key=True)
    held = rows.select_related("process__space").filter(pk=check.pk).first()
    if held is None:
        return False
    people, process = offices(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE), held.process
    day = held.due_on.isoformat()
    occasion = f"{held.subject}:overdue"
    tell(people, "check_overdue", process, occasion=occasion, url=held.get_absolute_url(), due=day)
    Check.objects.filter(pk=held.pk).update(escalated_at=timezone.now())
    record(held, "overdue", facts={"number": held.n, "due": day})
    return True


@transaction.atomic
def escalate_promise(response: Response) -> bool:
    """Tell who watches over it once that a promise without milestones is unkept. False if there is nothing to tell."""
    hold(response.process)
    Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    # Asked under the lock: whoever held it before has minuted what they told.
    held = promises_to_escalate().for_list().filter(pk=response.pk).first()
    if held is None or held.done_by is None:
        return False
    day = held.done_by.isoformat()
    occasion, facts = f"{held.subject}:{Response.UNKEPT}:{day}", {"answer": str(held), "due": day}
    people = watchers(held.department)
    tell(people, "promise_overdue", held.process, occasion=occasion, url=held.get_absolute_url(), **facts)
    record(held, Response.UNKEPT, facts={"number": held.recommendation.number, "due": day})
    return True


def remind_of_check(check: Check) -> None:
    """Remind the committee, once for each day on which a check is due."""
    day = check.due_on.isoformat()
    occasion = f"{check.subject}:due:{day}"
    people = offices(Role.CHAIR, Role.COMMITTEE)
    tell(people, "check_due", check.process, occasion=occasion, url=check.get_absolute_url(), due=day)
