from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.ballots.preparing.models import Ballot
from deliberation.spaces.models import Space

# As long as the law leaves a city to settle a petition about a wrong that somebody says was done to them
# (Enforcement Decree of the Civil Petitions Treatment Act, article 17: grievances, seven days).
ANSWER_WITHIN = timedelta(days=7)
TEXT, CONTACT, REASON = 1000, 120, 1500


class Complaint(models.Model):
    """Somebody holds a confirmation number under which there is no vote in the published lists.

    Of the number only the receipt for the first question is kept. It matches no counted vote: whoever complains is
    joined to none, with or without an account.
    """

    class State(models.TextChoices):
        FILED = "filed", pgettext_lazy("complaint", "received, being looked into")
        UPHELD = "upheld", pgettext_lazy("complaint", "upheld")
        REJECTED = "rejected", pgettext_lazy("complaint", "not upheld")

    STEPS: ClassVar = {
        "uphold": ([State.FILED], State.UPHELD),
        "reject": ([State.FILED], State.REJECTED),
    }

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="complaints")
    number = models.PositiveIntegerField()
    receipt = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(gettext_lazy("what happened"), blank=True, max_length=TEXT)
    contact = models.CharField(gettext_lazy("how to reach you"), max_length=CONTACT, blank=True)
    filed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    reason = models.TextField(gettext_lazy("answer"), blank=True, max_length=REASON)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "number"], name="ballots_complaint_numbered_once"),
            models.UniqueConstraint(fields=["ballot", "receipt"], name="ballots_complaint_once"),
            models.CheckConstraint(condition=Q(state="filed") | ~Q(reason=""), name="ballots_complaint_answered_why"),
        ]

    def __str__(self) -> str:
        return _("Complaint %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        """Where number, state and answer stand for everybody."""
        page = reverse("ballots:result", args=[self.ballot.stage.process.slug, self.ballot.stage_id])
        return f"{page}#complaint-{self.number}"

    @property
    def space(self) -> Space:
        return self.ballot.space

    @property
    def chain(self) -> str:
        return self.ballot.chain

    @property
    def subject(self) -> str:
        return f"complaint:{self.pk}"

    @property
    def due_at(self) -> datetime:
        return self.filed_at + ANSWER_WITHIN


def complaints_of(ballot: Ballot) -> list[Complaint]:
    """In the order in which they came, each knowing its ballot."""
    found = list(ballot.complaints.all())
    for complaint in found:
        complaint.ballot = ballot
    return found
