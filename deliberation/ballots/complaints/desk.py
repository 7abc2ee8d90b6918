"""Complaints that wait for an answer: rows that ``portal`` joins with those of other rooms on the desk page."""

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from deliberation.ballots.complaints.models import ANSWER_WITHIN, Complaint
from deliberation.processes.models import Process
from deliberation.spaces.bilingual import column_in_language
from deliberation.spaces.desk import address, holds_in_city, rows
from deliberation.spaces.models import Role


def waiting(user) -> QuerySet:
    open_ones = Complaint.objects.filter(
        holds_in_city(user, Role.OFFICIAL, Role.CHAIR, Role.COMMITTEE),
        state=Complaint.State.FILED,
        ballot__stage__process__in=Process.objects.visible_to(user).values("pk"),
    )
    return rows(
        open_ones,
        what=Value(_("Complaint about a missing vote")),
        heading=column_in_language("ballot__stage__process__title"),
        address=address("ballots:answer_complaint", "ballot__stage__process__slug", "ballot__stage_id", "number"),
        since=F("filed_at"),
        due=F("filed_at") + Value(ANSWER_WITHIN),
    )
