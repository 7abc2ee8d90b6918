from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.algorithms import tally
from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.models import Space

# With fewer votes, receipts stand in a list of their own: nobody can then be made to show a choice by showing a code.
ENOUGH_TO_PAIR = 200


class Ballot(models.Model):
    """The vote of one stage on the recommendations of its process, secret until it is announced."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        READY = "ready", _("roll fixed")
        CLOSED = "closed", _("closed, not announced")
        ANNOUNCED = "announced", _("announced")

    STEPS: ClassVar = {
        "prepare": ([State.PLANNED], State.READY),
        "close": ([State.READY], State.CLOSED),
        "announce": ([State.CLOSED], State.ANNOUNCED),
    }

    class Threshold(models.TextChoices):
        SIMPLE = tally.Threshold.SIMPLE.value, _("more votes for than against")
        ABSOLUTE = tally.Threshold.ABSOLUTE.value, _("votes for from more than half of the roll")
        TWO_THIRDS = tally.Threshold.TWO_THIRDS.value, _("two thirds of the votes for and against")

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="ballot")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    threshold = models.CharField(_("threshold"), max_length=20, choices=Threshold, default=Threshold.SIMPLE)
    quorum_percent = models.PositiveSmallIntegerField(_("quorum in percent"), default=50)
    public_key = models.CharField(max_length=64, blank=True)  # X25519, hex; the private one is in the vault
    roll_digest = models.CharField(max_length=64, blank=True)
    sealed_root = models.CharField(max_length=64, blank=True)  # RFC 6962, of the lists that announcing publishes
    prepared_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quorum_percent__lte=100), name="ballots_quorum_is_a_share")
        ]

    def __str__(self) -> str:
        return str(self.stage)

    def get_absolute_url(self) -> str:
        """The result once voting has ended, before that the page to vote on."""
        ended = self.state in (self.State.CLOSED, self.State.ANNOUNCED)
        return reverse(f"ballots:{'result' if ended else 'vote'}", args=[self.stage.process.slug, self.stage_id])

    @property
    def space(self) -> Space:
        return self.stage.space

    @property
    def chain(self) -> str:
        return self.stage.chain

    @property
    def subject(self) -> str:
        return f"ballot:{self.stage_id}"

    def is_open(self) -> bool:
        """Whether it takes votes. A write asks again under its locks."""
        return self.state == self.State.READY and self.stage.is_open()

    @property
    def roll_size(self) -> int:
        return self.roll.count()

    @property
    def turnout(self) -> int:
        return self.roll.voted().count()


class Question(models.Model):
    """One recommendation on the ballot, in the wording that it had when the roll was fixed."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ballot", "number"], name="ballots_question_once")]

    def __str__(self) -> str:
        return self.title


class RollQuerySet(models.QuerySet["RollEntry"]):
    def voted(self):
        return self.filter(voted_on__isnull=False)


class RollEntry(models.Model):
    """One seat on the roll, from which turnout is counted. Only the day is kept: a time would join it to a paper."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    voted_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=10, blank=True)

    objects = RollQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ballot", "seat"], name="ballots_roll_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id}/{self.seat_id}"


class Paper(models.Model):
    """A sealed voting paper: an HPKE envelope to the ballot's key, named by the hash of the voter's nonce."""

    id = models.CharField(primary_key=True, max_length=64)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="papers")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return self.id[:8]


class AnnouncedManager(models.Manager):
    """Rows of announced ballots alone, whoever asks: there is no other way to them in this program."""

    def get_queryset(self):
        return super().get_queryset().filter(question__ballot__state=Ballot.State.ANNOUNCED)


class PublishedVote(models.Model):
    """One opened choice on one question, written in the order of receipts when the ballot closes.

    In a ballot of fewer than ENOUGH_TO_PAIR votes the receipt is empty and stands in PublishedReceipt instead.
    """

    class Choice(models.TextChoices):
        FOR = tally.Choice.FOR.value, pgettext_lazy("vote", "For")
        AGAINST = tally.Choice.AGAINST.value, pgettext_lazy("vote", "Against")
        ABSTAIN = tally.Choice.ABSTAIN.value, pgettext_lazy("vote", "Abstain")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="votes")
    receipt = models.CharField(max_length=64, blank=True)
    choice = models.CharField(max_length=8, choices=Choice)

    objects = AnnouncedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "receipt"], condition=~Q(receipt=""), name="ballots_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.choice}"


class PublishedReceipt(models.Model):
    """The receipt of a counted vote on one question of a small ballot, apart from what was chosen."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="receipts")
    receipt = models.CharField(max_length=64)

    objects = AnnouncedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "receipt"], name="ballots_lone_receipt_once")
        ]

    def __str__(self) -> str:
        return self.receipt[:8]
