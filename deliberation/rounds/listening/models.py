"""Listening sessions (숙의경청회): a tour of places, what was said there by group, and the return with the answers.

A place is the first meeting at it; the second meeting there ``follows`` it. The city's staff write down what was said,
without names, so that these rows are no texts by citizens.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.processes.models import Process, Stage
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.models import Space


class Group(models.TextChoices):
    """As whom people come and speak; nobody is named."""

    RESIDENTS = "residents", _("residents")
    TRADERS = "traders", _("traders")
    FISHERS = "fishers", _("fishers and farmers")
    COMPANIES = "companies", _("companies")
    CIVIC = "civic", _("civic groups")
    EXPERTS = "experts", _("experts in the field")
    OTHERS = "others", _("other people")


class Turnout(models.Model):
    """How many people of a group came to a meeting: a number, no names."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="turnouts")
    group = models.CharField(max_length=10, choices=Group)
    people = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "group"], name="rounds_turnout_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="rounds_turnout_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.group}: {self.people}"


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user):
        """What was said, and what the city answers, is as public as the process."""
        return self.filter(stage__process__in=Process.objects.visible_to(user))

    def of_place(self, first: Meeting):
        """What was said at a place, in its first round and in its second."""
        return self.filter(Q(meeting=first) | Q(meeting__follows=first))

    def standing(self):
        """What the second round has left open, or brought up."""
        return self.filter(state__in=Concern.STANDING)

    def in_order(self):
        """As pages show them: what stands open first, what is settled last."""
        last = models.Case(
            models.When(state=Concern.State.SETTLED, then=2), models.When(state=Concern.State.RAISED, then=1), default=0
        )
        return self.annotate(rank=last)


class Concern(models.Model):
    """One thing that a group said at a place, the city's answer to it, and what the second round found."""

    class State(models.TextChoices):
        RAISED = "raised", pgettext_lazy("concern", "waits for the second round")
        SETTLED = "settled", pgettext_lazy("concern", "settled")
        STILL_OPEN = "still_open", pgettext_lazy("concern", "still open")
        NEW = "new", pgettext_lazy("concern", "new in the second round")

    STANDING: ClassVar = [State.STILL_OPEN, State.NEW]
    STEPS: ClassVar = {
        "settle": ([State.RAISED, State.STILL_OPEN], State.SETTLED),
        "leave_open": ([State.RAISED, State.SETTLED], State.STILL_OPEN),
    }

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="concerns")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="concerns")
    number = models.PositiveIntegerField(help_text=_("in its stage, from 1"))
    group = models.CharField(_("group"), max_length=10, choices=Group)
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    text = models.TextField(_("what was said"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("the city's answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    finding = models.TextField(_("what the second round found"), max_length=1000, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="rounds_concern_number_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="rounds_concern_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["settled", "still_open"]) | ~Q(finding=""),
                name="rounds_concern_judged_in_words",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["stage", "state", "number"], name="rounds_concern_by_state")]

    def __str__(self) -> str:
        return str(_("Concern no. %(n)d") % {"n": self.number})

    def get_absolute_url(self) -> str:
        place = self.meeting.follows_id or self.meeting_id
        return f"{reverse('rounds:place', args=[self.stage.process.slug, place])}#concern-{self.number}"

    @property
    def space(self) -> Space:
        return self.stage.space

    @property
    def chain(self) -> str:
        return self.stage.chain

    @property
    def subject(self) -> str:
        return f"concern:{self.pk}"


def places_of(stage: Stage) -> models.QuerySet[Any]:
    """The places of the tour: each first session, with numbers. One that was cancelled is no place.

    ``people`` came in both rounds; ``said``, ``standing`` and ``answered`` count concerns of both rounds.
    """

    def counted(condition: Q):
        of_place = Q(meeting=OuterRef("pk")) | Q(meeting__follows=OuterRef("pk"))
        rows = Concern.objects.filter(of_place & condition).order_by().values("stage").annotate(n=Count("pk"))
        return Coalesce(Subquery(rows.values("n")), 0)

    here = Q(meeting=OuterRef("pk")) | Q(meeting__follows=OuterRef("pk"))
    came = Turnout.objects.filter(here).order_by().values("meeting__stage").annotate(n=Sum("people"))
    seconds = Meeting.objects.filter(follows=OuterRef("pk")).exclude(state=Meeting.State.CANCELLED)
    rows = stage.meetings.filter(follows=None).exclude(state=Meeting.State.CANCELLED)
    return rows.annotate(
        people=Coalesce(Subquery(came.values("n")), 0),
        said=counted(Q()),
        standing=counted(Q(state__in=Concern.STANDING)),
        answered=counted(Q(answered_at__isnull=False)),
        second_state=Subquery(seconds.values("state")[:1]),
        second_starts_at=Subquery(seconds.values("starts_at")[:1]),
    ).order_by("starts_at", "pk")


def second_of(first: Meeting) -> Meeting | None:
    """The second session at a place, once it is planned."""
    return Meeting.objects.filter(follows=first).exclude(state=Meeting.State.CANCELLED).first()


def numbers_of(stage: Stage) -> dict[str, int]:
    """The tour in numbers: places and sessions held, people, and concerns by where they stand. Three queries."""
    ended = Q(state=Meeting.State.ENDED)
    meetings = stage.meetings.aggregate(
        places=Count("pk", filter=ended & Q(follows=None)), sessions=Count("pk", filter=ended)
    )
    people = Turnout.objects.filter(meeting__stage=stage).aggregate(people=Coalesce(Sum("people"), 0))
    states = {state: Count("pk", filter=Q(state=state)) for state in Concern.State.values}
    concerns = Concern.objects.filter(stage=stage).aggregate(
        concerns=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False)), **states
    )
    return meetings | people | concerns
