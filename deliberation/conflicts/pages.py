"""What the pages of one conflict share: its head, the tabs, of which none leads to an empty place, and acts."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.conflicts.models import Diagnosis
from deliberation.conflicts.places import with_places
from deliberation.spaces.access import allowed, reach
from deliberation.spaces.disclosure.withheld import Group, grouped, withheld_in

# A tab, and what makes it lead somewhere: something to see (`places.with_places`), or a right to put something there.
TABS = [
    ("detail", _("Overview"), "", ""),
    ("parties", _("Parties"), "has_parties", "map"),
    ("analysis", _("Impact analysis"), "has_analysis", "analyse"),
    ("councils", _("Mediation council"), "has_council", "found_council"),
    ("record", _("What happened"), "", ""),
]
UNDER_DIAGNOSIS: dict[str, Any] = {
    Diagnosis.State.SUBMITTED: _("The department has diagnosed it; an expert gives an opinion next."),
    Diagnosis.State.REVIEWED: _("An expert has given an opinion; the committee decides the grade next."),
}
STANDING: dict[str, Any] = {
    ConflictCase.State.LISTED: _("The committee manages it as a priority; each year it decides whether that goes on."),
    ConflictCase.State.RELEASED: _("It has left the priority list. It stays watched and returns if it flares up."),
    ConflictCase.State.SETTLED: _("The committee has found it settled. It returns if it flares up."),
}
UNGRADED = _("It has been filed. Next, the department diagnoses how grave it is.")
MANAGED = _("It is graded and managed by its department. The committee may put it on the priority list.")
RIGHTS = (
    *("read_restricted", "edit", "enter_event", "appoint_expert", "alert", "diagnose", "advise", "override"),
    *("map", "analyse", "open_analysis", "found_council"),
    *("list", "carry", "release", "relist", "settle"),
)


def conflict_page(request, pk: int, current: str, right: str | None = None) -> tuple[ConflictCase, dict[str, Any]]:
    """The conflict for a page of it (404, 403 as by `reach`), with what every such page shows."""
    conflict = reach(
        with_places(ConflictCase.objects.select_related("space"), request.user), request.user, right, pk=pk
    )
    rights = {right: True for right in RIGHTS if allowed(request.user, f"conflicts.{right}", conflict)}
    return conflict, {"conflict": conflict, "tabs": tabs(conflict, current, rights), "rights": rights}


def withheld_of(conflict: ConflictCase, *kinds: str) -> list[Group]:
    """What everyone is told that the file keeps back; of some kinds alone, or of all. One query."""
    return grouped(withheld_in([conflict.space], *kinds))


def tabs(conflict: ConflictCase, current: str, rights: Container[str]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(f"conflicts:{name}", args=[conflict.pk]), "current": name == current}
        for name, label, place, right in TABS
        if not place or name == current or getattr(conflict, place) or right in rights
    ]


@dataclass(frozen=True)
class Standing:
    """Where a conflict stands and what comes next, in one sentence for everyone, and the diagnosis under way."""

    sentence: Any
    diagnosis: Diagnosis | None

    @classmethod
    def of(cls, conflict: ConflictCase) -> "Standing":
        """One query."""
        over = [Diagnosis.State.DECIDED, Diagnosis.State.WITHDRAWN]
        running = conflict.diagnoses.exclude(state__in=over).first()
        if running:
            return cls(UNDER_DIAGNOSIS[running.state], running)
        if conflict.state == ConflictCase.State.FILED:
            return cls(MANAGED if conflict.grade else UNGRADED, None)
        return cls(STANDING[conflict.state], None)


def act_page(request, context: dict[str, Any], form, *, heading: str, button: str, seen_by: str, undo: str):
    """The page of one act on a conflict: what to know before it, its form, its button."""
    context |= {"form": form, "heading": heading, "button": button, "seen_by": seen_by, "undo": undo}
    return render(request, "conflicts/act.html", context, status=422 if form.errors else 200)


def decision_notes() -> dict[str, str]:
    """What to know before a decision of the committee."""
    return {
        "seen_by": str(_("Everyone reads the decision and its reason; who is concerned is told.")),
        "undo": str(_("No. It is minuted.")),
    }
