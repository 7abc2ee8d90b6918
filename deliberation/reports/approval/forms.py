from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.fields import Day, Files, PlainText


class ContactForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = PlainText(label=_("Person whom the press can ask"), limit=40)
    title = PlainText(label=_("Title of that person"), limit=40, required=False, help_text=_("For example 주무관."))
    telephone = PlainText(label=_("Telephone of that person"), limit=40)
    template = Files(label=_("The city's HWPX template"), most=1, required=False)

    @property
    def given(self) -> dict:
        return self.cleaned_data | {"template": next(iter(self.cleaned_data["template"]), None)}


class RegisterForm(forms.Form):
    number = PlainText(label=_("Registration number"), limit=60, help_text=_("As the records system gave it."))
    on = forms.DateField(label=_("Registered on"), widget=Day)
    file = Files(label=_("The approved file"), most=1)

    @property
    def given(self) -> dict:
        return self.cleaned_data | {"file": self.cleaned_data["file"][0]}
