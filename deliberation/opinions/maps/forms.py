from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.maps.models import NAME_EN_LENGTH, NAME_LENGTH
from deliberation.spaces.fields import PlainText


class GroupNameForm(forms.Form):
    group = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = PlainText(label=_("Name of the group"), limit=NAME_LENGTH, required=False)
    name_en = PlainText(label=_("Name in English"), limit=NAME_EN_LENGTH, required=False)
