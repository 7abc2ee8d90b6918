from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

LARGEST = 2 * 1024 * 1024


class DrawForm(forms.Form):
    """The file with the labelled list of a draw."""

    file = forms.FileField(
        label=_("List of the draw (CSV)"),
        help_text=_(
            "One participant a row. Columns: code (needed), name, contact (e-mail or mobile number), district, sex, "
            "age_band, side; any other column is kept as a stratum."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than %(size)s.") % {"size": filesizeformat(LARGEST)})
        return file
