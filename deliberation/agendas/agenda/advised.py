"""Which track an agenda leads to: what was advised on its conflict, or else what its route leads to."""

from dataclasses import dataclass

from deliberation.agendas.models import Agenda
from deliberation.agendas.rulebook import Route
from deliberation.conflicts.models import Advice
from deliberation.conflicts.rulebook import Track


@dataclass(frozen=True)
class Advised:
    """A track with the rule behind it: the advice on the conflict, with its override; without one, the route."""

    track: Track
    route: Route
    advice: Advice | None = None


def advised_for(agenda: Agenda) -> Advised:
    """The newest advice counts. One query, and none for an agenda without a conflict."""
    given = Advice.objects.filter(conflict=agenda.conflict_id).select_related(
        "conflict__space", "rules", "rule", "chosen_by"
    )
    advice = given.order_by("-pk").first() if agenda.conflict_id else None
    code = (advice.chosen or advice.recommended) if advice else agenda.route.track
    return Advised(Track(code), agenda.route, advice)
