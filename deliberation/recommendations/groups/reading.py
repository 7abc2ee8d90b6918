"""What pages show of drafting groups: who is in each, and what it works on."""

from typing import Any

from django.db.models import Prefetch

from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.models import GroupMember, Theme


def groups_of(stage: Stage) -> list[Any]:
    """The groups of a stage, each with ``codes`` of its members who still take part, and ``at_work``, its themes."""
    members = GroupMember.objects.filter(seat__until=None).select_related("seat").order_by("seat__code")
    themes = Theme.objects.standing().select_related("recommendation__process", "stage__process")
    rows: list[Any] = list(
        stage.drafting_groups.prefetch_related(
            Prefetch("members", members), Prefetch("themes", themes, to_attr="at_work")
        )
    )
    for row in rows:
        row.codes = [member.seat.code for member in row.members.all()]
    return rows


def without_group(stage: Stage) -> list[str]:
    """Codes of those who take part and are in no group."""
    placed = GroupMember.objects.filter(stage=stage).values("seat")
    seats = Seat.objects.current().filter(process=stage.process_id).exclude(pk__in=placed)
    return list(seats.order_by("code").values_list("code", flat=True))
