"""What came of a recommendation here: the city's answer to it, or that it is waited for."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.accounts.templatetags.words import closing
from deliberation.recommendations.models import Recommendation
from deliberation.responses.models import Milestone, Response
from deliberation.responses.rulebook import first_instant
from deliberation.spaces.sequels import Sequel


def of_recommendation(recommendation: Recommendation, user) -> Iterator[Sequel]:
    """The answer with its milestones as facts, and the way to the whole line of time. Two queries at most."""
    rows = Response.objects.visible_to(user).filter(recommendation=recommendation).for_list()
    for response in rows:
        on = response.answered_at or first_instant(response.begun_on)
        title = response.get_verdict_display() if response.is_answered else _("The city has not answered yet")
        yield Sequel(_("The city's answer"), str(title), response.get_absolute_url(), list(_facts(response)), on)
        yield Sequel(_("Line of time"), _("From the first proposal until today"), f"{response.get_absolute_url()}#line")


def _facts(response: Response) -> Iterator[str]:
    if not response.is_answered:
        yield _("until %(moment)s") % {"moment": closing(response.due_at)}
        if response.is_overdue:
            yield _("overdue")
        return
    yield response.department
    if response.done_by:
        yield _("done by %(day)s") % {"day": date_format(response.done_by, "DATE_FORMAT")}
    states = list(response.milestones.values_list("state", flat=True))
    if states:
        done = sum(state == Milestone.State.FINISHED for state in states)
        told = ngettext("%(done)d of %(n)d milestone done", "%(done)d of %(n)d milestones done", len(states))
        yield told % {"done": done, "n": len(states)}
