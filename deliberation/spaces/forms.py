from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.disclosure.forms import named_grounds
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.fields import PlainText
from deliberation.spaces.kinds import KINDS
from deliberation.spaces.models import Item

LABELS: dict[str, Any] = {
    "admit": _("Nothing to object"),
    "decline": _("Decline"),
    "hide": _("Hide the text"),
}


ALL = ("", _("all"))
YEARS = 10  # to choose from, this one included


def last_years() -> list[tuple[str, Any]]:
    """Choices: this year, those before, and all of them."""
    this_year = timezone.localdate().year
    return [ALL, *((str(year), str(year)) for year in range(this_year, this_year - YEARS, -1))]


class FilterForm(forms.Form):
    """What a list shows; whatever cannot be read counts as not chosen."""

    EXACT: ClassVar[tuple[str, ...]] = ()  # fields that are columns of the list

    q = PlainText(label=_("Search"), limit=120, required=False)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrowed(self, rows: QuerySet) -> Any:
        chosen = self.chosen()
        return rows.filter(**{name: chosen[name] for name in self.EXACT if name in chosen})


class ModerationForm(forms.Form):
    """A moderator's decision about the version of a text that is on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = PlainText(
        label=_("Reason"),
        limit=1000,
        lines=4,
        required=False,
        help_text=_("Published in place of the text. Needed unless there is nothing to object."),
    )
    ground = forms.TypedChoiceField(
        label=_("Ground, if it is not public"),
        choices=named_grounds,
        coerce=lambda value: Ground(int(value)),
        initial=Ground.PRIVACY.value,
        required=False,
    )

    def __init__(self, item: Item, data: Any = None):
        super().__init__(data, initial={"version": item.version})
        possible = [step for step in KINDS[item.kind].steps if item.state in Item.STEPS[step][0]]
        cast(forms.ChoiceField, self.fields["step"]).choices = [(step, LABELS[step]) for step in possible]

    def clean_ground(self) -> Ground:
        return self.cleaned_data["ground"] or Ground.PRIVACY

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("step", "admit") != "admit" and not cleaned.get("reason"):
            self.add_error("reason", _("Please give a reason: it is published with the decision."))
        return cleaned
