"""A process with its stages, pauses and changed dates. Its charter is in `charters`, known here too."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.models import Agenda
from deliberation.conflicts.models import Advice
from deliberation.conflicts.rulebook import Track
from deliberation.processes.charters import Charter, Endorsement
from deliberation.processes.presets import PRESETS
from deliberation.spaces.bilingual import in_language
from deliberation.spaces.models import Membership, Role, Space
from deliberation.spaces.searching import Columns, SearchQuerySet

__all__ = ["Charter", "Election", "Endorsement", "Process", "Rescheduling", "Stage", "Suspension"]
QUIET_PERIOD = timedelta(days=60)


class ProcessQuerySet(SearchQuerySet["Process"]):
    TITLE = Columns(("title", "title_en"))
    EVERYTHING = Columns(("title", "title_en", "summary", "summary_en"))

    def visible_to(self, user):
        """Convened processes for everyone who may enter their space; one in preparation for those with a role in it."""
        spaces = Space.objects.visible_to(user)
        unconvened = Q(state__in=Process.UNCONVENED)
        if not user.is_authenticated:
            return self.filter(space__in=spaces).exclude(unconvened)
        mine = user.memberships.current().values("space")
        city = user.memberships.current().filter(space__kind=Space.Kind.CITY)
        prepared = Q(space__in=mine) | Q(models.Exists(city))
        return self.filter(space__in=spaces).filter(~unconvened | prepared)

    def begun(self):
        """Under way, with a first stage whose opening has passed."""
        return self._under_way().filter(self._first_stage_open())

    def coming(self):
        return self._under_way().exclude(self._first_stage_open())

    def preparing(self):
        return self.filter(state=Process.State.PREPARING)

    def concluded(self):
        return self.filter(state=Process.State.CONCLUDED)

    def dated(self):
        """``began`` and ``over``: when the first of the stages opened and the last one closes."""
        return self.annotate(began=models.Min("stages__opens_at"), over=models.Max("stages__closes_at"))

    def with_participants(self):
        """``participants`` counts who takes part now."""
        members = Membership.objects.current().filter(space=models.OuterRef("space"), role=Role.PARTICIPANT)
        count = members.order_by().values("space").annotate(n=models.Count("pk")).values("n")
        return self.annotate(participants=Coalesce(models.Subquery(count), 0))

    def _under_way(self):
        return self.filter(state__in=[Process.State.RUNNING, Process.State.SUSPENDED])

    def _first_stage_open(self):
        return models.Exists(Stage.objects.filter(process=models.OuterRef("pk"), opens_at__lte=timezone.now()))


class StageQuerySet(models.QuerySet["Stage"]):
    def visible_to(self, user):
        return self.filter(process__in=Process.objects.visible_to(user))

    def open(self):
        """Stages that accept input now. A list for readers: a write asks ``actions.hold_open`` under its lock."""
        now = timezone.now()
        return self.filter(
            process__state=Process.State.RUNNING, state=Stage.State.READY, opens_at__lte=now, closes_at__gt=now
        )

    def staffed_by(self, user, *roles: Role):
        """Stages of processes in whose own space the person holds one of the roles now."""
        if not user.is_authenticated:
            return self.none()
        spaces = user.memberships.current().filter(role__in=roles).values("space")
        return self.filter(process__space__in=spaces)


class Process(models.Model):
    """One agenda on its way from its charter to the city's answer."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("in preparation")
        RUNNING = "running", _("under way")
        SUSPENDED = "suspended", _("suspended")
        CONCLUDED = "concluded", _("concluded")
        GIVEN_UP = "given_up", _("given up before it was convened")

    UNCONVENED: ClassVar = [State.PREPARING, State.GIVEN_UP]
    OVER: ClassVar = [State.CONCLUDED, State.GIVEN_UP]
    STEPS: ClassVar = {
        "convene": ([State.PREPARING], State.RUNNING),
        "suspend": ([State.RUNNING], State.SUSPENDED),
        "resume": ([State.SUSPENDED], State.RUNNING),
        "conclude": ([State.RUNNING], State.CONCLUDED),
        "give_up": ([State.PREPARING], State.GIVEN_UP),
    }

    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="process")
    slug = models.SlugField(max_length=60, unique=True)
    agenda = models.ForeignKey(Agenda, on_delete=models.PROTECT, null=True, blank=True, related_name="processes")
    preset = models.CharField(max_length=30)
    advised = models.CharField(max_length=12, choices=Track, blank=True, help_text=_("by the advice, or the route"))
    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    preset_reason = models.TextField(max_length=1000, blank=True, help_text=_("published: why not the advised kind"))
    state = models.CharField(max_length=12, choices=State, default=State.PREPARING)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    summary_en = models.TextField(_("summary in English"), max_length=1500, blank=True)
    demo = models.BooleanField(default=False, help_text=_("fictional demonstration data"))
    created_at = models.DateTimeField(default=timezone.now)
    convened_at = models.DateTimeField(null=True, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agenda"], condition=~Q(state="given_up"), name="processes_one_of_an_agenda"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="processes_by_state")]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("processes:detail", args=[self.slug])

    @property
    def kind(self) -> Any:
        """Which kind of deliberation it is, in words; one that came from elsewhere may be of none."""
        return PRESETS[self.preset].title if self.preset in PRESETS else ""

    @property
    def charter(self) -> Charter | None:
        """The one in force, or the draft while there is none; read once, and anew after a lock."""
        models.prefetch_related_objects([self], "charters")
        standing = [version for version in self.charters.all() if version.state != Charter.State.REPLACED]
        return max(standing, key=lambda version: version.state == Charter.State.FROZEN, default=None)

    @property
    def pause(self) -> "Suspension | None":
        """The pause that lasts, asked of the database only while there is one."""
        if self.state != self.State.SUSPENDED:
            return None
        return self.suspensions.filter(until=None).first()

    @property
    def about(self) -> str:
        return in_language(self.summary, self.summary_en)

    @property
    def chain(self) -> str:
        return self.space.name

    @property
    def subject(self) -> str:
        return f"process:{self.slug}"


class Stage(models.Model):
    """One dated part of a process; its kind tells which room does the work."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        READY = "ready", _("prepared")
        CLOSED = "closed", _("closed")

    STEPS: ClassVar = {
        "prepare": ([State.PLANNED], State.READY),
        "close": ([State.READY], State.CLOSED),
    }

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30, help_text=_("name of the registered StageKind"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=100, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    settings = models.JSONField(default=dict, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["process", "position"], name="processes_stage_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="processes_stage_window"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["closes_at"], condition=Q(state="ready"), name="processes_stage_closing")
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("processes:stage", args=[self.process.slug, self.pk])

    @property
    def space(self) -> Space:
        return self.process.space

    @property
    def chain(self) -> str:
        return self.process.chain

    @property
    def subject(self) -> str:
        return f"stage:{self.pk}"

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether it accepts input. Ask with a clock read *after* the lock; the window is half-open."""
        taking = self.process.state == Process.State.RUNNING and self.state == self.State.READY
        return taking and self.opens_at <= (now or timezone.now()) < self.closes_at

    @property
    def phase(self) -> str:
        """``done``, ``now``, ``todo`` or ``suspended``, for the stage line."""
        if self.state == self.State.CLOSED:
            return "done"
        if self.process.state == Process.State.SUSPENDED:
            return "suspended"
        return "now" if self.opens_at <= timezone.now() else "todo"


class Rescheduling(models.Model):
    """A change of a stage's dates with its published reason."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="reschedulings")
    reason = models.TextField(max_length=1000)
    opened_at = models.DateTimeField(help_text=_("opening before the change"))
    closed_at = models.DateTimeField(help_text=_("closing before the change"))
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.at:%Y-%m-%d}"


class Suspension(models.Model):
    """A pause of a process; why it began and why it ended are published. Later dates move by its length at its end."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField(max_length=1000)
    reason_to_resume = models.TextField(max_length=1000, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process"], condition=Q(until=None), name="processes_one_suspension")
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.since:%Y-%m-%d}"


class ElectionQuerySet(models.QuerySet["Election"]):
    def near(self, stages: "Iterable[Stage]") -> "list[tuple[Stage, Election]]":
        """By election: unfinished stages whose window lies, wholly or in part, in the 60 days before it."""
        ahead = [stage for stage in stages if stage.state != Stage.State.CLOSED]
        if not ahead:
            return []
        first = timezone.localdate(min(stage.opens_at for stage in ahead))
        elections = list(self.filter(day__gte=first).order_by("day"))
        return [(stage, election) for election in elections for stage in ahead if election.touches(stage)]


class Election(models.Model):
    """A public election: dates of stages within 60 days before it are warned about (공직선거법 제86조)."""

    name = models.CharField(max_length=80)
    day = models.DateField(unique=True)

    objects = ElectionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} {self.day}"

    def touches(self, stage: Stage) -> bool:
        first, last = (timezone.localdate(when) for when in (stage.opens_at, stage.closes_at - timedelta.resolution))
        return first <= self.day and last >= self.day - QUIET_PERIOD
