"""What is written at a meeting: notes of tables and people, the parking lot, cards on paper, and the minutes."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.rounds.issues import Issue
from deliberation.rounds.meetings.models import Meeting, ProgrammeItem, Table
from deliberation.spaces.access import roles_in
from deliberation.spaces.models import Item, Role, Space

# Who in a process's own space follows its meetings from inside.
REVIEW_TIME = timedelta(days=7)  # for the tables, who would else hold back the minutes for good
ATTENDING = (Role.FACILITATOR, Role.PARTICIPANT, Role.SIDE, Role.EXPERT, Role.OBSERVER)


# What pages show of the note from which an issue came, from its material and from the issue.
ORIGIN = ("note__table", "note__meeting__stage__process")
ORIGIN_OF_ISSUE = tuple(f"origin__{path}" for path in ORIGIN)


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user):
        """Notes for those who take part in their process, drafts for their author alone.

        What has become material, or whose minutes are published, is public like the process.
        """
        seen = self.filter(meeting__stage__process__in=Process.objects.visible_to(user))
        public = Q(filed_at__isnull=False) & (
            Q(pk__in=Material.objects.values("note")) | Q(meeting__minutes__state=Minutes.State.PUBLISHED)
        )
        if not user.is_authenticated:
            return seen.filter(public)
        inside = user.memberships.current().filter(role__in=ATTENDING).values("space")
        city = user.memberships.current().filter(space__kind=Space.Kind.CITY, role__in=[Role.OFFICIAL, Role.CHAIR])
        filed = Q(filed_at__isnull=False) & (
            Q(meeting__stage__process__space__in=inside) | Q(models.Exists(city)) & Q(kind=Note.Kind.NOTE)
        )
        return seen.filter(public | filed | Q(item__author=user))

    def filed(self):
        return self.filter(filed_at__isnull=False)


class Note(models.Model):
    """A thought of a table, a person or the facilitator. One that came after the end is a draft until handed in."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        PARKED = "parked", _("for later")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notes")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="table_note")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTE)
    key = models.UUIDField(help_text=_("made where the note was written"))
    table = models.ForeignKey(Table, on_delete=models.PROTECT, null=True, related_name="notes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    during = models.ForeignKey(ProgrammeItem, on_delete=models.SET_NULL, null=True, related_name="notes")
    card = models.PositiveSmallIntegerField(null=True, help_text=_("number of the paper card that it was read from"))
    written_at = models.DateTimeField(default=timezone.now)
    filed_at = models.DateTimeField(null=True, help_text=_("none for a draft that came after the end"))

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "key"], name="rounds_note_once"),
            models.UniqueConstraint(fields=["during", "card"], name="rounds_card_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["meeting", "-id"], name="rounds_note_newest")]

    def __str__(self) -> str:
        return self.item.text

    def get_absolute_url(self) -> str:
        return reverse("rounds:note", args=[self.meeting.stage.process.slug, self.meeting_id, self.pk])

    @property
    def space(self) -> Space:
        return self.meeting.space

    @property
    def source(self) -> str:
        """Whose it is, as everybody may know it: the table, the code of the seat, or the facilitator."""
        return str(self.table or self.seat or _("facilitator"))


class Material(models.Model):
    """What a note has become: an issue here, or a text of a room above, known by its address and its words then."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="materials")
    what = models.CharField(max_length=20)
    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, null=True, related_name="origin")
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "what"], name="rounds_material_once")]

    def __str__(self) -> str:
        return self.title


class Sheet(models.TextChoices):
    """What of a part can be kept on paper."""

    CARDS = "cards", _("Notes on cards")
    TURNS = "turns", _("Speaking list")


class PaperRun(models.Model):
    """A sheet of a part of the programme on paper: two people read it, then each of its lines counts once."""

    class State(models.TextChoices):
        COLLECTING = "collecting", _("on paper")
        CHECKING = "checking", _("read once")
        COMPARED = "compared", _("to be compared")
        DONE = "done", _("entered")

    STEPS: ClassVar = {
        "check": ([State.COLLECTING], State.CHECKING),
        "compare": ([State.CHECKING], State.COMPARED),
        "settle": ([State.COMPARED], State.DONE),
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="paper_runs")
    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="paper_runs")
    sheet = models.CharField(max_length=5, choices=Sheet, default=Sheet.CARDS)
    state = models.CharField(max_length=10, choices=State, default=State.COLLECTING)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "sheet"], name="rounds_one_sheet_each")]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def space(self) -> Space:
        return self.meeting.space

    @property
    def chain(self) -> str:
        return self.meeting.chain

    @property
    def subject(self) -> str:
        return f"paper_run:{self.pk}"


class Reading(models.Model):
    """One person's reading of a sheet: a list of [number, table, text] of cards, [number, who, length] of turns."""

    run = models.ForeignKey(PaperRun, on_delete=models.CASCADE, related_name="readings")
    n = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "n"], name="rounds_reading_once"),
            models.UniqueConstraint(fields=["run", "by"], name="rounds_readings_by_two"),
            models.CheckConstraint(condition=Q(n__in=[1, 2]), name="rounds_reading_first_or_second"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.n}"


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user):
        """Published ones for all who see the process; before that, for those who take part in it."""
        seen = self.filter(meeting__stage__process__in=Process.objects.visible_to(user))
        published = Q(state=Minutes.State.PUBLISHED)
        if not user.is_authenticated:
            return seen.filter(published)
        inside = user.memberships.current().filter(role__in=ATTENDING).values("space")
        return seen.filter(published | Q(meeting__stage__process__space__in=inside))


