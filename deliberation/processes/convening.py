"""How a process comes about: prepared from a preset, its charter agreed and frozen, then convened."""

from datetime import date, datetime
from typing import Any, cast

from django.db import IntegrityError, models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import User
from deliberation.agendas.agenda.advised import Advised, advised_for
from deliberation.agendas.models import Agenda
from deliberation.conflicts.mediation.actions import held_council
from deliberation.conflicts.mediation.models import Council
from deliberation.ledger.actions import Refused, advance, hold, record
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.notices.actions import notify
from deliberation.notices.kinds import titles
from deliberation.processes.actions import (
    demand,
    digested,
    lock_process,
    refuse_late,
    role_of,
    take_along,
    tell,
    utc_text,
    window,
)
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Charter, Endorsement, Process, Stage
from deliberation.processes.presets import PRESETS, preset_for
from deliberation.spaces.access import roles_in
from deliberation.spaces.models import Membership, Role, Space

COMMITTEE = "committee"  # what an endorsement by the committee speaks for; a side speaks under its own name
TERMS = (
    "question",
    "question_en",
    "sides",
    "selection",
    "selection_en",
    "decides",
    "rule",
    "rule_en",
    "announce_at",
    "promise",
    "promise_en",
    "answer_days",
)


@transaction.atomic
def prepare_process(
    agenda: Agenda | None,
    *,
    preset: str,
    first_day: date,
    by,
    slug: str,
    title: str,
    reason: str = "",
    council: Council | None = None,
    **texts: str,
) -> Process:
    """Set up a process in preparation: its space, its stages on the preset's dates, and an empty charter draft.

    ``texts`` are ``title_en``, ``summary`` and ``summary_en``. The slug is its address for good; refused when another
    process has it. Of an agenda one process is set up at a time; another preset than the advised one takes a reason,
    which is published with the process. One of a closed preset lies in the space of a mediation council, whose ground
    rules are its charter: of the ``council`` given, or of the one at work on the agenda's conflict.
    """
    held = _waiting(agenda) if agenda else None
    advice = _advice_on(held, preset, reason) if held else {}
    closed = _space_of_council(council, held, by) if PRESETS[preset].closed else None
    try:
        with transaction.atomic():
            space = closed or Space.objects.create(
                kind=Space.Kind.PROCESS, parent=Space.objects.city(), name=f"process-{slug}"
            )
            process = Process.objects.create(
                space=space, slug=slug, agenda=held, preset=preset, title=title, **advice, **texts
            )
    except IntegrityError as error:
        raise Refused(_("Another process has this address. Please choose another.")) from error
    Stage.objects.bulk_create(_planned(process, first_day))
    if not closed:
        _draft_charter(process)
    facts: dict[str, Any] = {"preset": preset, "agenda": held.subject if held else None}
    if held:
        take_along(process, "prepare", by=by)
        facts["advised"] = process.advised
    if process.preset_reason:
        facts |= digested(process.preset_reason)
    record(process, "prepare", by=by, role=str(Role.OFFICIAL), facts=facts)
    return process


def _space_of_council(council: Council | None, agenda: Agenda | None, by) -> Space:
    """The space of a council that talks, locked. Refused for who does not keep its papers, and the second time."""
    if council is None and agenda and agenda.conflict_id:
        council = Council.objects.filter(conflict=agenda.conflict_id, state=Council.State.TALKING).first()
    if council is None:
        raise Refused(_("First a mediation council comes together: found it on the page of the conflict."))
    held = held_council(council, Council.State.TALKING)
    if held.founded_by_id != by.pk:
        raise Refused(_("Who keeps the papers of the council sets up its meetings."))
    if Process.objects.filter(space=held.space).exists():
        raise Refused(_("The meetings of this council are set up already."))
    return held.space


def _draft_charter(process: Process) -> None:
    last, deciding = _last_and_deciding(process)
    Charter.objects.create(
        process=process,
        question=process.title,
        question_en=process.title_en,
        decides=deciding.title if deciding else "",
        announce_at=(deciding or last).closes_at,
    )


