import pytest
from django.utils import timezone

from deliberation.documents.blocks import Heading
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.processes.kinds import KINDS
from deliberation.processes.models import Stage
from deliberation.rounds.meetings import tables
from deliberation.rounds.meetings.attending import check_in
from deliberation.rounds.meetings.models import CheckIn
from deliberation.rounds.meetings.scheduling import cancel_meeting, end_meeting, write_programme
from tests.rounds.stage_meetings import HOUR, ended, opened, planned, scene

pytestmark = pytest.mark.django_db
KIND = KINDS["meetings"]


def due(user=None):
    rows = KIND.pending(Stage.objects.open().filter(kind="meetings"), user)
    return [(row["user_id"], row["what"]) for row in rows.order_by("user_id")]


def test_whoever_is_not_checked_in_is_due_while_the_doors_are_open(time_machine):
    here = scene(3)
    people = sorted(seat.user_id for seat in here.seats)
    planned(here, hours=4)
    assert due() == []
    time_machine.move_to(timezone.now() + 2.5 * HOUR)
    assert due() == [(user, "check_in") for user in people]
    meeting = here.stage.meetings.get()
    check_in(meeting, here.seats[0], how=CheckIn.How.QR, by=here.seats[0].user)
    assert due() == [(user, "check_in") for user in people if user != here.seats[0].user_id]
    assert due(here.seats[0].user) == []
    assert due(here.seats[1].user) == [(here.seats[1].user_id, "check_in")]


def test_nobody_is_due_once_it_is_over():
    here = scene(3)
    ended(here)
    assert due() == []


def asked(user):
    return [row["what"] for row in KIND.desk(user)]


def test_the_facilitator_is_asked_to_plan_to_open_and_to_end(time_machine):
    here = scene(3)
    assert asked(here.cast.ada) == ["plan"]
    assert asked(here.cast.ben) == []
    meeting = opened(here)
    assert asked(here.cast.ada) == []
    time_machine.move_to(timezone.now() + 5 * HOUR)
    assert asked(here.cast.ada) == ["end"]
    end_meeting(meeting, by=here.cast.ada)
    planned(here, hours=0.2)
    assert asked(here.cast.ada) == ["open"]


def test_the_report_tells_sessions_programme_and_who_came():
    here = scene(4)
    meeting = opened(here)
    write_programme(meeting, [{"minutes": 20, "title": "개회"}], by=here.cast.ada)
    tables.assign_tables(meeting, tables=2, by=here.cast.ada)
    tables.publish_tables(meeting, by=here.cast.ada)
    check_in(meeting, here.seats[0], how=CheckIn.How.QR, by=here.seats[0].user)
    end_meeting(meeting, by=here.cast.ada)
    other = planned(here, title="제2차 숙의토론회")
    cancel_meeting(other, by=here.cast.ada, reason="태풍")
    assert KIND.summary(here.stage) == [f"{here.stage}: 1 meeting; people who came: 1."]
    blocks = list(KIND.section(here.stage))
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["제1차 숙의토론회", "제2차 숙의토론회"]
    assert "1 person came. They sat at 2 tables." in [getattr(block, "text", "") for block in blocks]
    assert "Cancelled: 태풍" in [getattr(block, "text", "") for block in blocks]
    (programme,) = [block for block in blocks if isinstance(block, DocumentTable)]
    assert programme.rows[0][1:] == ("개회", 20)
    exported = {
        name: [dict(zip(columns, row, strict=True)) for row in rows] for name, columns, rows in KIND.tables(here.stage)
    }
    assert [(row["number"], row["state"], row["came"], row["tables"]) for row in exported["meetings"]] == [
        (1, "ended", 1, 2),
        (2, "cancelled", 0, 0),
    ]
    assert exported["programme"] == [
        {"meeting": 1, "position": 1, "title": "개회", "minutes": 20, "closed_to_press": 0}
    ]
