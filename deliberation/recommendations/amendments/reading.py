"""How pages show amendments: each beside the sentence as it is, and those that touch one sentence side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from deliberation.algorithms.difference import differences
from deliberation.panels.models import Seat
from deliberation.recommendations.models import Amendment, AmendmentSupport, Recommendation, Sentence


@dataclass
class Place:
    """A sentence of the present text with what is proposed for it: at most one of ``changes`` can come true as it is,
    while several of ``additions`` can. Without a sentence it is the beginning of the text; a sentence without a
    position was struck since."""

    sentence: Sentence | None
    changes: list[Amendment] = field(default_factory=list)
    additions: list[Amendment] = field(default_factory=list)

    @property
    def conflicts(self) -> bool:
        return len(self.changes) > 1


def by_place(recommendation: Recommendation, seat: Seat | None) -> tuple[list[Place], list[Amendment]]:
    """Every place of the present text with its open amendments, the most supported first (the beginning only where
    something is proposed for it), and the amendments that are decided, hidden or withdrawn."""
    found: dict[int | None, Place] = {None: Place(None)}
    found |= {sentence.pk: Place(sentence) for sentence in recommendation.sentences.standing()}
    rows = list(recommendation.amendments.for_pages().order_by("-supports", "number"))
    mark(rows, seat)
    for row in filter(lambda row: row.is_open, rows):
        place = found.setdefault(row.sentence_id, Place(row.sentence))
        (place.additions if row.act == Amendment.Act.ADD else place.changes).append(row)
    closed = sorted((row for row in rows if not row.is_open), key=lambda row: row.number)
    return [place for place in found.values() if place.sentence or place.additions], closed


def mark(rows: Iterable[Any], seat: Seat | None) -> None:
    """Give each its pieces of change, and whether this seat supports it, or even carries it."""
    rows = list(rows)
    mine = AmendmentSupport.objects.filter(seat=seat, amendment__in=rows) if seat else []
    supported = {row.amendment_id for row in mine}
    for row in rows:
        added = row.act == Amendment.Act.ADD
        row.pieces = differences("" if added else row.before, row.wording)
        row.is_mine = row.pk in supported
        carriers = [row.seat_id, *(other.seat_id for other in row.coauthors.all() if other.agreed_at)]
        row.is_carried = seat is not None and seat.pk in carriers
        # Decided ones are shown beside the sentence as it was.
        row.stale = bool(row.is_open and row.sentence and row.sentence.text != row.before)
