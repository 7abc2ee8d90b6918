"""Forms of a diagnosis, of the decisions that follow it, and of advice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.rulebook import LEVELS, Checklist, Grade, Track
from deliberation.spaces.fields import PlainText
from deliberation.spaces.sitting_forms import ResolutionForm


class LevelsForm(forms.Form):
    """A level for every item of one version of the checklist."""

    checklist = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, checklist: Checklist, *, initial: dict[int, int] | None = None):
        given = {f"item_{item}": level for item, level in (initial or {}).items()}
        super().__init__(data, initial=given | {"checklist": checklist.version})
        self.version = checklist.version
        self.items = list(checklist.items.all())
        for item in self.items:
            told = item.described
            self.fields[f"item_{item.pk}"] = forms.TypedChoiceField(
                label=f"{item.n}. {item}",
                choices=[(level, f"{level} – {told[level]}" if level in told else str(level)) for level in LEVELS],
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields(["checklist", *(f"item_{item.pk}" for item in self.items)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("checklist") != self.version:
            raise ValidationError(_("The checklist has a new version since you opened the page. Please rate by it."))
        return given

    def levels(self) -> dict[int, int]:
        return {item.pk: self.cleaned_data[f"item_{item.pk}"] for item in self.items}


class SelfDiagnosisForm(LevelsForm):
    note = PlainText(
        label=_("Note of the department"),
        limit=2000,
        lines=4,
        required=False,
        help_text=_(
            "For the expert and the committee. It stays inside unless an official publishes it after the decision."
        ),
    )


class ReviewForm(LevelsForm):
    opinion = PlainText(
        label=_("Opinion of the expert"),
        limit=3000,
        lines=8,
        help_text=_(
            "For the department and the committee. It stays inside unless an official publishes it after the decision."
        ),
    )


class GradeForm(ResolutionForm):
    level = forms.TypedChoiceField(
        label=_("Grade"),
        choices=Grade.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("If it differs from what the expert's points say, the reason says why."),
    )
    field_order = ["level"]


class ListingForm(ResolutionForm):
    year = forms.IntegerField(
        label=_("List of the year"), min_value=1900, max_value=9999, initial=lambda: timezone.localdate().year
    )
    field_order = ["year"]


class AdviceForm(forms.Form):
    """What the rules ask beside what the file says."""

    parties = forms.IntegerField(
        label=_("Number of parties"),
        min_value=1,
        max_value=999,
        help_text=_("Groups with an interest of their own, the city among them."),
    )
    days = forms.IntegerField(
        label=_("Days until the decision"),
        min_value=0,
        max_value=3650,
        help_text=_("How long a deliberation may take before the decision has to be made."),
    )


class OverrideForm(forms.Form):
    track = forms.ChoiceField(label=_("Track"), choices=Track.choices, widget=forms.RadioSelect)
    reason = PlainText(label=_("Reason"), limit=1000, lines=4, help_text=_("Published with your name."))
