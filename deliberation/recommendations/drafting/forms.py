from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import Statement
from deliberation.processes.models import Process
from deliberation.recommendations.adopting import Verdict
from deliberation.recommendations.models import Recommendation
from deliberation.recommendations.search import admitted, find
from deliberation.spaces.fields import PlainText

TITLE, TEXT, REASON = 120, 4000, 1000


class DraftForm(forms.Form):
    """A recommendation's wording and what it rests on. A search sends the whole form, so nothing is lost."""

    title = PlainText(label=_("Title"), limit=TITLE)
    text = PlainText(label=_("Recommendation"), limit=TEXT, lines=10)
    statements = forms.ModelMultipleChoiceField(
        queryset=Statement.objects.none(),
        error_messages={"required": _("Please choose at least one statement that the recommendation rests on.")},
    )
    q = PlainText(label=_("Search the admitted statements"), limit=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, process: Process, data: Any = None, recommendation: Recommendation | None = None, text: str = ""
    ):
        super().__init__(data, initial=_initial(recommendation) or {"text": text})
        self.process = process
        cast(forms.ModelMultipleChoiceField, self.fields["statements"]).queryset = admitted(process)

    @property
    def chosen(self) -> list[Statement]:
        """What is ticked now, as typed or as stored."""
        keys = [key for key in (self["statements"].value() or []) if str(key).isdecimal()]
        return list(admitted(self.process).filter(pk__in=keys).order_by("number"))

    @property
    def found(self) -> list[Statement]:
        """What the search offers besides."""
        chosen = {statement.pk for statement in self.chosen}
        query = str(self["q"].value() or "")
        return [statement for statement in find(self.process, query) if statement.pk not in chosen]


def _initial(recommendation: Recommendation | None) -> dict[str, Any]:
    if not recommendation:
        return {}
    return {
        "title": recommendation.title,
        "text": recommendation.text,
        "version": recommendation.version,
        "statements": list(recommendation.bases.values_list("statement_id", flat=True)),
    }


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
