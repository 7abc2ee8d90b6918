from datetime import timedelta
from itertools import groupby

from celery import shared_task
from django.utils import timezone

from deliberation.processes.models import Process
from deliberation.recommendations.models import Adoption
from deliberation.responses.answering.actions import (
    ANSWERED_FOR,
    begin_answers,
    escalate_answers,
    remind_of_answers,
)
from deliberation.responses.answering.models import Response
from deliberation.responses.checking.actions import escalate_check, escalate_promise, remind_of_check
from deliberation.responses.checking.models import Check, promises_to_escalate
from deliberation.responses.following.actions import escalate_milestone, remind_of_milestone
from deliberation.responses.following.models import Milestone
from deliberation.responses.rulebook import AnswerRules


@shared_task
def begin_left() -> None:
    """Start the clocks of what was handed over before this room stood; what is handed over now starts its own."""
    unanswered = {
        "stage__process__recommendations__state__in": ANSWERED_FOR,
        "stage__process__recommendations__citys_answer": None,
    }
    delivered = Adoption.objects.filter(state=Adoption.State.DELIVERED, **unanswered).distinct()
    for adoption in delivered.select_related("stage__process__space"):
        if adoption.delivered_on:
            begin_answers(adoption, adoption.delivered_on)


@shared_task
def remind_and_escalate() -> None:
    """Remind of every deadline that comes near, and tell of every one that has passed: each once."""
    rules = AnswerRules.objects.in_force()
    now, days = timezone.now(), rules.remind_days
    near = Response.objects.waiting().filter(due_at__gt=now, due_at__lte=now + timedelta(days=days)).for_list()
    for _process, rows in groupby(near, lambda row: row.recommendation.process_id):
        remind_of_answers(rows)
    today = timezone.localdate()
    for check in Check.objects.waiting().filter(due_on__gte=today, due_on__lte=today + timedelta(days=days)).for_list():
        remind_of_check(check)
    soon = Milestone.objects.going().filter(due_on__gte=today, due_on__lte=today + timedelta(days=rules.milestone_days))
    for milestone in soon.for_list():
        remind_of_milestone(milestone)
    late = Response.objects.to_escalate().values("recommendation__process")
    for process in Process.objects.filter(pk__in=late).select_related("space"):
        escalate_answers(process)
    for milestone in Milestone.objects.to_escalate().for_list():
        escalate_milestone(milestone)
    for response in promises_to_escalate().for_list():
        escalate_promise(response)
    for check in Check.objects.to_escalate().for_list():
        escalate_check(check)
