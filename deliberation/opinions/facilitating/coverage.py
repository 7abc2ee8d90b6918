"""Who has answered how much. It never says how anyone answered, so it is told in sealed rounds, too."""

from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from deliberation.algorithms.disclosure import LEAST
from deliberation.algorithms.opinion_space import ANSWERS_TO_BE_GROUPED
from deliberation.opinions.models import Stance, Statement
from deliberation.panels.models import OPEN_TO_ALL, Seat
from deliberation.processes.models import Stage

CACHE_SECONDS = 60
LEAST_ANSWERED = 10


class Coverage(NamedTuple):
    """Counted at ``as_of``: current seats, how many of them answered nothing, some but fewer than ``needed``, all.

    ``least`` holds id and number of answers of the statements with the fewest, these first.
    """

    as_of: datetime
    seats: int
    statements: int
    needed: int
    nothing: int
    few: int
    everything: int
    least: list[tuple[int, int]]

    @property
    def between(self) -> int:
        """How many have answered enough to stand in a group, but not all."""
        return self.seats - self.nothing - self.few - self.everything


def coverage_of(stage: Stage) -> Coverage:
    """Counted at most once a minute, since it reads all answers of the round."""
    key = f"opinions:answered-by:{stage.pk}"
    found = cache.get(key)
    if found is None:
        found = _count(stage)
        cache.set(key, found, CACHE_SECONDS)
    return found


def lists_seats(stage: Stage) -> bool:
    """Where everyone may come, nobody is expected: there only numbers are told, of however many thousands."""
    return stage.process.preset != OPEN_TO_ALL


def behind(stage: Stage, counted: Coverage) -> list[QuerySet[Seat]]:
    """Seats with fewer answers than are needed to stand in a group; ``answered`` tells whether there are any.

    Those without any come first. The published votes do not say whose they are, but they show how many each person
    gave: whoever knew the only seat with three answers could look them up. So seats with some answers are told apart
    from those with none only where there are at least five, and nobody is listed where both together are fewer.
    """
    if not counted.statements:
        return []
    given = Stance.objects.filter(seat=OuterRef("pk"), statement__in=_admitted(stage))
    seats = Seat.objects.current().filter(process=stage.process_id)
    enough = Exists(given.order_by("pk")[counted.needed - 1 : counted.needed])
    if 0 < counted.few < LEAST:
        together = counted.nothing + counted.few
        return [seats.filter(~enough)] if together >= LEAST else []
    return [
        seats.filter(~Exists(given)).annotate(answered=Value(False)),
        seats.filter(Exists(given), ~enough).annotate(answered=Value(True)),
    ]


def _admitted(stage: Stage) -> QuerySet[Statement]:
    return Statement.objects.admitted().filter(stage=stage)


def _count(stage: Stage) -> Coverage:
    as_of = timezone.now()
    counted = Count("stances", filter=Q(stances__seat__until=None))
    answers = list(_admitted(stage).annotate(n=counted).order_by("n", "pk").values_list("pk", "n"))
    needed = min(ANSWERS_TO_BE_GROUPED, len(answers))
    given = Stance.objects.filter(seat__until=None, statement__in=_admitted(stage))
    by_seat = (
        given.values("seat")
        .annotate(n=Count("pk"))
        .aggregate(
            some=Count("seat"),
            few=Count("seat", filter=Q(n__lt=needed)),
            everything=Count("seat", filter=Q(n=len(answers))),
        )
    )
    seats = Seat.objects.current().filter(process=stage.process_id).count()
    return Coverage(
        as_of=as_of,
        seats=seats,
        statements=len(answers),
        needed=needed,
        nothing=seats - by_seat["some"],
        few=by_seat["few"],
        everything=by_seat["everything"],
        least=answers[:LEAST_ANSWERED],
    )
