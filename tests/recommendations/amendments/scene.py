"""Participants with seats and amendments of theirs, reached by actions."""

from deliberation.panels.models import Seat
from deliberation.recommendations.amendments.actions import propose, support
from deliberation.recommendations.drafting.actions import draft_recommendation
from deliberation.recommendations.models import Amendment, Recommendation, Sentence
from tests.cast import person
from tests.recommendations.scene import Scene, drafting
from tests.standing import standing

SAFE, OPEN = "시는 주거지와 안전 거리를 둔다.", "점검 결과를 주민에게 달마다 공개한다."
WEEKLY = "점검 결과를 주민에게 주마다 공개한다."
DAILY = "점검 결과를 누구나 날마다 볼 수 있게 한다."
WHY = "한 달은 너무 깁니다."


@standing
def amending(traveller, seats: int = 4) -> tuple[Scene, Recommendation, list[Seat]]:
    """A draft of two sentences and participants, of whom Ben is the first."""
    scene = drafting(traveller)
    people = [scene.cast.ben, *(person(f"Citizen{n}") for n in range(1, seats))]
    taken = [
        Seat.objects.create(process=scene.process, user=user, code=f"A-{n:02}") for n, user in enumerate(people, 1)
    ]
    return scene, drafted(scene), taken


def drafted(scene: Scene) -> Recommendation:
    given = {"title": "안전", "text": f"{SAFE} {OPEN}", "statements": scene.statements[:1], "by": scene.cast.ada}
    return fresh(draft_recommendation(scene.stage("drafting"), **given))


def fresh(recommendation: Recommendation) -> Recommendation:
    return Recommendation.objects.select_related("stage__process__space", "process__space").get(pk=recommendation.pk)


def sentence(recommendation: Recommendation, position: int) -> Sentence:
    return recommendation.sentences.get(position=position)


def change(recommendation: Recommendation, seat: Seat, wording: str = WEEKLY, position: int = 2, **more) -> Amendment:
    of = sentence(recommendation, position)
    given = {"act": "change", "sentence": of, "wording": wording, "reason": WHY} | more
    return propose(fresh(recommendation), seat=seat, **given)


def supported(amendment: Amendment, seats: list[Seat]) -> Amendment:
    for seat in seats:
        support(again(amendment), seat=seat)
    return again(amendment)


def again(amendment: Amendment) -> Amendment:
    return Amendment.objects.for_pages().select_related("recommendation__stage__process").get(pk=amendment.pk)
