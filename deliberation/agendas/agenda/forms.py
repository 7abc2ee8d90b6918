from functools import partial
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.categories import Category
from deliberation.agendas.models import Agenda
from deliberation.spaces.fields import PlainText, districts


class AgendaFilterForm(forms.Form):
    """What the list of agendas shows; whatever cannot be read counts as not chosen."""

    EXACT = ("state", "category", "district")
    YEARS = 10  # this one and those before

    q = PlainText(label=_("Search"), limit=120, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Agenda.State.choices])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[("", _("all")), *Category.choices])
    district = forms.ChoiceField(label=_("Area"), required=False, choices=partial(districts, _("all")))
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any):
        super().__init__(data)
        this_year = timezone.localdate().year
        years = [(str(year), str(year)) for year in range(this_year, this_year - self.YEARS, -1)]
        cast(forms.ChoiceField, self.fields["year"]).choices = [("", _("all")), *years]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
