"""Steering committees, support groups and contractors in each state, reached by the actions that reach it."""

from datetime import date, timedelta

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.bodies import assisting, steering
from deliberation.agendas.bodies.models import Mandate, Nomination, Preparation, SteeringCommittee, SteeringMember
from deliberation.agendas.models import Agenda
from deliberation.agendas.screening.actions import choose_agenda
from deliberation.spaces.minutes import approve_minutes
from deliberation.spaces.models import Sitting
from deliberation.spaces.sittings import Vote, close_sitting, note_remarks, write_minutes
from tests.cast import Cast, person
from tests.sittings import in_session
from tests.spaces.files import upload
from tests.standing import standing

PLACES = 3
SOURCES = [*Nomination.Source.values, "experts"]
REASON = "여러 분야의 전문성과 균형을 살폈습니다."
TITLE = "인천형 수소생태계 구축"


def last_day(days: int = 90) -> date:
    return timezone.localdate() + timedelta(days=days)


@standing
def chosen(cast: Cast, title: str = TITLE) -> Agenda:
    return choose_agenda(title, kind="committee", by=cast.dora, reason=REASON, sitting=in_session())


def named(source: str, name: str = "김전문") -> dict[str, str]:
    return {
        "name": name,
        "post": "도시계획 교수",
        "source": source,
        "nominated_by": "한국공론학회",
        "reason": "공론화를 여러 번 설계했습니다.",
    }


@standing
def opened(cast: Cast, agenda: Agenda | None = None) -> SteeringCommittee:
    return steering.open_nominations(agenda or chosen(cast), seats=PLACES, by=cast.emil)


@standing
def nominated(cast: Cast, committee: SteeringCommittee, n: int = 2 * PLACES) -> list[Nomination]:
    """So many people are nominated, and consent."""
    rows = []
    first = User.objects.filter(email__startswith="nominee").count()
    for i in range(first, first + n):
        row = steering.nominate(
            committee, person(f"Nominee{i}"), by=cast.emil, **named(SOURCES[i % len(SOURCES)], f"위원 {i}")
        )
        steering.answer_nomination(row, "agreed", on=timezone.localdate(), by=row.user)
        rows.append(row)
    return rows


@standing
def appointed(cast: Cast, agenda: Agenda | None = None, days: int = 90) -> SteeringCommittee:
    """Three members with a term, as yet without a chair."""
    committee = opened(cast, agenda)
    rows = nominated(cast, committee)
    decided = {"sitting": in_session(), "reason": REASON, "by": cast.dora, "vote": Vote(2)}
    steering.appoint_members(committee, rows[:PLACES], last_day=last_day(days), **decided)
    return committee


def members(committee: SteeringCommittee) -> list[SteeringMember]:
    return steering.current_members(committee)


def own_sitting(committee: SteeringCommittee) -> Sitting:
    return in_session(space=committee.space)


@standing
def with_chair(cast: Cast, agenda: Agenda | None = None) -> SteeringCommittee:
    committee = appointed(cast, agenda)
    first, second, _third = members(committee)
    decided = {"sitting": own_sitting(committee), "reason": "호선", "by": second.nomination.user, "vote": Vote(2, 1)}
    steering.elect_chair(committee, first, **decided)
    return committee


def adjourned(committee: SteeringCommittee) -> None:
    """Its sittings are closed, their minutes approved."""
    chair = committee.chair.nomination.user
    for sitting in Sitting.objects.filter(space=committee.space, state="open"):
        for point in sitting.points.all():
            note_remarks(point, "논의함")
        write_minutes(sitting, minutes="개회와 폐회", by=chair)
        close_sitting(sitting, by=chair)
        approve_minutes(sitting, by=chair)


@standing
def dissolved(cast: Cast, agenda: Agenda | None = None) -> SteeringCommittee:
    committee = with_chair(cast, agenda)
    adjourned(committee)
    by = committee.chair.nomination.user
    steering.hand_in_report(committee, upload("결과보고서.pdf"), on=timezone.localdate(), by=by, role="chair")
    return committee


@standing
def proposed(cast: Cast, agenda: Agenda, kind: str = "contractor", days: int = 30) -> Mandate:
    given = {"name": "한빛조사연구소", "task": "설문조사를 설계하고 수행한다.", "last_day": last_day(days)}
    return assisting.propose_mandate(agenda, kind, by=cast.emil, **given)


@standing
def given(cast: Cast, agenda: Agenda, kind: str = "contractor", days: int = 30) -> Mandate:
    mandate = proposed(cast, agenda, kind, days)
    assisting.decide_mandate(mandate, "appoint", sitting=in_session(), reason=REASON, by=cast.dora)
    mandate.refresh_from_db()
    return mandate


def preparation(agenda: Agenda) -> Preparation:
    return Preparation.objects.select_related("space").get(agenda=agenda)
