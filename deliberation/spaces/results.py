"""What committees' decisions are called. The codes are those of the rooms that decide, as in the minute books."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.spaces.models import Decision

RESULTS: dict[str, Any] = {
    "select": _("Selected as an agenda"),
    "decline": _("Not selected"),
    "return": _("Returned to the author"),
    "lift": _("Taken up despite the missed threshold"),
    "adopted": _("Recommendations adopted"),
    "grade_1": _("Grade 1 decided"),
    "grade_2": _("Grade 2 decided"),
    "grade_3": _("Grade 3 decided"),
    "list": _("Put on the priority list"),
    "carry": _("Carried over on the priority list"),
    "release": _("Released from the priority list"),
    "relist": _("Put on the priority list again"),
    "settle": _("Found settled"),
    "steering_appointed": _("Steering committee appointed"),
    "seats_filled": _("Vacant seats filled"),
    "member_dismissed": _("Member dismissed"),
    "chair_elected": _("Chair elected"),
    "support_appointed": _("Support group appointed"),
    "contractor_appointed": _("Contractor appointed"),
    "book_published": _("Briefing book published"),
    "book_sent_back": _("Briefing book sent back"),
    "checked": _("City's answers checked"),
    "report_approved": _("Report approved"),
    "carried": _("Carried"),
    "rejected": _("Rejected"),
    "deferred": _("Deferred"),
}


def result_of(decision: Decision) -> str:
    return str(RESULTS.get(decision.result, decision.result))


def vote_of(decision: Decision) -> str:
    """How it was decided: the counted vote with its base, or by consensus."""
    if decision.votes_for is None:
        words = _("by consensus of %(voting)d") if decision.voting else _("by consensus")
        return str(words) % {"voting": decision.voting}
    numbers = {"yes": decision.votes_for, "no": decision.votes_against or 0, "none": decision.abstentions or 0}
    numbers["voting"] = decision.voting or 0
    words = _("%(yes)d for, %(no)d against, %(none)d abstained")
    if decision.voting:
        words = _("of %(voting)d members voting: %(yes)d for, %(no)d against, %(none)d abstained")
    return str(words) % numbers
