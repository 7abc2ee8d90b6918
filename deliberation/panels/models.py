from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from deliberation.processes.models import Process
from deliberation.spaces.models import Space

OPEN_TO_ALL = "open_online"  # the preset whose participants are not drawn


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self):
        return self.filter(until=None)


class Seat(models.Model):
    """Who takes part in a process: a code that public pages may show, and the strata of the draw."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    code = models.CharField(max_length=12)
    strata = models.JSONField(default=dict, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "code"], name="panels_seat_code_once"),
            models.UniqueConstraint(fields=["process", "user"], condition=Q(until=None), name="panels_seat_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def space(self) -> Space:
        return self.process.space
