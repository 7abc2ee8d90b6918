"""What stages ask of one person: the rows of every stage kind, joined in one query, with words and an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from deliberation.processes.kinds import KINDS, kind_of, no_duties
from deliberation.processes.models import Stage

AT_MOST = 50


@dataclass(frozen=True)
class Duty:
    """One act in one stage; ``act`` is what its button says."""

    stage: Stage
    act: Any
    address: str
    since: datetime
    due: datetime


def pending_for(user) -> list[Duty]:
    """Where this participant may act now and has not, the nearest deadline first. Two queries."""
    open_now = Stage.objects.open()
    return _read((kind.pending(open_now.filter(kind=name), user) for name, kind in KINDS.items()), user, "due")


def waiting_for(user) -> list[Duty]:
    """What stages wait for from this member of staff, the oldest first. Two queries and those that the kinds need."""
    return _read((kind.desk(user) for kind in KINDS.values()), user, "since")


def _read(rows: Iterable[QuerySet], user, order: str) -> list[Duty]:
    found = list(no_duties().union(*rows, all=True).order_by(order, "stage_id")[:AT_MOST])
    stages = Stage.objects.visible_to(user).select_related("process__space")
    known = stages.in_bulk({row["stage_id"] for row in found})
    return [_duty(known[row["stage_id"]], row) for row in found if row["stage_id"] in known]


def _duty(stage: Stage, row: dict[str, Any]) -> Duty:
    kind, what = kind_of(stage), row["what"]
    return Duty(stage, kind.words[what], kind.act_url(stage, what), row["since"], row["due"])
