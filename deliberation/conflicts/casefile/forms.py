from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import districts
from deliberation.accounts.contacts import parse
from deliberation.accounts.models import User
from deliberation.conflicts.casefile.models import Alert, CaseEvent, ConflictCase, Trigger
from deliberation.conflicts.rulebook import Extent, Grade
from deliberation.spaces.disclosure.forms import BasisForm, OptionalBasisForm, ReadersForm, named_grounds
from deliberation.spaces.disclosure.models import Ground
from deliberation.spaces.fields import Day, Files, PlainText
from deliberation.spaces.forms import ALL, FilterForm

State = ConflictCase.State
MOST_WON = 10**15  # a thousand trillion: more than any city spends


class ConflictFilterForm(FilterForm):
    EXACT = ("grade", "alert", "state", "owning_department")

    grade = forms.ChoiceField(label=_("Grade"), required=False, choices=[ALL, *Grade.choices])
    alert = forms.ChoiceField(label=_("Alert level"), required=False, choices=[ALL, *Alert.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *State.choices])
    year = forms.ChoiceField(label=_("Priority list"), required=False)
    owning_department = forms.ChoiceField(label=_("Owning department"), required=False)

    def __init__(self, data: Any, *, years: list[int], departments: list[str]):
        super().__init__(data)
        for name, values in (("year", years), ("owning_department", departments)):
            choices = [ALL, *((str(value), str(value)) for value in values)]
            cast(forms.ChoiceField, self.fields[name]).choices = choices


class CaseForm(OptionalBasisForm):
    """The file of a conflict; all but the restricted note is public, and that rests on a ground."""

    title = PlainText(
        label=_("Title"), limit=120, help_text=_("What is in conflict, in neutral words: no side is blamed.")
    )
    title_en = PlainText(label=_("Title in English"), limit=160, required=False)
    summary = PlainText(
        label=_("The conflict"),
        limit=3000,
        lines=8,
        help_text=_("What the city plans, what is contested, what has happened. No personal data."),
    )
    summary_en = PlainText(label=_("The conflict, in English"), limit=4000, lines=5, required=False)
    owning_department = PlainText(
        label=_("Owning department"), limit=60, help_text=_("The department whose project it is.")
    )
    managing_department = PlainText(
        label=_("Managing department"), limit=60, help_text=_("The department that manages the conflict.")
    )
    district = forms.ChoiceField(
        label=_("District or county"), required=False, choices=partial(districts, _("the whole city"))
    )
    place = PlainText(label=_("Place"), limit=120, required=False)
    extent = forms.TypedChoiceField(label=_("Area concerned"), choices=Extent.choices, coerce=int)
    cost = forms.IntegerField(label=_("Cost in won"), min_value=0, max_value=MOST_WON, required=False)
    triggers = forms.MultipleChoiceField(
        label=_("What law asks for"),
        choices=Trigger.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    triggers_note = PlainText(
        label=_("Legal basis in words"),
        limit=1000,
        lines=3,
        required=False,
        help_text=_("Which article asks for what, and how far it is."),
    )
    starts_on = forms.DateField(label=_("Planned start"), widget=Day, required=False)
    decision_expected_on = forms.DateField(label=_("Decision expected"), widget=Day, required=False)
    restricted_note = PlainText(
        label=_("Restricted note"),
        limit=3000,
        lines=4,
        required=False,
        help_text=_("Read by officials, the committee and the expert of this case alone; no search finds it."),
    )
    ground = forms.TypedChoiceField(
        label=_("Ground of the restricted note"),
        choices=named_grounds,
        coerce=lambda value: Ground(int(value)),
        initial=Ground.DELIBERATION.value,
        help_text=BasisForm.base_fields["ground"].help_text,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        last = ["restricted_note", *BasisForm.base_fields]
        self.order_fields([name for name in self.fields if name not in last] + last)

    def restricts(self, given: dict[str, Any]) -> bool:
        return bool(given.get("restricted_note"))

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the case, and what its restricted note rests on, if it has one."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in BasisForm.base_fields}
        return told | {"note_basis": self.basis if told["restricted_note"] else None}


class RevisionForm(CaseForm):
    """A new wording, of the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CaseReadersForm(ReadersForm):
    INSIDERS = _("Officials, the committee and the expert of this case alone")


class EventForm(CaseReadersForm):
    on = forms.DateField(label=_("Day"), widget=Day)
    text = PlainText(label=_("What happened"), limit=1000, lines=4)
    source = PlainText(
        label=_("Source"), limit=200, required=False, help_text=_("Where one can read it: a document, a newspaper.")
    )

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("This day has not come yet. The timeline tells what has happened."))
        return self.cleaned_data["on"]

    @staticmethod
    def of(event: CaseEvent) -> dict[str, Any]:
        """What the form shows of an event that is to be corrected."""
        told = {"on": event.on, "text": event.text, "source": event.source}
        return told | EventForm.shown(event.restriction)


class FileForm(CaseReadersForm):
    uploads = Files(label=_("Files"), most=5)


class AlertForm(forms.Form):
    level = forms.TypedChoiceField(label=_("Alert level"), choices=Alert.choices, coerce=int, widget=forms.RadioSelect)
    reason = PlainText(label=_("Reason"), limit=1000, lines=4, help_text=_("Published with the level."))


class ExpertForm(forms.Form):
    """Who is appointed: found by the e-mail address or mobile number with which they sign in."""

    person: User
    contact = PlainText(label=_("E-mail address or mobile number"), limit=254)

    def clean_contact(self) -> str:
        contact = parse(self.cleaned_data["contact"])
        person = User.objects.filter(**{contact.provider: contact.subject}, is_active=True).first()
        if not person:
            raise ValidationError(_("Nobody has signed up with this address or number yet."))
        self.person = person
        return contact.subject
