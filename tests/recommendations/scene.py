"""A citizen panel in its drafting stage, and how it goes on, reached by the actions that bring it there in life."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import seed_statement
from deliberation.processes.actions import close_stage, prepare_stage
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.adoption.actions import Verdict, decide_adoption, receive_result, sign_adoption
from deliberation.recommendations.drafting.actions import draft_recommendation
from deliberation.recommendations.models import Adoption, Recommendation
from deliberation.spaces.sittings import Vote
from tests.cast import Cast
from tests.scenes import convened
from tests.sittings import in_session
from tests.standing import standing

TEXTS = (
    "수소 충전소는 주거지에서 충분히 떨어진 곳에 두어야 합니다.",
    "안전 점검 결과를 주민에게 달마다 공개해야 합니다.",
    "지역 청년을 먼저 고용하는 협약이 필요합니다.",
)
TITLES = ("안전 거리와 점검 공개", "지역 일자리 협약", "주민 협의체 상설화")


@dataclass
class Scene:
    process: Process
    cast: Cast

    def stage(self, kind: str) -> Stage:
        stage = self.process.stages.filter(kind=kind).order_by("position").last()
        stage.process = self.process
        return stage

    @property
    def statements(self) -> list[Statement]:
        return list(Statement.objects.filter(stage__process=self.process).order_by("number"))

    def drafts(self) -> list[Recommendation]:
        return list(self.process.recommendations.numbered())

    def adoption(self) -> Adoption:
        return Adoption.objects.select_related("stage__process__space").get(stage__process=self.process)


@standing
def drafting(traveller) -> Scene:
    """The drafting stage is open and three statements are admitted. ``traveller`` moves the clock."""
    process, cast = convened()
    scene = Scene(process, cast)
    admit(scene)
    traveller.move_to(scene.stage("drafting").opens_at + timedelta(hours=1))
    return scene


def admit(scene: Scene) -> None:
    stage = scene.stage("opinion_round")
    for text in TEXTS:
        seed_statement(stage, by=scene.cast.ada, text=text)


@standing
def drafted(traveller) -> Scene:
    """Three drafts of the facilitator, each resting on one statement."""
    scene = drafting(traveller)
    for title, statement in zip(TITLES, scene.statements, strict=True):
        text = f"{title}에 관하여 시는 다음을 시행한다."
        draft_recommendation(scene.stage("drafting"), title=title, text=text, statements=[statement], by=scene.cast.ada)
    return scene


def closed(scene: Scene, traveller, kind: str) -> Scene:
    stage = scene.stage(kind)
    traveller.move_to(stage.closes_at + timedelta(minutes=1))
    close_stage(stage)
    return scene


@standing
def adopting(traveller) -> Scene:
    """Drafting is closed and the adoption prepared, all other stages before it being over without having been held."""
    scene = closed(drafted(traveller), traveller, "drafting")
    adoption = scene.stage("adoption")
    scene.process.stages.filter(position__lt=adoption.position).update(state=Stage.State.CLOSED)
    traveller.move_to(adoption.opens_at + timedelta(hours=1))
    scene.process.charters.update(announce_at=timezone.now() - timedelta(minutes=5))
    prepare_stage(adoption, by=scene.cast.emil)
    return scene


@standing
def received(traveller) -> Scene:
    scene = adopting(traveller)
    receive_result(scene.adoption(), by=scene.cast.dora)
    return scene


def verdicts(scene: Scene) -> dict[int, Verdict]:
    """The first adopted, the second amended, the third dropped."""
    first, second, third = scene.drafts()
    return {
        first.pk: Verdict("adopt"),
        second.pk: Verdict("amend", title="지역 일자리 상생 협약", text="시는 해마다 협약을 맺는다."),
        third.pk: Verdict("drop", reason="법에 따른 협의체가 이미 있습니다."),
    }


@standing
def decided(traveller, scene: Scene | None = None) -> Scene:
    scene = scene or received(traveller)
    decide_adoption(
        scene.adoption(),
        verdicts(scene),
        sitting=in_session(scene.cast.dora, scene.cast.hana),
        vote=Vote(2),
        reason="숙의 결과를 존중합니다.",
        by=scene.cast.hana,
    )
    return scene


@standing
def signed(traveller) -> Scene:
    scene = decided(traveller)
    for member in (scene.cast.dora, scene.cast.hana):
        sign_adoption(scene.adoption(), by=member)
    return scene
