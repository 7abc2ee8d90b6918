from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.ballots.envelope import CODE_LENGTH, MISREAD, typed_code


class CodeForm(forms.Form):
    """A voter's code as it was typed; cleaned to the form that is hashed."""

    code = forms.CharField(
        label=_("Your confirmation number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        code = typed_code(typed)
        if code:
            return code
        length = len(typed.translate(MISREAD))
        if length != CODE_LENGTH:
            told = _("A confirmation number has 24 letters and digits; here are %(n)d. Please check yours.")
            raise forms.ValidationError(told % {"n": length})
        raise forms.ValidationError(
            _("A confirmation number has only the letters A to Z and the digits 2 to 7. Please check yours.")
        )
