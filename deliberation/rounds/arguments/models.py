"""The argument map: claims for a side, replies that support or contradict them, how convincing each is found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import signature
from deliberation.spaces.models import Item, Space

SHOWN_FROM = 5  # ratings, before that a mean would tell who rated how
NEUTRAL = 3
WEIGHT = 5  # of the neutral rating in the smoothed mean, in ratings


class ArgumentQuerySet(models.QuerySet["Argument"]):
    def visible_to(self, user):
        """All of processes that the person sees; what was hidden or withdrawn among them leaves a stub."""
        return self.filter(stage__process__in=Process.objects.visible_to(user))

    def standing(self):
        """Readable and not merged: what columns, pictures and counts are made of."""
        return self.filter(state=Argument.State.STANDING, item__state=Item.State.ADMITTED)

    def claims(self):
        return self.filter(parent=None)


class Argument(models.Model):
    """A claim for a side, or a reply to a claim: replies stay one level deep. Its text lives in its item."""

    class State(models.TextChoices):
        STANDING = "standing", pgettext_lazy("argument", "standing")
        MERGED = "merged", pgettext_lazy("argument", "merged into another")

    class Stance(models.IntegerChoices):
        SUPPORTS = 1, _("supports it")
        CONTRADICTS = -1, _("contradicts it")

    STEPS: ClassVar = {"merge": ([State.STANDING], State.MERGED)}

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="arguments")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="arguments")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False, help_text=_("shown under the person's name, not the seat's code"))
    number = models.PositiveIntegerField(help_text=_("in its stage, from 1"))
    state = models.CharField(max_length=10, choices=State, default=State.STANDING)
    side = models.CharField(max_length=60, blank=True, help_text=_("of a claim, by its name in the charter"))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    stance = models.SmallIntegerField(choices=Stance, null=True, blank=True, help_text=_("of a reply"))
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=_("another reply")
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    ratings = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0, help_text=_("sum of the ratings"))
    strength = models.PositiveIntegerField(default=100 * NEUTRAL, help_text=_("smoothed mean in hundredths"))
    created_at = models.DateTimeField(default=timezone.now)

    objects = ArgumentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="rounds_argument_number_once"),
            models.CheckConstraint(
                condition=Q(parent=None, stance=None, answers=None) & ~Q(side="")
                | Q(parent__isnull=False, stance__isnull=False, side=""),
                name="rounds_argument_claims_or_replies",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | Q(state="standing", merged_into=None),
                name="rounds_argument_merged_somewhere",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["stage", "issue", "side", "-strength", "-id"],
                condition=Q(parent=None, state="standing"),
                name="rounds_argument_strongest",
            ),
            models.Index(fields=["parent", "stance", "-strength", "-id"], name="rounds_argument_replies"),
        ]

    def __str__(self) -> str:
        return str(_("no. %(n)d") % {"n": self.number})

    def get_absolute_url(self) -> str:
        return reverse("rounds:argument", args=[self.stage.process.slug, self.stage_id, self.pk])

    @property
    def space(self) -> Space:
        return self.stage.space

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"argument:{self.pk}"

    @property
    def signed(self) -> str:
        return signature(self.seat, self.named)

    @property
    def merged_url(self) -> str:
        if not self.merged_into_id:
            return ""
        return reverse("rounds:argument", args=[self.stage.process.slug, self.stage_id, self.merged_into_id])

    @property
    def is_shown(self) -> bool:
        return self.item.state == Item.State.ADMITTED

    @property
    def mean(self) -> str:
        """The plain mean with one decimal, from five ratings on; empty before."""
        return f"{self.points / self.ratings:.1f}" if self.ratings >= SHOWN_FROM else ""


def strength_of(ratings: int, points: int) -> int:
    """The smoothed mean in hundredths: ``(points + WEIGHT × NEUTRAL) / (ratings + WEIGHT)``.

    As if five people had found it neither convincing nor not: a few enthusiasts do not lift a text over one that many
    find good, and a new text stands in the middle. Below five ratings it is the neutral value itself, since the order
    would tell how the first people rated.
    """
    if ratings < SHOWN_FROM:
        return 100 * NEUTRAL
    return round(100 * (points + WEIGHT * NEUTRAL) / (ratings + WEIGHT))


class ArgumentSource(models.Model):
    """What an argument rests on."""

    argument = models.ForeignKey(Argument, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class Rating(models.Model):
    """How convincing one seat finds one argument; the last rating wins. It says nothing about agreement."""

    class Value(models.IntegerChoices):
        NOT_AT_ALL = 1, _("not convincing at all")
        HARDLY = 2, _("hardly convincing")
        SOMEWHAT = 3, _("somewhat convincing")
        CONVINCING = 4, _("convincing")
        VERY = 5, _("very convincing")

    argument = models.ForeignKey(Argument, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(choices=Value)
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["argument", "seat"], name="rounds_rating_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="rounds_rating_value"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}/{self.argument_id}: {self.value}"
