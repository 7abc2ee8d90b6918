"""The kind of stage in which a mediation council meets."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.mediation.models import Council
from deliberation.processes.kinds import DUTY_COLUMNS, no_duties
from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings.kind import TO_PLAN, MeetingsKind
from deliberation.rounds.meetings.models import Meeting

State = Meeting.State


class MediationKind(MeetingsKind):
    """Closed meetings. Report and tables tell when the council met; caucus notes are in none of them."""

    name = "mediation"
    label = _("Meetings of a mediation council")
    seated = False

    def pending(self, stages: QuerySet[Stage], user: Any = None) -> QuerySet:
        """Nobody has a drawn seat here."""
        return no_duties()

    def desk(self, user: Any) -> QuerySet:
        """For the chair what to open and end, for who keeps the papers a stage soon to come without a meeting."""
        now = timezone.now()
        meetings = Meeting.objects.filter(stage=OuterRef("pk"))
        over = meetings.filter(state=State.OPEN, ends_at__lte=now)
        due = meetings.filter(state=State.PLANNED, starts_at__lte=now + timedelta(minutes=30))
        councils = Council.objects.filter(space=OuterRef("process__space"))
        presides = Exists(councils.filter(chair__user=user.pk, chair__left_at=None))
        keeps = Exists(councils.filter(founded_by=user.pk))
        what: Case = Case(
            When(presides & Exists(over), then=Value("end")),
            When(presides & Exists(due), then=Value("open")),
            When(keeps & ~Exists(meetings) & Q(opens_at__lte=now + TO_PLAN), then=Value("plan")),
            output_field=CharField(),
        )
        rows = Stage.objects.filter(process__in=Process.objects.visible_to(user), kind=self.name)
        rows = rows.filter(state=Stage.State.READY, process__state=Process.State.RUNNING, closes_at__gt=now)
        rows = rows.order_by().annotate(
            stage_id=F("pk"), user_id=Value(user.pk), since=F("opens_at"), due=F("closes_at"), what=what
        )
        return rows.exclude(what=None).values(*DUTY_COLUMNS)
