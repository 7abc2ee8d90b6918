from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.recommendations.adoption.actions import Verdict
from deliberation.recommendations.drafting.forms import TEXT, TITLE
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.fields import PlainText

REASON = 1000


class VerdictForm(forms.Form):
    """What the committee decided about one recommendation."""

    step = forms.ChoiceField(
        label=_("Decision"),
        choices=[("adopt", _("adopt as it is")), ("amend", _("amend the wording")), ("drop", _("do not adopt"))],
        widget=forms.RadioSelect,
        initial="adopt",
    )
    title = PlainText(label=_("Title, if amended"), limit=TITLE, required=False)
    text = PlainText(label=_("Wording, if amended"), limit=TEXT, lines=6, required=False)
    reason = PlainText(label=_("Reason (published)"), limit=REASON, lines=3, required=False)

    def __init__(self, recommendation: Recommendation, data: Any = None):
        initial = {"title": recommendation.title, "text": recommendation.text}
        super().__init__(data, prefix=f"r{recommendation.pk}", initial=initial)
        self.recommendation = recommendation

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("step") == "drop" and not given.get("reason"):
            self.add_error("reason", _("Please give the reason: it is published."))
        if given.get("step") == "amend" and not (given.get("title") and given.get("text")):
            self.add_error("text", _("Please give the new wording."))
        elif given.get("step") == "amend" and not self._rewords(given):
            self.add_error("text", _("This is the wording as it is. Please change it, or choose to adopt it as it is."))
        elif given.get("step") == "adopt" and self._rewords(given):
            self.add_error("step", _("You have changed the wording. Please choose to amend it, or restore it."))
        return given

    def _rewords(self, given: dict[str, Any]) -> bool:
        here = self.recommendation
        return (given.get("title") or here.title, given.get("text") or here.text) != (here.title, here.text)

    @property
    def verdict(self) -> Verdict:
        given = self.cleaned_data
        return Verdict(step=given["step"], title=given["title"], text=given["text"], reason=given["reason"])


class DeliveryForm(forms.Form):
    on = forms.DateField(label=_("Handed to the mayor on"), widget=forms.DateInput(format="%Y-%m-%d"))
