from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.processes.models import Process
from deliberation.spaces.bilingual import in_language


class Issue(models.Model):
    """One thing in dispute in a process: briefing book, questions, arguments and tables are all ordered by it."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("issue"), max_length=120)
    title_en = models.CharField(_("issue in English"), max_length=160, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="rounds_issue_number_once"),
            models.UniqueConstraint(fields=["process", "title"], name="rounds_issue_once"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)
