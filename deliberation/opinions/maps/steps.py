"""The maps of a round through time, thinned so that a slider has a step for each."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Q, Value, Window
from django.db.models.functions import Greatest, Mod, RowNumber

from deliberation.opinions.models import OpinionMap
from deliberation.processes.models import Stage

MOST_STEPS = 30


class Step(NamedTuple):
    pk: int
    as_of: datetime
    people: int


class Timeline(NamedTuple):
    """The steps, oldest first, and the one that is shown or was the last before it."""

    steps: list[Step]
    now: int

    @property
    def before(self) -> Step | None:
        return self.steps[self.now - 1] if self.now else None

    @property
    def after(self) -> Step | None:
        return self.steps[self.now + 1] if self.now + 1 < len(self.steps) else None

    @property
    def last(self) -> int:
        return len(self.steps) - 1


def timeline(stage: Stage, shown: OpinionMap) -> Timeline:
    """At most thirty maps, evenly taken from all, the first and the last among them. Runs one query."""
    gaps = MOST_STEPS - 1
    numbered = OpinionMap.objects.filter(stage=stage).annotate(
        total=Window(Count("pk")),
        place=Window(RowNumber(), order_by=[F("as_of"), F("pk")]) - 1,
    )
    # Places times gaps, divided by the last place, rise by less than one each: a step is where the whole number rises.
    numbered = numbered.annotate(rest=Mod(F("place") * gaps, Greatest(F("total") - 1, Value(1))))
    kept = numbered.filter(Q(total__lte=MOST_STEPS) | Q(rest__lt=gaps)).order_by("as_of", "pk")
    steps = [Step(*row) for row in kept.values_list("pk", "as_of", "people")]
    reached = [n for n, step in enumerate(steps) if (step.as_of, step.pk) <= (shown.as_of, shown.pk)]
    return Timeline(steps, reached[-1] if reached else 0)
