"""Meetings in session for tests of the console, reached by actions."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from deliberation.panels.models import Seat
from deliberation.processes.actions import reschedule
from deliberation.rounds.floor.moderating import Press
from deliberation.rounds.meetings.models import Meeting, Seating, TablePlace
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting, plan_meeting, write_programme
from deliberation.spaces.actions import appoint
from deliberation.spaces.disclosure.actions import restrict
from deliberation.spaces.models import Role
from tests.cast import Cast, person
from tests.opinions.scenes import seat
from tests.restricting import usual
from tests.scenes import convened
from tests.standing import standing

PROGRAMME = [("여는 말", 10), ("수소 생산의 안전", 40), ("질의응답", 30)]


@standing
def planned(slug: str = "hydrogen") -> tuple[Meeting, Cast]:
    """A planned meeting today with a programme of three parts and two tables; Ben sits at the first."""
    process, cast = convened(slug)
    stage = process.stages.filter(kind="meetings").first()
    now = timezone.now()
    dates = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=12)}
    reschedule(stage, **dates, by=cast.ada, reason="날짜를 바꿉니다.")
    stage.refresh_from_db()
    times = {"starts_at": now - timedelta(minutes=30), "ends_at": now + timedelta(hours=6)}
    meeting = plan_meeting(stage, by=cast.ada, **times, title="제1차 숙의토론회", title_en="First meeting")
    write_programme(meeting, [{"title": title, "minutes": minutes} for title, minutes in PROGRAMME], by=cast.ada)
    first = meeting.tables.create(number=1)
    meeting.tables.create(number=2)
    TablePlace.objects.create(meeting=meeting, table=first, seat=seat(process, cast.ben, "A-01"))
    Seating.objects.create(meeting=meeting, published_at=now, restriction=restrict(meeting.space, usual(), by=cast.ada))
    return found(meeting), cast


@standing
def in_session(slug: str = "hydrogen") -> tuple[Meeting, Cast]:
    meeting, cast = planned(slug)
    open_meeting(meeting, by=cast.ada)
    return found(meeting), cast


@standing
def over(slug: str = "hydrogen") -> tuple[Meeting, Cast]:
    meeting, cast = in_session(slug)
    end_meeting(meeting, by=cast.ada)
    return found(meeting), cast


def found(meeting: Meeting) -> Meeting:
    """The meeting as a request finds it."""
    return Meeting.objects.select_related("stage__process__space").get(pk=meeting.pk)


def pressed(user, at: datetime | None = None) -> Press:
    return Press(user, uuid4(), at or timezone.now())


def another(meeting: Meeting, n: int) -> Seat:
    """One more participant."""
    user = person(f"Citizen{n}")
    appoint(meeting.space, user, Role.PARTICIPANT)
    return seat(meeting.process, user, f"B-{n:02}")


def colleague(meeting: Meeting):
    """A second facilitator."""
    user = person("Gil")
    appoint(meeting.space, user, Role.FACILITATOR)
    return user


def speaker(meeting: Meeting, name: str, side: str):
    user = person(name)
    appoint(meeting.space, user, Role.SIDE, label=side)
    return user
