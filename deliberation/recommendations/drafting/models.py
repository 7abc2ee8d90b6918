from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import Statement
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.groups.models import DraftingGroup
from deliberation.rounds.floor.notes import Note
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Item, Space
from deliberation.spaces.searching import Columns, SearchQuerySet


class RecommendationQuerySet(SearchQuerySet["Recommendation"]):
    TITLE = Columns(("title", "title_en"))
    EVERYTHING = Columns(("title", "title_en", "text", "text_en"), "bigrams")

    def visible_to(self, user):
        """Drafts too are public: the page shows how the text came about."""
        return self.filter(process__in=Process.objects.visible_to(user))

    def numbered(self):
        """Those that stand, in their order; a withdrawn draft has no number."""
        return self.filter(number__isnull=False).order_by("number")

    def for_pages(self):
        """Each with the number of amendments that wait for a decision, as ``open_amendments``, with whether the
        participants are being asked about the drafts, as ``is_asked``, and with its theme."""
        waiting = Q(amendments__state="proposed", amendments__item__state=Item.State.ADMITTED)
        asked = Stage.objects.filter(pk=OuterRef("stage"), agreement_rounds__state="open")
        rows = self.annotate(open_amendments=Count("amendments", filter=waiting), is_asked=Exists(asked))
        return rows.select_related("theme__group")


class Recommendation(models.Model):
    """One numbered recommendation of a process, from its draft to the adopted text."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being drafted")
        WITHDRAWN = "withdrawn", _("withdrawn while being drafted")
        FINAL = "final", _("final text of the deliberation")
        ADOPTED = "adopted", _("adopted by the committee")
        AMENDED = "amended", _("adopted with amendments")
        DROPPED = "dropped", _("not adopted")

    TEXT_LENGTH = 4000
    TITLE_EN_LENGTH, TEXT_EN_LENGTH = 160, 10_000  # English takes more letters than Korean to say the same

    class Part(models.TextChoices):
        HEADLINE = "headline", _("recommendation")
        SUPPLEMENT = "supplement", _("supplementary measure")

    STEPS: ClassVar = {
        "withdraw": ([State.DRAFT], State.WITHDRAWN),
        "finalise": ([State.DRAFT], State.FINAL),
        "adopt": ([State.FINAL], State.ADOPTED),
        "amend": ([State.FINAL], State.AMENDED),
        "drop": ([State.FINAL], State.DROPPED),
    }

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="recommendations")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField(null=True)  # none once withdrawn
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    part = models.CharField(_("kind"), max_length=10, choices=Part, default=Part.HEADLINE)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=TITLE_EN_LENGTH, blank=True)  # of this wording alone
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    text_en = models.TextField(_("text in English"), max_length=TEXT_EN_LENGTH, blank=True)
    statements = models.ManyToManyField(Statement, through="Basis", related_name="recommendations")
    created_at = models.DateTimeField(default=timezone.now)
    bigrams = ArrayField(models.CharField(max_length=8), default=list)
    on_ballot = models.BooleanField(default=False)
    verdict_reason = models.TextField(blank=True, max_length=1000)  # the committee's, published
    result = models.JSONField(null=True)  # counts and outcome, written when the ballot is announced

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["process", "number"], name="recommendations_number_once", deferrable=models.Deferrable.DEFERRED
            )
        ]
        indexes: ClassVar = [GinIndex(fields=["bigrams"], name="recommendations_bigrams")]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("recommendations:detail", args=[self.process.slug, self.pk])

    @property
    def recommended(self) -> str:
        """The text in the reader's language."""
        return in_language(self.text, self.text_en)

    @property
    def space(self) -> Space:
        return self.process.space

    @property
    def chain(self) -> str:
        return self.process.chain

    @property
    def subject(self) -> str:
        return f"recommendation:{self.pk}"


class RecommendationVersion(models.Model):
    """One wording of a recommendation, with who wrote it and when.

    What a participant wrote for a drafting group bears the group and the code of the seat; no page names the person.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="versions")
    n = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=Recommendation.TITLE_EN_LENGTH, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey(DraftingGroup, on_delete=models.PROTECT, null=True, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "n"], name="recommendations_version_once"),
            models.CheckConstraint(
                condition=Q(group=None, seat=None) | Q(group__isnull=False, seat__isnull=False),
                name="recommendations_version_of_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}.{self.n}"


class Basis(models.Model):
    """What a recommendation rests on."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="bases")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "statement"], name="recommendations_basis_once")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} ← {self.statement_id}"


class Suggestion(models.Model):
    """A sentence that came from a table's note, for the drafting; and which recommendation has taken it up."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="suggestions")
    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=500)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{reverse('recommendations:list', args=[self.stage.process.slug])}#suggestion-{self.pk}"
