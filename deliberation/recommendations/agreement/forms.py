from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.recommendations.agreement.actions import Answer
from deliberation.recommendations.models import Endorsement, Recommendation
from deliberation.spaces.fields import PlainText

CRITIQUE = 600


class EndorsementForm(forms.Form):
    """How far one goes along with one draft."""

    value = forms.TypedChoiceField(
        label=_("How far do you agree?"), choices=Endorsement.Value.choices, coerce=int, widget=forms.RadioSelect
    )
    critique = PlainText(
        label=_("What should change (only the drafters read it, without your name)"),
        limit=CRITIQUE,
        lines=3,
        required=False,
    )

    def __init__(self, recommendation: Recommendation, given: Endorsement | None, data: Any = None):
        initial = {"value": given.value, "critique": given.critique} if given else {}
        super().__init__(data, prefix=f"r{recommendation.pk}", initial=initial)
        self.recommendation = recommendation

    @property
    def answer(self) -> Answer:
        return Answer(**self.cleaned_data)
