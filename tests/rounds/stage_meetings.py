"""Meetings for tests: a stage that is open now, people with seats, and a meeting in it."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from deliberation.accounts.models import User
from deliberation.panels.actions import import_seats
from deliberation.panels.models import Seat
from deliberation.processes.convening import convene, edit_stage, freeze
from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting, plan_meeting
from tests.cast import Cast, gather
from tests.scenes import agreed, prepared
from tests.sign_in import Visitor
from tests.standing import standing

HOUR = timedelta(hours=1)
AGES = ("20대", "30대", "40대", "50대", "60대")


@dataclass
class Scene:
    process: Process
    cast: Cast
    stage: Stage
    seats: list[Seat]

    def seat(self, code: str) -> Seat:
        return next(seat for seat in self.seats if seat.code == code)


@standing
def scene(people: int = 12, slug: str = "hydrogen") -> Scene:
    """A process whose first stage, of meetings, runs from an hour ago for two days; seats A001, A002 …"""
    process = prepared(slug)
    cast = gather(here=process.space)
    now = timezone.now()
    edit_stage(process.stages.get(position=1), by=cast.emil, opens_at=now - HOUR, closes_at=now + 48 * HOUR)
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    seats = import_seats(process, drawn(people), by=cast.emil)
    User.objects.filter(pk__in=[seat.user_id for seat in seats]).update(welcome_due=False)  # they have been here before
    for seat in seats:
        seat.user.refresh_from_db()
    return Scene(process, cast, process.stages.select_related("process__space").get(position=1), seats)


def drawn(people: int) -> bytes:
    """A drawn list: sexes by turns, ages in fives, every third of another opinion at the draw."""
    rows = []
    for n in range(1, people + 1):
        district, sex, side = "서구" if n % 4 else "중구", "여" if n % 2 else "남", "찬성" if n % 3 else "반대"
        rows.append(f"A{n:03},참여자 {n},,{district},{sex},{AGES[n % 5]},{side}")
    return ("번호,이름,연락처,거주지,성별,연령대,입장\n" + "\n".join(rows) + "\n").encode()


def planned(scene: Scene, *, hours: float = 1, **fields) -> Meeting:
    """A meeting that begins in so many hours and lasts three."""
    starts_at = timezone.now() + hours * HOUR
    fields = {"title": "제1차 숙의토론회", "place": "시청 대회의실"} | fields
    return plan_meeting(scene.stage, by=scene.cast.ada, starts_at=starts_at, ends_at=starts_at + 3 * HOUR, **fields)


def opened(scene: Scene, **fields) -> Meeting:
    meeting = planned(scene, **fields)
    open_meeting(meeting, by=scene.cast.ada)
    return again(meeting)


def ended(scene: Scene, **fields) -> Meeting:
    meeting = opened(scene, **fields)
    end_meeting(meeting, by=scene.cast.ada)
    return again(meeting)


def again(meeting: Meeting) -> Meeting:
    """The meeting as it is stored now."""
    return Meeting.objects.select_related("stage__process__space").get(pk=meeting.pk)


def visitor(user=None):
    client = Visitor(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def page(name, meeting, *args):
    return reverse(f"rounds:{name}", args=[meeting.process.slug, meeting.pk, *args])


def printed(response):
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages]
