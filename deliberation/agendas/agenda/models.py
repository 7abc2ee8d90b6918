"""An agenda: what the committee has decided to deliberate, where it came from and what is being done with it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.categories import Category
from deliberation.agendas.rulebook import Route
from deliberation.algorithms.text import bigrams, grams
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Space
from deliberation.spaces.searching import Columns, SearchQuerySet

SEARCHED = ("title", "title_en", "summary", "summary_en")


class AgendaQuerySet(SearchQuerySet["Agenda"]):
    TITLE = Columns(SEARCHED[:2], "title_grams", singles=True)
    EVERYTHING = Columns(SEARCHED, "bigrams")

    def visible_to(self, user):
        """All for everyone; one whose proposal a moderator has hidden is a stub."""
        return self.all()

    def listed(self):
        """What lists and search show: no stubs."""
        return self.filter(Q(proposal=None) | Q(proposal__text_hidden=False))

    def for_list(self):
        return self.select_related("route").defer("summary", "summary_en", "bigrams", "title_grams")


class Agenda(models.Model):
    """What the committee has decided to deliberate: in one process, which rooms above set up and convene."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a process")
        PREPARING = "preparing", _("a process is being prepared")
        DELIBERATING = "deliberating", _("being deliberated")
        CONCLUDED = "concluded", _("deliberated")

    STEPS: ClassVar = {
        "prepare": ([State.WAITING], State.PREPARING),
        "convene": ([State.PREPARING], State.DELIBERATING),
        "conclude": ([State.DELIBERATING], State.CONCLUDED),
        "give_up": ([State.PREPARING], State.WAITING),
    }

    proposal = models.OneToOneField(
        "agendas.Proposal", on_delete=models.PROTECT, null=True, blank=True, related_name="agenda"
    )
    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, null=True, blank=True, related_name="agendas")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="agendas")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    title = models.CharField(_("the question to be deliberated"), max_length=120)
    title_en = models.CharField(_("the question in English"), max_length=160, blank=True)
    summary = models.TextField(_("what it is about"), max_length=1000, blank=True)
    summary_en = models.TextField(_("what it is about, in English"), max_length=1500, blank=True)
    district = models.CharField(_("district"), max_length=40, blank=True, help_text=_("empty: the whole city"))
    category = models.CharField(_("category"), max_length=20, choices=Category, blank=True)
    selected_at = models.DateTimeField(default=timezone.now)
    title_grams = ArrayField(models.CharField(max_length=8), default=list)
    bigrams = ArrayField(models.CharField(max_length=8), default=list)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda")
        indexes: ClassVar = [
            models.Index(fields=["-selected_at", "-id"], name="agendas_agenda_by_date"),
            models.Index(fields=["state", "-selected_at", "-id"], name="agendas_agenda_by_state"),
            GinIndex(fields=["title_grams"], name="agendas_agenda_title_grams"),
            GinIndex(fields=["bigrams"], name="agendas_agenda_bigrams"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("agendas:agenda", args=[self.pk])

    @property
    def about(self) -> str:
        return in_language(self.summary, self.summary_en)

    @property
    def is_stub(self) -> bool:
        """True while a moderator hides the proposal whose words it bears."""
        return self.proposal is not None and self.proposal.text_hidden

    @property
    def space(self) -> Space:
        return Space.objects.city()

    @property
    def chain(self) -> str:
        return "city"

    @property
    def subject(self) -> str:
        return f"agenda:{self.pk}"

    def note_words(self) -> None:
        """Set the columns that it is searched by, before it is saved."""
        self.title_grams = grams(f"{self.title} {self.title_en}")
        self.bigrams = bigrams(" ".join(getattr(self, name) for name in SEARCHED))
