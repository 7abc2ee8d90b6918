"""When the committee checks next: as long as something is under way, one check waits."""

from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from deliberation.processes.models import Process
from deliberation.responses.checking.models import Check
from deliberation.responses.rulebook import AnswerRules, months_later


def plan_check(process: Process) -> Check:
    """Let a check wait, half a year from now unless the rules in force say otherwise; the one that waits stays."""
    months = AnswerRules.objects.in_force().check_months
    last = Check.objects.filter(process=process).aggregate(n=Max("n"))["n"] or 0
    given = {"n": last + 1, "due_on": months_later(timezone.localdate(), months)}
    # Two who publish at once plan the same one: the unique rows decide.
    return Check.objects.get_or_create(process=process, state=Check.State.WAITING, defaults=given)[0]


def bring_forward(process: Process, days: int) -> date:
    """Let the check that waits come within so many days; returns its day."""
    check = plan_check(process)
    soon = timezone.localdate() + timedelta(days=days)
    Check.objects.filter(pk=check.pk, due_on__gt=soon).update(due_on=soon)
    return min(check.due_on, soon)
