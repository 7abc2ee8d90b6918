from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from deliberation.recommendations.models import Sentence
from deliberation.recommendations.sentences.search import found_by_key, named, offered
from deliberation.spaces.fields import PlainText


class GroundsForm(forms.Form):
    """What a sentence rests on. A search sends the whole form, so nothing that was ticked is lost."""

    q = PlainText(label=_("Search statements, arguments and notes"), limit=60, required=False)

    def __init__(self, sentence: Sentence, data: Any = None):
        super().__init__(data)
        self.process = sentence.recommendation.process
        self.present = named({ground.key: ground.source for ground in sentence.grounds.with_sources()})
        self.keys = data.getlist("grounds") if data else list(self.present)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if set(self.keys) != set(self.chosen):
            raise ValidationError(_("Something that you chose is not shown any more. Please choose again."))
        return given

    @property
    def chosen(self) -> dict[str, Any]:
        """What is ticked now; what was linked before stays so even if it has been hidden since."""
        kept = {key: source for key, source in self.present.items() if key in self.keys}
        return kept | found_by_key(self.process, [key for key in self.keys if key not in kept])

    @property
    def found(self) -> dict[str, Any]:
        """What the search offers besides."""
        query = str(self["q"].value() or "")
        return {key: source for key, source in offered(self.process, query).items() if key not in self.keys}
