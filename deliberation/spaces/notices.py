"""The words of the notices that this room sends."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import moment
from deliberation.notices.kinds import Wording


class SittingWording(Wording):
    """Says the moment in the reader's language; the facts hold it as a code. Not every sitting has a place."""

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        at = moment(parse_datetime(facts["at"]))
        return super().words(facts | {"at": at, "where": f"{at}, {facts['place']}" if facts["place"] else at})


NOTICES = [
    SittingWording(
        "sitting_called",
        _("You are invited to a sitting of the committee"),
        _("“%(title)s”: %(where)s. The agenda is on the page."),
    ),
    SittingWording(
        "sitting_moved",
        _("A sitting of the committee has another date or place"),
        _("“%(title)s”: now %(where)s. Reason: %(reason)s"),
    ),
    SittingWording(
        "sitting_cancelled",
        _("A sitting of the committee is cancelled"),
        _("“%(title)s” of %(at)s does not take place. Reason: %(reason)s"),
    ),
    SittingWording(
        "written_procedure_open",
        _("A written procedure waits for your reply"),
        _("“%(title)s”: please vote on every point of its agenda."),
    ),
]
