"""What is said at the demo's meetings: the programme's clock, turns, the tables' notes, what they became, minutes."""

from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.meeting_notes import NOTES
from deliberation.processes.models import Stage
from deliberation.rounds.floor import captioning, minuting, moderating, noting
from deliberation.rounds.floor.moderating import Press
from deliberation.rounds.floor.notes import Note
from deliberation.rounds.meetings.models import Meeting, TablePlace
from deliberation.rounds.meetings.scheduling import slots
from deliberation.spaces.models import Membership, Role

MINUTE = timedelta(minutes=1)
MATERIALS = 2  # of a meeting's notes, how many become sentences for the recommendations
CAPTIONS = (
    "발언자: 안전 점검 결과를 주민이 바로 볼 수 있어야 한다고 생각합니다.",
    "진행자: 다음 분임의 의견을 듣겠습니다. 두 분이 기다리고 계십니다.",
)
PARKED = "보상 기준은 시간이 모자라 나중에 따로 다룹니다."
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
    at_tables = Meeting.objects.filter(stage__process=case.process, tables__isnull=False).distinct()
    before = at_tables.filter(starts_at__lt=meeting.starts_at).count()
    for n, text in enumerate(NOTES[case.conflict.slug][before] if tables else ()):
        table = tables[n % len(tables)]
        place = table.places.select_related("seat__user").first()
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
