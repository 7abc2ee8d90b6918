from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Channel
from deliberation.opinions.statements.models import Statement
from deliberation.panels.models import Seat


class Stance(models.Model):
    """One seat's answer to one statement; the one given last wins. There is no stored count of them anywhere.

    ``given_at`` is when its person pressed, as far as the device can tell, and orders that person's own answers alone:
    one that waited for the network does not undo a later one. ``answered_at`` is the server's.
    """

    class Value(models.IntegerChoices):
        AGREE = 1, _("agree")
        DISAGREE = -1, _("disagree")
        PASS = 0, _("not sure")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="stances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stances")
    value = models.SmallIntegerField(choices=Value)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    answered_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "statement"], name="opinions_stance_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="opinions_stance_value"),
        ]
        # Small and cheap to keep: rows are written in the order of their times, and a sweep asks for the latest ones.
        indexes: ClassVar = [BrinIndex(fields=["answered_at"], autosummarize=True, name="opinions_stance_latest")]

    def __str__(self) -> str:
        return f"{self.seat_id}/{self.statement_id}: {self.value}"
