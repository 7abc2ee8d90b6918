"""How the city keeps its word, in numbers: by process and altogether."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.processes.models import Process
from deliberation.responses.answering.models import ResponseQuerySet
from deliberation.responses.checking.models import with_followup
from deliberation.responses.models import Check, Milestone, Response
from deliberation.spaces.searching import SearchQuerySet

Verdict = Response.Verdict


class Tally(NamedTuple):
    """Numbers of recommendations. ``overdue`` ones lack their answer; of those ``behind`` the promised day, or the day
    of a milestone, has passed. ``changed`` and ``stopped`` are promises of which a milestone was."""

    total: int = 0
    answered: int = 0
    in_time: int = 0
    accepted: int = 0
    partly: int = 0
    declined: int = 0
    done: int = 0
    changed: int = 0
    stopped: int = 0
    overdue: int = 0
    behind: int = 0

    @property
    def judged(self) -> int:
        """Answered or overdue: those of which it can be said whether the city was in time."""
        return self.answered + self.overdue

    @property
    def promised(self) -> int:
        """Accepted wholly or partly."""
        return self.accepted + self.partly

    @property
    def sentence(self) -> str:
        """The whole in one sentence, for the top of a page."""
        parts = [_("accepted %(accepted)d, partly %(partly)d, not accepted %(declined)d") % self._asdict()]
        if self.total > self.answered:
            parts.append(_("%(waiting)d not answered yet") % {"waiting": self.total - self.answered})
        if self.overdue:
            parts.append(_("%(overdue)d overdue") % self._asdict())
        if self.done:
            parts.append(_("%(done)d carried out") % self._asdict())
        if self.changed or self.stopped:
            parts.append(_("%(changed)d changed, %(stopped)d stopped") % self._asdict())
        if self.behind:
            parts.append(_("of %(behind)d the promised day has passed") % self._asdict())
        told = _("Of %(total)d recommendations the city has answered %(answered)d: %(parts)s.")
        return told % (self._asdict() | {"parts": ", ".join(parts)})


def _numbers() -> dict[str, Count]:
    """For rows ``with_followup``."""
    answered = Q(state=Response.State.ANSWERED)
    conditions = {
        "total": Q(),
        "answered": answered,
        "in_time": answered & Q(answered_at__lt=F("due_at")),
        "accepted": answered & Q(verdict=Verdict.ACCEPTED),
        "partly": answered & Q(verdict=Verdict.PARTLY),
        "declined": answered & Q(verdict=Verdict.DECLINED),
        "done": Q(fulfilled=True),
        "changed": Q(was_changed=True),
        "stopped": Q(was_stopped=True),
        "overdue": ~answered & Q(due_at__lte=timezone.now()),
        "behind": Q(unkept=True) | Q(delayed=True),
    }
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def tally(responses: ResponseQuerySet) -> Tally:
    """All of them together. One query."""
    return Tally(**with_followup(responses).aggregate(**_numbers()))


def tallies(processes: Collection[Process]) -> dict[int, Tally]:
    """By the processes' keys. One query."""
    rows = with_followup(Response.objects.filter(recommendation__process__in=processes)).order_by()
    counted = rows.values("recommendation__process").annotate(**_numbers())
    return {key: Tally(*numbers) for key, *numbers in counted.values_list("recommendation__process", *Tally._fields)}


def answering(user) -> SearchQuerySet[Process]:
    """Processes whose recommendations the city has to answer."""
    responses = Response.objects.filter(recommendation__process=OuterRef("pk"))
    return Process.objects.visible_to(user).filter(Exists(responses))


def late() -> Q:
    """Of a process: an answer, a promise, a milestone or a check is overdue."""
    responses = Response.objects.filter(recommendation__process=OuterRef("pk"))
    milestones = Milestone.objects.filter(response__recommendation__process=OuterRef("pk"))
    checks = Check.objects.filter(process=OuterRef("pk"))
    promises = with_followup(responses).filter(Q(unkept=True))
    rows = (responses.overdue(), promises, milestones.overdue(), checks.overdue())
    return reduce(or_, (Q(Exists(row)) for row in rows))


class Overdue(NamedTuple):
    """Everything whose day has passed, the longest first."""

    answers: list[Response]
    promises: list[Response]
    milestones: list[Milestone]
    checks: list[Check]

    @property
    def number(self) -> int:
        return len(self.answers) + len(self.promises) + len(self.milestones) + len(self.checks)


MANY = 200  # of each kind: a list that is longer tells nothing more


def overdue(user) -> Overdue:
    """Four queries."""
    answers: Any = Response.objects.visible_to(user).overdue().for_list().order_by("due_at", "pk")
    promised = with_followup(Response.objects.visible_to(user).for_list())
    promises = promised.filter(Q(unkept=True)).order_by("done_by", "pk")
    milestones = Milestone.objects.visible_to(user).overdue().for_list()
    checks = Check.objects.visible_to(user).overdue().for_list()
    return Overdue(*(list(rows[:MANY]) for rows in (answers, promises, milestones, checks)))