class Minutes(models.Model):
    """The minutes of a meeting: written by the facilitator, reviewed by each table, published with a check value."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("minutes", "being written")
        REVIEW = "review", pgettext_lazy("minutes", "reviewed by the tables")
        PUBLISHED = "published", pgettext_lazy("minutes", "published")

    STEPS: ClassVar = {
        "submit": ([State.DRAFT], State.REVIEW),
        "rework": ([State.REVIEW], State.DRAFT),
        "publish": ([State.REVIEW], State.PUBLISHED),
    }

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1, help_text=_("counts how often it went to the tables"))
    text = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, help_text=_("when this version went to the tables"))
    content = models.JSONField(null=True, help_text=_("what was published, as plain data"))
    digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)

    objects = MinutesQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        return reverse("rounds:minutes", args=[self.meeting.stage.process.slug, self.meeting_id])

    @property
    def space(self) -> Space:
        return self.meeting.space

    @property
    def chain(self) -> str:
        return self.meeting.chain

    @property
    def subject(self) -> str:
        return f"minutes:{self.meeting_id}"

    @property
    def due_at(self) -> datetime | None:
        """Until when publication waits for every table."""
        return self.submitted_at + REVIEW_TIME if self.submitted_at else None

    @property
    def has_time_left(self) -> bool:
        return self.due_at is not None and timezone.now() < self.due_at


class Review(models.Model):
    """A table's word on one version of the minutes: confirmed, or what it objects to."""

    class Stand(models.TextChoices):
        CONFIRM = "confirm", _("confirms")
        OBJECT = "object", _("objects")

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="reviews")
    version = models.PositiveSmallIntegerField()
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="+")
    stand = models.CharField(max_length=10, choices=Stand)
    text = models.TextField(blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["table__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "version", "table"], name="rounds_review_once")
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.table_id}: {self.stand}"


def origins_of(process: Process) -> dict[int, Material]:
    """By the numbers of the process's issues: the note from which an issue came, where one did."""
    rows = Material.objects.filter(issue__process=process).select_related("issue", *ORIGIN)
    return {row.issue.number: row for row in rows if row.issue}


def attends(user, meeting: Meeting) -> bool:
    """Whether a person belongs to those who take part in the meeting's process from inside."""
    return bool(roles_in(user, meeting.space) & set(ATTENDING))
