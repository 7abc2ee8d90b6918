from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.reports.editions.models import Edition
from deliberation.reports.editor.models import Report
from deliberation.spaces.models import Attachment


class Registration(models.Model):
    """The file that came back approved: from then on it is the authentic edition, beside the generated one."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="registrations")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField(_("registration number"), max_length=60)
    on = models.DateField(_("registered on"))
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    differences = models.JSONField(null=True, help_text=_("[sign, paragraph]; null where it could not be compared"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "edition"], name="reports_registered_once"),
        ]

    def __str__(self) -> str:
        return self.number
