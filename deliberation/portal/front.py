"""What the first page shows of the deliberations that are open now, and of those that have ended lately."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.kind import OpinionRoundKind
from deliberation.opinions.rules import open_to_all
from deliberation.panels.models import Seat
from deliberation.processes.kinds import kind_of
from deliberation.processes.models import Process, Stage
from deliberation.reports.models import Report
from deliberation.responses.models import Response

LATELY = timedelta(days=365)  # since the last stage was over


@dataclass(frozen=True)
class Opening:
    """A process with the open stage that closes first; ``joinable`` when this reader may take a seat there now."""

    process: Process
    stage: Stage
    seated: bool
    joinable: bool

    @property
    def kind(self) -> Any:
        return kind_of(self.stage).label

    @property
    def for_everyone(self) -> bool:
        """Nobody is drawn: whoever likes takes a seat on the web or comes to a session."""
        return self.process.preset in ("open_online", "listening")

    @property
    def act(self) -> Any:
        return _("Take part") if self.joinable else _("Look at this stage")


def openings(user, at_most: int) -> list[Opening]:
    """Processes with an open stage: one's own first, then those open to everyone, then by closing. Two queries."""
    now = timezone.now()
    open_now = Q(stages__state=Stage.State.READY, stages__opens_at__lte=now, stages__closes_at__gt=now)
    running = Process.objects.visible_to(user).filter(state=Process.State.RUNNING)
    opened = running.annotate(closes=Min("stages__closes_at", filter=open_now), seated=_seated(user))
    rows = opened.filter(closes__isnull=False).order_by("-seated", "closes", "-pk").prefetch_related("stages")
    found = [_opening(process, user) for process in rows[:at_most]]
    return sorted(found, key=lambda opening: (not opening.seated, not opening.joinable))


def ended(user, at_most: int) -> list[Any]:
    """Concluded processes whose last stage was over lately, the last one first.

    Each with when it ``began`` and was ``over``, whether a report is published (``reported``), and whether the city
    has answered or is to answer (``answered``). One query.
    """
    reports = Report.objects.filter(process=OuterRef("pk")).exclude(published=None)
    answers = Response.objects.filter(recommendation__process=OuterRef("pk"))
    lately = Process.objects.visible_to(user).concluded().dated().filter(over__gt=timezone.now() - LATELY)
    return list(lately.annotate(reported=Exists(reports), answered=Exists(answers)).order_by("-over", "-pk")[:at_most])


def _seated(user):
    if not user.is_authenticated:
        return Value(False)
    return Exists(Seat.objects.current().filter(process=OuterRef("pk"), user=user))


def _opening(process: Any, user) -> Opening:
    stage = min((stage for stage in process.stages.all() if stage.is_open()), key=lambda stage: stage.closes_at)
    joins = stage.kind == OpinionRoundKind.name and open_to_all.test(user, stage)
    return Opening(process, stage, process.seated, joins and not process.seated)
