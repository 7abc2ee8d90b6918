"""Processes for tests, brought to their state by the actions that bring them there in life."""

from datetime import date, timedelta

from django.utils import timezone

from deliberation.processes.convening import amend_charter, convene, endorse, freeze, prepare_process
from deliberation.processes.models import Charter, Process
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import Cast, gather, person
from tests.standing import standing

SIDES = [
    {"name": "찬성 주민 모임", "name_en": "Residents for it"},
    {"name": "안전 우선 모임", "name_en": "Safety first"},
]
TERMS = {
    "sides": SIDES,
    "selection": "숙의시민단 500명 가운데 성별·연령·지역에 따라 30명을 추첨합니다.",
    "selection_en": "Thirty of the 500 people in the pool are drawn by sex, age and area.",
    "decides": "권고안 표결",
    "rule": "찬성이 반대보다 많은 권고안을 위원회에 올립니다.",
    "rule_en": "Recommendations with more votes for them than against them go to the committee.",
    "promise": "시장은 30일 안에 권고마다 수용 여부와 이유를 답합니다.",
    "promise_en": "The mayor says of each within 30 days whether it is accepted and why.",
}


@standing
def prepared(slug: str = "hydrogen", *, preset: str = "citizen_panel", first_day: date | None = None) -> Process:
    """A process in preparation, whose stages begin tomorrow unless told otherwise."""
    first_day = first_day or timezone.localdate() + timedelta(days=1)
    by = person(f"Official-of-{slug}")
    return prepare_process(
        None, preset=preset, first_day=first_day, by=by, slug=slug, title="수소 생태계를 어떻게 만들까요?"
    )


def agreed(process: Process, cast: Cast) -> Charter:
    """The process's charter, complete and with the word of both sides and of the committee."""
    charter = amend_charter(process.charters.get(), by=cast.emil, **TERMS)
    for side in SIDES:
        speaker = person(f"Speaker-{process.slug}-{SIDES.index(side)}")
        appoint(process.space, speaker, Role.SIDE, label=side["name"])
        endorse(charter, by=speaker, stand="agree")
    endorse(charter, by=cast.hana, stand="agree")
    return charter


@standing
def convened(slug: str = "hydrogen", **fields) -> tuple[Process, Cast]:
    """A process under way with the cast in it: Ada facilitates, Ben takes part."""
    process = prepared(slug, **fields)
    cast = gather(here=process.space)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    return process, cast
