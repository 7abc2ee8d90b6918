from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import districts
from deliberation.agendas.categories import Category
from deliberation.agendas.models import Agenda
from deliberation.spaces.forms import ALL, FilterForm, last_years


class AgendaFilterForm(FilterForm):
    EXACT = ("state", "category", "district")

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *Agenda.State.choices])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[ALL, *Category.choices])
    district = forms.ChoiceField(label=_("Area"), required=False, choices=partial(districts, _("all")))
    year = forms.TypedChoiceField(label=_("Year"), required=False, choices=last_years, coerce=int, empty_value=None)
