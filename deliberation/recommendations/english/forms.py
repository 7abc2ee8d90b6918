from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.recommendations.english.actions import fingerprint
from deliberation.recommendations.models import Recommendation
from deliberation.spaces.fields import PlainText


class EnglishForm(forms.Form):
    """Begins with the English that there is, be it that of an earlier wording."""

    title = PlainText(label=_("Title in English"), limit=Recommendation.TITLE_EN_LENGTH)
    text = PlainText(
        label=_("Text in English"),
        limit=Recommendation.TEXT_EN_LENGTH,
        lines=10,
        help_text=_("As plain as the original: no word stronger, none milder."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, recommendation: Recommendation, data: Any = None):
        translated = recommendation.versions.exclude(text_en="").order_by("n")
        earlier = None if recommendation.text_en else translated.last()
        self.of_earlier_wording = earlier is not None
        known = earlier or recommendation
        initial = {"title": known.title_en, "text": known.text_en, "seen": fingerprint(recommendation)}
        super().__init__(data, initial=initial)
