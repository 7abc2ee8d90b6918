"""The demo committee's sittings: one a day on which it decides, minuted and approved; one to come, one by letter."""

from datetime import timedelta

from django.utils import timezone

from deliberation.agendas.models import Criterion, Proposal
from deliberation.agendas.screening import actions as screening
from deliberation.agendas.screening import considering
from deliberation.conflicts import committee as conflicts
from deliberation.portal.demo.city import City
from deliberation.portal.demo.stories import Story
from deliberation.spaces.agenda import shift_point, take_back_recusal, take_off_agenda
from deliberation.spaces.minutes import approve_minutes
from deliberation.spaces.models import Sitting, Space
from deliberation.spaces.sittings import (
    Vote,
    cancel_sitting,
    close_sitting,
    hold_sitting,
    move_sitting,
    note_attendance,
    note_remarks,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    recuse,
    reply,
    write_minutes,
)

PRESENT = 7  # of the nine members
NAME = "공론화·갈등관리위원회"
PLACE = "시청 공감회의실"
ATTENDING = "공론화갈등관리과장, 갈등조정팀장, 간사(주무관)"
UNANIMOUS_BUT_ONE = Vote(PRESENT - 1, 0, 1)
REMARKS = (
    "간사가 안건을 설명하고 소관 부서가 의견을 말함. 위원들이 갈등의 크기와 시급성, 시의 권한 범위를 물었고, "
    "이해당사자의 참여를 보장하라는 의견이 있었음."
)
MARKED = (
    "문화유산 보존과 오염 정화가 함께 걸려 있어 시민 모두의 일입니다.",
    "이용자와 사서의 생각이 엇갈린 조사 결과가 있습니다.",
    "학교 배정은 교육청의 권한이어서 시가 할 수 있는 일을 먼저 가려야 합니다.",
    "사실을 함께 확인하면 판단이 달라질 수 있는 문제입니다.",
)
REMARKED = (
    "토양 정화 일정과 국가유산청 협의 결과를 소관 부서가 회의 전에 내도록 요청했으면 합니다.",
    "고쳐 쓴 글에서 자료실과 열람실로 대상을 좁혔습니다. 질문이 분명해졌다고 봅니다.",
    "교육청이 함께하지 않으면 결과를 실행하기 어렵습니다. 교육청의 의견을 먼저 들읍시다.",
    "개인정보 보호 전문가의 의견을 듣고 정하면 좋겠습니다.",
)
ASIDE = "건물 정화 설계 용역에 자문으로 참여하고 있습니다."
MINUTES = (
    "위원장이 재적 위원 9명 중 7명의 출석으로 의사정족수가 찼음을 확인하고 개회를 선포함.\n"
    "간사가 지난 회의에서 정한 일의 추진 상황을 보고함.\n위원장이 모든 안건을 심의하였음을 알리고 폐회를 선포함."
)


def in_session(city: City) -> Sitting:
    """The sitting of this day, opened if nothing has been decided yet."""
    meetings = Sitting.objects.filter(space__kind=Space.Kind.CITY, kind=Sitting.Kind.MEETING)
    if now := meetings.filter(state=Sitting.State.OPEN).first():
        return now
    sitting = hold_sitting(
        Space.objects.city(),
        title=_title(timezone.localdate().year),
        place=PLACE,
        present=city.committee[:PRESENT],
        by=city.chair,
    )
    note_attendance(sitting, present=city.committee[:PRESENT], attending=ATTENDING, by=city.official)
    return sitting


def _title(year: int) -> str:
    """Meetings are numbered year by year."""
    earlier = Sitting.objects.filter(space__kind="city", kind=Sitting.Kind.MEETING, held_at__year=year).count()
    return f"{year}년 제{earlier + 1}차 {NAME}"


def adjourn(city: City) -> None:
    """Minute, close and approve what is in session; the second of two decisions of a day finds nothing to do."""
    for sitting in Sitting.objects.filter(state=Sitting.State.OPEN, kind=Sitting.Kind.MEETING):
        for point in sitting.points.standing():
            note_remarks(point, REMARKS)
        write_minutes(sitting, minutes=MINUTES, by=city.official)
        close_sitting(sitting, by=sitting.recorded_by)
        approve_minutes(sitting, by=sitting.recorded_by)


def considered(city: City) -> Story:
    """Members have begun to look at what waits: reporters, marks that differ, remarks, one who steps aside."""
    yield city.now - timedelta(hours=8)
    waiting = Proposal.objects.filter(state=Proposal.State.SCREENING).order_by("screening_due", "pk")[:4]
    members, criteria = city.committee[1:], list(Criterion.objects.in_force())
    for n, proposal in enumerate(waiting):
        considering.assign(proposal, members[n], by=city.chair)
        for member in members[n : n + 3]:
            marks = {one: (city.random.randint(2, 5), "") for one in criteria}
            marks[criteria[n]] = (2 + n % 3, MARKED[n])
            considering.mark(proposal, marks, by=member)
        considering.remark(proposal, REMARKED[n], by=members[n])
        if n == 0:
            considering.declare_interest(proposal, ASIDE, by=members[-1])


def called(city: City) -> Story:
    """A meeting next week has all that waits on its agenda; a written procedure takes replies."""
    yield city.now - timedelta(hours=5)
    here = Space.objects.city()
    meeting = plan_sitting(
        here,
        title=_title(city.moment(-6, 14).year),
        held_at=city.moment(-6, 14),
        place=PLACE,
        by=city.official,
    )
    screening.put_proposals_on_agenda(meeting, by=city.official)
    conflicts.put_conflicts_on_agenda(meeting)
    plan = put_on_agenda(meeting, None, "2027년도 갈등관리 종합계획 수립 방향")
    shift_point(plan, -len(meeting.points.all()))
    budget = put_on_agenda(meeting, None, "주민참여예산과 숙의 결과의 연계 방안")
    take_off_agenda(budget, reason="담당 부서의 검토 자료가 아직 나오지 않아 다음 회의로 미룹니다.", by=city.official)
    mistaken = recuse(plan, city.committee[3], kind="challenge", reason="용역 심사에 참여한 위원", by=city.official)
    take_back_recusal(mistaken, reason="이름이 같은 다른 사람이었습니다.", by=city.official)
    extra = plan_sitting(here, title=f"{NAME} 임시회의", held_at=city.moment(-2, 10), place=PLACE, by=city.official)
    cancel_sitting(
        extra, reason="재적 위원 과반이 참석하기 어렵습니다. 안건은 다음 정기 회의에서 다룹니다.", by=city.official
    )
    move_sitting(
        meeting,
        held_at=city.moment(-6, 15),
        place=PLACE,
        replies_until=None,
        reason="시의회 본회의와 시간이 겹쳐 한 시간 늦춥니다.",
        by=city.official,
    )
    written = plan_sitting(
        here,
        title=f"{timezone.localdate().year}년 제1차 {NAME} 서면심의",
        kind=Sitting.Kind.WRITTEN,
        held_at=city.now - timedelta(hours=4),
        replies_until=city.moment(-3, 18),
        by=city.official,
    )
    point = put_on_agenda(written, None, "위원회 운영세칙 개정안: 화상회의로 출석하는 경우의 의사정족수 산정")
    yield city.now - timedelta(hours=4)
    open_sitting(written, present=[], by=city.chair)
    yield city.now - timedelta(hours=2)
    for member, choice in zip(city.committee[2:6], ("for", "for", "against", "for"), strict=True):
        reply(point, by=member, choice=choice, remark="화상 출석을 인정하되 비공개 안건은 제외하는 것이 좋겠습니다.")
