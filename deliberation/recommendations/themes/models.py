"""What a recommendation is to be drafted about: first every group says what it thinks, then one of them drafts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.recommendations.drafting.models import Recommendation
from deliberation.recommendations.groups.models import DraftingGroup
from deliberation.spaces.models import Item, Space


class ThemeQuerySet(models.QuerySet["Theme"]):
    def visible_to(self, user):
        return self.filter(stage__process__in=Process.objects.visible_to(user))

    def standing(self):
        """Those that are pursued, in their order."""
        return self.exclude(state=Theme.State.DROPPED).order_by("number")


class Theme(models.Model):
    """One theme: with all groups that say what they think, with the group that drafts, or before everybody."""

    class State(models.TextChoices):
        HEARING = "hearing", pgettext_lazy("theme", "the groups say what they think")
        DRAFTING = "drafting", pgettext_lazy("theme", "with the group that drafts it")
        WHOLE = "whole", pgettext_lazy("theme", "before all participants")
        DROPPED = "unpursued", pgettext_lazy("theme", "not pursued")

    STEPS: ClassVar = {
        "give": ([State.HEARING, State.DRAFTING, State.WHOLE], State.DRAFTING),
        "hand_over": ([State.DRAFTING], State.WHOLE),
        "drop": ([State.HEARING, State.DRAFTING, State.WHOLE], State.DROPPED),
    }

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="themes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.HEARING)
    group = models.ForeignKey(DraftingGroup, on_delete=models.PROTECT, null=True, related_name="themes")
    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, null=True, related_name="theme")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="recommendations_theme_number_once"),
            models.CheckConstraint(
                condition=~Q(state="drafting") | Q(group__isnull=False), name="recommendations_theme_with_a_group"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("recommendations:theme", args=[self.stage.process.slug, self.pk])

    @property
    def space(self) -> Space:
        return self.stage.space

    @property
    def process_id(self) -> int:
        return self.stage.process_id

    @property
    def chain(self) -> str:
        return self.stage.chain

    @property
    def subject(self) -> str:
        return f"theme:{self.pk}"


class GroupText(models.Model):
    """What a group says about a theme: its opinion before there is a draft, or a note with which it hands one over.

    Its words live in its item, for the moderators. Pages show the group, and the seat's code of who wrote it down.
    """

    class What(models.TextChoices):
        OPINION = "opinion", _("opinion of a group")
        NOTE = "note", _("note with a draft")

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="texts")
    group = models.ForeignKey(DraftingGroup, on_delete=models.PROTECT, related_name="texts")
    what = models.CharField(max_length=10, choices=What)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["theme", "group"], condition=Q(what="opinion"), name="recommendations_one_opinion_each"
            )
        ]

    def __str__(self) -> str:
        return self.item.text

    @property
    def is_shown(self) -> bool:
        return self.item.state == Item.State.ADMITTED
