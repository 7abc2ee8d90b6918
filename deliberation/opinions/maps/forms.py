from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import GroupName
from deliberation.spaces.fields import PlainText

LENGTHS = {name: GroupName._meta.get_field(name).max_length for name in ("name", "name_en")}


class GroupNameForm(forms.Form):
    group = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = PlainText(label=_("Name"), limit=LENGTHS["name"], required=False)
    name_en = PlainText(label=_("Name in English"), limit=LENGTHS["name_en"], required=False)
