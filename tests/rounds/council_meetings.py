"""Meetings of a mediation council for tests, reached by actions."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from deliberation.conflicts.stakeholders.models import Party
from deliberation.processes.convening import convene, edit_stage, prepare_process
from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings.models import Meeting
from deliberation.rounds.meetings.scheduling import open_meeting, plan_meeting
from tests.cast import Cast, gather
from tests.conflicts.councils import Table, talking
from tests.rounds.stage_meetings import HOUR, again
from tests.standing import standing

HIDDEN = "조정 자리 이름"


@dataclass
class Mediation:
    cast: Cast
    table: Table
    process: Process

    @property
    def stage(self) -> Stage:
        return Stage.objects.select_related("process__space").get(process=self.process)

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.select_related("stage__process__space").get(stage__process=self.process)

    def party(self, name: str) -> Party:
        party = self.table.member(name).party
        assert party
        return party


@standing
def mediation(cast: Cast | None = None) -> Mediation:
    """A council of residents and city under a chair, whose meetings are convened; Emil keeps its papers."""
    cast = cast or gather()
    table = talking(cast)
    process = prepare_process(
        None,
        preset="mediation",
        first_day=timezone.localdate() + timedelta(days=1),
        by=cast.emil,
        slug=f"council-{table.council.pk}",
        title=HIDDEN,
        council=table.now,
    )
    now = timezone.now()
    edit_stage(process.stages.get(), by=cast.emil, opens_at=now - HOUR, closes_at=now + timedelta(days=90))
    convene(process, by=cast.emil)
    return Mediation(cast, table, Process.objects.select_related("space").get(pk=process.pk))


def met(here: Mediation) -> Meeting:
    """A meeting in session."""
    starts_at = timezone.now() + HOUR
    fields = {"title": "제1차 조정회의", "place": "시청 소회의실"}
    meeting = plan_meeting(here.stage, by=here.cast.emil, starts_at=starts_at, ends_at=starts_at + HOUR, **fields)
    open_meeting(again(meeting), by=here.table.users["chair"])
    return here.meeting
