from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts.models import Channel
from deliberation.ledger.actions import Refused
from deliberation.opinions.models import Statement
from deliberation.panels.models import Seat
from deliberation.processes.actions import hold_open
from deliberation.processes.models import Stage

# Django's upsert has no condition. The rows come sorted, and are locked in this order.
STORE = """
INSERT INTO opinions_stance (statement_id, seat_id, value, channel, answered_at, given_at)
SELECT statement, %(seat)s, value, %(channel)s, %(now)s, given_at
FROM unnest(%(statements)s::bigint[], %(values)s::smallint[], %(given)s::timestamptz[])
    AS said (statement, value, given_at)
ON CONFLICT (seat_id, statement_id) DO UPDATE
SET value = excluded.value, channel = excluded.channel,
    answered_at = excluded.answered_at, given_at = excluded.given_at
WHERE opinions_stance.given_at <= excluded.given_at
"""


@transaction.atomic
def answer(
    stage: Stage,
    *,
    seat: Seat,
    values: Mapping[int, int],
    channel: str = Channel.WEB,
    given_at: Mapping[int, datetime] | None = None,
) -> int:
    """Store one seat's answers, statement id to −1, 0 or 1: each once; of two to one statement the later given counts.

    ``given_at`` tells of answers that waited on a device when they were given; no moment lies before the round or
    ahead of the clock. So the same batch sent twice, also at the same moment, changes nothing, and one that arrives
    late undoes nothing newer. A statement that is no longer offered is passed over; returns how many were taken.
    Refused outside the window, and when none of the statements is offered.
    """
    hold_open(stage)
    offered = list(
        Statement.objects.admitted().filter(stage=stage, pk__in=values).order_by("pk").values_list("pk", flat=True)
    )
    if not offered:
        raise Refused(_("This statement is not open for answers any more. Your earlier answers are kept."))
    now = timezone.now()
    told = given_at or {}
    rows: dict[str, Any] = {
        "seat": seat.pk,
        "channel": channel,
        "now": now,
        "statements": offered,
        "values": [values[pk] for pk in offered],
        "given": [min(max(told.get(pk, now), stage.opens_at), now) for pk in offered],
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE, rows)
    return len(offered)
