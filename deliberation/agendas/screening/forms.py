"""Forms of the committee: what its members say before they decide, and the decision itself."""

from functools import partial
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.characteristics import districts
from deliberation.accounts.models import User
from deliberation.agendas.categories import Category
from deliberation.agendas.models import Criterion, Ground, Mark, Route
from deliberation.agendas.screening.actions import Referral
from deliberation.agendas.screening.considering import SCALE
from deliberation.conflicts.casefile.models import ConflictCase
from deliberation.spaces.fields import PlainText
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm

MARK_WORDS = {1: _("1 – hardly"), 2: _("mark 2"), 3: _("3 – partly"), 4: _("mark 4"), 5: _("5 – fully")}


class ScreenForm(ResolutionForm):
    """A decision about a proposal; declining it takes a ground, and perhaps a referral."""

    step = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("select", _("Select: it becomes an agenda")),
            ("decline", _("Do not select")),
            ("return", _("Return to the author for rewording")),
        ],
    )
    conflict = forms.ModelChoiceField(
        label=_("Conflict that it belongs to, if it is selected"),
        queryset=ConflictCase.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("The conflict's page then shows the agenda, and later which of its parties took part."),
    )
    ground = forms.ModelChoiceField(
        label=_("Ground, if it is not selected"),
        queryset=Ground.objects.none(),
        required=False,
        empty_label=_("Please choose"),
        help_text=_("Published with the decision, beside the reason."),
    )
    body = PlainText(
        label=_("Responsible body, if it is another one"),
        limit=80,
        required=False,
        help_text=_("Needed where the matter is not within the city's powers."),
    )
    reach = PlainText(
        label=_("How people reach this body"),
        limit=300,
        required=False,
        help_text=_("Department, telephone, address of its petition page: so that the author can go on there."),
    )
    field_order = ["step", "conflict", "ground", "body", "reach"]
    template_name = "agendas/screening/form.html"
    DECLINED = ("ground", "body", "reach")

    def __init__(self, space: Space, data: Any = None, *, about: str = ""):
        super().__init__(space, data, about=about)
        cast(forms.ModelChoiceField, self.fields["ground"]).queryset = Ground.objects.in_force()
        managed = ConflictCase.objects.public().unsettled().for_list()
        cast(forms.ModelChoiceField, self.fields["conflict"]).queryset = managed

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("step") != "decline":
            return given
        ground, body, reach = (given.get(name) for name in ("ground", "body", "reach"))
        if not ground and "ground" not in self.errors:
            self.add_error("ground", _("Please choose the ground on which it is not selected."))
        needed = bool(body or reach or (ground and ground.refers))
        for name, value in (("body", body), ("reach", reach)):
            if needed and not value and name not in self.errors:
                self.add_error(name, _("Name the body that is responsible and how people reach it."))
        return given

    @property
    def own(self) -> list[forms.BoundField]:
        return [self["step"]]

    @property
    def declined(self) -> list[forms.BoundField]:
        """What is asked only when it is not selected."""
        return [self[name] for name in self.DECLINED]

    def screening(self) -> dict[str, Any]:
        """What the action takes besides the resolution."""
        given = self.cleaned_data
        if given["step"] == "select":
            return {"step": "select", "conflict": given["conflict"]}
        if given["step"] != "decline":
            return {"step": given["step"]}
        return {"step": "decline", "ground": given["ground"], "referral": Referral(given["body"], given["reach"])}


class AssignForm(forms.Form):
    """Takes the members from the page, which needs them, too."""

    member = forms.ChoiceField(label=_("Who reports"))

    def __init__(self, members: list[User], data: Any = None, initial: Any = None):
        super().__init__(data, initial=initial)
        self.members = {str(person.pk): person for person in members}
        choices = [("", _("Please choose")), *((key, str(person)) for key, person in self.members.items())]
        cast(forms.ChoiceField, self.fields["member"]).choices = choices

    def clean_member(self) -> User:
        return self.members[self.cleaned_data["member"]]


class RemarkForm(forms.Form):
    text = PlainText(label=_("Your remark to the other members"), limit=2000, lines=4)


class InterestForm(forms.Form):
    reason = PlainText(
        label=_("What connects you with the matter"),
        limit=300,
        lines=2,
        help_text=_("Stands in the minutes of the sitting, which are public."),
    )


class MarksForm(forms.Form):
    """One member's marks, a pair of fields for each criterion in force."""

    def __init__(self, mine: list[Mark], data: Any = None):
        known = {mark.criterion_id: mark for mark in mine}
        self.criteria = list(Criterion.objects.in_force())
        super().__init__(data)
        for criterion in self.criteria:
            mark = known.get(criterion.pk)
            self.fields[f"value_{criterion.pk}"] = forms.TypedChoiceField(
                label=str(criterion),
                help_text=criterion.explanation,
                choices=[("", _("no mark")), *((value, MARK_WORDS[value]) for value in SCALE)],
                coerce=int,
                empty_value=None,
                required=False,
                initial=mark.value if mark else None,
            )
            self.fields[f"text_{criterion.pk}"] = PlainText(
                label=_("In a few words: %(criterion)s") % {"criterion": criterion},
                limit=200,
                required=False,
                initial=mark.text if mark else "",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for criterion in self.criteria:
            if given.get(f"text_{criterion.pk}") and not given.get(f"value_{criterion.pk}"):
                self.add_error(f"value_{criterion.pk}", _("Please choose a mark for your words."))
        return given

    @property
    def marks(self) -> dict[Criterion, tuple[int | None, str]]:
        given = self.cleaned_data
        return {one: (given[f"value_{one.pk}"], given[f"text_{one.pk}"]) for one in self.criteria}


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
