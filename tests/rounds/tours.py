"""Listening sessions for tests: a tour that is open now, reached by actions."""

from datetime import timedelta

from django.utils import timezone

from deliberation.processes.convening import convene, edit_stage, freeze
from deliberation.processes.models import Process, Stage
from deliberation.rounds.listening.actions import plan_return, write_concern
from deliberation.rounds.listening.models import Concern
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import end_meeting, open_meeting, plan_meeting
from tests.cast import Cast, gather
from tests.rounds.stage_meetings import HOUR, Scene, again
from tests.scenes import agreed, prepared
from tests.standing import standing


@standing
def tour(slug: str = "wind") -> Scene:
    """A process whose first stage, a tour, runs from an hour ago for fourteen weeks."""
    process: Process = prepared(slug, preset="listening")
    cast: Cast = gather(here=process.space)
    now = timezone.now()
    edit_stage(process.stages.get(position=1), by=cast.emil, opens_at=now - HOUR, closes_at=now + timedelta(days=98))
    freeze(agreed(process, cast), by=cast.emil)
    convene(process, by=cast.emil)
    return Scene(process, cast, Stage.objects.select_related("process__space").get(process=process, position=1), [])


def planned(here: Scene, title: str = "덕적도") -> Meeting:
    starts_at = timezone.now() + HOUR
    fields = {"title": title, "place": f"{title} 주민자치센터", "kind": Meeting.Kind.LISTENING}
    planned = plan_meeting(here.stage, by=here.cast.ada, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **fields)
    return again(planned)


def visited(here: Scene, title: str = "덕적도") -> Meeting:
    """A first session that is over."""
    return held(here, planned(here, title))


def held(here: Scene, meeting: Meeting) -> Meeting:
    open_meeting(meeting, by=here.cast.ada)
    end_meeting(again(meeting), by=here.cast.ada)
    return again(meeting)


def returned(here: Scene, first: Meeting) -> Meeting:
    """The second session at a place, planned."""
    starts_at = timezone.now() + HOUR
    fields = {"title": first.title, "place": first.place}
    return again(plan_return(first, by=here.cast.ada, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **fields))


def concern(
    here: Scene, meeting: Meeting, text: str = "꽃게가 줄어들까 걱정됩니다.", group: str = "fishers"
) -> Concern:
    return write_concern(meeting, group=group, text=text, by=here.cast.ada)


def stored(concern: Concern) -> Concern:
    return Concern.objects.select_related("meeting__follows", "stage__process__space").get(pk=concern.pk)
