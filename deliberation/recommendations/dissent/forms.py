from django.utils.translation import gettext_lazy as _

from deliberation.rounds.arguments.forms import SigningForm
from deliberation.spaces.fields import PlainText

REASON, CHANGE = 1500, 600


class DissentForm(SigningForm):
    reason = PlainText(label=_("What speaks against the recommendation"), limit=REASON, lines=8)
    would_change = PlainText(
        label=_("What would change your mind"),
        limit=CHANGE,
        lines=4,
        help_text=_("Facts, conditions or guarantees with which you could agree."),
    )
    field_order = ["reason", "would_change", "named"]
