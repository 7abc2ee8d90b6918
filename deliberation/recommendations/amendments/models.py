"""Amendments: what participants propose to change in a draft, who carries and supports it, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.drafting.models import Recommendation, RecommendationVersion
from deliberation.recommendations.sentences.models import Sentence
from deliberation.rounds.participants import signature
from deliberation.spaces.models import Item, Space


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user):
        """All of processes that the person sees; what was hidden or withdrawn among them leaves a stub."""
        return self.filter(recommendation__process__in=Process.objects.visible_to(user))

    def open(self):
        """Neither decided nor hidden or withdrawn."""
        return self.filter(state=Amendment.State.PROPOSED, item__state=Item.State.ADMITTED)

    def for_pages(self):
        rows = self.select_related(
            *("item", "seat__user", "merged_into", "sentence", "version", "recommendation__process__space"),
            "recommendation__stage",
        )
        return rows.prefetch_related(with_coauthors("coauthors"))


class Amendment(models.Model):
    """One sentence to be changed, added or struck. Its words live in its item, too, for the moderators."""

    class Act(models.TextChoices):
        CHANGE = "change", _("Change a sentence")
        ADD = "add", _("Add a sentence")
        STRIKE = "strike", _("Strike a sentence")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("amendment", "proposed")
        TAKEN = "taken", pgettext_lazy("amendment", "taken into the text")
        REFUSED = "refused", pgettext_lazy("amendment", "not taken into the text")
        MERGED = "merged", pgettext_lazy("amendment", "merged with another")
        LAPSED = "lapsed", pgettext_lazy("amendment", "undecided when drafting ended")

    STEPS: ClassVar = {
        "take": ([State.PROPOSED], State.TAKEN),
        "refuse": ([State.PROPOSED], State.REFUSED),
        "merge": ([State.PROPOSED], State.MERGED),
        "lapse": ([State.PROPOSED], State.LAPSED),
    }

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField(help_text=_("in its stage, from 1"))
    act = models.CharField(max_length=6, choices=Act)
    sentence = models.ForeignKey(
        Sentence,
        on_delete=models.PROTECT,
        null=True,
        related_name="amendments",
        help_text=_("that is changed or struck, or after which another one is to stand; none: at the beginning"),
    )
    before = models.TextField(help_text=_("how that sentence read then"))
    wording = models.TextField(max_length=600, help_text=_("the sentence as it is to read; empty to strike it"))
    reason = models.TextField(max_length=600)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False, help_text=_("shown under the person's name, not the seat's code"))
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    supports = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    version = models.OneToOneField(
        RecommendationVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="amendment",
        help_text=_("of the text, which it made"),
    )
    verdict_reason = models.TextField(blank=True, max_length=600)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="recommendations_amendment_number_once"),
            models.CheckConstraint(
                condition=Q(act="add") | Q(sentence__isnull=False), name="recommendations_amendment_of_a_sentence"
            ),
            models.CheckConstraint(
                condition=Q(act="strike", wording="") | ~Q(act="strike") & ~Q(wording=""),
                name="recommendations_amendment_has_words",
            ),
            models.CheckConstraint(
                condition=Q(state="taken", version__isnull=False) | ~Q(state="taken") & Q(version=None),
                name="recommendations_amendment_made_a_version",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="recommendations_amendment_merged_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Amendment no. %(n)d") % {"n": self.number})

    def get_absolute_url(self) -> str:
        slug = self.recommendation.process.slug
        return reverse("recommendations:amendment", args=[slug, self.recommendation_id, self.pk])

    @property
    def stage(self) -> Stage:
        return self.recommendation.stage

    @property
    def space(self) -> Space:
        return self.recommendation.space

    @property
    def process_id(self) -> int:
        return self.recommendation.process_id

    @property
    def chain(self) -> str:
        return self.recommendation.chain

    @property
    def subject(self) -> str:
        return f"amendment:{self.pk}"

    @property
    def is_shown(self) -> bool:
        return self.item.state == Item.State.ADMITTED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PROPOSED and self.is_shown

    @property
    def merged_url(self) -> str:
        slug = self.recommendation.process.slug
        return reverse("recommendations:amendment", args=[slug, self.recommendation_id, self.merged_into_id])

    @property
    def signed(self) -> str:
        """Who carries it: its author, then those who have agreed to be named beside."""
        others = (signature(row.seat, row.named) for row in self.coauthors.all() if row.agreed_at)
        return ", ".join([signature(self.seat, self.named), *others])


def with_coauthors(path: str) -> models.Prefetch:
    return models.Prefetch(path, CoAuthor.objects.select_related("seat__user"))


class CoAuthor(models.Model):
    """A seat that the author names beside their own. It is shown once that person has agreed."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="coauthors")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(default=False)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["amendment", "seat"], name="recommendations_coauthor_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.amendment_id}"


class AmendmentSupport(models.Model):
    """One seat is for an amendment. Who it is is shown nowhere; those who carry it count, too."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["amendment", "seat"], name="recommendations_support_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.amendment_id}"
