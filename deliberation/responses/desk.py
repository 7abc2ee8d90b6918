"""What waits for officials and the committee: rows that ``portal`` joins with those of other rooms on the desk page."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.processes.models import Process
from deliberation.responses.checking.models import with_followup
from deliberation.responses.models import Check, Milestone, Response
from deliberation.spaces.bilingual import column_in_language
from deliberation.spaces.desk import address, holds_in_city, midnight, rows
from deliberation.spaces.models import Role

AHEAD = timedelta(days=30)


def waiting(user) -> list[QuerySet]:
    """For officials answers, and promises and milestones once they are late; for them and administrators answers that
    somebody else has submitted; for the committee checks a month before."""
    official, committee = holds_in_city(user, Role.OFFICIAL), holds_in_city(user, Role.COMMITTEE, Role.CHAIR)
    office = holds_in_city(user, Role.OFFICIAL, Role.ADMINISTRATOR)
    visible = Process.objects.visible_to(user).values("pk")
    open_now = Response.objects.waiting().filter(recommendation__process__in=visible)
    answers = open_now.filter(official).exclude(state=Response.State.SUBMITTED)
    submitted = open_now.filter(office, state=Response.State.SUBMITTED).exclude(submitted_by=user)
    unkept = with_followup(Response.objects.filter(official, recommendation__process__in=visible)).filter(
        Q(unkept=True)
    )
    late = Milestone.objects.overdue().filter(official, response__recommendation__process__in=visible)
    soon = timezone.localdate() + AHEAD
    checks = Check.objects.waiting().filter(committee, process__in=visible, due_on__lte=soon)
    return [
        rows(
            answers,
            what=Value(_("Recommendation to answer")),
            heading=column_in_language("recommendation__title"),
            address=address("responses:draft", "recommendation__process__slug", "recommendation"),
            since=midnight(F("begun_on")),
            due=F("due_at"),
        ),
        rows(
            submitted,
            what=Value(_("Answer to publish")),
            heading=column_in_language("recommendation__title"),
            address=address("responses:publish", "recommendation__process__slug"),
            since=midnight(F("begun_on")),
            due=F("due_at"),
        ),
        rows(
            unkept,
            what=Value(_("Promise whose day has passed")),
            heading=column_in_language("recommendation__title"),
            address=address("responses:detail", "recommendation__process__slug", "recommendation"),
            since=midnight(F("done_by"), days=1),
            due=midnight(F("done_by"), days=1),
        ),
        rows(
            late,
            what=Value(_("Milestone that is overdue")),
            heading=F("title"),
            address=address("responses:milestone", "response__recommendation__process__slug", "pk"),
            since=midnight(F("due_on"), days=1),
            due=midnight(F("due_on"), days=1),
        ),
        rows(
            checks,
            what=Value(_("Check of the city's answers")),
            heading=column_in_language("process__title"),
            address=address("responses:check", "process__slug", "pk"),
            since=midnight(F("due_on"), days=-AHEAD.days),
            due=midnight(F("due_on"), days=1),
        ),
    ]
