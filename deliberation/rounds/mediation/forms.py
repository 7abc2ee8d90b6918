from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.fields import PlainText


class CaucusForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = PlainText(label=_("Note"), limit=3000, lines=5)
