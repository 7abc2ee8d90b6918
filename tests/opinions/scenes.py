"""Opinion rounds for tests, reached by actions."""

from datetime import timedelta

import time_machine
from django.urls import reverse

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import seed_statement
from deliberation.panels.models import Seat
from deliberation.processes.actions import prepare_stage
from deliberation.processes.models import Process, Stage
from tests.cast import Cast, person
from tests.scenes import convened
from tests.standing import standing

SENTENCES = ["안전 점검 결과를 공개해야 합니다.", "설명회를 먼저 열어야 합니다.", "충전소를 더 빨리 늘려야 합니다."]


def seat(process: Process, user, code: str) -> Seat:
    return Seat.objects.create(process=process, user=user, code=code)


@standing
def planned_round(slug: str = "hydrogen", preset: str = "open_online") -> tuple[Stage, Cast]:
    """A round of an open process, whose map everyone may see; one of a panel is sealed until it ends."""
    process, cast = convened(slug, preset=preset)
    stage = process.stages.get(kind="opinion_round")
    seat(process, cast.ben, "A-01")
    return stage, cast


@standing
def ready_round(slug: str = "hydrogen", statements: int = 3, preset: str = "open_online") -> tuple[Stage, Cast]:
    """A prepared round with the facilitator's statements; Ben has a seat in it, Cleo has none."""
    stage, cast = planned_round(slug, preset)
    for n in range(statements):
        seed_statement(stage, by=cast.ada, text=f"{SENTENCES[n % 3]} ({n + 1})")
    prepare_stage(stage, by=cast.ada)
    return stage, cast


def during(stage: Stage):
    """The clock an hour after the stage has opened; for use as a context."""
    return time_machine.travel(stage.opens_at + timedelta(hours=1))


def crowd(stage: Stage, n: int) -> list[Seat]:
    people = [person(f"Citizen{stage.pk}x{i}") for i in range(n)]
    return [seat(stage.process, user, f"C-{i:03}") for i, user in enumerate(people)]


def admitted(stage: Stage) -> list[Statement]:
    return list(Statement.objects.admitted().filter(stage=stage).order_by("number"))


def after(stage: Stage):
    return time_machine.travel(stage.closes_at)


def before_closing(stage: Stage, seconds: float):
    return time_machine.travel(stage.closes_at - timedelta(seconds=seconds))


def two_camps(stage, size: int = 8) -> None:
    statements = admitted(stage)
    for number, seat in enumerate(crowd(stage, 2 * size)):
        side = 1 if number < size else -1
        answer(stage, seat=seat, values={s.pk: side if s.number % 3 else 1 for s in statements})


def address(name: str, stage, *more) -> str:
    return reverse(f"opinions:{name}", args=[stage.process.slug, stage.pk, *more])
