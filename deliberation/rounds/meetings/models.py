"""A round's meetings: when and where, their programme, tables with who sits there, and who came."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.disclosure.models import Restriction
from deliberation.spaces.models import Space

DOORS_OPEN = timedelta(hours=2)


def new_door() -> str:
    """What makes the codes at a door unguessable; another one makes those before old."""
    return secrets.token_hex(8)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user):
        """When and where people meet is as public as their process."""
        return self.filter(stage__process__in=Process.objects.visible_to(user))

    def coming(self):
        """Planned or open, in the order in which they come."""
        return self.filter(state__in=[Meeting.State.PLANNED, Meeting.State.OPEN]).order_by("starts_at", "pk")

    def held(self):
        """Those at which people met: open or ended."""
        return self.filter(state__in=[Meeting.State.OPEN, Meeting.State.ENDED])


class Meeting(models.Model):
    """One session of a round: a place or a video link, a programme, tables, and who came."""

    class Kind(models.TextChoices):
        ORIENTATION = "orientation", _("orientation")
        PLENARY = "plenary", _("plenary")
        SMALL_GROUP = "small_group", _("small groups")
        QUESTIONS = "questions", _("questions to experts")
        SITE_VISIT = "site_visit", _("visit on the site")
        LISTENING = "listening", _("listening session")
        CLOSING = "closing", _("closing session")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", pgettext_lazy("meeting", "in session")
        ENDED = "ended", pgettext_lazy("meeting", "over")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    STEPS: ClassVar = {
        "open": ([State.PLANNED], State.OPEN),
        "end": ([State.OPEN], State.ENDED),
        "cancel": ([State.PLANNED], State.CANCELLED),
    }

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="meetings")
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="returns",
        help_text=_("the first session at the same place"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PLENARY)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    video_link = models.URLField(_("link to the video meeting"), max_length=500, blank=True)
    closed_to_press = models.BooleanField(_("closed to the press"), default=False)
    reason = models.TextField(blank=True, max_length=500, help_text=_("of a cancellation, published"))
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    captioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    door = models.CharField(max_length=16, default=new_door, help_text=_("part of the code for checking in"))
    poster = models.BooleanField(default=False, help_text=_("a code that stays the same was printed, and is accepted"))
    revision = models.PositiveIntegerField(default=0, help_text=_("of its dates, for calendars"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "number"], name="rounds_meeting_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="rounds_meeting_window"),
            models.UniqueConstraint(
                fields=["follows"], condition=~Q(state="cancelled"), name="rounds_one_return_to_a_place"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["stage", "starts_at"], name="rounds_meeting_by_date")]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("rounds:meeting", args=[self.stage.process.slug, self.pk])

    @property
    def process(self) -> Process:
        return self.stage.process

    @property
    def space(self) -> Space:
        return self.stage.process.space

    @property
    def chain(self) -> str:
        return self.stage.process.chain

    @property
    def subject(self) -> str:
        return f"meeting:{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.ENDED, self.State.CANCELLED)

    def table_of(self, user) -> "Table | None":
        """The published table at which a person writes down or moderates, else the one at which they sit."""
        works = Q(scribe=user) | Q(moderator=user)
        found = self.tables.published().filter(works | Q(places__seat__user=user, places__seat__until=None))
        first = found.alias(works=Case(When(works, then=0), default=1)).order_by("works", "number")
        return first.select_related("venue", "moderator").first()

    def admits(self, now: datetime | None = None) -> bool:
        """Whether people check in: from two hours before it begins until it ends. Ask *after* the lock."""
        early = (now or timezone.now()) >= self.starts_at - DOORS_OPEN
        return self.state == self.State.OPEN or (self.state == self.State.PLANNED and early)


class Venue(models.Model):
    """One of several places at which a meeting is held at the same time; who comes to it, by district or by code."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    video_link = models.URLField(_("link to the video meeting"), max_length=500, blank=True)
    districts = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    codes = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, help_text=_("of seats, before districts")
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "name"], name="rounds_venue_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeItem(models.Model):
    """One part of a meeting's programme. Clock times follow from the minutes of those before it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="programme")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    closed_to_press = models.BooleanField(_("closed to the press"), default=False)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="rounds_item_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="rounds_item_takes_time"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)


class TableQuerySet(models.QuerySet["Table"]):
    def published(self):
        """Those that everybody may know. Until then a deal can be repeated, and only facilitators see it."""
        return self.filter(meeting__seating__published_at__isnull=False)


class Table(models.Model):
    """A small group of a meeting (분임), with who moderates and who writes down."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="tables")
    venue = models.ForeignKey(Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scribe = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TableQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="rounds_table_number_once"),
        ]

    def __str__(self) -> str:
        return str(_("Table %(number)d") % {"number": self.number})

    @property
    def space(self) -> Space:
        return self.meeting.space


class Interpreter(models.Model):
    """A chair at a table for somebody who interprets. It is no participant's seat and counts nowhere."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="interpreters")
    language = models.CharField(max_length=40)
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"


class TablePlace(models.Model):
    """Who sits at a table. The meeting stands in the row, so that nobody sits at two of its tables."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="places")
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="places")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="rounds_one_table_each"),
        ]

    def __str__(self) -> str:
        return f"{self.table_id}: {self.seat_id}"


class Seating(models.Model):
    """How a meeting's tables came about: the seed, what went in (restricted), and how balanced they are."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="seating")
    seed = models.CharField(max_length=32)
    inputs = models.JSONField(default=dict, help_text=_("restricted: traits of seats; never shown or exported"))
    restriction = models.OneToOneField(
        Restriction, on_delete=models.PROTECT, related_name="+", help_text=_("of inputs")
    )
    salt = models.CharField(max_length=32, blank=True, help_text=_("of the inputs' commitment in the minute book"))
    figures = models.JSONField(default=dict, help_text=_("deviations in sum, pairs who met before"))
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.seed}"


class Tie(models.Model):
    """Two people whom the facilitator keeps apart or together at the tables of a stage, and privately why."""

    class Kind(models.TextChoices):
        APART = "apart", _("keep apart")
        TOGETHER = "together", _("keep together")

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="ties")
    one = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("rule"), max_length=10, choices=Kind)
    note = models.CharField(_("private note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "one", "other"], name="rounds_tie_once"),
            models.CheckConstraint(condition=Q(other__gt=F("one")), name="rounds_tie_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.kind} {self.other_id}"


class CheckIn(models.Model):
    """Somebody came. Whatever the way, once."""

    class How(models.TextChoices):
        QR = "qr", _("with a phone")
        LIST = "list", _("ticked on the list")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="check_ins")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="check_ins")
    how = models.CharField(max_length=10, choices=How)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="rounds_check_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.seat_id}"

    @property
    def is_late(self) -> bool:
        """Ten minutes after the opening, or after the planned beginning when it opened earlier, is late."""
        begun = max(self.meeting.starts_at, self.meeting.opened_at or self.meeting.starts_at)
        return self.at >= begun + timedelta(minutes=10)


class CalendarLink(models.Model):
    """A person's secret address of their calendar: only its digest is kept, and another one makes it worthless."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"
