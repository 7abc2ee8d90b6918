"""Rule rows of the city's answer: how long it takes, when it is checked, how many contests reopen a check."""

from calendar import monthrange
from datetime import date, datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.rulebook import Rules


class AnswerRules(Rules):
    """One version of the terms. A response keeps the version that it began under."""

    days = models.PositiveSmallIntegerField(
        _("days to answer"), help_text=_("counted where the charter promises no term of its own")
    )
    extension_days = models.PositiveSmallIntegerField(
        _("days of an extension, at most"), help_text=_("beyond the deadline; it is given once")
    )
    remind_days = models.PositiveSmallIntegerField(
        _("days of a reminder"),
        help_text=_("before its deadline officials are reminded of an answer, the committee of a check"),
    )
    milestone_days = models.PositiveSmallIntegerField(
        _("days of a milestone's reminder"),
        default=30,
        help_text=_("before it is to be done, its department is reminded"),
    )
    check_months = models.PositiveSmallIntegerField(
        _("months between checks"), help_text=_("of the committee, until nothing is under way any more")
    )
    recheck_days = models.PositiveSmallIntegerField(
        _("days to check again"), help_text=_("once contests have reopened a milestone")
    )
    contests = models.PositiveSmallIntegerField(
        _("contests that reopen"), help_text=_("how many people must contest a report of completion, with evidence")
    )

    class Meta:
        verbose_name = _("terms of the city's answer")
        verbose_name_plural = _("terms of the city's answer")
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, check_months__gte=1, contests__gte=1), name="responses_rules_have_numbers"
            )
        ]

    @property
    def chain(self) -> str:
        return "city"

    @property
    def subject(self) -> str:
        return f"answerrules:{self.version}"


def first_instant(day: date) -> datetime:
    """Midnight, with which a day of the city begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one where that is shorter (Civil Act, article 160)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
