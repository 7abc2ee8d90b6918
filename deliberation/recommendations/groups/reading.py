"""What pages show of drafting groups: who is in each, and who is in none."""

from typing import Any

from django.db.models import Prefetch

from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.models import GroupMember


def groups_of(stage: Stage) -> list[Any]:
    """The groups of a stage, each with ``codes`` of its members who still take part."""
    members = GroupMember.objects.filter(seat__until=None).select_related("seat").order_by("seat__code")
    rows: list[Any] = list(stage.drafting_groups.prefetch_related(Prefetch("members", members)))
    for row in rows:
        row.codes = [member.seat.code for member in row.members.all()]
    return rows


def without_group(stage: Stage) -> list[str]:
    """Codes of those who take part and are in no group."""
    placed = GroupMember.objects.filter(stage=stage).values("seat")
    seats = Seat.objects.current().filter(process=stage.process_id).exclude(pk__in=placed)
    return list(seats.order_by("code").values_list("code", flat=True))
