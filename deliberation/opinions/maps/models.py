from typing import ClassVar, NamedTuple

import numpy as np
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.algorithms.opinion_statistics import Floats, Ints
from deliberation.opinions.statements.models import Statement
from deliberation.processes.models import Stage
from deliberation.spaces.bilingual import in_language

PLACE = np.dtype([("seat", "<i8"), ("group", "i1"), ("x", "<f8"), ("y", "<f8")])
NAME_LENGTH, NAME_EN_LENGTH = 30, 40
SEATS_PER_PART = 2_000  # a person's own place is read with so many others, 50 KB


class Places(NamedTuple):
    """Where everyone who was grouped stands; seats in ascending order."""

    seats: Ints
    groups: Ints
    x: Floats
    y: Floats


class Place(NamedTuple):
    group: int
    x: float
    y: float


class OpinionMapManager(models.Manager["OpinionMap"]):
    """Pages read words and statistics; what only the picture or the next map needs is read when it is asked for."""

    def get_queryset(self):
        return super().get_queryset().defer("picture", "axes")


class OpinionMap(models.Model):
    """A cold computation of a stage's map: a pure function of votes, moderation, seed and version.

    ``result`` holds what is said about statements, by position; ``checks`` how sure it is, null until that is computed;
    where people stand lies in ``PlacesPart``.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="maps")
    as_of = models.DateTimeField(help_text=_("the last moment at which the votes were known to be these"))
    votes = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text=_("of votes and moderation that it was drawn from"))
    seed = models.PositiveIntegerField()
    version = models.PositiveIntegerField(help_text=_("of the algorithm"))
    result = models.JSONField()
    checks = models.JSONField(null=True)
    picture = models.JSONField(help_text=_("marks on the picture; see maps.picture"))
    axes = models.BinaryField(help_text=_("two components and the means, by statement, as 64-bit floats"))
    file = models.CharField(max_length=120, blank=True, help_text=_("of its export in the default storage"))
    file_size = models.PositiveBigIntegerField(default=0, help_text=_("in bytes"))
    made_at = models.DateTimeField(default=timezone.now)

    objects = OpinionMapManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "digest", "seed", "version"], name="opinions_map_once")
        ]
        ordering: ClassVar = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.stage} {self.as_of:%Y-%m-%d %H:%M}"

    def places(self) -> Places:
        """Everyone's place; a million people are 25 MB."""
        packed = b"".join(bytes(part) for part in self.parts.values_list("packed", flat=True))
        rows = np.frombuffer(packed, dtype=PLACE)
        return Places(rows["seat"], rows["group"].astype(np.int64), rows["x"], rows["y"])

    def place_of(self, seat_id: int) -> Place | None:
        """Where one person stands, by one query, however many others there are."""
        parts = self.parts.filter(first_seat__lte=seat_id).order_by("-first_seat")
        packed = parts.values_list("packed", flat=True).first()
        rows = np.frombuffer(bytes(packed or b""), dtype=PLACE)
        found = rows[rows["seat"] == seat_id]
        return Place(int(found["group"][0]), float(found["x"][0]), float(found["y"][0])) if len(found) else None

    def keep_places(self, places: Places) -> None:
        rows = np.empty(len(places.seats), dtype=PLACE)
        for name, column in zip(PLACE.names or (), places, strict=True):
            rows[name] = column
        parts = [rows[start : start + SEATS_PER_PART] for start in range(0, len(rows), SEATS_PER_PART)]
        PlacesPart.objects.bulk_create(
            [PlacesPart(map=self, first_seat=int(part["seat"][0]), packed=part.tobytes()) for part in parts],
            batch_size=50,
        )


class PlacesPart(models.Model):
    """Places of some people with ids from ``first_seat``, as rows of ``PLACE``, so that one can be found by key."""

    map = models.ForeignKey(OpinionMap, on_delete=models.CASCADE, related_name="parts")
    first_seat = models.BigIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["map", "first_seat"], name="opinions_places_once")]
        ordering: ClassVar = ["first_seat"]

    def __str__(self) -> str:
        return f"{self.map_id}: {self.first_seat}"


class CrossTab(models.Model):
    """How the groups of a final map, or the answers to one statement, divide over the strata, without small counts."""

    map = models.ForeignKey(OpinionMap, on_delete=models.CASCADE, related_name="crosstabs")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    tables = models.JSONField(help_text=_("by stratum: columns, and lines of value, counts and total"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["map", "statement"], name="opinions_crosstab_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.map_id}: {self.statement_id or 'groups'}"


class GroupName(models.Model):
    """What the facilitator calls a group; it outlives redrawing, since groups keep their numbers by who is in them."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="group_names")
    group = models.PositiveSmallIntegerField(help_text=_("number of the group, from 0"))
    name = models.CharField(max_length=NAME_LENGTH)
    name_en = models.CharField(max_length=NAME_EN_LENGTH, blank=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="group_names"
    )
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stage", "group"], name="opinions_group_name_once")]
        ordering: ClassVar = ["group"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)
