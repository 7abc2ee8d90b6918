"""The kind of stage in which people meet: one meeting or several."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import number, period
from deliberation.documents.blocks import Block, Column, Heading, Paragraph
from deliberation.documents.blocks import Table as DocumentTable
from deliberation.notices.kinds import Wording
from deliberation.processes.forms import EventForm
from deliberation.processes.kinds import DUTY_COLUMNS, NeutralKind, Table
from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings.models import DOORS_OPEN, CheckIn, Meeting
from deliberation.rounds.meetings.scheduling import slots
from deliberation.spaces.models import Role

State = Meeting.State
PUBLISHED = Q(seating__published_at__isnull=False)  # its tables count from then on
TO_PLAN = timedelta(days=7)  # before a stage opens, when its meetings should be planned

NOTICES = [
    Wording(
        "meeting_moved",
        _("Another time or place: %(meeting)s"),
        _("“%(meeting)s” of %(process)s has another time or place. Its page shows both."),
    ),
    Wording(
        "meeting_cancelled",
        _("%(meeting)s is cancelled"),
        _("“%(meeting)s” of %(process)s does not take place. Its page shows the reason."),
    ),
    Wording(
        "tables_published",
        _("Your table at %(meeting)s"),
        _("The tables of “%(meeting)s” are published. The page of the meeting shows yours."),
        by_mail=False,
    ),
]


class MeetingsKind(NeutralKind):
    """Meeting days: a schedule, tables, and who came."""

    name = "meetings"
    label = _("Meetings")
    icon = "calendar"
    act = _("Look at the schedule")
    words = {
        "check_in": _("Check in at the meeting"),
        "plan": _("Plan a meeting"),
        "open": _("Open the meeting"),
        "end": _("End the meeting"),
    }
    prepared_when_convened = True
    settings_form = EventForm
    seated = True  # whether people with seats check in and sit at tables

    def url(self, stage: Stage) -> str:
        return reverse("rounds:meetings", args=[stage.process.slug, stage.pk])

    def missing_before_closed(self, stage: Stage) -> list[str]:
        waiting = stage.meetings.filter(state__in=[State.PLANNED, State.OPEN])
        return [gettext("“%(meeting)s” has not ended yet. End or cancel it.") % {"meeting": row} for row in waiting]

    def close(self, stage: Stage) -> dict[str, Any]:
        held = stage.meetings.filter(state=State.ENDED)
        people = CheckIn.objects.filter(meeting__in=held).values("seat").distinct().count()
        return {"meetings": held.count(), "people": people}

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Who is not checked in at a meeting whose doors are open."""
        doors = Q(meetings__state=State.OPEN) | Q(
            meetings__state=State.PLANNED, meetings__starts_at__lte=timezone.now() + DOORS_OPEN
        )
        rows = stages.order_by().annotate(
            admitting=FilteredRelation("meetings", condition=doors),
            taken=FilteredRelation("process__seats", condition=Q(process__seats__until=None)),
        )
        rows = rows.annotate(meeting_key=F("admitting__pk"), seat_key=F("taken__pk"), user_id=F("taken__user"))
        here = CheckIn.objects.filter(meeting=OuterRef("meeting_key"), seat=OuterRef("seat_key"))
        rows = rows.exclude(meeting_key=None).exclude(seat_key=None).exclude(Exists(here))
        if user is not None:
            rows = rows.filter(user_id=user.pk)
        return rows.annotate(
            stage_id=F("pk"),
            since=F("admitting__starts_at"),
            due=F("admitting__ends_at"),
            what=Value("check_in", CharField()),
        ).values(*DUTY_COLUMNS)

    def desk(self, user: Any) -> QuerySet:
        """What waits for the facilitator: a stage soon to come without a meeting, one to be opened, to be ended."""
        now = timezone.now()
        meetings = Meeting.objects.filter(stage=OuterRef("pk"))
        over = meetings.filter(state=State.OPEN, ends_at__lte=now)
        due = meetings.filter(state=State.PLANNED, starts_at__lte=now + timedelta(minutes=30))
        rows = Stage.objects.staffed_by(user, Role.FACILITATOR).filter(kind=self.name, state=Stage.State.READY)
        rows = rows.filter(process__state=Process.State.RUNNING, closes_at__gt=now)
        what: Case = Case(
            When(Exists(over), then=Value("end")),
            When(Exists(due), then=Value("open")),
            When(~Exists(meetings), opens_at__lte=now + TO_PLAN, then=Value("plan")),
            output_field=CharField(),
        )
        rows = rows.order_by().annotate(
            stage_id=F("pk"), user_id=Value(user.pk), since=F("opens_at"), due=F("closes_at"), what=what
        )
        return rows.exclude(what=None).values(*DUTY_COLUMNS)

    def summary(self, stage: Stage) -> list[str]:
        held = list(_counted(stage).filter(state=State.ENDED))
        if not held:
            return []
        if not self.seated:
            told = ngettext("%(n)s meeting was held.", "%(n)s meetings were held.", len(held))
            return [told % {"n": number(len(held))}]
        sentence = ngettext(
            "%(stage)s: %(n)s meeting; people who came: %(came)s.",
            "%(stage)s: %(n)s meetings; people who came: %(came)s.",
            len(held),
        )
        came = " · ".join(number(row.came) for row in held)
        return [sentence % {"stage": stage, "n": number(len(held)), "came": came}]

    def section(self, stage: Stage) -> Iterable[Block]:
        for meeting in _counted(stage).prefetch_related("programme", "venues"):
            yield Heading(1, str(meeting))
            places = [meeting.place, *(str(venue) for venue in meeting.venues.all())]
            where = ", ".join(place for place in places if place) or gettext("as a video meeting")
            yield Paragraph.of(f"{period(meeting.starts_at, meeting.ends_at)}, {where}")
            if meeting.state == State.CANCELLED:
                yield Paragraph.of(gettext("Cancelled: %(reason)s") % {"reason": meeting.reason})
                continue
            if self.seated and meeting.state == State.ENDED:
                yield Paragraph.of(_came(meeting))
            yield from _programme(meeting)

    def tables(self, stage: Stage) -> Iterator[Table]:
        meetings = _counted(stage)
        columns = ["number", "kind", "state", "title", "starts_at", "ends_at", "place", "came", "tables"]
        yield (
            "meetings",
            columns,
            (
                [
                    *(row.number, row.kind, row.state, row.title),
                    *(row.starts_at.isoformat(), row.ends_at.isoformat(), row.place, row.came, row.table_count),
                ]
                for row in meetings
            ),
        )
        yield (
            "programme",
            ["meeting", "position", "title", "minutes", "closed_to_press"],
            (
                [row.number, item.position, item.title, item.minutes, int(item.closed_to_press)]
                for row in meetings.prefetch_related("programme")
                for item in row.programme.all()
            ),
        )


def _counted(stage: Stage) -> QuerySet[Any]:
    came, tables = Count("check_ins", distinct=True), Count("tables", distinct=True, filter=PUBLISHED)
    return stage.meetings.annotate(came=came, table_count=tables).order_by("number")


def _came(meeting: Any) -> str:
    came = ngettext("%(n)s person came.", "%(n)s people came.", meeting.came) % {"n": number(meeting.came)}
    if not meeting.table_count:
        return came
    sat = ngettext("They sat at %(n)s table.", "They sat at %(n)s tables.", meeting.table_count)
    return f"{came} {sat % {'n': number(meeting.table_count)}}"


def _programme(meeting: Meeting) -> Iterator[Block]:
    rows = tuple((slot.clock, str(slot.item), slot.item.minutes) for slot in slots(meeting))
    if rows:
        columns = (
            Column(gettext("Time")),
            Column(gettext("Programme")),
            Column(pgettext("duration", "Minutes"), numeric=True),
        )
        yield DocumentTable(gettext("Programme of “%(meeting)s”") % {"meeting": meeting}, columns, rows)
