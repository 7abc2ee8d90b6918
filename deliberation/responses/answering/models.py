"""What the city answers to a recommendation, by when, and what its departments say about it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from deliberation.processes.models import Process
from deliberation.recommendations.models import Recommendation
from deliberation.responses.rulebook import AnswerRules
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Space
from deliberation.spaces.searching import Columns, SearchQuerySet


class ResponseQuerySet(SearchQuerySet["Response"]):
    """Searched are those that are answered: of the others the columns hold drafts."""

    TITLE = Columns(("recommendation__title",))
    EVERYTHING = Columns((*TITLE.texts, "reason", "reason_en", "plan", "plan_en", "department"), "bigrams")

    def visible_to(self, user):
        return self.filter(recommendation__process__in=Process.objects.visible_to(user))

    def of(self, process: Process):
        return self.filter(recommendation__process=process)

    def answered(self):
        return self.filter(state=Response.State.ANSWERED)

    def waiting(self):
        return self.exclude(state=Response.State.ANSWERED)

    def overdue(self):
        """Not answered though the deadline has passed; a clock, not a job, says so."""
        return self.waiting().filter(due_at__lte=timezone.now())

    def to_escalate(self):
        """Overdue, and nobody was told yet; a deadline that has passed is not extended any more."""
        return self.overdue().filter(escalated_at=None)

    def promising(self):
        """Answered with something that the city has to do."""
        return self.answered().filter(verdict__in=Response.PROMISES)

    def for_list(self):
        rows = self.select_related("recommendation__process__space").defer("bigrams")
        return rows.order_by("recommendation__process_id", "recommendation__number")


class Response(models.Model):
    """The city's answer to one adopted recommendation. Until it is published, its columns hold the draft."""

    class State(models.TextChoices):
        WAITING = "waiting", _("received by the city")
        REVIEW = "review", _("being considered")
        SUBMITTED = "submitted", _("written, to be approved")
        ANSWERED = "answered", _("answered")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("city", "accepted")
        PARTLY = "partly", _("partly accepted")
        DECLINED = "declined", _("not accepted")

    PROMISES: ClassVar = [Verdict.ACCEPTED, Verdict.PARTLY]
    # What an official writes, in the order of forms and tables.
    WRITTEN: ClassVar = (
        "verdict",
        "reason",
        "reason_en",
        "plan",
        "plan_en",
        "department",
        "done_by",
        "budget_source",
        "signed_by",
    )
    UNKEPT = "unkept"  # as what the minute book has it that the promised day has passed
    STEPS: ClassVar = {
        "take_up": ([State.WAITING], State.REVIEW),
        "submit": ([State.REVIEW], State.SUBMITTED),
        "take_back": ([State.SUBMITTED], State.REVIEW),
        "publish": ([State.SUBMITTED], State.ANSWERED),
    }

    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="citys_answer")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    rules = models.ForeignKey(AnswerRules, on_delete=models.PROTECT, related_name="+")
    basis = models.TextField(help_text=_("of the deadline: the promise in the charter, or the rule's own"))
    basis_en = models.TextField(blank=True, help_text=_("the promise in English, where the charter has it"))
    begun_on = models.DateField(help_text=_("when the recommendation was handed to the mayor"))
    due_at = models.DateTimeField()
    extended_from = models.DateTimeField(null=True, blank=True, help_text=_("the deadline before its extension"))
    extension_reason = models.TextField(blank=True, max_length=1000)
    escalated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, help_text=_("of the draft; 0 before the first"))
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    reason = models.TextField(blank=True, max_length=2000)
    reason_en = models.TextField(blank=True, max_length=5000)
    plan = models.TextField(blank=True, max_length=4000)
    plan_en = models.TextField(blank=True, max_length=10_000)
    department = models.CharField(max_length=80, blank=True)
    done_by = models.DateField(null=True, blank=True)
    budget_source = models.CharField(max_length=200, blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("who laid it before somebody else to be published"),
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    bigrams = ArrayField(models.CharField(max_length=8), default=list, help_text=_("of what is published alone"))

    objects = ResponseQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=~Q(state="answered"), name="responses_response_due"),
            GinIndex(fields=["bigrams"], name="responses_bigrams"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_by__isnull=False), name="responses_somebody_submits"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | Q(answered_at__isnull=False) & ~Q(verdict="") & ~Q(department="") & ~Q(signed_by=""),
                name="responses_answer_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(verdict="accepted") | ~Q(reason=""),
                name="responses_refusal_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(extended_from=None) | ~Q(extension_reason=""), name="responses_extension_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.number}. {self.recommendation}"

    def get_absolute_url(self) -> str:
        return reverse("responses:detail", args=[self.process.slug, self.recommendation_id])

    @property
    def process(self) -> Process:
        return self.recommendation.process

    @property
    def space(self) -> Space:
        return self.recommendation.space

    @property
    def chain(self) -> str:
        return self.recommendation.chain

    @property
    def subject(self) -> str:
        return f"response:{self.pk}"

    @property
    def explained(self) -> str:
        """The reason in the reader's language."""
        return in_language(self.reason, self.reason_en)

    @property
    def intended(self) -> str:
        """What the city will do, in the reader's language."""
        return in_language(self.plan, self.plan_en)

    @property
    def rests_on(self) -> str:
        """What the deadline rests on; of a rule that the city has not adopted, in the reader's language, that."""
        if self.basis != self.rules.basis or self.rules.adopted:
            return in_language(self.basis, self.basis_en)
        told = ngettext(
            "No official rule: where the charter promises no term, %(n)d day is a proposal.",
            "No official rule: where the charter promises no term, %(n)d days are a proposal.",
            self.rules.days,
        )
        return told % {"n": self.rules.days}

    @property
    def is_answered(self) -> bool:
        return self.state == self.State.ANSWERED

    @property
    def promises(self) -> bool:
        """Whether the city has to do something."""
        return self.is_answered and self.verdict in self.PROMISES

    @property
    def is_overdue(self) -> bool:
        return not self.is_answered and self.due_at <= timezone.now()

    @property
    def was_late(self) -> bool:
        return bool(self.answered_at and self.answered_at >= self.due_at)

    @property
    def days_over(self) -> int:
        """Days since the deadline, until now or until the answer, in the city's calendar."""
        until: datetime = self.answered_at or timezone.now()
        # The deadline is midnight: the day that begins there is the first over it.
        return max((timezone.localdate(until) - timezone.localdate(self.due_at)).days + 1, 0)


class BudgetLine(models.Model):
    """What an answer costs in one year."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField()
    million = models.PositiveIntegerField(help_text=_("million won"))

    class Meta:
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["response", "year"], name="responses_budget_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.million}"

    @property
    def won(self) -> int:
        return self.million * 1_000_000


class Opinion(models.Model):
    """What a co-operating department says before the answer (협조): asked, then given, or withdrawn with a reason where
    none comes. Public with the answer."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="opinions")
    department = models.CharField(max_length=80)
    text = models.TextField(blank=True, max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text=_("when the city gave up waiting for it"))
    withdrawal_reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "department"], name="responses_opinion_once"),
            models.CheckConstraint(
                condition=Q(given_at=None, text="") | Q(given_at__isnull=False) & ~Q(text=""),
                name="responses_opinion_has_its_text",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, given_at=None) & ~Q(withdrawal_reason=""),
                name="responses_withdrawal_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.department

    @property
    def is_awaited(self) -> bool:
        return self.given_at is None and self.withdrawn_at is None
