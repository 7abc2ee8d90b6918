from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.ledger.actions import Refused
from deliberation.opinions.models import Stance, Statement
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Stage


@transaction.atomic
def answer(stage: Stage, *, seat: Seat, values: Mapping[int, int], channel: str = Channel.WEB) -> int:
    """Store one seat's answers, statement id to −1, 0 or 1: each once, the last one wins.

    Rows are written in the order of their statements by one INSERT … ON CONFLICT, so the same batch sent twice, also
    at the same moment, changes nothing. A statement that is no longer offered is passed over; returns how many were
    stored.
    Refused outside the window, and when none of the statements is offered.
    """
    hold_open(stage)
    offered = (
        Statement.objects.admitted().filter(stage=stage, pk__in=values).order_by("pk").values_list("pk", flat=True)
    )
    if not offered:
        raise Refused(_("This statement is not open for answers any more. Your earlier answers are kept."))
    now = timezone.now()
    rows = [Stance(statement_id=pk, seat=seat, value=values[pk], channel=channel, answered_at=now) for pk in offered]
    Stance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["seat", "statement"],
        update_fields=["value", "channel", "answered_at"],
    )
    return len(rows)