def _waiting(agenda: Agenda) -> Agenda:
    """The agenda as it is now, locked. Refused when it does not wait for a process."""
    rows = Agenda.objects.select_related("route", "proposal").defer("proposal__bigrams", "proposal__title_grams")
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=agenda.pk)
    if held.state not in Agenda.STEPS["prepare"][0]:
        raise Refused(_("Somebody has set up a process for this agenda already. Look at the agenda's page."))
    if held.is_stub:
        raise Refused(_("A moderator has hidden the proposal that this agenda came from. Settle that first."))
    return held


def departs(preset: str, advised: Advised) -> bool:
    """Whether a preset is another than the one that carries out the advised track, if any does."""
    return preset != preset_for(advised.track)


def _advice_on(agenda: Agenda, preset: str, reason: str) -> dict[str, Any]:
    """What the process keeps of the advice on its agenda, and why it departs from it."""
    advised = advised_for(agenda)
    other = departs(preset, advised)
    if other and not reason.strip():
        raise Refused(_("Please say why another kind of deliberation is chosen: it is published with the process."))
    return {"advice": advised.advice, "advised": advised.track, "preset_reason": reason.strip() if other else ""}


def _last_and_deciding(process: Process) -> tuple[Stage, Stage | None]:
    """The last stage and the one whose result decides, at whose end it can be announced; the charter may say more."""
    stages = list(process.stages.order_by("position"))
    return stages[-1], next((stage for stage in reversed(stages) if kind_of(stage).decides), None)


def _planned(process: Process, first_day: date) -> list[Stage]:
    stages = []
    for position, step in enumerate(PRESETS[process.preset].steps, start=1):
        opens_at, closes_at = step.window(first_day)
        stages.append(
            Stage(
                process=process,
                position=position,
                kind=step.kind,
                title=step.title,
                title_en=step.title_en,
                opens_at=opens_at,
                closes_at=closes_at,
                settings=step.settings,
            )
        )
    return stages


@transaction.atomic
def add_stage(process: Process, *, kind: str, title: str, opens_at: datetime, closes_at: datetime, **fields) -> Stage:
    """Give a process in preparation one more stage, placed after those that open no later."""
    process.refresh_from_db(from_queryset=Process.objects.select_for_update(no_key=True).select_related("space"))
    if process.state != Process.State.PREPARING:
        raise Refused(_("The process has been convened; its stages are fixed."))
    if closes_at <= opens_at:
        raise Refused(_("The end must lie after the beginning."))
    stages = Stage.objects.filter(process=process)
    before = stages.filter(opens_at__lte=opens_at).aggregate(last=Max("position"))["last"] or 0
    stages.filter(position__gt=before).update(position=F("position") + 1)
    window = {"opens_at": opens_at, "closes_at": closes_at}
    return Stage.objects.create(process=process, position=before + 1, kind=kind, title=title, **window, **fields)


@transaction.atomic
def edit_stage(stage: Stage, *, by, **fields: Any) -> Stage:
    """Change title, dates or settings of a stage while its process is being prepared."""
    process = stage.process
    hold(process)
    if process.state != Process.State.PREPARING:
        raise Refused(_("The process has been convened. Dates change by rescheduling, with a reason."))
    for name, value in fields.items():
        setattr(stage, name, value)
    if stage.closes_at <= stage.opens_at:
        raise Refused(_("The end must lie after the beginning."))
    stage.save(update_fields=list(fields))
    return stage


@transaction.atomic
def amend_charter(charter: Charter, *, by, **terms: Any) -> Charter:
    """Change the terms of a charter (``TERMS``) and return the version that holds them.

    A draft on which nobody has spoken changes in place. Once somebody has, or once it is in force, the change is a new
    version, on which everyone speaks again; a version in force holds until the new one is frozen.
    """
    charters = _locked(charter)
    refuse_late(charter, "replace")
    if charter.state == Charter.State.DRAFT and not charter.endorsements.exists():
        for name, value in terms.items():
            setattr(charter, name, value)
        charter.save(update_fields=list(terms))
        ask_for_words(charter)
        return charter
    if charter.state == Charter.State.FROZEN and Charter.State.DRAFT in charters:
        raise Refused(_("A new version is being agreed already."))
    return _next_version(charter, by, terms)


