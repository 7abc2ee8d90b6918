from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.fields import PlainText
from deliberation.spaces.kinds import KINDS
from deliberation.spaces.models import Item

LABELS: dict[str, Any] = {
    "admit": _("Nothing to object"),
    "decline": _("Decline"),
    "hide": _("Hide the text"),
}


class ModerationForm(forms.Form):
    """A moderator's decision about the version of a text that is on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = PlainText(
        label=_("Reason"),
        limit=1000,
        lines=4,
        required=False,
        help_text=_("Published in place of the text. Needed unless there is nothing to object."),
    )

    def __init__(self, item: Item, data: Any = None):
        super().__init__(data, initial={"version": item.version})
        possible = [step for step in KINDS[item.kind].steps if item.state in Item.STEPS[step][0]]
        cast(forms.ChoiceField, self.fields["step"]).choices = [(step, LABELS[step]) for step in possible]

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("step", "admit") != "admit" and not cleaned.get("reason"):
            self.add_error("reason", _("Please give a reason: it is published with the decision."))
        return cleaned
