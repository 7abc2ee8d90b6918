"""A ballot of a citizen panel, reached by the actions that bring it there in life: on three recommendations, or with a
question of every kind."""

from datetime import timedelta

from django.utils import timezone

from deliberation.ballots.envelope import new_code
from deliberation.ballots.models import Ballot, Question
from deliberation.ballots.preparing.actions import Named, write_question
from deliberation.ballots.voting.actions import cast
from deliberation.panels.models import Seat
from deliberation.processes.actions import prepare_stage
from deliberation.processes.models import Charter, Stage
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.recommendations.scene import Scene, closed, drafted
from tests.standing import standing

CHOICES = ("for", "against", "abstain")
# Each kind with its options, what else it has, and two votes.
KINDS = {
    "decision": (0, {}, ("for", "against")),
    "choice": (4, {}, ("2", "abstain")),
    "forced": (2, {}, ("1", "2")),
    "approval": (4, {}, ("1+3", "none")),
    "score": (3, {}, ("5/0/3", "0/0/0")),
    "schulze": (3, {}, ("2>1>3", "3>2>1")),
    "irv": (3, {}, ("2>1>3", "abstain")),
    "stv": (4, {"seats": 2}, ("4>3>2>1", "1>2>3>4")),
}
NAMES = ("가로수길", "나루터", "다리", "라디오")


def seat(scene: Scene, n: int) -> list[Seat]:
    """``n`` seats, Ben's among them as S001."""
    users = [scene.cast.ben, *(person(f"Voter{i:03}") for i in range(2, n + 1))]
    for user in users[1:]:
        appoint(scene.process.space, user, Role.PARTICIPANT)
    return [
        Seat.objects.create(process=scene.process, user=user, code=f"S{i:03}") for i, user in enumerate(users, start=1)
    ]


@standing
def final(traveller, voters: int = 5) -> Scene:
    """Recommendations are final and everybody has a seat; the meeting before the ballot is over."""
    scene = closed(drafted(traveller), traveller, "drafting")
    seat(scene, voters)
    traveller.move_to(scene.stage("ballot").opens_at + timedelta(hours=1))
    return scene


def ask(scene: Scene, method: str = "choice", options: int = 4, title: str = "", **wording) -> Question:
    """Write a question of the ballot's own."""
    told = {"method": method, "title": title or f"어느 것입니까? ({method})", **wording}
    return write_question(scene.stage("ballot"), told, [Named(name) for name in NAMES[:options]])


@standing
def surveying(traveller, voters: int = 5) -> Scene:
    """The ballot asks nothing about recommendations."""
    scene = final(traveller, voters)
    Stage.objects.filter(pk=scene.stage("ballot").pk).update(settings={"on_recommendations": False})
    return scene


@standing
def asking(traveller, voters: int = 5, kinds=KINDS) -> Scene:
    """Voting is open on a question of each kind, numbered from 1."""
    scene = surveying(traveller, voters)
    for method in kinds:
        options, wording, _votes = KINDS[method]
        ask(scene, method, options, **wording)
    prepare_stage(scene.stage("ballot"), by=scene.cast.ada)
    return scene


@standing
def voting(traveller, voters: int = 5) -> Scene:
    scene = final(traveller, voters)
    prepare_stage(scene.stage("ballot"), by=scene.cast.ada)
    return scene


def ballot_in(scene: Scene) -> Ballot:
    return Ballot.objects.select_related("stage__process__space").get(stage__process=scene.process)


def seats(scene: Scene) -> list[Seat]:
    return list(Seat.objects.filter(process=scene.process).order_by("code"))


def vote(scene: Scene, seat: Seat, *choices: str, code: str = "") -> str:
    """Cast one vote, for everything unless told otherwise; returns its code."""
    code = code or new_code()
    given = dict(enumerate(choices or ("for",) * 3, start=1))
    cast(ballot_in(scene), seat, given, code=code)
    return code


@standing
def voted(traveller, voters: int = 5, absent: int = 1) -> tuple[Scene, dict[int, str]]:
    """All but ``absent`` have voted, each another pattern; with the code of each seat."""
    scene = voting(traveller, voters)
    codes = {}
    for i, voter in enumerate(seats(scene)[: voters - absent]):
        codes[voter.pk] = vote(scene, voter, CHOICES[i % 3], CHOICES[(i // 3) % 3], "for")
    return scene, codes


@standing
def counted(traveller, voters: int = 5, absent: int = 1) -> tuple[Scene, dict[int, str]]:
    """Voting is over and the ballot closed."""
    scene, codes = voted(traveller, voters, absent)
    return closed(scene, traveller, "ballot"), codes


def hour_come(scene: Scene) -> None:
    """The charter's hour of announcement has come."""
    Charter.objects.filter(process=scene.process).update(announce_at=timezone.now() - timedelta(minutes=1))


def stage_again(scene: Scene) -> Stage:
    return Stage.objects.select_related("process__space").get(pk=scene.stage("ballot").pk)
