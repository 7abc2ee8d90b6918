from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from deliberation.documents import hangul, pdf, word
from deliberation.reports.cases.handover import People
from deliberation.reports.exporting.formats import CASES
from deliberation.spaces.fields import PlainText

PRINTS = {
    "pdf": (_("PDF"), "application/pdf", pdf.render),
    "hwpx": (_("Hangul (HWPX)"), hangul.MEDIA_TYPE, hangul.render),
    "docx": (_("Word (DOCX)"), word.MEDIA_TYPE, word.render),
}


class BundleForm(forms.Form):
    kind = forms.ChoiceField(choices=[(name, form.label) for name, form in CASES.items()])


class HandoverForm(forms.Form):
    """As what the document is printed, and whose names stand on it; what is left empty is written by hand."""

    format = forms.ChoiceField(label=_("Format"), choices=[(name, label) for name, (label, *_rest) in PRINTS.items()])
    language = forms.ChoiceField(label=_("Language of the document"), choices=settings.LANGUAGES)
    giver = PlainText(label=_("Handed over by"), limit=60, required=False)
    receiver = PlainText(label=_("Taken over by"), limit=60, required=False)
    witness = PlainText(label=_("Confirmed by"), limit=60, required=False)

    @property
    def people(self) -> People:
        return People(*(self.cleaned_data[name] for name in ("giver", "receiver", "witness")))
