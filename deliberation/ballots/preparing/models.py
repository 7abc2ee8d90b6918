from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Identity
from deliberation.algorithms import tally
from deliberation.algorithms.counting import slips
from deliberation.panels.models import Seat
from deliberation.processes.models import Charter, Stage
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Space

MOST_OPTIONS = 30


class Threshold(models.TextChoices):
    """What carries a recommendation, or lets the option that leads be chosen."""

    SIMPLE = tally.Threshold.SIMPLE.value, _("more votes than for anything else")
    ABSOLUTE = tally.Threshold.ABSOLUTE.value, _("more than half of the roll")
    TWO_THIRDS = tally.Threshold.TWO_THIRDS.value, _("two thirds of those who take sides")
    OUTSIDE_MARGIN = tally.Threshold.OUTSIDE_MARGIN.value, _("ahead by more than the published margin of error")


class Ballot(models.Model):
    """The vote of one stage: on the recommendations of its process, on questions of its own, or both.

    It is secret until it is announced. Threshold and margin here are those for the recommendations.
    """

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

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="ballot")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    on_recommendations = models.BooleanField(_("vote on each final recommendation"), default=True)
    threshold = models.CharField(_("threshold"), max_length=20, choices=Threshold, default=Threshold.SIMPLE)
    margin = models.DecimalField(_("margin of error in percentage points"), max_digits=3, decimal_places=1, null=True)
    quorum_percent = models.PositiveSmallIntegerField(_("quorum in percent"), default=50)
    identity = models.PositiveSmallIntegerField(_("proof of identity"), choices=Identity.Level, null=True)
    public_key = models.CharField(max_length=64, blank=True)  # X25519, hex; the private one is in the vault
    roll_digest = models.CharField(max_length=64, blank=True)
    sealed_root = models.CharField(max_length=64, blank=True)  # RFC 6962, of the lists that announcing publishes
    on_paper = models.PositiveIntegerField(default=0)  # papers from the box, as the close counted them
    not_returned = models.PositiveIntegerField(default=0)  # papers that were handed out and not in the box
    prepared_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    _counted: tuple[int, int] | None = None

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quorum_percent__lte=100), name="ballots_quorum_is_a_share"),
            models.CheckConstraint(
                condition=Q(margin__isnull=True) ^ Q(threshold=Threshold.OUTSIDE_MARGIN), name="ballots_margin_if_asked"
            ),
        ]

    def __str__(self) -> str:
        return str(self.stage)

    def get_absolute_url(self) -> str:
        """The result once voting has ended, before that the page to vote on."""
        return reverse(
            f"ballots:{'result' if self.has_ended else 'vote'}", args=[self.stage.process.slug, self.stage_id]
        )

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

    @cached_property
    def subjects(self) -> dict[str, int]:
        """How many questions are about recommendations, and how many are the ballot's own."""
        if not self.pk:
            return {"recommendations": 0, "others": 0}
        about = Q(recommendation__isnull=False)
        return self.questions.aggregate(recommendations=Count("pk", filter=about), others=Count("pk", filter=~about))

    @property
    def announce_at(self) -> datetime | None:
        """The hour that the charter in force sets for the announcement; asked anew each time."""
        in_force = self.stage.process.charters.filter(state=Charter.State.FROZEN)
        return in_force.values_list("announce_at", flat=True).first()

    @property
    def has_ended(self) -> bool:
        """Whether it is closed, and perhaps announced."""
        return self.state in (self.State.CLOSED, self.State.ANNOUNCED)

    @property
    def roll_size(self) -> int:
        return self.attendance()[0]

    @property
    def turnout(self) -> int:
        """How many have voted. Whoever took a paper counts as such until the close has counted the box."""
        return self.attendance()[1]

    def attendance(self) -> tuple[int, int]:
        """Size of the roll and turnout, by one query; kept once voting is over, since neither changes then."""
        if self._counted is None or not self.has_ended:
            found = self.roll.aggregate(size=Count("pk"), voted=Count("voted_on"))
            self._counted = found["size"], found["voted"]
        size, voted = self._counted
        return size, voted - self.not_returned


class Question(models.Model):
    """What is decided: a recommendation, in the wording that it had when the roll was fixed, or one among options."""

    class Method(models.TextChoices):
        DECISION = slips.Method.DECISION.value, _("for or against")
        CHOICE = slips.Method.CHOICE.value, _("one of several options")
        FORCED = slips.Method.FORCED.value, _("one of two, without abstaining")
        APPROVAL = slips.Method.APPROVAL.value, _("every option that suits (approval)")
        SCORE = slips.Method.SCORE.value, _("0 to 5 points for each option")
        SCHULZE = slips.Method.SCHULZE.value, _("ranking, compared in pairs (Schulze)")
        IRV = slips.Method.IRV.value, _("ranking, the weakest leaves (instant runoff)")
        STV = slips.Method.STV.value, _("ranking for several seats (single transferable vote)")

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(_("kind of vote"), max_length=10, choices=Method, default=Method.DECISION)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    title = models.CharField(_("question"), max_length=120)
    title_en = models.CharField(_("question in English"), max_length=160, blank=True)
    text = models.TextField(_("what voters should know"), blank=True)
    text_en = models.TextField(_("the same in English"), blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    threshold = models.CharField(_("threshold"), max_length=20, choices=Threshold, default=Threshold.SIMPLE)
    margin = models.DecimalField(_("margin of error in percentage points"), max_digits=3, decimal_places=1, null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ballot", "number"], name="ballots_question_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(recommendation__isnull=True) | Q(method="decision"), name="ballots_recommendations_decided"
            ),
            models.CheckConstraint(condition=Q(seats=1) | Q(seats__gt=1, method="stv"), name="ballots_seats_by_stv"),
            models.CheckConstraint(
                condition=Q(margin__isnull=True) ^ Q(threshold=Threshold.OUTSIDE_MARGIN),
                name="ballots_question_margin_if_asked",
            ),
            models.CheckConstraint(
                condition=~Q(method="stv") | Q(threshold=Threshold.SIMPLE), name="ballots_stv_has_its_quota"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def names(self) -> dict[int, str]:
        """The options in the reader's language, by their numbers."""
        return {option.number: str(option) for option in self.options.all()}

    @property
    def explanation(self) -> str:
        """The text in the reader's language."""
        return in_language(self.text, self.text_en)


class Option(models.Model):
    """One of the options of a question, numbered from 1 as on the published list."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("option"), max_length=120)
    title_en = models.CharField(_("option in English"), max_length=160, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "number"], name="ballots_option_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_OPTIONS), name="ballots_option_is_numbered"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)


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
