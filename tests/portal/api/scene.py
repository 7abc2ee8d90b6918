"""A city of which every kind of public thing can be read, reached by the actions that bring it there in life."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from deliberation.conflicts.casefile.actions import enter_event
from deliberation.opinions.maps.drawing import draw_map
from deliberation.opinions.statements.actions import seed_statement
from deliberation.panels.actions import take_seat
from deliberation.processes.actions import prepare_stage
from deliberation.processes.convening import add_stage, convene, freeze
from deliberation.processes.models import Process, Stage
from deliberation.responses.answering.actions import (
    ask_department,
    draft_answer,
    note_opinion,
    publish_answers,
    submit_answer,
)
from deliberation.responses.checking.actions import Found, record_check
from deliberation.responses.following.actions import plan_milestone, report
from deliberation.responses.models import AnswerRules, Check, Response
from deliberation.rounds.arguments.actions import put_claim
from deliberation.rounds.issues import add_issue
from deliberation.rounds.meetings.scheduling import plan_meeting
from deliberation.rounds.questions.actions import ask
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.agendas.agendas import selected
from tests.agendas.proposing import published
from tests.ballots.scene import counted
from tests.cast import Cast
from tests.conflicts.cases import listed
from tests.opinions.scenes import two_camps
from tests.responses.scene import accepted, approver, contested
from tests.rounds.debates import FOR
from tests.scenes import agreed, prepared
from tests.sittings import in_session
from tests.spaces.files import upload

LISTS = (
    "conflicts",
    "proposals",
    "agendas",
    "processes",
    "statements",
    "opinion-maps",
    "meetings",
    "arguments",
    "questions",
    "recommendations",
    "ballots",
    "responses",
    "milestones",
    "contests",
    "checks",
    "sittings",
    "decisions",
    "books",
    "entries",
)
NEEDED = {"entries": {"book": "city"}}


@dataclass
class City:
    cast: Cast
    open: Process
    panel: Process

    def stage(self, kind: str) -> Stage:
        return self.open.stages.select_related("process__space").get(kind=kind)


def open_process(cast: Cast, slug: str) -> Process:
    """A process open to all, with an argument map and questions to experts, whose stages run from now on."""
    process = prepared(slug, preset="open_online")
    appoint(process.space, cast.ada, Role.FACILITATOR)
    now = timezone.now()
    window = {"opens_at": now + timedelta(minutes=1), "closes_at": now + timedelta(days=10)}
    for kind, title in (("arguments", "논거 따져 보기"), ("questions", "전문가에게 묻기")):
        add_stage(process, kind=kind, title=title, **window)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    add_issue(process, title="충전소는 안전한가", title_en="Are the stations safe?")
    return process


def said_in(process: Process, cast: Cast, clock) -> None:
    """A statement with a map, a claim, a question and a meeting."""
    stages = {stage.kind: stage for stage in process.stages.select_related("process__space")}
    answered = stages["opinion_round"]
    for n in range(3):
        seed_statement(answered, by=cast.ada, text=f"점검 결과를 공개해야 합니다. ({n})")
    for kind in ("opinion_round", "arguments", "questions"):
        prepare_stage(stages[kind], by=cast.ada)
    clock.move_to(max(stages[kind].opens_at for kind in ("opinion_round", "arguments")) + timedelta(hours=1))
    seat = take_seat(process, cast.finn)
    issue = process.issues.get()
    put_claim(stages["arguments"], seat=seat, issue=issue, side=FOR, text="안전거리가 지켜지고 있습니다.")
    ask(stages["questions"], by=seat.user, seat=seat, text="사고가 나면 누가 책임집니까?", issue=issue)
    starts_at = stages["meetings"].opens_at
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    plan_meeting(stages["meetings"], by=cast.ada, title="제1차 토론회", place="시청", **times)


def answered_in(process: Process, cast: Cast) -> None:
    """The first recommendation as if it had been handed over: answered, its milestone contested, the answer checked."""
    recommendation, today = process.recommendations.get(number=1), timezone.localdate()
    given = {"rules": AnswerRules.objects.in_force(), "basis": "시장의 약속", "begun_on": today}
    due_at = timezone.now() + timedelta(days=30)
    response = Response.objects.create(recommendation=recommendation, due_at=due_at, **given)
    note_opinion(ask_department(response, "소방본부", by=cast.emil), "함께 점검합니다.", by=cast.emil)
    draft_answer(response, accepted(), budget={2026: 120}, version=0, by=cast.emil)
    submit_answer(response, 1, by=cast.emil)
    publish_answers(process, {response.pk: 1}, by=approver())
    response.refresh_from_db()
    milestone = plan_milestone(response, title="점검 결과 공개", due_on=today + timedelta(days=40), by=cast.emil)
    report(milestone, "finish", text="누리집을 열었습니다.", uploads=[upload()], by=cast.emil)
    contested(milestone, 1, by=cast.finn)
    found = {response.pk: Found("on_track")}
    check = Check.objects.get(process=process)
    record_check(check, found, {}, sitting=in_session(), reason="점검했습니다.", by=cast.hana)


def city(clock) -> City:
    """One of everything, and a panel whose ballot is closed but not announced."""
    scene, _codes = counted(clock)
    cast = scene.cast
    answered_in(scene.process, cast)
    enter_event(listed(cast), by=cast.emil, on=timezone.localdate(), text="설명회를 열었습니다.")
    selected(cast, title="트램을 놓을 것인가?")
    published(cast.finn)
    process = open_process(cast, "open-online")
    said_in(process, cast, clock)
    answered = process.stages.select_related("process__space").get(kind="opinion_round")
    two_camps(answered, 25)
    draw_map(answered)
    return City(cast, process, scene.process)
