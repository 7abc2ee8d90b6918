"""What happens on the floor of a meeting: the programme's clock, hands, who speaks and for how long."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.rounds.meetings.models import Meeting, ProgrammeItem


class Floor(models.Model):
    """Where a meeting is now. One row a meeting, made with its first act; ``position`` counts the programme's steps."""

    class Round(models.TextChoices):
        NONE = "", _("no round")
        STATEMENTS = "statements", _("statement round")
        QUESTIONS = "questions", _("question round")

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="floor")
    position = models.PositiveSmallIntegerField(default=0)
    item = models.ForeignKey(ProgrammeItem, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    timer_ends_at = models.DateTimeField(null=True)
    round = models.CharField(max_length=10, choices=Round, default=Round.NONE, blank=True)
    prompt = models.CharField(max_length=120, blank=True)
    in_charge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.position}"


class Act(models.Model):
    """One act at the console. Its key is made where it is pressed, so that an act sent again changes nothing."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="acts")
    key = models.UUIDField()
    kind = models.CharField(max_length=12)
    item = models.ForeignKey(ProgrammeItem, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(help_text=_("when it was pressed; sent perhaps later"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "key"], name="rounds_act_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.kind}"


class Speaker(models.Model):
    """Somebody who waits or speaks: a participant by the code of the seat, or a party's speaker by the side."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="%(class)ss")
    key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, blank=True)
    side = models.CharField(max_length=60, blank=True, help_text=_("of a party's speaker; never of a citizen"))
    side_name = ""  # in the reader's language, where ``present`` has looked it up

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code or str(self.user)


class HandQuerySet(models.QuerySet["Hand"]):
    def up(self):
        return self.filter(lowered_at=None, called_at=None)


class Hand(Speaker):
    """A raised hand, from its raising until it is lowered or its person called; once a person at a time."""

    place = models.SmallIntegerField(default=0, help_text=_("0 by fairness; lower comes before, by the facilitator"))
    raised_at = models.DateTimeField(default=timezone.now)
    lowered_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    spoken: Any = None  # the person's airtime so far, where ``present`` has looked it up
    at = ""  # the name of the venue, where the console has looked it up

    objects = HandQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "key"], name="rounds_hand_sent_once"),
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(lowered_at=None, called_at=None), name="rounds_one_hand_each"
            ),
        ]


class Turn(Speaker):
    """Somebody's time to speak. One at a time in a meeting."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["began_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "key"], name="rounds_turn_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at=None), name="rounds_one_speaks"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="rounds_turn_ends_after_it_begins"
            ),
        ]

    def length(self, now: datetime) -> timedelta:
        return max((self.ended_at or now) - self.began_at, timedelta())


class Caption(models.Model):
    """A line of what is being said, typed along for everybody who cannot hear it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="captions")
    key = models.UUIDField()
    text = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "key"], name="rounds_caption_once")]

    def __str__(self) -> str:
        return self.text
