"""Argument maps and questions to experts for tests, reached by actions."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from deliberation.panels.models import Seat
from deliberation.processes.actions import prepare_stage
from deliberation.processes.convening import add_stage, convene, freeze
from deliberation.processes.models import Process, Stage
from deliberation.rounds.arguments.actions import put_claim, rate, reply
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.issues import Issue, add_issue
from deliberation.rounds.questions.actions import ask, route
from deliberation.rounds.questions.models import Question
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import Cast, gather, person
from tests.scenes import SIDES, agreed, prepared
from tests.standing import standing

FOR, SAFETY = (side["name"] for side in SIDES)


def seat(process: Process, user, code: str) -> Seat:
    return Seat.objects.create(process=process, user=user, code=code)


@standing
def planned(kind: str, slug: str = "hydrogen", *, preset: str = "citizen_panel") -> tuple[Stage, Cast]:
    """A stage of this kind in a running process with two issues; Ben has a seat in it, Cleo has none."""
    process = prepared(slug, preset=preset)
    cast = gather(here=process.space)
    opens_at = timezone.now() + timedelta(days=2)
    window = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=10)}
    title = "논거 따져 보기" if kind == "arguments" else "전문가에게 묻기"
    stage = add_stage(process, kind=kind, title=title, **window)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    for title in ("충전소는 안전한가", "누가 비용을 내는가"):
        add_issue(process, title=title)
    seat(process, cast.ben, "A-01")
    return fresh(stage), cast


@standing
def debating(slug: str = "hydrogen", **options) -> tuple[Stage, Cast]:
    stage, cast = planned("arguments", slug, **options)
    prepare_stage(stage, by=cast.ada)
    return stage, cast


@standing
def questioning(slug: str = "hydrogen", **options) -> tuple[Stage, Cast]:
    stage, cast = planned("questions", slug, **options)
    prepare_stage(stage, by=cast.ada)
    return stage, cast


def fresh(stage: Stage) -> Stage:
    return Stage.objects.select_related("process__space").get(pk=stage.pk)


def during(stage: Stage):
    """The clock an hour after the stage has opened; for use as a context."""
    return time_machine.travel(stage.opens_at + timedelta(hours=1))


def after(stage: Stage):
    return time_machine.travel(stage.closes_at)


def crowd(stage: Stage, n: int) -> list[Seat]:
    people = [person(f"Citizen{stage.pk}x{i}") for i in range(n)]
    return [seat(stage.process, user, f"C-{i:03}") for i, user in enumerate(people)]


def issue_of(stage: Stage, number: int = 1) -> Issue:
    return Issue.objects.get(process=stage.process, number=number)


def claim(stage: Stage, by: Seat, text: str = "안전거리가 지켜지고 있습니다.", side: str = FOR, **fields) -> Argument:
    return put_claim(stage, seat=by, issue=fields.pop("issue", issue_of(stage)), side=side, text=text, **fields)


def rated(argument: Argument, seats: list[Seat], *values: int) -> Argument:
    for one, value in zip(seats, values, strict=False):
        rate(argument, seat=one, value=value)
    argument.refresh_from_db()
    return argument


def answered(argument: Argument, by: Seat, text: str = "사고 사례가 있습니다.", stance: int = -1, **fields) -> Argument:
    return reply(argument, seat=by, stance=stance, text=text, **fields)


def asked(stage: Stage, by: Seat, text: str = "사고가 나면 누가 책임집니까?", **fields) -> Question:
    return ask(stage, by=by.user, seat=by, text=text, **fields)


def experts(stage: Stage) -> dict:
    """Iris answers for the first side; the second has somebody without an account."""
    iris = person("Iris")
    appoint(stage.space, iris, Role.EXPERT, label=FOR)
    return {FOR: iris, SAFETY: "최안전 박사(가스안전)"}


def routed(stage: Stage, cast: Cast, question: Question, days: int = 3) -> Question:
    route(question, experts=experts(stage), due_at=timezone.now() + timedelta(days=days), by=cast.ada)
    question.refresh_from_db()
    return question
