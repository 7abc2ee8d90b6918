"""What the notices of a process say."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import closing
from deliberation.notices.kinds import Wording


@dataclass(frozen=True)
class Deadline(Wording):
    """A wording whose ``closes`` is a moment, told in the reader's language."""

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        return super().words(facts | {"closes": closing(parse_datetime(facts["closes"]))})


WORDINGS = [
    Wording(
        "charter_to_agree",
        _("Please agree or object to a charter"),
        _("The charter of %(process)s is complete. Please agree to it, or put your objection on record."),
    ),
    Wording(
        "convened",
        _("%(process)s has begun"),
        _("The process in which you take part is open. Its page shows every stage with its dates."),
    ),
    Deadline(
        "closing_soon",
        _("“%(stage)s” closes soon"),
        _("“%(stage)s” of %(process)s closes at %(closes)s. Your part is still missing."),
    ),
    Wording(
        "rescheduled",
        _("New dates for “%(stage)s”"),
        _("The dates of “%(stage)s” in %(process)s have changed. The page shows the new dates and the reason."),
    ),
    Wording(
        "suspended",
        _("%(process)s is suspended"),
        _("Nothing can be entered until it is resumed; the dates move by the pause. The page shows the reason."),
    ),
    Wording(
        "resumed",
        _("%(process)s goes on"),
        _("The pause is over. The dates of the stages ahead have moved by its length; the page shows them."),
    ),
]
