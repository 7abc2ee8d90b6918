from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.processes.models import Process
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.editions.models import Edition
from deliberation.spaces.models import Space

CASE_FORMATS = ["disclosure", "audit"]


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user):
        of_process = Q(process__in=Process.objects.visible_to(user))
        return self.filter(of_process | Q(conflict__in=ConflictCase.objects.visible_to(user)))

    def of_editions(self):
        return self.exclude(format__in=CASE_FORMATS)

    def of_cases(self):
        return self.filter(format__in=CASE_FORMATS)

    def due(self):
        """What no worker has in hand: asked for, or left behind by a worker that died."""
        lost = Q(state=Export.State.RUNNING, lease_until__lt=timezone.now())
        return self.filter(Q(state=Export.State.REQUESTED) | lost)

    def published_data(self):
        """Data files of published reports, which everyone may take; of a process the one of its latest edition last."""
        made = self.filter(format="bundle", state=Export.State.DONE)
        return made.filter(edition__published__isnull=False).order_by("process", "edition__number", "pk")


class Export(models.Model):
    """A job: one file of one edition, or the bundle of a case. The row is the queue; Celery is the bell.

    ``edition`` is the one asked for; none asks for the process as it is when the job is done, and is filled in then.
    Formats of data alone (workbook, bundle) have neither shape nor language. Bundles of a case have no edition, and
    stand with its process, or with its conflict where no process came of it.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", pgettext_lazy("report", "cancelled")

    OPEN: ClassVar = [State.REQUESTED, State.RUNNING]

    class Progress(models.TextChoices):
        FREEZING = "freezing", _("collecting the data")
        RENDERING = "rendering", _("setting the pages")
        STORING = "storing", _("storing the file")

    class Trouble(models.TextChoices):
        FULL = "full", _("There is no room left where files are kept.")
        AWAY = "away", _("The place where files are kept cannot be reached.")
        OTHER = "other", _("Something went wrong while the file was made.")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, blank=True, related_name="exports")
    conflict = models.ForeignKey(ConflictCase, on_delete=models.PROTECT, null=True, blank=True, related_name="exports")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="exports")
    format = models.CharField(max_length=12, help_text=_("a name in exporting.formats"))
    shape = models.CharField(max_length=15, choices=Shape, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(max_length=20, choices=Progress, blank=True)
    file = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True)
    fault = models.CharField(max_length=300, blank=True, help_text=_("for the administrator"))
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | ~Q(file="") & ~Q(sha256="") & Q(size__gt=0) & (Q(edition__isnull=False) | Q(format__in=CASE_FORMATS)),
                name="reports_done_means_a_file",
            ),
            models.CheckConstraint(
                condition=Q(process__isnull=False, conflict=None)
                | Q(process=None, conflict__isnull=False, format__in=CASE_FORMATS),
                name="reports_export_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["process", "conflict", "edition", "format", "shape", "language"],
                condition=Q(state__in=["requested", "running"]),
                nulls_distinct=False,
                name="reports_one_open_export",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["requested", "running"]), name="reports_export_open"),
            models.Index(fields=["edition", "format"], condition=Q(state="done"), name="reports_export_made"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.format}"

    def get_absolute_url(self) -> str:
        if self.of_case or self.process is None:
            return reverse("cases:export", args=[self.pk])
        return reverse("reports:status", args=[self.process.slug, self.pk])

    @property
    def download_url(self) -> str:
        return f"{self.get_absolute_url()}file/"

    @property
    def about(self) -> Process | ConflictCase:
        """What it is made of: a process, or a conflict from which none came."""
        return self.process or self.conflict  # type: ignore[return-value]

    @property
    def of_case(self) -> bool:
        return self.format in CASE_FORMATS

    @property
    def space(self) -> Space:
        return self.about.space

    @property
    def chain(self) -> str:
        return self.about.chain

    @property
    def subject(self) -> str:
        return f"export:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Download(models.Model):
    """Who took which file when; not in the minute book. Visitors of published files are not noted by name."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d}"
