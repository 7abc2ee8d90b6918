"""Questions to experts: asked, supported, put to an expert of each side, answered in equal space, shown together."""

from typing import ClassVar

from django.conf import settings
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

ANSWER_LENGTH = 600  # characters, the same for every side
ANSWER_DAYS = 5


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user):
        """All of processes that the person sees; what was hidden among them leaves a stub."""
        return self.filter(stage__process__in=Process.objects.visible_to(user))

    def overdue(self):
        """Put to experts, with the deadline over: to be shown with what came. In a pause no deadline runs."""
        running = self.filter(stage__process__state=Process.State.RUNNING)
        return running.filter(state=Question.State.ROUTED, due_at__lte=timezone.now())


class Question(models.Model):
    """What participants want to know from the experts. Its text lives in its item."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("question", "not yet put to experts")
        ROUTED = "routed", pgettext_lazy("question", "the experts are answering")
        PUBLISHED = "published", pgettext_lazy("question", "answered")
        MERGED = "merged", pgettext_lazy("question", "merged into another")

    STEPS: ClassVar = {
        "route": ([State.ASKED, State.ROUTED], State.ROUTED),
        "publish": ([State.ROUTED], State.PUBLISHED),
        "merge": ([State.ASKED], State.MERGED),
    }

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    table = models.CharField(max_length=40, blank=True, help_text=_("for which it was asked"))
    named = models.BooleanField(default=False, help_text=_("shown under the person's name, not the seat's code"))
    number = models.PositiveIntegerField(help_text=_("in its stage, from 1"))
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    supports = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text=_("for all experts alike"))
    length = models.PositiveIntegerField(null=True, blank=True, help_text=_("of an answer, the same for every side"))
    created_at = models.DateTimeField(default=timezone.now)
    routed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="rounds_question_number_once"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="rounds_question_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["routed", "published"]) | Q(due_at__isnull=False, length__isnull=False),
                name="rounds_question_routed_with_a_deadline",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stage", "-supports", "id"], name="rounds_question_supported"),
            models.Index(fields=["due_at"], condition=Q(state="routed"), name="rounds_question_due"),
        ]

    def __str__(self) -> str:
        return str(_("Question no. %(n)d") % {"n": self.number})

    def get_absolute_url(self) -> str:
        return reverse("rounds:question", args=[self.stage.process.slug, self.stage_id, self.pk])

    @property
    def space(self) -> Space:
        return self.stage.space

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"question:{self.pk}"

    @property
    def signed(self) -> str:
        return self.table or signature(self.seat, self.named)

    @property
    def merged_url(self) -> str:
        if not self.merged_into_id:
            return ""
        return reverse("rounds:question", args=[self.stage.process.slug, self.stage_id, self.merged_into_id])

    @property
    def is_shown(self) -> bool:
        return self.item.state == Item.State.ADMITTED

    @property
    def is_awaited(self) -> bool:
        """Whether its experts may still answer. Ask with the question's row locked."""
        return self.state == self.State.ROUTED and bool(self.due_at and self.due_at > timezone.now())

    @property
    def takes_support(self) -> bool:
        return self.is_shown and self.state in (self.State.ASKED, self.State.ROUTED)


class Support(models.Model):
    """One seat wants to know this, too."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "seat"], name="rounds_support_once")]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.question_id}"


class Answer(models.Model):
    """One side's answer: nobody else's eyes before all are shown. Who has no account answers through the facilitator.

    The draft becomes a text under moderation at the moment when it is published.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=60, help_text=_("by its name in the charter"))
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expert_name = models.CharField(max_length=80, blank=True, help_text=_("of an expert without an account here"))
    draft = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "side"], name="rounds_answer_once"),
            models.CheckConstraint(
                condition=Q(expert=None) & ~Q(expert_name="") | Q(expert__isnull=False, expert_name=""),
                name="rounds_answer_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.side}"

    def get_absolute_url(self) -> str:
        return self.question.get_absolute_url()

    @property
    def by(self) -> str:
        return str(self.expert) if self.expert else self.expert_name

    @property
    def space(self) -> Space:
        return self.question.space
