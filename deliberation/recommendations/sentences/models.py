"""The sentences of a recommendation, each the same row through all versions, and what each rests on."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import Statement
from deliberation.recommendations.drafting.models import Recommendation, RecommendationVersion
from deliberation.recommendations.sentences.sources import SOURCES
from deliberation.rounds.arguments.models import Argument
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.models import Item


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
        reads = (f"{kind}__{path}" for kind, source in SOURCES.items() for path in source.reads)
        return self.select_related(*reads).order_by("pk")


def _only(kind: str) -> Q:
    """A row that has this kind of source and no other."""
    return Q(**{f"{kind}__isnull": False}, **{other: None for other in SOURCES if other != kind})


class Ground(models.Model):
    """What a sentence rests on: one thing of one of the kinds in SOURCES, each of which has its column here."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="grounds")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    argument = models.ForeignKey(Argument, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GroundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=reduce(or_, map(_only, SOURCES)), name="recommendations_ground_is_one_thing"
            ),
            *(
                models.UniqueConstraint(fields=["sentence", kind], name=f"recommendations_{kind}_grounds_once")
                for kind in SOURCES
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id} ← {self.key}"

    @property
    def kind(self) -> str:
        return next(kind for kind in SOURCES if getattr(self, f"{kind}_id"))

    @property
    def source(self) -> Statement | Note | Argument:
        return getattr(self, self.kind)

    @property
    def key(self) -> str:
        return f"{self.kind}:{getattr(self, f'{self.kind}_id')}"

    @property
    def called(self) -> str:
        return SOURCES[self.kind].name(self.source)

    @property
    def called_in_print(self) -> str:
        return SOURCES[self.kind].short(self.source)

    @property
    def is_shown(self) -> bool:
        """A source that was hidden or taken back later is named, but not quoted."""
        return self.source.item.state == Item.State.ADMITTED
