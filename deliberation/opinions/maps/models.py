from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.panels.models import Seat
from deliberation.processes.models import Stage


class OpinionMap(models.Model):
    """A cold computation of a stage's map: a pure function of votes, moderation, seed and version."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="maps")
    as_of = models.DateTimeField(help_text=_("the moment of the data"))
    votes = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text=_("of the votes it was drawn from"))
    seed = models.PositiveIntegerField()
    version = models.PositiveIntegerField(help_text=_("of the algorithm"))
    result = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "digest", "seed", "version"], name="opinions_map_once")
        ]
        ordering: ClassVar = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.stage} {self.as_of:%Y-%m-%d %H:%M}"

    def groups(self) -> dict[int, int]:
        """Group by seat id, for everyone who was grouped."""
        return dict(zip(self.result["seats"], self.result["group_of_seat"], strict=True))

    def group_of(self, seat: Seat | None) -> int | None:
        return self.groups().get(seat.pk) if seat else None
