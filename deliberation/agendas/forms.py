from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.agendas.files import MOST
from deliberation.agendas.guide import Step
from deliberation.agendas.models import LISTED_STATES, Agenda, Category, Proposal, Route
from deliberation.agendas.paper_files import LONGEST_NAME, born_on, mobile
from deliberation.conflicts.casefile import ConflictCase
from deliberation.spaces.fields import Files, PlainText
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm

State = Proposal.State
LISTED = [(state, State(state).label) for state in LISTED_STATES]
ORDERS = {
    "newest": ["-opens_at", "-id"],
    "most": ["-cosignature_count", "-id"],
    "closing": ["closes_at", "id"],
}


def districts(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((name, name) for name in settings.CITY["districts"])]


class FilterForm(forms.Form):
    """What the list shows; whatever cannot be read counts as not chosen."""

    EXACT = ("state", "category", "district")

    q = PlainText(label=_("Search"), limit=120, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *LISTED])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[("", _("all")), *Category.choices])
    district = forms.ChoiceField(label=_("Area"), required=False, choices=partial(districts, _("all")))
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("newest", _("newest first")), ("most", _("most co-signed")), ("closing", _("closing soon"))],
    )

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DraftForm(forms.Form):
    """A proposal as it is being written: only the question is needed to keep it."""

    title = PlainText(
        label=_("The question to be deliberated"),
        limit=120,
        help_text=_("One question that people can answer differently, for example: “Should … or …?”"),
    )
    contested = PlainText(
        label=_("What is contested"),
        limit=2000,
        lines=5,
        required=False,
        help_text=_("On which point do people disagree? Name the reasons of each side as they would themselves."),
    )
    background = PlainText(
        label=_("Background"),
        limit=4000,
        lines=10,
        required=False,
        help_text=_("What has happened so far, whom does it concern, where can one read about it? No personal data."),
    )
    district = forms.ChoiceField(
        label=_("Area"),
        required=False,
        choices=partial(districts, _("the whole city")),
        help_text=_("Where it matters most, if not in the whole city."),
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Please choose")), *Category.choices]
    )


