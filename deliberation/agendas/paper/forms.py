from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import districts
from deliberation.agendas.paper.files import LONGEST_NAME, born_on, mobile
from deliberation.spaces.fields import PlainText


class PaperForm(forms.Form):
    label = PlainText(
        label=_("Name of the list"), limit=80, help_text=_("For example the volume and the day on which it came in.")
    )


class SignerForm(forms.Form):
    """One person as they stand on a list or before the counter."""

    name = PlainText(label=_("Name"), limit=LONGEST_NAME)
    born = PlainText(label=_("Birth date"), limit=12, help_text=_("For example 1958-03-01 or 580301."))
    district = forms.ChoiceField(label=_("District"), choices=partial(districts, _("Please choose")))
    number = PlainText(label=_("Mobile number, if given"), limit=20, required=False)

    def clean_born(self):
        return born_on(self.cleaned_data["born"])

    def clean_number(self):
        return mobile(self.cleaned_data["number"])


class CounterForm(SignerForm):
    """Somebody at a counter co-signs, or takes a co-signature back."""

    step = forms.ChoiceField(
        label=_("What the person wants"),
        widget=forms.RadioSelect,
        initial="cosign",
        choices=[("cosign", _("Co-sign")), ("withdraw", _("Take a co-signature back"))],
    )
    seen = forms.BooleanField(
        label=_("I have seen an identity document, and the person has read the proposal or had it read out.")
    )
    field_order = ["step"]


LINES_A_PAGE = 10
SignerFormSet = forms.formset_factory(SignerForm, extra=LINES_A_PAGE, max_num=LINES_A_PAGE, absolute_max=LINES_A_PAGE)
LARGEST_FILE = 2 * 1024 * 1024


class PaperFileForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet (xlsx or csv)"),
        help_text=_("Columns: line, name, birth date, district; mobile number if the sheet asks for it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than %(size)s.") % {"size": filesizeformat(LARGEST_FILE)})
        return file
