from django import forms

from deliberation.opinions.models import Stance


class AnswerForm(forms.Form):
    statement = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.TypedChoiceField(choices=Stance.Value, coerce=int)
