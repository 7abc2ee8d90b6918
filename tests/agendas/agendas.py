"""Agendas of each route, made by the actions that make them."""

from deliberation.agendas.models import Agenda
from deliberation.agendas.screening.actions import choose_agenda, screen_proposal
from deliberation.spaces.actions import decide
from tests.agendas.proposing import screening
from tests.cast import Cast
from tests.sittings import in_session
from tests.standing import standing

REASON = "많은 시민이 관심을 가지는 사안입니다."


@standing
def chosen(cast: Cast, title: str = "해상풍력의 조건은 무엇인가?", kind: str = "committee", **more) -> Agenda:
    """One that the committee chose without a proposal."""
    return choose_agenda(title, kind=kind, sitting=in_session(), by=cast.hana, reason=REASON, **more)


@standing
def selected(cast: Cast, conflict=None, **texts: str) -> Agenda:
    """One that came from Finn's proposal."""
    given = {"sitting": in_session(), "by": cast.dora, "reason": REASON, "conflict": conflict}
    agenda = screen_proposal(screening(cast.finn, **texts), "select", **given)
    assert agenda
    return agenda


def hide(agenda: Agenda, cast: Cast) -> None:
    """A moderator hides the proposal that it came from."""
    decide(agenda.proposal.item, "hide", by=cast.emil, version=1, reason="개인정보가 들어 있습니다.")
