from typing import Any, cast

from django import forms
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import Statement
from deliberation.processes.models import Process
from deliberation.recommendations.drafting.search import admitted, find
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.fields import PlainText

TITLE, TEXT = 120, Recommendation.TEXT_LENGTH


class DraftForm(forms.Form):
    """A recommendation's wording and what it rests on. A search sends the whole form, so nothing is lost."""

    title = PlainText(label=_("Title"), limit=TITLE)
    text = PlainText(label=_("Recommendation"), limit=TEXT, lines=10)
    part = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Recommendation.Part.HEADLINE, _("a recommendation: what is decided")),
            (Recommendation.Part.SUPPLEMENT, _("a supplementary measure: what must come with it")),
        ],
        widget=forms.RadioSelect,
        initial=Recommendation.Part.HEADLINE,
    )
    statements = forms.ModelMultipleChoiceField(
        queryset=Statement.objects.none(),
        error_messages={"required": _("Please choose at least one statement that the recommendation rests on.")},
    )
    q = PlainText(label=_("Search the admitted statements"), limit=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        process: Process,
        data: Any = None,
        recommendation: Recommendation | None = None,
        begun: dict[str, str] | None = None,
    ):
        super().__init__(data, initial=_initial(recommendation) or begun)
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
        "part": recommendation.part,
        "title": recommendation.title,
        "text": recommendation.text,
        "version": recommendation.version,
        # What was merged since is offered under the statement into which it was merged.
        "statements": list(
            recommendation.bases.values_list(Coalesce("statement__merged_into", "statement"), flat=True)
        ),
    }
