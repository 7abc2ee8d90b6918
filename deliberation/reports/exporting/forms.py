from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.templatetags.words import moment
from deliberation.reports.composing.shapes import Shape
from deliberation.reports.exporting.formats import FORMATS
from deliberation.reports.models import Edition


class ExportForm(forms.Form):
    """What is to be made of a process; without an edition, of its data as they are now."""

    format = forms.ChoiceField(label=_("Format"), choices=[(name, form.label) for name, form in FORMATS.items()])
    shape = forms.ChoiceField(
        label=_("Document"), choices=Shape, initial=Shape.RESULT, help_text=_("Files of data alone hold all of them.")
    )
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES)
    edition = forms.ModelChoiceField(
        label=_("Data"), queryset=Edition.objects.none(), required=False, empty_label=_("as they are now")
    )

    def __init__(self, process, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editions = self.fields["edition"]
        editions.queryset = process.editions.order_by("-number")  # type: ignore[attr-defined]
        editions.label_from_instance = _edition_in_words  # type: ignore[attr-defined]


def _edition_in_words(edition: Edition) -> str:
    return _("Edition %(n)d, %(at)s") % {"n": edition.number, "at": moment(edition.frozen_at)}
