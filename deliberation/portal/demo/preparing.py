"""Who prepares agendas in the demo: a steering committee that has handed in its report, one that is being nominated,
support groups and contractors. All names are fictional.
"""

from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.agendas.bodies import assisting, steering
from deliberation.agendas.bodies.models import Mandate, Nomination, SteeringCommittee
from deliberation.agendas.models import Agenda
from deliberation.documents import blocks, pdf
from deliberation.portal.demo.cases import hydrogen_case
from deliberation.portal.demo.city import City
from deliberation.portal.demo.committee import UNANIMOUS_BUT_ONE, adjourn, in_session
from deliberation.portal.demo.conflicts import HYDROGEN, PROPOSED
from deliberation.portal.demo.stories import Story
from deliberation.spaces.minutes import approve_minutes
from deliberation.spaces.models import Sitting
from deliberation.spaces.sittings import (
    Vote,
    close_sitting,
    hold_sitting,
    note_remarks,
    put_on_agenda,
    resolve,
    write_minutes,
)

SEATS = 9
TO_COME = "전세 피해 건물을 시가 사들여 공공임대로 쓸 것인가"  # an agenda that has no process yet
SOURCE = Nomination.Source
# Twice nine: the group, who proposes, the post, why. The first two of each group are appointed, of experts three.
NOMINEES = [
    (SOURCE.COUNCIL, "시의회 산업경제위원회", "전 시의원", "에너지 조례를 여러 차례 다루었습니다."),
    (SOURCE.COUNCIL, "시의회 건설교통위원회", "변호사", "주민과 사업자의 협약을 자문하였습니다."),
    (SOURCE.COUNCIL, "시의회 산업경제위원회", "지방자치 연구자", "시의회의 공론화 절차를 연구하였습니다."),
    (SOURCE.COUNCIL, "시의회 건설교통위원회", "전 구청 국장", "도시계획 행정을 오래 맡았습니다."),
    (SOURCE.SIDES, "발전소 인근 주민 대표 모임", "주민자치회 위원", "인근 주민의 걱정을 잘 알고 있습니다."),
    (SOURCE.SIDES, "수소산업 협의체", "기술사(가스)", "충전소 안전 점검을 하고 있습니다."),
    (SOURCE.SIDES, "발전소 인근 주민 대표 모임", "학부모회 임원", "통학로 안전을 살펴 왔습니다."),
    (SOURCE.SIDES, "수소산업 협의체", "기업 연구원", "연료전지 배출을 측정하고 있습니다."),
    (SOURCE.EXPERTS, "한국공론학회(가상)", "숙의 방법론 교수", "공론화를 여러 번 설계하고 검증하였습니다."),
    (SOURCE.EXPERTS, "조사통계학회(가상)", "조사방법론 교수", "표본 설계와 설문 검토를 맡을 수 있습니다."),
    (SOURCE.EXPERTS, "갈등관리학회(가상)", "갈등조정 전문가", "에너지 시설 갈등을 조정한 경험이 있습니다."),
    (SOURCE.EXPERTS, "한국공론학회(가상)", "행정학 교수", "주민참여 제도를 연구합니다."),
    (SOURCE.EXPERTS, "조사통계학회(가상)", "사회조사 연구원", "인식조사를 수행하였습니다."),
    (SOURCE.CIVIC, "시민환경모임(가상)", "환경 활동가", "대기질 자료를 시민에게 설명해 왔습니다."),
    (SOURCE.CIVIC, "소비자시민회(가상)", "소비자 상담사", "시민의 눈높이에서 자료를 검토합니다."),
    (SOURCE.CIVIC, "시민환경모임(가상)", "생태 교육가", "학교에서 에너지 수업을 합니다."),
    (SOURCE.CITY, "갈등관리 담당 부서", "전 공무원교육원 교수", "소통과 진행 교육을 맡았습니다."),
    (SOURCE.CITY, "갈등관리 담당 부서", "언론인", "공론화 과정을 시민에게 알릴 수 있습니다."),
]
APPOINTED = (0, 1, 4, 5, 8, 9, 10, 13, 14)
CHOICE = (
    "추천된 18명 가운데 시의회 2명, 이해당사자 양쪽 각 1명, 학회 3명, 시민단체 2명을 위촉합니다. "
    "찬반 어느 쪽에도 치우치지 않도록 하고 조사, 숙의, 갈등조정 분야를 고루 두었습니다."
)
METHOD = "세 번의 숙의로 진행하고, 숙의 앞뒤로 같은 설문을 씁니다. 쟁점 순서는 회차마다 바꿉니다."
MINUTES = (
    "위원장 직무대행이 재적 위원 9명 중 8명의 출석으로 의사정족수가 찼음을 확인하고 개회를 선포함.\n"
    "위원장을 호선하고 공론화의 방법과 절차를 심의함.\n다음 회의에서 숙의자료집을 검토하기로 하고 폐회함."
)
SUPPORT = "회의 준비, 자료 수집, 시민 안내를 돕고 부서의 의견을 모읍니다."
TOURING = "섬을 찾아가는 경청회를 준비하고 진행합니다."
CONTRACT = "인식조사와 숙의 앞뒤 설문을 설계하고 수행하며, 결과를 통계로 정리합니다."
SAID = "위원들이 중립성과 대표성을 확보하는 방안을 논의함."
REPORT = (
    "추진위원회는 방법과 절차를 정하고 숙의자료집과 설문을 검토하였습니다.",
    "세 차례의 숙의가 정해진 순서와 시간에 따라 진행되었고, 양쪽의 발표 시간은 같았습니다.",
    "다음 공론화에서는 숙의자료집을 더 일찍 나누어 줄 것을 권합니다.",
)


