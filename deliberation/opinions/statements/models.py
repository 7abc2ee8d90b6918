from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.models import Item, Role
from deliberation.spaces.searching import Columns, SearchQuerySet


class StatementQuerySet(SearchQuerySet["Statement"]):
    TITLE = EVERYTHING = Columns(("item__text",), "grams", singles=True)

    def admitted(self):
        return self.filter(item__state=Item.State.ADMITTED)

    def visible_to(self, user):
        """Decided ones for all who see the process (some as stubs); waiting ones for author and facilitator."""
        seen = self.filter(stage__process__in=Process.objects.visible_to(user))
        public = ~Q(item__state__in=[Item.State.WAITING, Item.State.WITHDRAWN, Item.State.ERASED])
        if not user.is_authenticated:
            return seen.filter(public)
        moderated = user.memberships.current().filter(role=Role.FACILITATOR).values("space")
        return seen.filter(public | Q(item__author=user) | Q(item__space__in=moderated))


class Statement(models.Model):
    """One sentence that people answer. Its text, version and moderation live in its item."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="statements")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="statement")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("in its stage, from 1, given when it is first admitted")
    )
    seed = models.BooleanField(default=False, help_text=_("put by the facilitator to begin with"))
    note = models.OneToOneField(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=_("that it came from")
    )
    created_at = models.DateTimeField(default=timezone.now)
    grams = ArrayField(models.CharField(max_length=8), default=list)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="opinions_statement_number_once")
        ]
        indexes: ClassVar = [GinIndex(fields=["grams"], name="opinions_statement_grams")]

    def __str__(self) -> str:
        return f"#{self.number or '–'}"

    def get_absolute_url(self) -> str:
        return reverse("opinions:statement", args=[self.stage.process.slug, self.stage_id, self.pk])

    @property
    def space(self):
        return self.stage.space

    @property
    def subject(self) -> str:
        return f"statement:{self.pk}"
