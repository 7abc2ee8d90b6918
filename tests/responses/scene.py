"""Recommendations handed to the mayor, and how the city goes on with them, reached by the actions of life.

The first is adopted, the second adopted with amendments, the third dropped: the city answers two.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from deliberation.accounts.models import Channel, User
from deliberation.recommendations.adoption.actions import deliver_recommendation
from deliberation.responses.answering.actions import draft_answer, publish_answers, submit_answer
from deliberation.responses.contesting.actions import contest
from deliberation.responses.following.actions import plan_milestone, report
from deliberation.responses.models import Check, Contest, Milestone, Response
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space
from tests.cast import person
from tests.recommendations.scene import Scene, signed
from tests.spaces.files import upload
from tests.standing import standing

ANSWER = {
    "verdict": "accepted",
    "reason": "",
    "plan": "점검 결과를 달마다 누리집에 공개합니다.",
    "department": "에너지정책과",
    "done_by": None,
    "budget_source": "시비",
    "signed_by": "인천광역시장",
}
DECLINED = ANSWER | {"verdict": "declined", "reason": "국비 지원이 끊겼습니다.", "plan": "", "done_by": None}

# Both texts in English, too.
ENGLISH = {"reason_en": "National funds have ended.", "plan_en": "Inspections are published every month."}


def later(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@standing
def handed_over(traveller) -> Scene:
    scene = signed(traveller)
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    return scene


def responses(scene: Scene) -> list[Response]:
    return list(Response.objects.of(scene.process).select_related("rules").for_list())


def accepted(days: int = 60) -> dict[str, Any]:
    return ANSWER | {"done_by": later(days)}


@standing
def drafted(traveller, *answers: dict[str, Any], scene: Scene | None = None) -> Scene:
    """Drafts of both answers; accepted unless told otherwise."""
    scene = scene or handed_over(traveller)
    for row, given in zip(responses(scene), answers or (accepted(), accepted()), strict=True):
        draft_answer(row, given, budget={2026: 120}, version=0, by=scene.cast.emil)
    return scene


def approver() -> User:
    """An administrator, who publishes what officials submit."""
    known = User.objects.filter(display_name="Iris").first()
    return known or appoint(Space.objects.city(), person("Iris"), Role.ADMINISTRATOR).user


def submitted(scene: Scene, *numbers: int) -> dict[int, int]:
    """Submit the drafts of these recommendations, of all unless told otherwise; their versions by key."""
    rows = [row for row in responses(scene) if not numbers or row.recommendation.number in numbers]
    for row in rows:
        submit_answer(row, row.version, by=scene.cast.emil)
    return {row.pk: row.version for row in rows}


def published(scene: Scene, *numbers: int) -> None:
    publish_answers(scene.process, submitted(scene, *numbers), by=approver())


@standing
def answered(traveller, *answers: dict[str, Any], scene: Scene | None = None) -> Scene:
    scene = drafted(traveller, *answers, scene=scene)
    published(scene)
    return scene


def planned(scene: Scene, title: str = "점검 결과 공개", days: int = 40) -> Milestone:
    first = responses(scene)[0]
    return plan_milestone(first, title=title, due_on=later(days), by=scene.cast.emil)


def again(milestone: Milestone) -> Milestone:
    return Milestone.objects.for_list().select_related("response__rules").get(pk=milestone.pk)


def finished(scene: Scene, milestone: Milestone | None = None) -> Milestone:
    milestone = milestone or planned(scene)
    report(milestone, "finish", text="누리집을 열었습니다.", uploads=[upload()], by=scene.cast.emil)
    return again(milestone)


def contested(milestone: Milestone, people: int, by: User | None = None) -> list[Contest]:
    """By somebody new each time, unless it is said who."""
    made = []
    for _n in range(people):
        someone = by or person(f"Citizen-{User.objects.count()}")
        link = "https://example.org/photo"
        made.append(contest(milestone, text="아직 열리지 않았습니다.", link=link, by=someone, channel=Channel.WEB))
    return made


def the_check(scene: Scene) -> Check:
    return Check.objects.waiting().for_list().get(process=scene.process)
