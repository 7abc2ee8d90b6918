"""What the city does about an answer: milestones, and what it reports about each, with evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.processes.models import Process
from deliberation.responses.answering.models import Response
from deliberation.spaces.models import Attachment, Space


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user):
        return self.filter(response__in=Response.objects.visible_to(user).values("pk"))

    def of(self, process: Process):
        return self.filter(response__recommendation__process=process)

    def going(self):
        return self.exclude(state__in=Milestone.ENDED)

    def overdue(self):
        return self.going().filter(due_on__lt=timezone.localdate())

    def to_escalate(self):
        """Overdue, and nobody was told yet since its day was set."""
        return self.overdue().filter(escalated_at=None)

    def for_list(self):
        return self.select_related("response__recommendation__process__space").order_by("due_on", "pk")


class Milestone(models.Model):
    """One thing that the city has promised to do, by a day."""

    class State(models.TextChoices):
        UNDERWAY = "underway", _("being carried out")
        CHANGED = "changed", _("changed, being carried out")
        FINISHED = "finished", _("reported as done")
        REOPENED = "reopened", _("contested, to be checked")
        STOPPED = "stopped", _("stopped")

    # Nothing more is expected of the city; contests or a check may still bring a finished one back.
    ENDED: ClassVar = [State.FINISHED, State.STOPPED]
    STEPS: ClassVar = {
        "finish": ([State.UNDERWAY, State.CHANGED], State.FINISHED),
        "change": ([State.UNDERWAY, State.CHANGED], State.CHANGED),
        "stop": ([State.UNDERWAY, State.CHANGED], State.STOPPED),
        "reopen": ([State.FINISHED], State.REOPENED),
        "confirm": ([State.REOPENED], State.FINISHED),
        "send_back": ([State.REOPENED], State.UNDERWAY),
    }

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="milestones")
    n = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.UNDERWAY)
    title = models.CharField(_("what will be done"), max_length=160)
    due_on = models.DateField(_("done by"))
    percent = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField(default=timezone.now)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["response_id", "n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "n"], name="responses_milestone_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="responses_milestone_percent"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("responses:milestone", args=[self.process.slug, self.pk])

    @property
    def process(self) -> Process:
        return self.response.process

    @property
    def space(self) -> Space:
        return self.response.space

    @property
    def chain(self) -> str:
        return self.response.chain

    @property
    def subject(self) -> str:
        return f"milestone:{self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def is_overdue(self) -> bool:
        return not self.has_ended and self.due_on < timezone.localdate()

    @property
    def claim(self) -> "Report | None":
        """The report that says it is done: the latest of its kind, while it is not gone back on."""
        if self.state not in (self.State.FINISHED, self.State.REOPENED):
            return None
        return self.progress.filter(act=Report.Act.FINISH).order_by("-pk").first()


class Report(models.Model):
    """What the city reports about a milestone. It is never changed: a later one says what is otherwise now."""

    class Act(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        FINISH = "finish", _("Done")
        CHANGE = "change", _("Changed")
        STOP = "stop", _("Stopped")

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="progress")
    act = models.CharField(max_length=10, choices=Act)
    percent = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000, help_text=_("what was done, or why it is changed or stopped"))
    link = models.URLField(max_length=500, blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    title_before = models.CharField(max_length=160, blank=True, help_text=_("of a change"))
    due_before = models.DateField(null=True, blank=True, help_text=_("of a change"))
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("when the committee last let it stand; later contests count anew")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="responses_report_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.text}"
