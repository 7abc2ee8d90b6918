from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.ballots.envelope import typed_code


class CodeForm(forms.Form):
    """A voter's code as it was typed; cleaned to the form that is hashed."""

    code = forms.CharField(
        label=_("Your confirmation number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = typed_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("A confirmation number has 24 letters and digits. Please check yours."))
        return code
