"""Rule rows of the records: how long what a deliberation leaves behind is kept."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.conflicts.rulebook import Rules


class Period(models.TextChoices):
    """The periods of article 26 (1) of the Enforcement Decree of the Public Records Management Act."""

    PERMANENT = "permanent", pgettext_lazy("retention", "permanent")
    SEMI_PERMANENT = "semi", pgettext_lazy("retention", "semi-permanent")
    YEARS_30 = "30", _("30 years")
    YEARS_10 = "10", _("10 years")
    YEARS_5 = "5", _("5 years")
    YEARS_3 = "3", _("3 years")
    YEARS_1 = "1", _("1 year")


class RetentionRules(Rules):
    """One version of the retention period. An edition keeps the one that was in force when it was frozen."""

    period = models.CharField(_("retention period"), max_length=10, choices=Period)

    class Meta:
        verbose_name = _("retention period of records")
        verbose_name_plural = _("retention periods of records")

    @property
    def chain(self) -> str:
        return "city"

    @property
    def subject(self) -> str:
        return f"retentionrules:{self.version}"

    @property
    def facts(self) -> dict[str, Any]:
        return {"version": self.version, "period": self.period, "basis": self.basis, "adopted": self.adopted}


def begins_on(completed_on: date) -> date:
    """The day from which a period counts: 1 January of the year after the matter was completed (article 26 (3))."""
    return date(completed_on.year + 1, 1, 1)


def ends_on(period: str, completed_on: date) -> date | None:
    """The last day of a period; None of one that has no end."""
    first = begins_on(completed_on)
    return date(first.year + int(period) - 1, 12, 31) if period.isdecimal() else None
