"""What is done with a process under way: input, stages, dates, pauses. How one is convened is in ``convening``."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.accounts.templatetags.words import moment
from deliberation.agendas.models import Agenda
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Charter, Process, Rescheduling, Stage, Suspension
from deliberation.spaces.access import roles_in
from deliberation.spaces.models import Membership, Role, Space

# What rooms above do once a stage has been closed for good; a fault of theirs opens nothing again.
CLOSED: list[Callable[[Stage], None]] = []


def hold_open(stage: Stage, *, alone: bool = False) -> None:
    """Hold a stage open for one write: the process, then the stage, then the clock, then the state.

    Call it first in every transaction that stores input. Until that transaction ends nobody can close, reschedule or
    suspend; raises Refused, in words for the reader, when the stage accepts no input now. ``alone`` lets no other write
    in meanwhile, for what is numbered in the stage.
    """
    process = stage.process
    hold(process)
    if alone:
        stage.refresh_from_db(from_queryset=Stage.objects.select_for_update(no_key=True))
    else:
        hold(stage)
    stage.process = process
    now = timezone.now()
    if not stage.is_open(now):
        raise Refused(_why_no_input(stage, now))


def hold_unclosed(stage: Stage) -> None:
    """Hold a prepared stage of a running process for what may come after the last input, as merging and answering."""
    process = stage.process
    hold(process)
    hold(stage)
    stage.process = process
    if process.state != Process.State.RUNNING:
        raise Refused(_("The process is not under way."))
    if stage.state != Stage.State.READY:
        raise Refused(_("This stage has ended, or has not begun yet."))


def _why_no_input(stage: Stage, now: datetime) -> str:
    if stage.process.state == Process.State.SUSPENDED:
        return _("The process is suspended. It goes on when the city resumes it; the dates move by the pause.")
    if stage.state == Stage.State.CLOSED or now >= stage.closes_at:
        return _("This stage closed at %(moment)s. What you entered before that counts.") % {
            "moment": moment(stage.closes_at)
        }
    if stage.state == Stage.State.PLANNED:
        return _("This stage is not prepared yet. It will open at %(moment)s at the earliest.") % {
            "moment": moment(stage.opens_at)
        }
    return _("This stage opens at %(moment)s.") % {"moment": moment(stage.opens_at)}


def _lock(stage: Stage) -> None:
    """Hold the process and lock the stage for a step, reading it as it is now."""
    process = stage.process
    hold(process)
    stage.refresh_from_db(from_queryset=Stage.objects.select_for_update())
    stage.process = process


def missing_before_ready(stage: Stage) -> list[str]:
    """What must be done before the stage can be prepared; the page shows it, the step enforces it."""
    reasons = []
    if stage.process.state != Process.State.RUNNING:
        reasons.append(_("The process is not under way."))
    if stage.closes_at <= timezone.now():
        reasons.append(_("The closing time has passed. Give the stage new dates first."))
    return reasons + kind_of(stage).missing_before_ready(stage)


@transaction.atomic
def prepare_stage(stage: Stage, *, by=None) -> Entry:
    """Check and freeze what the stage rests on, so that it opens by the clock. Refused with all that is missing."""
    _lock(stage)
    demand(missing_before_ready(stage))
    refuse_late(stage, "prepare")
    return advance(
        stage, "prepare", by=by, role=role_of(by, stage.space), facts=window(stage) | kind_of(stage).prepare(stage)
    )


def missing_before_closed(stage: Stage) -> list[str]:
    """What must happen before the stage can be closed; the page shows it, the step enforces it."""
    reasons = []
    if stage.process.state != Process.State.RUNNING:
        reasons.append(_("The process is not under way."))
    if stage.state == Stage.State.PLANNED:
        reasons.append(_("The stage was never prepared."))
    if stage.closes_at > timezone.now():
        reasons.append(_("The stage runs until %(moment)s.") % {"moment": moment(stage.closes_at)})
    return reasons + kind_of(stage).missing_before_closed(stage)


@transaction.atomic
def close_stage(stage: Stage, *, by=None) -> Entry:
    """Count and close a stage whose time is over, once, whoever else tries; the step may come late, input may not."""
    _lock(stage)
    demand(missing_before_closed(stage))
    refuse_late(stage, "close")
    for follow in CLOSED:
        transaction.on_commit(partial(follow, stage), robust=True)
    return advance(
        stage, "close", by=by, role=role_of(by, stage.space), facts=window(stage) | kind_of(stage).close(stage)
    )


@transaction.atomic
def close_early(stage: Stage, *, by, reason: str) -> Entry:
    """End an open stage now: its closing time becomes this moment, with a published reason, and it is closed."""
    _lock(stage)
    now = timezone.now()
    if not stage.is_open(now):
        raise Refused(_why_no_input(stage, now))
    demand(_against_reason(reason))
    _change_dates(stage, stage.opens_at, now, by=by, reason=reason)
    return close_stage(stage, by=by)


@transaction.atomic
def reschedule(stage: Stage, *, opens_at: datetime, closes_at: datetime, by, reason: str) -> Rescheduling:
    """Give an unfinished stage new dates; the reason is published and the participants are told.

    An opening that has passed stays as it is, and no end can lie in the past: input already given keeps counting.
    """
    _lock(stage)
    demand(_against_dates(stage, opens_at, closes_at) + _against_reason(reason))
    return _change_dates(stage, opens_at, closes_at, by=by, reason=reason)


def _change_dates(stage: Stage, opens_at: datetime, closes_at: datetime, *, by, reason: str) -> Rescheduling:
    change = Rescheduling.objects.create(
        stage=stage,
        reason=reason.strip(),
        opened_at=stage.opens_at,
        closed_at=stage.closes_at,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    before = window(stage)
    stage.opens_at, stage.closes_at = opens_at, closes_at
    stage.save(update_fields=["opens_at", "closes_at"])
    tell(stage.process, "rescheduled", occasion=f"rescheduling:{change.pk}", url=stage.get_absolute_url(), stage=stage)
    facts = {"before": before, "after": window(stage)} | digested(change.reason)
    record(stage, "reschedule", by=by, role=role_of(by, stage.space), facts=facts)
    return change


def _against_dates(stage: Stage, opens_at: datetime, closes_at: datetime) -> list[str]:
    now = timezone.now()
    if stage.state == Stage.State.CLOSED or stage.process.state != Process.State.RUNNING:
        return [_("Only the dates of an unfinished stage of a running process can be changed.")]
    reasons = []
    if closes_at <= opens_at:
        reasons.append(_("The end must lie after the beginning."))
    if closes_at < now:
        reasons.append(_("The end cannot lie in the past."))
    if stage.state == Stage.State.READY and stage.opens_at <= now and opens_at != stage.opens_at:
        reasons.append(_("The stage has opened already; only its end can be changed."))
    return reasons


@transaction.atomic
def suspend(process: Process, *, by, reason: str) -> Suspension:
    """Pause a process with a published reason: input is refused until it is resumed."""
    lock_process(process, "suspend")
    demand(_against_reason(reason))
    pause = Suspension.objects.create(process=process, reason=reason.strip())
    tell(process, "suspended", occasion=f"suspension:{pause.pk}", url=process.get_absolute_url())
    advance(process, "suspend", by=by, role=role_of(by, process.space), facts=digested(pause.reason))
    return pause


@transaction.atomic
def resume(process: Process, *, by, reason: str) -> Suspension:
    """End a pause with a published reason.

    Every date of an unfinished stage, deadlines inside it too, and every announcement not yet replaced, that lay ahead
    moves by its length.
    """
    lock_process(process, "resume")
    demand(_against_reason(reason))
    pause = process.suspensions.get(until=None)
    pause.until, pause.reason_to_resume = timezone.now(), reason.strip()
    pause.save(update_fields=["until", "reason_to_resume"])
    length = pause.until - pause.since
    moved = _move_dates(process, pause.since, length)
    tell(process, "resumed", occasion=f"suspension:{pause.pk}:end", url=process.get_absolute_url())
    facts = {"seconds": round(length.total_seconds()), "stages_moved": moved} | digested(pause.reason_to_resume)
    advance(process, "resume", by=by, role=role_of(by, process.space), facts=facts)
    return pause


def _move_dates(process: Process, since: datetime, length: timedelta) -> int:
    def later(field: str) -> Case:
        return Case(When(**{f"{field}__gt": since}, then=F(field) + length), default=F(field))

    # Locked in the order of their keys, as everywhere; the UPDATE alone would take them in any.
    unclosed = Stage.objects.filter(process=process).exclude(state=Stage.State.CLOSED)
    stages = list(unclosed.select_for_update().order_by("pk"))
    keys = [stage.pk for stage in stages if stage.closes_at > since]
    Stage.objects.filter(pk__in=keys).update(opens_at=later("opens_at"), closes_at=later("closes_at"))
    for stage in stages:
        kind_of(stage).postpone(stage, since, length)
    charters = Charter.objects.filter(process=process).exclude(state=Charter.State.REPLACED)
    held = list(charters.select_for_update().order_by("pk").values_list("pk", flat=True))
    Charter.objects.filter(pk__in=held).update(announce_at=later("announce_at"))
    return len(keys)


def missing_before_concluded(process: Process) -> list[str]:
    unfinished = process.stages.exclude(state=Stage.State.CLOSED)
    return [_("“%(stage)s” is not closed yet.") % {"stage": stage} for stage in unfinished]


@transaction.atomic
def conclude(process: Process, *, by) -> Entry:
    """End a process whose stages are all closed."""
    lock_process(process, "conclude")
    demand(missing_before_concluded(process))
    take_along(process, "conclude", by=by)
    return advance(process, "conclude", by=by, role=role_of(by, process.space))


@transaction.atomic
def give_up(process: Process, *, by) -> Entry:
    """End the preparation of a process that is not convened: its agenda waits for another one."""
    lock_process(process, "give_up")
    take_along(process, "give_up", by=by)
    return advance(process, "give_up", by=by, role=role_of(by, process.space))


def take_along(process: Process, step: str, *, by) -> None:
    """Let the agenda of a process take the same step, in the city's minute book: before the process's own is locked.

    The book names the process once it is convened, and one in a closed space never.
    """
    if process.agenda:
        known = step in ("convene", "conclude") and not process.space.closed
        facts = {"process": process.subject} if known else {}
        advance(process.agenda, step, by=by, role=role_of(by, process.space), facts=facts)


def lock_process(process: Process, step: str) -> None:
    """Lock a process for a step, its agenda before it, and read it as it is now."""
    if process.agenda_id:
        Agenda.objects.select_for_update(of=("self",), no_key=True).get(pk=process.agenda_id)
    process.refresh_from_db(from_queryset=Process.objects.select_for_update(of=("self",)))
    refuse_late(process, step)


def refuse_late(obj: Any, step: str) -> None:
    """Refuse before any work what ``advance`` would refuse after it."""
    if obj.state not in obj.STEPS[step][0]:
        raise Refused(_("This step is no longer possible: somebody may have taken it already. Look at the page again."))


def demand(missing: list[str]) -> None:
    if missing:
        raise Refused(" ".join(missing))


def _against_reason(reason: str) -> list[str]:
    return [] if reason.strip() else [_("Please give a reason: it is published with the decision.")]


def digested(reason: str) -> dict[str, str]:
    """A reason as a fact: entries hold no prose, but whoever has the words can see that they are the ones minuted."""
    return {"reason": digest({"reason": reason})}


def role_of(by, space: Space) -> str:
    """As what a person acts in the minutes of a process; the clock acts as nobody."""
    if by is None:
        return ""
    roles = roles_in(by, space)
    if space.kind == Space.Kind.COUNCIL and Role.OFFICIAL not in roles:
        return str(Role.CHAIR)
    return str(Role.FACILITATOR if Role.FACILITATOR in roles else Role.OFFICIAL)


def window(stage: Stage) -> dict[str, str]:
    """The stage's dates as facts: text in UTC, since an entry holds no dates."""
    return {"opens_at": utc_text(stage.opens_at), "closes_at": utc_text(stage.closes_at)}


def utc_text(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tell(process: Process, kind: str, *, occasion: str, url: str, stage: Stage | None = None) -> None:
    """Tell the participants and the staff of a process, in the titles that each reader reads."""
    members = Membership.objects.current().filter(space=process.space_id)
    people = User.objects.filter(pk__in=members.exclude(role=Role.OBSERVER).values("user"), is_active=True)
    facts = titles(process=process) | (titles(stage=stage) if stage else {})
    notify(people, kind, occasion=occasion, url=url, facts=facts)
