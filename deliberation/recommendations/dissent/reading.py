"""What pages show of minority opinions."""

from collections.abc import Iterable
from typing import Any

from deliberation.panels.models import Seat
from deliberation.recommendations.models import Dissent


def with_own(dissents: Iterable[Dissent], seat: Seat | None) -> list[Any]:
    """The opinions, each with whether this seat has signed it."""
    rows: list[Any] = list(dissents)
    for row in rows:
        row.is_mine = seat is not None and any(signer.seat_id == seat.pk for signer in row.signers.all())
    return rows
