"""The sentences of a recommendation, each the same row through all versions, and what each rests on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import Statement
from deliberation.recommendations.drafting.models import Recommendation, RecommendationVersion
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.models import Item

SOURCES = ("statement", "note", "argument")


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def visible_to(self, user):
        return self.filter(recommendation__in=Recommendation.objects.visible_to(user))

    def standing(self):
        """Those of the present text, in its order."""
        return self.filter(position__isnull=False).order_by("position")


class Sentence(models.Model):
    """One sentence. Edited, moved or split, it stays this row; struck, it keeps its row without a place."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="sentences")
    position = models.PositiveSmallIntegerField(null=True, help_text=_("in the present text, from 1; none once struck"))
    text = models.TextField(help_text=_("as it stands now, or as it stood when it was struck"))

    objects = SentenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "position"],
                name="recommendations_sentence_place_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.recommendation.get_absolute_url()}#sentence-{self.pk}"


class Wording(models.Model):
    """How a sentence read from a version on, which says who wrote it."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="wordings")
    version = models.ForeignKey(RecommendationVersion, on_delete=models.CASCADE, related_name="wordings")
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sentence", "version"], name="recommendations_wording_once")
        ]

    def __str__(self) -> str:
        return self.text


class GroundQuerySet(models.QuerySet["Ground"]):
    def with_sources(self):
        """Each with what a page shows of its source."""
        return self.select_related(
            *("statement__item", "statement__stage__process"),
            *("argument__item", "argument__stage__process"),
            *("note__item", "note__table", "note__seat", "note__meeting__stage__process"),
        ).order_by("pk")


class Ground(models.Model):
    """What a sentence rests on: one statement, note or argument."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="grounds")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    argument = models.ForeignKey(Argument, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GroundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, note=None, argument=None)
                | Q(statement=None, note__isnull=False, argument=None)
                | Q(statement=None, note=None, argument__isnull=False),
                name="recommendations_ground_is_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=["sentence", source], name=f"recommendations_{source}_grounds_once")
                for source in SOURCES
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id} ← {self.key}"

    @property
    def kind(self) -> str:
        return next(source for source in SOURCES if getattr(self, f"{source}_id"))

    @property
    def source(self) -> Statement | Note | Argument:
        return getattr(self, self.kind)

    @property
    def key(self) -> str:
        return f"{self.kind}:{getattr(self, f'{self.kind}_id')}"

    @property
    def is_shown(self) -> bool:
        """A source that was hidden or taken back later is named, but not quoted."""
        return self.source.item.state == Item.State.ADMITTED
