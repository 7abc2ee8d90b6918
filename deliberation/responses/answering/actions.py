"""What officials do with an answer: draft it, hear other departments, extend the deadline once, submit it; somebody
else publishes it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.agendas.proposals.actions import last_instant
from deliberation.algorithms.text import bigrams
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.processes.models import Charter, Process
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.responses.answering.models import BudgetLine, Opinion, Response
from deliberation.responses.checking.planning import plan_check
from deliberation.responses.rulebook import AnswerRules, first_instant
from deliberation.responses.telling import followers, offices, tell
from deliberation.spaces.access import roles_in
from deliberation.spaces.models import Role

ANSWERED_FOR = [Recommendation.State.ADOPTED, Recommendation.State.AMENDED]


class Overtaken(Refused):
    """Somebody has saved another draft since the official opened it. ``current`` is how it stands now."""

    def __init__(self, current: Response):
        told = _("Somebody has saved another draft of the answer to “%(answer)s” meanwhile. Please read it first.")
        super().__init__(told % {"answer": current})
        self.current = current


@transaction.atomic
def begin_answers(adoption: Adoption, on: date) -> None:
    """Start the clock of every adopted recommendation, from the day on which they were handed over.

    Called in the transaction of the handing over. A repetition is harmless.
    """
    process = adoption.stage.process
    rules, charter = AnswerRules.objects.in_force(), process.charters.filter(state=Charter.State.FROZEN).first()
    promised = charter if charter and charter.promise else None
    days = promised.answer_days if promised else rules.days
    due_at = last_instant(first_instant(on), days)
    basis, basis_en = (promised.promise, promised.promise_en) if promised else (rules.basis, "")
    adopted = process.recommendations.filter(state__in=ANSWERED_FOR, citys_answer=None).order_by("pk")
    for recommendation in adopted.select_related("process__space"):
        response = Response.objects.create(
            recommendation=recommendation, rules=rules, basis=basis, basis_en=basis_en, begun_on=on, due_at=due_at
        )
        facts = {"number": recommendation.number, "due": due_day(due_at).isoformat()}
        record(response, "begin", facts=facts)


def due_day(due_at: datetime) -> date:
    """The last day of a term: its deadline is the midnight that ends it."""
    return timezone.localdate(due_at - timedelta.resolution)


@transaction.atomic
def draft_answer(
    response: Response, given: Mapping[str, Any], *, budget: Mapping[int, int], version: int, by
) -> Response:
    """Save a draft that nobody but officials sees; the first one says that the city considers the recommendation.

    What had been submitted is taken back. ``given`` are columns of the draft, ``budget`` million won by year. Refused
    once it is published; raises :class:`Overtaken` when somebody has saved another draft since ``version``.
    """
    held = held_response(response)
    _refuse_published(held)
    _refuse_overtaken(held, version)
    held.version += 1
    for name, value in given.items():
        setattr(held, name, value)
    held.save(update_fields=["version", *given])
    held.budget.exclude(year__in=budget).delete()
    BudgetLine.objects.bulk_create(
        [BudgetLine(response=held, year=year, million=million) for year, million in sorted(budget.items())],
        update_conflicts=True,
        unique_fields=["response", "year"],
        update_fields=["million"],
    )
    if held.state == Response.State.WAITING:
        advance(held, "take_up", by=by, role="official", facts={"number": held.recommendation.number})
    elif held.state == Response.State.SUBMITTED:
        facts = {"number": held.recommendation.number}
        advance(held, "take_back", by=by, role="official", facts=facts, submitted_by=None)
    return held


@transaction.atomic
def submit_answer(response: Response, version: int, *, by) -> None:
    """Lay a complete draft before somebody else, who publishes it. Refused when it has been changed since."""
    held = held_response(response)
    _refuse_published(held)
    _refuse_overtaken(held, version)
    _refuse_incomplete(held)
    advance(held, "submit", by=by, role="official", facts={"number": held.recommendation.number}, submitted_by=by)


@transaction.atomic
def ask_department(response: Response, department: str, *, by) -> Opinion:
    """Ask another department for its opinion. A department is asked once."""
    held = held_response(response)
    _refuse_published(held)
    if held.opinions.filter(department=department).exists():
        raise Refused(_("This department has been asked already."))
    opinion = Opinion.objects.create(response=held, department=department)
    record(held, "ask_opinion", by=by, role="official", facts={"departments": held.opinions.count()})
    return opinion


@transaction.atomic
def note_opinion(opinion: Opinion, text: str, *, by) -> None:
    """Enter what the department says. Refused once it has been entered or given up, or the answer is published."""
    held = held_response(opinion.response)
    _end_question(held, opinion, text=text, given_at=timezone.now())
    record(held, "note_opinion", by=by, role="official", facts={"opinions": held.opinions.exclude(text="").count()})


@transaction.atomic
def withdraw_question(opinion: Opinion, reason: str, *, by) -> None:
    """Wait no longer for a department that stays silent; the reason is published with the answer."""
    if not reason.strip():
        raise Refused(_("Please give the reason: it is published."))
    held = held_response(opinion.response)
    _end_question(held, opinion, withdrawal_reason=reason.strip(), withdrawn_at=timezone.now())
    withdrawn = held.opinions.exclude(withdrawn_at=None).count()
    record(held, "withdraw_opinion", by=by, role="official", facts={"departments": withdrawn})


def _end_question(response: Response, opinion: Opinion, **fields: Any) -> None:
    """Once only, of a response that is held and not published."""
    _refuse_published(response)
    asked = response.opinions.get(pk=opinion.pk)
    if asked.given_at:
        raise Refused(_("The opinion of this department has been entered already."))
    if asked.withdrawn_at:
        raise Refused(_("The question to this department has been withdrawn."))
    Opinion.objects.filter(pk=asked.pk).update(**fields)


@transaction.atomic
def extend_answers(process: Process, keys: Collection[int], *, until: date, reason: str, by) -> None:
    """Put off the deadline of these responses, each once and before it has passed, with a published reason."""
    rows = held_responses(process, keys)
    if not reason.strip():
        raise Refused(_("Please give the reason of the extension: it is published."))
    due_at = last_instant(first_instant(until), 0)
    for row in rows:
        _refuse_published(row)
        _refuse_extension(row, until)
    day = until.isoformat()
    occasion = f"{process.subject}:extended:{day}:{min(keys)}"
    tell(followers(process), "answers_extended", process, occasion=occasion, url=page_of(process), until=day)
    for row in rows:
        Response.objects.filter(pk=row.pk).update(due_at=due_at, extended_from=row.due_at, extension_reason=reason)
        record(row, "extend", by=by, role="official", facts={"number": row.recommendation.number, "due": day})


def _refuse_extension(response: Response, until: date) -> None:
    if response.extended_from:
        raise Refused(_("The deadline of “%(answer)s” has been extended once already.") % {"answer": response})
    if response.is_overdue:
        raise Refused(_("The deadline has passed. What is overdue is answered, not extended."))
    wrong = wrong_in_extension(response, until)
    if wrong:
        raise Refused(wrong)


def last_day_of_extension(response: Response) -> date:
    """The latest day to which the rules let the deadline be put off."""
    return due_day(response.due_at) + timedelta(days=response.rules.extension_days)


def wrong_in_extension(response: Response, until: date) -> str:
    """Why the deadline cannot be put off until this day, in words; empty where it can."""
    latest = last_day_of_extension(response)
    if due_day(response.due_at) < until <= latest:
        return ""
    return _("Please give a day after the deadline, until %(day)s at the latest.") % {"day": latest}


def missing_in_answer(response: Response) -> dict[str, str]:
    """What a draft still lacks before it can be published, in words, by the column that it concerns."""
    promises = response.verdict in Response.PROMISES
    reasons = {}
    if not response.verdict:
        reasons["verdict"] = _("Say whether the city accepts the recommendation.")
    if response.verdict in (Response.Verdict.PARTLY, Response.Verdict.DECLINED) and not response.reason:
        reasons["reason"] = _("Give the reason why it is not accepted, or only partly.")
    if promises and not response.plan:
        reasons["plan"] = _("Say what the city will do.")
    if promises and not response.done_by:
        reasons["done_by"] = _("Say by when it will be done.")
    elif response.done_by and response.done_by < timezone.localdate():
        reasons["done_by"] = _("This day has passed. Please give a later one.")
    if not response.department:
        reasons["department"] = _("Name the department in charge.")
    if not response.signed_by:
        reasons["signed_by"] = _("Say in whose name the city answers.")
    if any(opinion.is_awaited for opinion in response.opinions.all()):
        reasons["opinions"] = _("Enter the opinion of every department that was asked, or withdraw the question.")
    return reasons


@transaction.atomic
def publish_answers(process: Process, versions: Mapping[int, int], *, by) -> list[Response]:
    """Publish what was submitted, ``versions`` by the responses' keys as they were reviewed: all of them or none.

    Refused when one is published, not submitted, incomplete, or has been changed since, and to whoever submitted one.
    Participants and proposers are told once.
    """
    rows = held_responses(process, versions)
    for row in rows:
        _refuse_published(row)
        _refuse_overtaken(row, versions[row.pk])
        if row.state != Response.State.SUBMITTED:
            raise Refused(_("The answer to “%(answer)s” has not been submitted yet.") % {"answer": row})
        _refuse_incomplete(row)
        if row.submitted_by_id == by.pk:
            raise Refused(_("You have submitted “%(answer)s” yourself: somebody else publishes it.") % {"answer": row})
    occasion = f"{process.subject}:answers:{min(versions)}"
    tell(followers(process), "answers_published", process, occasion=occasion, url=page_of(process), count=len(rows))
    if any(row.verdict in Response.PROMISES for row in rows):
        plan_check(process)
    now = timezone.now()
    role = "official" if f"city:{Role.OFFICIAL}" in roles_in(by, process.space) else "administrator"
    for row in rows:
        facts = {"number": row.recommendation.number, "verdict": row.verdict, "digest": digest(content(row))}
        words = [row.recommendation.title, row.reason, row.reason_en, row.plan, row.plan_en, row.department]
        found_by = bigrams(" ".join(words))
        advance(row, "publish", by=by, role=role, facts=facts, answered_at=now, bigrams=found_by)
    return rows


def content(response: Response) -> dict[str, Any]:
    """What the check value of a published answer covers; its English, where it has any."""
    english = {name: getattr(response, name) for name in ("reason_en", "plan_en")}
    return {name: text for name, text in english.items() if text} | {
        "verdict": response.verdict,
        "reason": response.reason,
        "plan": response.plan,
        "department": response.department,
        "done_by": response.done_by.isoformat() if response.done_by else None,
        "budget": {str(line.year): line.million for line in response.budget.all()},
        "budget_source": response.budget_source,
        "signed_by": response.signed_by,
    }


@transaction.atomic
def escalate_answers(process: Process) -> int:
    """Tell officials and the committee once that deadlines have passed; returns of how many answers."""
    hold(process)
    late = Response.objects.of(process).to_escalate().select_related("recommendation__process__space")
    rows = list(late.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not rows:
        return 0
    people = offices(Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE)
    occasion = f"{process.subject}:overdue:{rows[0].pk}"
    tell(people, "answers_overdue", process, occasion=occasion, url=page_of(process), count=len(rows))
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(escalated_at=timezone.now())
    for row in rows:
        record(row, "overdue", facts={"number": row.recommendation.number, "due": due_day(row.due_at).isoformat()})
    return len(rows)


def remind_of_answers(responses: Iterable[Response]) -> None:
    """Remind officials of deadlines that come near, once for each process and deadline. Of one process."""
    by_day: dict[date, list[Response]] = {}
    for row in responses:
        by_day.setdefault(due_day(row.due_at), []).append(row)
    for day, rows in by_day.items():
        process = rows[0].process
        occasion = f"{process.subject}:due:{day.isoformat()}"
        facts = {"count": len(rows), "due": day.isoformat()}
        tell(offices(Role.OFFICIAL), "answers_due", process, occasion=occasion, url=page_of(process), **facts)


def page_of(process: Process) -> str:
    return reverse("responses:process", args=[process.slug])


def held_responses(process: Process, keys: Collection[int]) -> list[Response]:
    """The rows alone, by ascending key, after their process. Refused when one is not of this process, or none given."""
    hold(process)
    rows = Response.objects.of(process).filter(pk__in=keys).select_related("recommendation__process__space", "rules")
    found = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not found or len(found) != len(keys):
        raise Refused(_("Please choose at least one recommendation."))
    return found


def held_response(response: Response) -> Response:
    return held_responses(response.process, [response.pk])[0]


def _refuse_published(response: Response) -> None:
    if response.is_answered:
        raise Refused(_("The answer to “%(answer)s” has been published already.") % {"answer": response})


def _refuse_incomplete(response: Response) -> None:
    if missing_in_answer(response):
        raise Refused(_("The answer to “%(answer)s” is not complete yet.") % {"answer": response})


def _refuse_overtaken(response: Response, version: int) -> None:
    if response.version != version:
        raise Overtaken(response)