def _locked(charter: Charter) -> dict[str, Charter]:
    """The versions of a charter that are not replaced, by state, locked in the order of their keys; refreshes it.

    Refused when its process is over: then the charter stays as it was.
    """
    process = charter.process
    hold(process)
    if process.state in Process.OVER:
        raise Refused(_("The process is over; its charter stays as it is."))
    open_versions = process.charters.exclude(state=Charter.State.REPLACED).select_for_update().order_by("pk")
    charters = {str(version.state): version for version in open_versions}
    charter.refresh_from_db()
    charter.process = process
    return charters


def _next_version(charter: Charter, by, terms: dict[str, Any]) -> Charter:
    if charter.state == Charter.State.DRAFT:
        advance(charter, "replace", by=by, role=role_of(by, charter.space))
    kept = {name: getattr(charter, name) for name in TERMS}
    new = Charter.objects.create(process=charter.process, version=charter.version + 1, **(kept | terms))
    ask_for_words(new)
    record(new, "amend", by=by, role=role_of(by, charter.space), facts={"version": new.version})
    return new


def ask_for_words(charter: Charter) -> None:
    """Tell the representatives of the sides and the committee that a complete draft waits for their word.

    Each is told once a version; repeating the call tells those who have come since.
    """
    if charter.state != Charter.State.DRAFT or _incomplete(charter):
        return
    sides = models.Q(space=charter.space, role=Role.SIDE)
    committee = models.Q(space__kind=Space.Kind.CITY, role__in=[Role.COMMITTEE, Role.CHAIR])
    speakers = Membership.objects.current().filter(sides | committee).values("user")
    facts = titles(process=charter.process)
    url = charter.get_absolute_url()
    notify(User.objects.filter(pk__in=speakers), "charter_to_agree", occasion=charter.subject, url=url, facts=facts)


@transaction.atomic
def endorse(charter: Charter, *, by, stand: str, text: str = "") -> Endorsement:
    """Put a side's or the committee's word on a draft on record; an objection says what it objects to.

    The last word of a person counts until the charter is frozen.
    """
    hold(charter)
    if charter.state != Charter.State.DRAFT:
        raise Refused(_("This version is no longer open to agreement."))
    if stand == Endorsement.Stand.OBJECT and not text.strip():
        raise Refused(_("Please say what you object to: it is published with the charter."))
    speaks_for = _voice(charter, by)
    endorsement, _new = Endorsement.objects.update_or_create(
        charter=charter,
        user=by,
        defaults={"speaks_for": speaks_for, "stand": stand, "text": text.strip(), "at": timezone.now()},
    )
    role = COMMITTEE if speaks_for == COMMITTEE else str(Role.SIDE)
    record(charter, "endorse", by=by, role=role, facts={"stand": stand, "side": _number_of(charter, speaks_for)})
    return endorsement


def _voice(charter: Charter, by) -> str:
    side = Membership.objects.current().filter(space=charter.space, user=by, role=Role.SIDE).first()
    if side and _number_of(charter, side.label):
        return side.label
    if side:
        raise Refused(_("This version names no side “%(side)s”. Please ask the city.") % {"side": side.label})
    if {f"city:{Role.COMMITTEE}", f"city:{Role.CHAIR}"} & roles_in(by, charter.space):
        return COMMITTEE
    raise Refused(_("Only representatives of the sides and the committee speak on the charter."))


def _number_of(charter: Charter, speaks_for: str) -> int:
    """The side's place in the charter from 1, or 0 for the committee: the minutes hold no names."""
    names = [side["name"] for side in charter.sides]
    return names.index(speaks_for) + 1 if speaks_for in names else 0


