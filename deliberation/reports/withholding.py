"""What this room keeps from the public: the templates on which the office prints."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.reports.editor.models import Report
from deliberation.spaces.desk import address
from deliberation.spaces.disclosure.withheld import Source
from deliberation.spaces.models import Attachment


def _templates(user) -> QuerySet[Report]:
    rows = Report.objects.exclude(template=None)
    return rows if user is None else rows.filter(template__in=Attachment.objects.visible_to(user))


SOURCES = [
    Source(
        name="report_template",
        label=_("template of the office for reports"),
        rows=_templates,
        title=lambda: F("template__name"),
        address=lambda: address("reports:list", "process__slug"),
        path="template__restriction",
    ),
]
