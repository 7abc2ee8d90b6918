from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Channel
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

    def unanswered_by(self, seat):
        return self.filter(~models.Exists(Stance.objects.filter(statement=models.OuterRef("pk"), seat=seat)))


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


class Stance(models.Model):
    """One seat's answer to one statement; the last answer wins. There is no stored count of them anywhere."""

    class Value(models.IntegerChoices):
        AGREE = 1, _("agree")
        DISAGREE = -1, _("disagree")
        PASS = 0, _("not sure")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="stances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stances")
    value = models.SmallIntegerField(choices=Value)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "statement"], name="opinions_stance_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="opinions_stance_value"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}/{self.statement_id}: {self.value}"


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