def prepared(city: City) -> list[Story]:
    return [hydrogen(city), wind(city), nominating(city)]


def hydrogen(city: City) -> Story:
    """Nominated, appointed, with a chair elected from within, dissolved with its report; helped by two bodies."""
    case = hydrogen_case(city)
    yield case.before(43, 10)
    agenda = Agenda.objects.get(title=HYDROGEN.title)
    committee = steering.open_nominations(agenda, seats=SEATS, by=city.official)
    nominees = yield from nominated(city, committee, case.before(43, 14))
    yield case.before(40, 15)
    sitting = in_session(city)
    steering.appoint_members(
        committee,
        [nominees[i] for i in APPOINTED],
        last_day=city.day(-60),
        sitting=sitting,
        reason=CHOICE,
        by=city.chair,
        vote=UNANIMOUS_BUT_ONE,
    )
    support = assisted(city, agenda, "support", city.day(-30), name="수소 공론화 지원단", task=SUPPORT)
    contract = assisted(city, agenda, "contractor", city.day(2), name="한빛조사연구소(가상)", task=CONTRACT)
    yield case.before(40, 17)
    adjourn(city)
    for label, person in zip(("에너지정책과", "소통기획과", "안전정책과"), city.people[40:43], strict=True):
        assisting.join(support, person, label=label, by=city.official)
    assisting.join(contract, city.people[43], label="책임연구원", by=city.official)
    yield case.before(39, 14)
    chair = elected(committee)
    yield case.before(30, 11)
    paper = assisting.hand_in_paper(agenda, _file("인식조사 설문 초안"), title="인식조사 설문 초안", by=city.people[43])
    yield case.before(29, 10)
    assisting.set_readers(paper, restricted=False, by=city.people[40])
    assisting.hand_in_paper(agenda, _file("쟁점별 검토 의견"), title="쟁점별 부서 검토 의견", by=city.people[40])
    yield case.before(-38, 11)  # between the ballot and the adoption
    report = _file("추진위원회 결과보고서", *REPORT)
    steering.hand_in_report(committee, report, on=timezone.localdate(), by=chair, role="chair")


def wind(city: City) -> Story:
    """An agenda without a steering committee: its departments help, a firm runs the hearings for some days more."""
    yield city.moment(20, 10)
    agenda = Agenda.objects.get(title=PROPOSED)
    support = assisted(city, agenda, "support", city.day(-90), name="해상풍력 공론화 지원단", task=SUPPORT)
    contract = assisted(city, agenda, "contractor", city.day(-9), name="바다마을소통(가상)", task=TOURING)
    yield city.moment(20, 17)
    adjourn(city)
    assisting.join(support, city.people[44], label="해양항만과", by=city.official)
    assisting.join(contract, city.people[45], label="진행 책임자", by=city.official)