def missing_before_frozen(charter: Charter) -> list[str]:
    """What the charter lacks before it can be put in force; the page shows it, the step enforces it."""
    reasons = _incomplete(charter)
    spoken = set(charter.endorsements.values_list("speaks_for", flat=True))
    speakers = Membership.objects.current().filter(space=charter.space, role=Role.SIDE)
    represented = set(speakers.values_list("label", flat=True))
    for side in charter.sides:
        told = {"side": charter.side_named(side["name"])}
        if side["name"] not in spoken | represented:
            reasons.append(_("Nobody represents “%(side)s” yet. Appoint somebody.") % told)
        elif side["name"] not in spoken:
            reasons.append(_("“%(side)s” has neither agreed nor objected yet.") % told)
    if COMMITTEE not in spoken:
        reasons.append(_("The committee has neither agreed nor objected yet."))
    return reasons


def _incomplete(charter: Charter) -> list[str]:
    reasons = [
        _("“%(field)s” is empty.") % {"field": cast(models.Field, charter._meta.get_field(name)).verbose_name}
        for name in ("question", "selection", "decides", "rule", "promise")
        if not getattr(charter, name).strip()
    ]
    if len(charter.sides) < 2:  # noqa: PLR2004 - a conflict has two sides at least
        reasons.append(_("At least two sides must be named."))
    return reasons


@transaction.atomic
def freeze(charter: Charter, *, by) -> Entry:
    """Put a charter in force: from now on it changes only by a new version. Replaces the version in force, if any."""
    charters = _locked(charter)
    refuse_late(charter, "freeze")
    demand(missing_before_frozen(charter))
    former = charters.get(Charter.State.FROZEN)
    if former:
        advance(former, "replace", by=by, role=role_of(by, charter.space))
    stands = list(charter.endorsements.values_list("stand", flat=True))
    facts = {"digest": digest(terms_of(charter)), "agree": stands.count("agree"), "object": stands.count("object")}
    return advance(charter, "freeze", by=by, role=role_of(by, charter.space), facts=facts, frozen_at=timezone.now())


def terms_of(charter: Charter) -> dict[str, Any]:
    """The terms as they are digested: the announcement as text, since it moves with a pause only as minuted."""
    terms = {name: getattr(charter, name) for name in TERMS}
    return terms | {"version": charter.version, "announce_at": utc_text(charter.announce_at)}


def missing_before_convened(process: Process) -> list[str]:
    """What a process lacks before it can be convened; the page shows it, the step enforces it."""
    reasons = []
    of_council = process.space.kind == Space.Kind.COUNCIL  # its ground rules are in force, and its chair presides
    if not of_council and not process.charters.filter(state=Charter.State.FROZEN).exists():
        reasons.append(_("The charter is not in force yet."))
    if not of_council and not Membership.objects.current().filter(space=process.space, role=Role.FACILITATOR).exists():
        reasons.append(_("No facilitator has been appointed."))
    now = timezone.now()
    reasons += [
        _("“%(stage)s” would be over before it begins. Change its dates.") % {"stage": stage}
        for stage in process.stages.all()
        if stage.closes_at <= now
    ]
    return reasons


@transaction.atomic
def convene(process: Process, *, by) -> Entry:
    """Open a process to the public under its frozen charter; stages that freeze nothing are prepared with it."""
    lock_process(process, "convene")
    stages = list(Stage.objects.select_for_update().filter(process=process).order_by("pk"))
    demand(missing_before_convened(process))
    tell(process, "convened", occasion=process.subject, url=process.get_absolute_url())
    take_along(process, "convene", by=by)
    entry = advance(process, "convene", by=by, role=role_of(by, process.space), convened_at=timezone.now())
    for stage in stages:
        stage.process = process
        if kind_of(stage).prepared_when_convened:
            advance(stage, "prepare", by=by, role=role_of(by, process.space), facts=window(stage))
    return entry
