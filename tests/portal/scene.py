"""A busy city: many deliberations, proposals and decisions, reached by the actions that bring them there in life."""

from dataclasses import dataclass
from datetime import date, timedelta

from deliberation.agendas.proposals.actions import cosign
from deliberation.agendas.screening.actions import screen_proposal
from deliberation.opinions.statements.actions import put_statement, seed_statement
from deliberation.panels.actions import take_seat
from deliberation.processes.actions import prepare_stage
from deliberation.processes.convening import convene, freeze
from deliberation.processes.models import Process, Stage
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.agendas.proposing import WEB, published, screening, threshold
from tests.cast import Cast
from tests.restricting import close
from tests.scenes import agreed, prepared
from tests.sittings import in_session
from tests.standing import standing


@dataclass
class Busy:
    cast: Cast
    rounds: list[Stage]
    proposals: list


@standing
def running(cast: Cast, slug: str, preset: str = "open_online", first_day: date | None = None) -> Process:
    """A convened process that Ada facilitates; its first stage opens tomorrow unless told otherwise."""
    process = prepared(slug, preset=preset, first_day=first_day)
    appoint(process.space, cast.ada, Role.FACILITATOR)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    return process


@standing
def open_round(cast: Cast, slug: str, preset: str = "open_online") -> Stage:
    """The prepared opinion round of a process of its own, with one statement."""
    stage = running(cast, slug, preset).stages.get(kind="opinion_round")
    seed_statement(stage, by=cast.ada, text="안전 점검 결과를 공개해야 합니다.")
    prepare_stage(stage, by=cast.ada)
    return stage


def busy(cast: Cast, n: int, clock) -> Busy:
    """``n`` of everything, Ben taking part in all of it; ``clock`` has moved into the opinion rounds."""
    rounds = [open_round(cast, f"process-{i}") for i in range(n)]
    clock.move_to(max(stage.opens_at for stage in rounds) + timedelta(hours=1))
    for _ in range(n):
        screen_proposal(
            screening(cast.finn), "select", sitting=in_session(), by=cast.dora, reason="시민의 관심이 큽니다."
        )
    threshold(n + 5)
    proposals = [published(cast.ben, title=f"물음 {i}: 공원을 늘릴 것인가?") for i in range(n)]
    for stage, proposal in zip(rounds, proposals, strict=True):
        seat = take_seat(stage.process, cast.ben)
        put_statement(stage, seat=seat, text="설명회를 먼저 열어야 합니다.")
        cosign(proposal, by=cast.ben, channel=WEB)
    return Busy(cast, rounds, proposals)


def close_space(process: Process) -> None:
    close(process.space)