def nominating(city: City) -> Story:
    """Groups still nominate; the expert who can be entered has not answered yet."""
    yield city.moment(4, 10)
    agenda = Agenda.objects.get(title=TO_COME)
    committee = steering.open_nominations(agenda, seats=5, by=city.official)
    yield from nominated(city, committee, city.moment(3, 11), NOMINEES[8:15], first=70)
    yield city.moment(2, 15)
    given = {"name": "문지현", "post": "갈등관리 연구위원", "nominated_by": "갈등관리학회(가상)"}
    reason = "주거 문제의 이해관계 조정을 여러 번 맡았습니다."
    steering.nominate(committee, city.entered["expert"], by=city.official, source="experts", reason=reason, **given)
    yield city.moment(1, 15)
    assisting.propose_mandate(
        agenda,
        "support",
        name="전세 피해 공론화 지원단",
        task=SUPPORT,
        last_day=city.day(-150),
        by=city.official,
    )


def nominated(city: City, committee: SteeringCommittee, start: datetime, nominees=NOMINEES, first: int = 20) -> Story:
    """Groups nominate; a day later everybody has answered, most online. Returns the nominations."""
    yield start
    rows = [
        steering.nominate(
            committee,
            person,
            by=city.official,
            name=person.display_name,
            source=source,
            nominated_by=group,
            post=post,
            reason=reason,
        )
        for person, (source, group, post, reason) in zip(city.people[first:], nominees, strict=False)
    ]
    yield start + timedelta(days=1)
    for n, row in enumerate(rows):
        by = city.official if n % 4 == 0 else row.user
        steering.answer_nomination(row, "agreed", on=timezone.localdate(), by=by)
    return rows


def assisted(city: City, agenda: Agenda, kind: str, last_day: date, **texts: str) -> Mandate:
    """The office proposes, the committee in session appoints."""
    mandate = assisting.propose_mandate(agenda, kind, last_day=last_day, by=city.official, **texts)
    reason = "공론화를 안정적으로 준비하려면 전담할 조직이 필요하다는 데 위원들이 동의하였습니다."
    assisting.decide_mandate(mandate, "appoint", sitting=in_session(city), reason=reason, by=city.chair)
    return mandate


def elected(committee: SteeringCommittee) -> User:
    """Its first sitting: the chair from within, by a counted vote, and the method; minuted and approved."""
    members = steering.current_members(committee)
    people: list[User] = [member.nomination.user for member in members]
    acting = people[0]
    sitting = hold_sitting(
        committee.space, title="제1차 추진위원회", place="시청 소회의실", present=people[:8], by=acting
    )
    chair = next(member for member in members if member.nomination.source == SOURCE.EXPERTS)
    reason = "숙의 방법론에 밝고 어느 쪽과도 이해관계가 없어 적임이라는 데 뜻을 모았습니다."
    steering.elect_chair(committee, chair, sitting=sitting, reason=reason, by=acting, vote=Vote(7, 0, 1))
    point = put_on_agenda(sitting, None, "공론화의 방법과 절차")
    resolve(
        point,
        sitting=sitting,
        space=committee.space,
        motion=point.title,
        result="carried",
        reason=METHOD,
        by=acting,
        vote=Vote(8),
    )
    for one in Sitting.objects.get(pk=sitting.pk).points.all():
        note_remarks(one, SAID)
    by = chair.nomination.user
    write_minutes(sitting, minutes=MINUTES, by=by)
    close_sitting(sitting, by=by)
    approve_minutes(sitting, by=by)
    return by


def _file(title: str, *paragraphs: str) -> ContentFile:
    document = blocks.Document(
        title=title,
        subtitle="시연용 문서",
        language="ko",
        date=timezone.localdate(),
        publisher="인천광역시(시연)",
        blocks=tuple(blocks.Paragraph.of(text) for text in paragraphs or ("시연을 위한 문서입니다.",)),
    )
    return ContentFile(pdf.render(document), name=f"{title}.pdf")
