from functools import partial
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import districts
from deliberation.agendas.categories import Category
from deliberation.agendas.models import Proposal
from deliberation.agendas.proposals.files import MOST
from deliberation.agendas.proposals.guide import Step
from deliberation.agendas.proposals.models import LISTED_STATES
from deliberation.spaces.fields import Files, PlainText
from deliberation.spaces.forms import ALL, FilterForm

State = Proposal.State
LISTED = [(state, State(state).label) for state in LISTED_STATES]
ORDERS = {
    "newest": ["-opens_at", "-id"],
    "most": ["-cosignature_count", "-id"],
    "closing": ["closes_at", "id"],
}


class ProposalFilterForm(FilterForm):
    EXACT = ("state", "category", "district")

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *LISTED])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[ALL, *Category.choices])
    district = forms.ChoiceField(label=_("Area"), required=False, choices=partial(districts, _("all")))
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("newest", _("newest first")), ("most", _("most co-signed")), ("closing", _("closing soon"))],
    )


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
