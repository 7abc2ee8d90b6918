"""What this room keeps from the public: sources of a briefing book that is being written, and how tables were dealt."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.rounds.models import Assertion, Seating
from deliberation.spaces.desk import address
from deliberation.spaces.disclosure.withheld import Source
from deliberation.spaces.models import Attachment, Space


def _sources(user) -> QuerySet[Assertion]:
    rows = Assertion.objects.all()
    return rows if user is None else rows.filter(attachment__in=Attachment.objects.visible_to(user))


def _seatings(user) -> QuerySet[Seating]:
    rows = Seating.objects.all()
    return rows if user is None else rows.filter(meeting__stage__process__space__in=Space.objects.visible_to(user))


SOURCES = [
    Source(
        name="book_source",
        label=_("source of a briefing book that is being written"),
        rows=_sources,
        title=lambda: F("attachment__name"),
        address=lambda: address("rounds:book", "passage__chapter__book__process__slug"),
        path="attachment__restriction",
        place=lambda: address("rounds:book_draft", "passage__chapter__book__process__slug"),
    ),
    Source(
        name="seating",
        label=_("traits of people by which tables were dealt"),
        rows=_seatings,
        title=lambda: F("meeting__title"),
        telling=False,
        address=lambda: address("rounds:meeting", "meeting__stage__process__slug", "meeting_id"),
    ),
]
