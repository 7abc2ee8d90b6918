"""What is said at the demo's meetings: the programme's clock, turns, the tables' notes, what they became, minutes."""

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.portal.demo.convening import Case
from deliberation.processes.models import Stage
from deliberation.rounds.floor import captioning, minuting, moderating, noting
from deliberation.rounds.floor.moderating import Press
from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings.models import Meeting, TablePlace
from deliberation.rounds.meetings.scheduling import slots
from deliberation.spaces.models import Membership, Role

MINUTE = timedelta(minutes=1)
MATERIALS = 2  # of a meeting's notes, how many become sentences for the recommendations
NOTES = {
    "hydrogen": [
        "수소 생산기지의 안전 점검 결과를 주민이 바로 볼 수 있게 해야 합니다.",
        "충전소는 집과 학교에서 얼마나 떨어져야 하는지 기준이 보이지 않습니다.",
        "사고가 나면 어디로 대피하는지 동네마다 훈련이 있어야 합니다.",
        "일자리가 늘어난다면 가까이 사는 사람이 먼저 배울 수 있어야 합니다.",
        "수소차가 늘면 충전하러 멀리 가지 않아도 되는지 궁금합니다.",
    ],
    "landfill": [
        "대체 매립지를 정하기 전에 쓰레기를 줄이는 목표부터 정해야 합니다.",
        "운반 차량이 지나는 길의 먼지와 냄새를 재서 공개해야 합니다.",
        "가까운 마을의 건강 조사를 해마다 했으면 합니다.",
        "매립이 끝난 땅을 어떻게 쓸지 주민과 함께 정해야 합니다.",
    ],
    "offshore-wind": [
        "어선이 다니는 길을 먼저 지도에 그려 놓고 이야기합시다.",
        "섬 주민이 전기 요금에서 무엇이 나아지는지 알고 싶습니다.",
        "공사 때 나는 소리가 물고기에 주는 영향을 조사해야 합니다.",
    ],
    "e-scooters": [
        "버스 정류장과 지하철역 앞 점자블록 위에는 절대로 세울 수 없어야 합니다.",
        "반납할 곳이 가까이 없으면 아무 데나 세우게 됩니다.",
        "사고가 나면 누구에게 연락해야 하는지 기기에 적혀 있어야 합니다.",
    ],
}
CAPTIONS = (
    "발언자: 안전 점검 결과를 주민이 바로 볼 수 있어야 한다고 생각합니다.",
    "진행자: 다음 분임의 의견을 듣겠습니다. 두 분이 기다리고 계십니다.",
)
PARKED = "다음 회의에서 보상 기준을 따로 다룹니다."
SAID = (
    "양쪽 발표를 듣고 분임마다 쟁점을 나누었습니다. 분임은 서로 다른 의견을 함께 적었고, "
    "전체 자리에서 무엇을 더 알아야 하는지 정했습니다. 반대 의견도 그대로 남겼습니다."
)


def key(case: Case) -> UUID:
    return UUID(int=case.city.random.getrandbits(128), version=4)


def press(case: Case, ago: timedelta = timedelta()) -> Press:
    return Press(case.city.facilitator, key(case), timezone.now() - ago)


def begun(case: Case, meeting: Meeting) -> None:
    """The programme is where the clock is; two speakers of the parties and some participants speak or wait to."""
    meeting = Meeting.objects.select_related("stage__process__space").get(pk=meeting.pk)
    now = timezone.now()
    for position, slot in enumerate(slot for slot in slots(meeting) if slot.starts_at <= now):
        moderating.step(meeting, press(case, now - slot.starts_at), position=position)
    for line in CAPTIONS:
        sent_as = uuid5(NAMESPACE_URL, f"{meeting.subject}/{line}")
        captioning.add_caption(meeting, by=case.city.facilitator, text=line, key=sent_as)
    sides = Membership.objects.current().filter(space=meeting.space, role=Role.SIDE).exclude(label="")
    places = TablePlace.objects.filter(meeting=meeting).select_related("seat__user").order_by("seat__code")
    people: list[User] = [row.user for row in sides.select_related("user").order_by("label", "pk")[:2]]
    for user in (*people, *(place.seat.user for place in places[:4])):
        moderating.raise_hand(meeting, user=user, key=key(case))
    speaking = list(meeting.hands.order_by("pk")[: len(people) + 1])
    for n, hand in enumerate(speaking):
        ago = (len(speaking) - n) * MINUTE + case.city.random.randrange(20) * timedelta(seconds=1)
        moderating.call(meeting, press(case, ago), hand=hand.key)


def noted(case: Case, meeting: Meeting) -> list[Note]:
    """A note of each table, by one who sits there, and one thing kept for later."""
    meeting = Meeting.objects.select_related("stage__process__space").get(pk=meeting.pk)
    tables, notes = list(meeting.tables.all()), []
    for n, text in enumerate(NOTES[case.conflict.slug]):
        table = tables[n % len(tables)] if tables else None
        place = table.places.select_related("seat__user").first() if table else None
        if place is not None:
            seat = place.seat
            notes.append(noting.write_note(meeting, by=seat.user, seat=seat, text=text, key=key(case), table=table))
    noting.write_note(meeting, by=case.city.facilitator, text=PARKED, key=key(case), kind=Note.Kind.PARKED)
    return notes


def taken_on(case: Case, notes: list[Note]) -> None:
    """Some notes become sentences for the recommendations that are still to be drafted."""
    drafting = case.process.stages.filter(kind="drafting").exclude(state=Stage.State.CLOSED).first()
    if drafting is None:
        return
    for note in notes[:MATERIALS]:
        become = f"{drafting.pk}:draft sentence"
        noting.make_material(note, become=become, text=note.item.text, by=case.city.facilitator)


def minuted(case: Case, meeting: Meeting) -> None:
    """The tables confirm the minutes, and they are published."""
    meeting = Meeting.objects.select_related("stage__process__space").get(pk=meeting.pk)
    minutes = minuting.submit_minutes(meeting, SAID, by=case.city.facilitator)
    for table in meeting.tables.all():
        by = table.places.select_related("seat__user").first()
        speaker = by.seat.user if by else case.city.facilitator
        minuting.review_minutes(minutes, table=table, stand="confirm", text="", by=speaker)
    minuting.publish_minutes(meeting, by=case.city.facilitator)
