"""What this room registers below: the words of its notices, and what moderation means for a contest."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from deliberation.notices.kinds import Wording
from deliberation.responses.contesting.actions import KIND
from deliberation.responses.contesting.models import Contest
from deliberation.rounds.arguments.kind import TextItem
from deliberation.spaces.attaching import confine
from deliberation.spaces.disclosure.models import Basis, Ground
from deliberation.spaces.models import Item


class ContestItem(TextItem):
    """Stands at once; hidden, it counts no more, and its files are out of sight with it."""

    def follow(self, item: Item, step: str) -> None:
        for contest in Contest.objects.filter(item=item):
            for attachment in contest.attachments.order_by("pk"):
                confine(attachment, Basis.usual(Ground.PRIVACY) if step == "hide" else None, by=item.decided_by)
        super().follow(item, step)


ITEMS = [ContestItem(KIND, _("Contest of a report"))]


class DueWording(Wording):
    """Says a day in the reader's language; the facts hold it as a code."""

    def words(self, facts: dict[str, Any]) -> tuple[str, str]:
        days = {name: date.fromisoformat(facts[name]) for name in ("due", "until") if name in facts}
        return super().words(facts | {name: date_format(day, "DATE_FORMAT") for name, day in days.items()})


NOTICES = [
    Wording(
        "answers_published",
        _("The city has answered"),
        _("Recommendations of %(process)s that the city has answered: %(count)s. Read what it will do, and why."),
    ),
    DueWording(
        "answers_extended",
        _("The city needs more time to answer"),
        _("On recommendations of %(process)s the city will answer until %(until)s. Its reason is on the page."),
    ),
    DueWording(
        "answers_due",
        _("Recommendations wait for the city's answer"),
        _("Of %(process)s there are %(count)s to be answered until %(due)s. The overdue list is public."),
    ),
    Wording(
        "answers_overdue",
        _("The city has missed a deadline"),
        _("Recommendations of %(process)s that should have been answered: %(count)s. The overdue list shows them."),
    ),
    Wording(
        "milestone_finish",
        _("The city reports something as done"),
        _("Of %(process)s: “%(milestone)s”. If you see that it is not so, you can contest it with evidence."),
        by_mail=False,
    ),
    Wording(
        "milestone_change",
        _("The city has changed its plan"),
        _("Of %(process)s: “%(milestone)s”. The reason is on the page."),
        by_mail=False,
    ),
    Wording(
        "milestone_stop",
        _("The city has stopped something"),
        _("Of %(process)s: “%(milestone)s”. The reason is on the page."),
    ),
    DueWording(
        "milestone_due",
        _("Something that the city has promised is due soon"),
        _("Of %(process)s: “%(milestone)s” is to be done by %(due)s. Report how far it is."),
    ),
    DueWording(
        "milestone_overdue",
        _("Something that the city has promised is overdue"),
        _("Of %(process)s: “%(milestone)s” was to be done by %(due)s. The overdue list shows it."),
    ),
    DueWording(
        "promise_overdue",
        _("The day of a promise of the city has passed"),
        _("Of %(process)s: “%(answer)s” was to be done by %(due)s and has no milestone. The overdue list shows it."),
    ),
    DueWording(
        "milestone_reopened",
        _("A report of the city is checked again"),
        _("Citizens contest that this is done: “%(milestone)s” (%(process)s). The committee checks it until %(due)s."),
    ),
    DueWording(
        "check_due",
        _("A check of the city's answers is due"),
        _("The committee checks until %(due)s what became of the answers to %(process)s."),
    ),
    DueWording(
        "check_overdue",
        _("A check of the city's answers is overdue"),
        _("What became of the answers to %(process)s should have been checked until %(due)s."),
    ),
    Wording(
        "answers_checked",
        _("The committee has checked the city's answers"),
        _("What it found about %(process)s is on the page, answer by answer."),
        by_mail=False,
    ),
]
