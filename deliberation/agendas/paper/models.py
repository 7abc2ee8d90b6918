"""Lists of signatures on paper, as two people read them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.models import Membership, Role, Space

# So long after the window a list is still counted that two people had received in time.
COUNTING = timedelta(days=14)


class PaperListQuerySet(models.QuerySet["PaperList"]):
    def visible_to(self, user):
        """Names and birth dates are in them: for the city's officials alone."""
        if not user.is_authenticated:
            return self.none()
        office = Membership.objects.current().filter(user=user, space__kind=Space.Kind.CITY, role=Role.OFFICIAL)
        return self.filter(Exists(office))

    def late(self):
        """Received in time and not read to the end, though the window is over: the proposal waits for these."""
        over = Q(proposal__state="collecting", proposal__closes_at__lte=timezone.now())
        in_time = Q(witnessed_at__lt=F("proposal__closes_at"))
        return self.filter(over & in_time).exclude(state__in=[PaperList.State.DONE, PaperList.State.DISCARDED])


class PaperList(models.Model):
    """Sheets of signatures handed in on paper: read once, read again by a second person, compared and counted."""

    class State(models.TextChoices):
        ENTERING = "entering", _("first reading")
        CHECKING = "checking", _("second reading")
        COMPARED = "compared", _("third look")
        DONE = "done", _("counted")
        DISCARDED = "discarded", _("discarded")

    STEPS: ClassVar = {
        "check": ([State.ENTERING], State.CHECKING),
        "compare": ([State.CHECKING], State.COMPARED),
        "settle": ([State.COMPARED], State.DONE),
        "discard": ([State.ENTERING, State.CHECKING, State.COMPARED], State.DISCARDED),
    }

    proposal = models.ForeignKey("agendas.Proposal", on_delete=models.PROTECT, related_name="paper_lists")
    label = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.ENTERING)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    witnessed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("when a second person confirmed that it had come in")
    )
    outcome = models.JSONField(default=dict, help_text=_("what became of the lines: numbers of lines, no names"))

    objects = PaperListQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")), name="agendas_paper_two_people"
            ),
            models.CheckConstraint(
                condition=Q(witnessed_by=None, witnessed_at=None)
                | Q(witnessed_at__isnull=False) & ~Q(witnessed_by=F("first_by")),
                name="agendas_paper_two_witnesses",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("agendas:paper", args=[self.pk])

    @property
    def space(self) -> Space:
        return self.proposal.space

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"paper:{self.pk}"

    @property
    def was_in_time(self) -> bool:
        """True when two people have confirmed, before the window ended, that it had come in."""
        closes_at = self.proposal.closes_at
        return self.witnessed_at is not None and closes_at is not None and self.witnessed_at < closes_at

    @property
    def counted_until(self) -> datetime | None:
        """When the time ends in which it can be counted."""
        closes_at = self.proposal.closes_at
        return closes_at + COUNTING if closes_at and self.was_in_time else closes_at

    @property
    def reading(self) -> int:
        """Which reading is under way."""
        return 1 if self.state == self.State.ENTERING else 2


class PaperLine(models.Model):
    """One line of a paper list as one person read it; gone as soon as the list is counted or discarded."""

    paper = models.ForeignKey(PaperList, on_delete=models.CASCADE, related_name="lines")
    reading = models.PositiveSmallIntegerField(choices=[(1, _("first reading")), (2, _("second reading"))])
    n = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    born = models.DateField()
    district = models.CharField(max_length=40)
    number = models.CharField(max_length=20, blank=True, help_text=_("mobile number, where the sheet asks for it"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "reading", "n"], name="agendas_paper_line_once")
        ]
        ordering: ClassVar = ["n"]

    def __str__(self) -> str:
        return f"line {self.n}"

    def fields(self) -> tuple[str, str, str, str]:
        """As two readings are compared."""
        return self.name, self.born.isoformat(), self.district, self.number
