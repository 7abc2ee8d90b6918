"""Rule rows: the checklist that grades a conflict and the rules that advise a track, each in versions.

An administrator adds versions; none is ever changed, since every result keeps the version that it was made by.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.algorithms.advice import Condition
from deliberation.conflicts.templatetags.won import won
from deliberation.spaces.bilingual import in_language

LEVELS = (1, 2, 3, 4, 5)


class Grade(models.IntegerChoices):
    FIRST = 1, _("grade 1")
    SECOND = 2, _("grade 2")
    THIRD = 3, _("grade 3")


class Extent(models.IntegerChoices):
    NEIGHBOURHOOD = 1, _("one neighbourhood")
    DISTRICT = 2, _("one district")
    CITY = 3, _("several districts or the whole city")


class Track(models.TextChoices):
    BRIEFING = "briefing", _("residents' briefing")
    LISTENING = "listening", _("deliberative listening sessions")
    MEDIATION = "mediation", _("mediation council")
    SMALL_PANEL = "small_panel", _("small citizen panel")
    LARGE_PANEL = "large_panel", _("large public deliberation")


class RuleQuerySet(models.QuerySet):
    def in_force(self):
        """The latest version whose day has come."""
        return self.filter(in_force_since__lte=timezone.localdate()).latest("version")


class Rules(models.Model):
    """One version of a set of rules."""

    version = models.PositiveIntegerField(_("version"), default=1, unique=True)
    basis = models.CharField(_("what the rule rests on"), max_length=200)
    adopted = models.BooleanField(
        _("adopted by the city"), default=False, help_text=_("Without this mark every page calls it no official rule.")
    )
    in_force_since = models.DateField(_("in force since"), default=timezone.localdate)

    objects: ClassVar = RuleQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} v{self.version}"

    @classmethod
    def next_version(cls) -> int:
        return (cls.objects.aggregate(last=models.Max("version"))["last"] or 0) + 1


class Checklist(Rules):
    """What a conflict is diagnosed by: weighted items, and from how many points which grade follows."""

    grade_1_from = models.PositiveIntegerField(_("grade 1 from"), help_text=_("points, with their weights"))
    grade_2_from = models.PositiveIntegerField(_("grade 2 from"), help_text=_("fewer points mean grade 3"))

    class Meta:
        verbose_name = _("diagnosis checklist")
        verbose_name_plural = _("diagnosis checklists")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grade_1_from__gt=F("grade_2_from"), grade_2_from__gt=0), name="conflicts_bands_in_order"
            )
        ]

    def points(self, levels: Mapping[int, int]) -> int:
        """Weighted points of the levels given to each item, by the item's key."""
        return sum(item.weight * levels[item.pk] for item in self.items.all())

    def grade_of(self, points: int) -> Grade:
        if points >= self.grade_1_from:
            return Grade.FIRST
        return Grade.SECOND if points >= self.grade_2_from else Grade.THIRD

    @property
    def range(self) -> tuple[int, int]:
        """The fewest and the most points that it can give."""
        weights = sum(item.weight for item in self.items.all())
        return min(LEVELS) * weights, max(LEVELS) * weights


class ChecklistItem(models.Model):
    """One thing to look at; levels 2 and 4 lie between those described."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    n = models.PositiveSmallIntegerField(_("number"))
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    low = models.CharField(_("level 1"), max_length=120)
    low_en = models.CharField(_("level 1 in English"), max_length=160, blank=True)
    middle = models.CharField(_("level 3"), max_length=120)
    middle_en = models.CharField(_("level 3 in English"), max_length=160, blank=True)
    high = models.CharField(_("level 5"), max_length=120)
    high_en = models.CharField(_("level 5 in English"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "n"], name="conflicts_checklist_item_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="conflicts_weight_counts"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def described(self) -> dict[int, str]:
        """What the levels 1, 3 and 5 mean."""
        pairs = {1: (self.low, self.low_en), 3: (self.middle, self.middle_en), 5: (self.high, self.high_en)}
        return {level: in_language(*pair) for level, pair in pairs.items()}


class AdviceRules(Rules):
    """By which rules a track is recommended: of its rows, the first that fits."""

    class Meta:
        verbose_name = _("rules of advice")
        verbose_name_plural = _("rules of advice")


class AdviceRule(models.Model):
    """A track, and when it fits; what is left empty does not matter."""

    rules = models.ForeignKey(AdviceRules, on_delete=models.PROTECT, related_name="rows")
    n = models.PositiveSmallIntegerField(_("number"))
    track = models.CharField(_("track"), max_length=12, choices=Track)
    grade_at_most = models.PositiveSmallIntegerField(_("grade or graver"), choices=Grade, null=True, blank=True)
    parties_at_least = models.PositiveIntegerField(_("parties, at least"), null=True, blank=True)
    parties_at_most = models.PositiveIntegerField(_("parties, at most"), null=True, blank=True)
    cost_at_least = models.PositiveBigIntegerField(_("cost in won, at least"), null=True, blank=True)
    extent_at_least = models.PositiveSmallIntegerField(_("area, at least"), choices=Extent, null=True, blank=True)
    extent_at_most = models.PositiveSmallIntegerField(_("area, at most"), choices=Extent, null=True, blank=True)
    days_at_least = models.PositiveIntegerField(_("days left, at least"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rules", "n"], name="conflicts_advice_rule_once")]

    def __str__(self) -> str:
        return f"{self.n}. {self.get_track_display()}"

    @property
    def words(self) -> list[str]:
        """What it asks, in words; empty when it fits always."""
        asked: list[tuple[int | None, Any, Callable[[int], Any]]] = [
            (self.grade_at_most, _("grade %(value)s or graver"), str),
            (self.parties_at_least, _("at least %(value)s parties"), str),
            (self.parties_at_most, _("at most %(value)s parties"), str),
            (self.cost_at_least, _("cost of %(value)s or more"), won),
            (self.extent_at_least, _("area at least: %(value)s"), lambda extent: Extent(extent).label),
            (self.extent_at_most, _("area at most: %(value)s"), lambda extent: Extent(extent).label),
            (self.days_at_least, _("at least %(value)s days left"), str),
        ]
        return [str(text) % {"value": told(value)} for value, text, told in asked if value is not None]

    @property
    def conditions(self) -> list[Condition]:
        return [
            Condition("grade", at_most=self.grade_at_most),
            Condition("parties", at_least=self.parties_at_least, at_most=self.parties_at_most),
            Condition("cost", at_least=self.cost_at_least),
            Condition("extent", at_least=self.extent_at_least, at_most=self.extent_at_most),
            Condition("days", at_least=self.days_at_least),
        ]
