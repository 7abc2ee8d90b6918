from typing import ClassVar

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.actions import Refused
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


@transaction.atomic
def add_issue(process: Process, *, title: str, title_en: str = "") -> Issue:
    """One more thing in dispute, numbered after the last. Refused when it stands there already."""
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    issues = Issue.objects.filter(process=process)
    if issues.filter(title=title).exists():
        raise Refused(gettext("There is such an issue already."))
    last = issues.aggregate(last=Max("number"))["last"] or 0
    return Issue.objects.create(process=process, number=last + 1, title=title, title_en=title_en)
