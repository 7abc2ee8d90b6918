from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.processes.models import Process
from deliberation.spaces.models import Space


class Edition(models.Model):
    """A frozen snapshot of a process as a neutral document: equal digest, same edition."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="ko")
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    file = models.CharField(max_length=120, help_text=_("of the document's JSON in the default storage"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="reports_edition_number_once"),
            models.UniqueConstraint(fields=["process", "digest"], name="reports_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.number}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user):
        return self.filter(process__in=Process.objects.visible_to(user))

    def due(self):
        """What no worker has in hand: asked for, or left behind by a worker that died."""
        lost = Q(state=Export.State.RUNNING, lease_until__lt=timezone.now())
        return self.filter(Q(state=Export.State.REQUESTED) | lost)


class Export(models.Model):
    """A job: one process's report in one format. The row is the queue; Celery is the bell."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"

    class Progress(models.TextChoices):
        FREEZING = "freezing", _("collecting the data")
        RENDERING = "rendering", _("setting the pages")
        STORING = "storing", _("storing the file")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="exports")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="exports")
    format = models.CharField(max_length=6, choices=Format, default=Format.PDF)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="ko")
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(max_length=20, choices=Progress, blank=True)
    file = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file="") & ~Q(sha256="") & Q(size__gt=0)),
                name="reports_done_means_a_file",
            ),
            models.UniqueConstraint(
                fields=["process", "format", "language"],
                condition=Q(state__in=["requested", "running"]),
                name="reports_one_open_export",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["requested", "running"]), name="reports_export_open")
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.format}"

    def get_absolute_url(self) -> str:
        return reverse("reports:status", args=[self.process.slug, self.pk])

    @property
    def space(self) -> Space:
        return self.process.space


class Download(models.Model):
    """Who took which file when; not in the minute book."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d}"
