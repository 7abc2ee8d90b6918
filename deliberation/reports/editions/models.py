from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.processes.models import Process
from deliberation.reports.editions.changes import in_words


class Edition(models.Model):
    """A process frozen at one moment as files: documents, tables, minute book. Equal digest, same edition."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text=_("of the list of its files with their digests"))
    frozen_at = models.DateTimeField()
    file = models.CharField(max_length=120, help_text=_("the list of its files, in the default storage"))
    changes = models.JSONField(default=dict, help_text=_("against the edition before it; see editions.changes"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="reports_edition_number_once"),
            models.UniqueConstraint(fields=["process", "digest"], name="reports_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.number}"

    @property
    def told(self) -> list[str]:
        """What it changes, in sentences in the reader's language."""
        return in_words(self.changes)
