"""What the minutes of a recommendation say, for readers. Each sentence is filled from the facts of its entry."""

from django.utils.translation import gettext_lazy as _

STEPS = {
    "draft": _("Drafted as number %(number)s."),
    "reword": _("Reworded: version %(version)s."),
    "move": _("Moved to place %(number)s."),
    "ground": _("It was stated what sentence %(sentence)s rests on."),
    "translate": _("Put into English: version %(version)s."),
    "withdraw": _("Withdrawn by the facilitator."),
    "finalise": _("Drafting ended: this wording became final."),
    "result": _("Result of the ballot: %(for)s for, %(against)s against, %(abstain)s abstained."),
    "adopt": _("Adopted by the committee."),
    "amend": _("Adopted by the committee with another wording: version %(version)s."),
    "drop": _("Not adopted by the committee."),
}