class StepForm(DraftForm):
    """One step of the way through a draft."""

    def __init__(self, step: Step, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in step.fields}
        if step.takes_files:
            self.fields["files"] = Files(label=_("Files that show it"), most=MOST, required=False)
        if len(step.fields) == 1:  # the page's own words say more
            self.fields[step.fields[0]].help_text = ""
        if "title" in self.fields:
            self.fields["title"].widget.attrs |= {
                "hx-get": reverse("agendas:similar"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#similar",
                "hx-sync": "this:replace",
            }


class InviteForm(forms.Form):
    label = PlainText(
        label=_("For whom is the link?"), limit=40, help_text=_("Only you see this, to tell the links apart.")
    )


class JoinForm(forms.Form):
    named = forms.ChoiceField(
        label=_("How you are shown"),
        widget=forms.RadioSelect,
        choices=[("yes", _("With my display name")), ("no", _("Only counted, without my name"))],
    )


class RewordForm(DraftForm):
    """A better wording of a returned proposal: everything is needed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("contested", "background", "category"):
            self.fields[name].required = True


class AgendaForm(ResolutionForm):
    """An agenda that does not come from a proposal."""

    TEXTS = ("title", "title_en", "summary", "summary_en", "category", "district")

    kind = forms.ChoiceField(
        label=_("Route"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in (Route.Kind.COMMITTEE, Route.Kind.COUNCIL, Route.Kind.MAYOR)],
    )
    conflict = forms.ModelChoiceField(
        label=_("Conflict that it comes from"),
        queryset=ConflictCase.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("From the priority list. Later it is shown there which of its parties took part."),
    )
    title = PlainText(label=_("The question to be deliberated"), limit=120)
    title_en = PlainText(label=_("The question in English"), limit=160, required=False)
    summary = PlainText(label=_("What it is about"), limit=1000, lines=4, required=False)
    summary_en = PlainText(label=_("What it is about, in English"), limit=1500, lines=4, required=False)
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Please choose")), *Category.choices]
    )
    district = forms.ChoiceField(
        label=_("Area"),
        required=False,
        choices=partial(districts, _("the whole city")),
        help_text=_("Of an agenda that comes from a conflict, the conflict's own unless you choose another."),
    )
    field_order = ["kind", "conflict", *TEXTS]

    def __init__(self, space: Space, data: Any = None):
        super().__init__(space, data)
        listed = ConflictCase.objects.public().pressing().for_list()
        cast(forms.ModelChoiceField, self.fields["conflict"]).queryset = listed

    def choice(self) -> dict[str, Any]:
        """What the action takes besides the resolution."""
        return {name: self.cleaned_data[name] for name in ("kind", "conflict", *self.TEXTS)}


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


class PaperForm(forms.Form):
    label = PlainText(
        label=_("Name of the list"), limit=80, help_text=_("For example the volume and the day on which it came in.")
    )


class SignerForm(forms.Form):
    """One person as they stand on a list or before the counter."""

    name = PlainText(label=_("Name"), limit=LONGEST_NAME)
    born = PlainText(label=_("Birth date"), limit=12, help_text=_("For example 1958-03-01 or 580301."))
    district = forms.ChoiceField(label=_("District"), choices=partial(districts, _("Please choose")))
    number = PlainText(label=_("Mobile number, if given"), limit=20, required=False)

    def clean_born(self):
        return born_on(self.cleaned_data["born"])

    def clean_number(self):
        return mobile(self.cleaned_data["number"])


class CounterForm(SignerForm):
    """Somebody at a counter co-signs, or takes a co-signature back."""

    step = forms.ChoiceField(
        label=_("What the person wants"),
        widget=forms.RadioSelect,
        initial="cosign",
        choices=[("cosign", _("Co-sign")), ("withdraw", _("Take a co-signature back"))],
    )
    seen = forms.BooleanField(
        label=_("I have seen an identity document, and the person has read the proposal or had it read out.")
    )
    field_order = ["step"]


LINES_A_PAGE = 10
SignerFormSet = forms.formset_factory(SignerForm, extra=LINES_A_PAGE, max_num=LINES_A_PAGE, absolute_max=LINES_A_PAGE)
LARGEST_FILE = 2 * 1024 * 1024


class PaperFileForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet (xlsx or csv)"),
        help_text=_("Columns: line, name, birth date, district; mobile number if the sheet asks for it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than %(size)s.") % {"size": filesizeformat(LARGEST_FILE)})
        return file


class NamesForm(forms.Form):
    why = PlainText(
        label=_("Why you need the names"), limit=200, help_text=_("Each look at a name is logged with this reason.")
    )


class MergeForm(forms.Form):
    """Into which proposal a duplicate is merged: one that was found similar, or another by its number."""

    into = forms.ChoiceField(label=_("Merge it into"), widget=forms.RadioSelect, required=False)
    number = forms.IntegerField(
        label=_("Or the number of another proposal"),
        min_value=1,
        required=False,
        help_text=_("It stands at the end of its address: /proposals/12/."),
    )
    reason = PlainText(
        label=_("Reason"), limit=2000, lines=4, help_text=_("Published with the decision, in plain words.")
    )

    def __init__(self, duplicate: Proposal, similar: list[Proposal], data: Any = None):
        super().__init__(data)
        self.duplicate = duplicate
        cast(forms.ChoiceField, self.fields["into"]).choices = [(one.pk, one.title) for one in similar]
        if not similar:
            del self.fields["into"]
            self.fields["number"].label = _("Number of the proposal into which it is merged")

    def clean(self):
        """``target`` is the proposal that was meant."""
        cleaned = super().clean() or {}
        number = cleaned.get("number") or cleaned.get("into")
        found = Proposal.objects.listed().collecting().exclude(pk=self.duplicate.pk).filter(pk=number or 0).first()
        if not number:
            self.add_error("number", _("Please choose a proposal, or enter its number."))
        elif found is None:
            self.add_error("number", _("There is no other proposal of this number that is collecting co-signatures."))
        return cleaned | {"target": found}
