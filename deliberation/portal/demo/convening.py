"""How a process of the demo comes about: set up, composed, agreed, convened, seats filled."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from io import StringIO
from typing import Any

from deliberation.accounts.models import User
from deliberation.agendas.models import Agenda
from deliberation.opinions.models import Statement
from deliberation.panels.actions import import_seats, take_seat
from deliberation.panels.models import Seat
from deliberation.portal.demo.city import City
from deliberation.portal.demo.conflicts import Conflict
from deliberation.portal.demo.stories import Story
from deliberation.processes.convening import (
    add_stage,
    amend_charter,
    convene,
    edit_stage,
    endorse,
    freeze,
    prepare_process,
)
from deliberation.processes.models import Charter, Endorsement, Process, Stage
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role

Agree = Endorsement.Stand.AGREE
SEXES = ("여성", "남성")
AGES = ("19~29세", "30대", "40대", "50대", "60대", "70세 이상")
MORNING = timedelta(hours=10)


@dataclass
class Case:
    """A conflict with its process, and what the later chapters of its story need of the earlier."""

    city: City
    conflict: Conflict
    first_day: date
    process: Process = field(default_factory=Process)
    speakers: list[User] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    taken: dict[int, Seat] = field(default_factory=dict)  # by person, in an open process
    groups: dict[int, int] = field(default_factory=dict)  # by seat: whose leanings it has

    def stage(self, kind: str, position: int | None = None) -> Stage:
        """The stage as it is now."""
        stages = Stage.objects.select_related("process__space").filter(process=self.process, kind=kind)
        return stages.get(position=position) if position else stages.get()

    def seat_of(self, user: User) -> Seat:
        """The person's seat, which in an open process they take when they come first."""
        if self.conflict.preset != "open_online":
            return next(seat for seat in self.seats if seat.user_id == user.pk)
        if user.pk not in self.taken:
            self.taken[user.pk] = take_seat(self.process, user)
        return self.taken[user.pk]

    @cached_property
    def statements(self) -> list[Statement]:
        """In the order of the conflict's own list, in which they were admitted; asked for when all of them are."""
        return list(Statement.objects.admitted().filter(stage__process=self.process).order_by("number"))

    def before(self, days: int, hour: float) -> datetime:
        """An hour of a day before the first."""
        days_ago = (self.city.day(0) - self.first_day).days + days
        return self.city.moment(days_ago, hour)


def convened(case: Case, agenda: Agenda, *, lasting: dict[int, timedelta] | None = None) -> Story:
    """From the agenda to the convened process; ``lasting`` are stages, by position, that take longer than preset."""
    yield case.before(32, 10)
    set_up(case, agenda)
    yield case.before(31, 11)
    compose(case, lasting or {})
    appoint(case.process.space, case.city.facilitator, Role.FACILITATOR, by=case.city.official)
    yield case.before(27, 14)
    charter = write_charter(case)
    yield case.before(24, 10)
    name_speakers(case)
    yield from agreed(case, charter)
    yield case.before(12, 10)
    freeze(charter, by=case.city.official)
    yield case.before(11, 9)
    convene(case.process, by=case.city.official)


def set_up(case: Case, agenda: Agenda) -> None:
    conflict = case.conflict
    case.process = prepare_process(
        agenda,
        preset=conflict.preset,
        first_day=case.first_day,
        by=case.city.official,
        slug=conflict.slug,
        title=conflict.title,
        reason=conflict.departure,
        title_en=conflict.title_en,
        summary=conflict.summary,
        summary_en=conflict.summary_en,
    )
    Process.objects.filter(pk=case.process.pk).update(demo=True)


def compose(case: Case, lasting: dict[int, timedelta]) -> None:
    """Name the places of meetings, move what follows a stage that takes longer, and add stages of its own."""
    later = timedelta()
    for stage in case.process.stages.order_by("position"):
        longer = lasting.get(stage.position, timedelta())
        changed: dict[str, Any] = {}
        if later or longer:
            changed = {"opens_at": stage.opens_at + later, "closes_at": stage.closes_at + later + longer}
        if stage.position in case.conflict.places:
            changed["settings"] = stage.settings | {"place": case.conflict.places[stage.position]}
        if changed:
            edit_stage(stage, by=case.city.facilitator, **changed)
        later += longer
    for step in case.conflict.more_stages:
        opens_at, closes_at = step.window(case.first_day)
        named = {"title": step.title, "title_en": step.title_en}
        add_stage(case.process, kind=step.kind, opens_at=opens_at, closes_at=closes_at, **named)


def write_charter(case: Case) -> Charter:
    conflict, ballot = case.conflict, case.stage("ballot")
    return amend_charter(
        case.process.charters.get(),
        by=case.city.official,
        question=conflict.question,
        question_en=conflict.question_en,
        sides=conflict.sides,
        selection=conflict.selection,
        selection_en=conflict.selection_en,
        decides=ballot.title,
        rule=conflict.rule,
        rule_en=conflict.rule_en,
        announce_at=ballot.closes_at + MORNING,
        promise=conflict.promise,
        promise_en=conflict.promise_en,
        answer_days=conflict.answer_days,
    )


def name_speakers(case: Case) -> None:
    """A representative for each side; in one process the one who can be entered with one click."""
    for side in case.conflict.sides:
        ours = side["name"] == case.conflict.entered_side
        speaker = case.city.entered["side"] if ours else case.city.people.pop()
        appoint(case.process.space, speaker, Role.SIDE, by=case.city.official, label=side["name"])
        case.speakers.append(speaker)


def agreed(case: Case, charter: Charter) -> Story:
    first, second = case.speakers
    yield case.before(19, 15)
    endorse(charter, by=first, stand=Agree)
    yield case.before(17, 11)
    objection = case.conflict.objection
    endorse(charter, by=second, stand=Endorsement.Stand.OBJECT if objection else Agree, text=objection)
    yield case.before(15, 16)
    endorse(charter, by=case.city.chair, stand=Agree)


def seated(case: Case, entered: tuple[User, ...] = ()) -> Story:
    """The list of the draw is entered; people who can be entered with one click may stand on it."""
    yield case.before(6, 14)
    case.seats = import_seats(case.process, drawn_list(case, entered), by=case.city.official)


def drawn_list(case: Case, entered: tuple[User, ...]) -> bytes:
    """The file that an office would keep: code, name, contact and strata of each person drawn."""
    known = [(user.display_name, user.email or "", user.district) for user in entered]
    others = [(case.city.name(), "", case.city.district()) for _n in range(case.conflict.people - len(known))]
    file = StringIO()
    table = csv.writer(file)
    table.writerow(["번호", "이름", "연락처", "거주지", "성별", "연령대"])
    for n, (name, contact, district) in enumerate(known + others, start=1):
        sex, age = case.city.random.choice(SEXES), case.city.random.choice(AGES)
        table.writerow([f"{n:03}", name, contact, district, sex, age])
    return file.getvalue().encode()
