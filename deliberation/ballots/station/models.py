"""The polling desk: passes into the booth, and papers from the box as two people read them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Channel
from deliberation.ballots.preparing.models import Ballot, RollEntry
from deliberation.panels.models import Seat

AT_THE_DESK = (Channel.ON_SITE, Channel.ASSISTED)  # staff have looked at who it is, whatever proof a ballot asks for


class Pass(models.Model):
    """Leave for one seat on the roll to vote once without signing in; a new one replaces it. It holds no vote.

    Used, it has lost its time, so that nothing tells when; closing the ballot deletes it.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="passes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True, help_text=_("keyed hash of the code"))
    channel = models.CharField(max_length=10)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ballot", "seat"], name="ballots_pass_once")]

    def __str__(self) -> str:
        return f"pass {self.pk}"


class PaperCount(models.Model):
    """The record of what was in the box: how many papers, how many of them invalid. What they say is not in it."""

    class State(models.TextChoices):
        COUNTING = "counting", _("being counted")
        CONFIRMED = "confirmed", _("confirmed by two people")

    STEPS: ClassVar = {
        "confirm": ([State.COUNTING], State.CONFIRMED),
        "declare_none": ([State.COUNTING], State.CONFIRMED),
    }

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="paper_count")
    state = models.CharField(max_length=10, choices=State, default=State.COUNTING)
    papers = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0, help_text=_("papers that name nothing on any question"))
    differing = models.JSONField(default=dict, help_text=_("numbers of questions by number of paper, no marks"))
    digest = models.CharField(max_length=64, blank=True)  # of the sealed papers that the close opens

    def __str__(self) -> str:
        return str(self.ballot)

    @property
    def chain(self) -> str:
        return self.ballot.chain

    @property
    def subject(self) -> str:
        return f"papers:{self.ballot.stage_id}"


class PaperReading(models.Model):
    """All papers from the box as one of the two people read them; which of the two is ``n``."""

    count = models.ForeignKey(PaperCount, on_delete=models.PROTECT, related_name="readings")
    n = models.PositiveSmallIntegerField(choices=[(1, _("first reading")), (2, _("second reading"))])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["count", "n"], name="ballots_paper_reading_once"),
            models.UniqueConstraint(fields=["count", "by"], name="ballots_paper_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.count_id}.{self.n}"


class PaperEntry(models.Model):
    """One paper by its number in the stack, sealed like a vote; gone when the ballot is closed."""

    id = models.CharField(primary_key=True, max_length=64)
    reading = models.ForeignKey(PaperReading, on_delete=models.CASCADE, related_name="entries")
    n = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "n"], name="ballots_paper_entry_once"),
        ]

    def __str__(self) -> str:
        return f"paper {self.n}"


def handed_out(ballot: Ballot) -> int:
    """How many people were given a paper."""
    return RollEntry.objects.filter(ballot=ballot, channel=Channel.PAPER).count()
