"""The committee's checks of what became of the answers: one waits as long as something is under way."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.models import Entry
from deliberation.processes.models import Process
from deliberation.responses.answering.models import Response, ResponseQuerySet
from deliberation.responses.following.models import Milestone, Report
from deliberation.spaces.models import Decision, Space


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user):
        return self.filter(process__in=Process.objects.visible_to(user))

    def waiting(self):
        return self.filter(state=Check.State.WAITING)

    def overdue(self):
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def to_escalate(self):
        """Overdue, and nobody was told yet."""
        return self.overdue().filter(escalated_at=None)

    def for_list(self):
        return self.select_related("process__space").order_by("due_on", "pk")


class Check(models.Model):
    """One check (이행점검) of all answers of a process, decided in a sitting of the committee."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("check", "to come")
        CHECKED = "checked", pgettext_lazy("check", "checked")

    STEPS: ClassVar = {"check": ([State.WAITING], State.CHECKED)}

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="answer_checks")
    n = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_on = models.DateField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "n"], name="responses_check_once"),
            models.UniqueConstraint(fields=["process"], condition=Q(state="waiting"), name="responses_one_check_waits"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decision__isnull=False, checked_at__isnull=False),
                name="responses_check_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Check no. %(n)d") % {"n": self.n}

    def get_absolute_url(self) -> str:
        return f"{reverse('responses:process', args=[self.process.slug])}#check-{self.n}"

    @property
    def space(self) -> Space:
        return self.process.space

    @property
    def chain(self) -> str:
        return self.process.chain

    @property
    def subject(self) -> str:
        return f"check:{self.pk}"

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.WAITING and self.due_on < timezone.localdate()


class Finding(models.Model):
    """What a check found about one answer."""

    class Grade(models.TextChoices):
        ON_TRACK = "on_track", _("on track")
        DELAYED = "delayed", _("delayed")
        FAILING = "failing", _("not being carried out")
        FULFILLED = "fulfilled", _("carried out")

    of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="findings")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="findings")
    grade = models.CharField(max_length=10, choices=Grade)
    text = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "response"], name="responses_finding_once")]

    def __str__(self) -> str:
        return self.text


def with_followup(responses: ResponseQuerySet) -> ResponseQuerySet:
    """What became of each, as truths: it has milestones (``planned``), one has not ended (``going``) or is overdue
    (``delayed``), one was changed (``was_changed``) or stopped (``was_stopped``); it is carried out (``fulfilled``):
    all milestones are done, or none is going on and the last check found so; its promised day has passed without that
    (``unkept``)."""
    milestones = Milestone.objects.filter(response=OuterRef("pk"))
    unfinished = milestones.exclude(state=Milestone.State.FINISHED)
    found = Finding.objects.filter(response=OuterRef("pk")).order_by("-pk").values("grade")[:1]
    rows = responses.annotate(
        planned=Exists(milestones),
        going=Exists(milestones.going()),
        delayed=Exists(milestones.overdue()),
        was_changed=Exists(milestones.filter(progress__act=Report.Act.CHANGE)),
        was_stopped=Exists(milestones.filter(state=Milestone.State.STOPPED)),
        found=Coalesce(Subquery(found), Value("")),
    )
    done = Q(planned=True) & ~Exists(unfinished) | Q(going=False, found=Finding.Grade.FULFILLED)
    due = Q(state=Response.State.ANSWERED, verdict__in=Response.PROMISES, done_by__lt=timezone.localdate())
    # What was stopped, with its reason, is expected no more.
    return rows.annotate(fulfilled=done).annotate(unkept=due & Q(fulfilled=False) & (Q(planned=False) | Q(going=True)))


def promises_to_escalate() -> ResponseQuerySet:
    """Those whose day has passed without any milestone, which would be escalated itself, and nobody was told yet."""
    subject = Concat(Value("response:"), Cast(OuterRef("pk"), TextField()))
    told = Entry.objects.filter(subject=subject, step=Response.UNKEPT)
    return with_followup(Response.objects.filter(~Exists(told))).filter(Q(unkept=True, planned=False))


class Ruling(models.Model):
    """What a check decided about a contested milestone: the report that it is done stands, or work goes on."""

    of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="rulings")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="rulings")
    stands = models.BooleanField()
    text = models.TextField(max_length=1000)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "milestone"], name="responses_ruling_once")]

    def __str__(self) -> str:
        return self.text
