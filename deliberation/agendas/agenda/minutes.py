"""The way of an agenda in the words of its minutes, from the proposal to the end of its deliberation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.models import Agenda
from deliberation.ledger.actions import CITY
from deliberation.ledger.models import Entry

STEPS = {
    ("proposal", "publish"): _("The proposal was published."),
    ("proposal", "reach"): _("The proposal reached its threshold."),
    ("proposal", "expire"): _("The proposal missed its threshold."),
    ("proposal", "lift"): _("The committee took the proposal up despite the missed threshold."),
    ("proposal", "return"): _("The committee returned the proposal to its author."),
    ("proposal", "resubmit"): _("The author handed in a new wording."),
    ("proposal", "overdue"): _("The committee missed its deadline."),
    ("proposal", "select"): _("The committee selected the proposal as an agenda."),
    ("agenda", "choose"): _("The committee set the agenda."),
    ("agenda", "prepare"): _("The preparation of a process began."),
    ("agenda", "convene"): _("The process was convened."),
    ("agenda", "give_up"): _("The preparation was given up; the agenda waits for another process."),
    ("agenda", "conclude"): _("The process was concluded."),
}


@dataclass(frozen=True)
class Line:
    """One entry of the city's minute book."""

    at: datetime | None
    text: Any
    entry: Entry


def way_of(agenda: Agenda) -> list[Line]:
    """Every minuted step, the latest first; one query."""
    subjects = [agenda.subject, *([f"proposal:{agenda.proposal_id}"] if agenda.proposal_id else [])]
    entries = Entry.objects.filter(chain__name=CITY, subject__in=subjects).order_by("-n")
    told = ((entry, STEPS.get((entry.subject.partition(":")[0], entry.step))) for entry in entries)
    return [Line(parse_datetime(entry.at), text, entry) for entry, text in told if text]
