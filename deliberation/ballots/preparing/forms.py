from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Identity
from deliberation.ballots.models import Threshold


class RuleForm(forms.Form):
    """The rule of a ballot, set while the process is being prepared: the charter names it. Cleaned data are JSON."""

    on_recommendations = forms.BooleanField(
        label=_("Vote on each final recommendation"),
        help_text=_("Questions of its own can be added to the ballot until the roll is fixed."),
        initial=True,
        required=False,
    )
    threshold = forms.ChoiceField(
        label=_("A recommendation is carried by"),
        choices=Threshold.choices,
        widget=forms.RadioSelect,
        initial=Threshold.SIMPLE,
    )
    margin = forms.DecimalField(
        label=_("Margin of error in percentage points, if one decides"),
        help_text=_("Publish it before the vote, as “±3.6”: for and against must be further apart than this."),
        min_value=0,
        max_value=99,
        decimal_places=1,
        required=False,
    )
    quorum_percent = forms.IntegerField(
        label=_("Percent of the roll that must have voted"), min_value=0, max_value=100, initial=50
    )
    identity = forms.TypedChoiceField(
        label=_("Proof of identity that a voter needs"),
        choices=[("", _("a seat is enough")), *Identity.Level.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        asked = cleaned.get("threshold") == Threshold.OUTSIDE_MARGIN
        if asked and cleaned.get("margin") is None:
            self.add_error("margin", _("Please give the margin of error that was published."))
        margin = cleaned.get("margin")
        return cleaned | {"margin": str(margin) if asked and margin is not None else None}
