"""Who decides about amendments: the setting of the drafting stage, which its pages state."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.panels.models import Seat
from deliberation.processes.models import Stage

SUPPORTS = 3  # as many as the facilitator waits for, unless the stage says otherwise
FACILITATOR, PARTICIPANTS = "facilitator", "participants"


@dataclass(frozen=True)
class Rule:
    """``by`` the facilitator or the participants; how many supports an amendment ``needed`` to be taken."""

    by: str
    needed: int

    def may_take(self, supports: int) -> bool:
        return supports >= self.needed

    def may_refuse(self, supports: int) -> bool:
        """What more than half of the participants want cannot be turned down where they decide."""
        return self.by == FACILITATOR or supports < self.needed

    def __str__(self) -> str:
        if self.by == PARTICIPANTS:
            told = ngettext(
                "The participants decide: an amendment that %(n)d of them supports, more than half, is taken in.",
                "The participants decide: an amendment that %(n)d of them support, more than half, is taken in.",
                self.needed,
            )
        else:
            told = ngettext(
                "The facilitator decides, and can take an amendment in once %(n)d participant supports it.",
                "The facilitator decides, and can take an amendment in once %(n)d participants support it.",
                self.needed,
            )
        return told % {"n": self.needed} + " " + _("Whoever proposed it counts. Every refusal has a published reason.")


def rule_of(stage: Stage) -> Rule:
    seats = Seat.objects.current().filter(process=stage.process_id).count()
    if stage.settings.get("decides") == PARTICIPANTS:
        return Rule(PARTICIPANTS, seats // 2 + 1)
    return Rule(FACILITATOR, min(stage.settings.get("supports", SUPPORTS), max(seats, 1)))
