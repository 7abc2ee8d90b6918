from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.conflicts.casefile.forms import CaseReadersForm
from deliberation.conflicts.stakeholders.models import Issue, Party, Relation, Stance
from deliberation.spaces.fields import Day, PlainText

FIVE = [(1, _("1 little")), (2, "2"), (3, "3"), (4, "4"), (5, _("5 great"))]
DIRECT = [("direct", _("directly")), ("indirect", _("indirectly"))]
MOST_LABELS = 10


class PartyForm(forms.Form):
    """A party as the file knows it, and at the end what of it everyone may read."""

    name = PlainText(label=_("Name of the party"), limit=80, help_text=_("As the file calls it; not published."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Party.Kind.choices)
    touched = forms.ChoiceField(
        label=_("How it is concerned"), choices=DIRECT, widget=forms.RadioSelect, initial="direct"
    )
    position = PlainText(
        label=pgettext_lazy("of a party", "Position"),
        limit=1000,
        lines=3,
        required=False,
        help_text=_("What it says that it wants."),
    )
    interest = PlainText(
        label=_("Interest"), limit=1000, lines=3, required=False, help_text=_("Why it wants that: what is at stake.")
    )
    concerns = PlainText(label=_("Concerns"), limit=1000, lines=3, required=False)
    acceptable = PlainText(label=_("Options it could accept"), limit=1000, lines=3, required=False)
    alternative = PlainText(
        label=_("What it does without an agreement"),
        limit=1000,
        lines=3,
        required=False,
        help_text=_(
            "Go to court, protest, wait? Never published: officials, the expert of this case and neutral members of "
            "its mediation council read it, the committee and other parties do not."
        ),
    )
    influence = forms.TypedChoiceField(
        label=_("Influence"),
        choices=FIVE,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("How much it can move the outcome."),
    )
    stake = forms.TypedChoiceField(
        label=_("Stake"), choices=FIVE, coerce=int, widget=forms.RadioSelect, help_text=_("How much it has to lose.")
    )
    representative = PlainText(label=_("Representative"), limit=80, required=False)
    named_by = PlainText(
        label=_("Named by"), limit=120, required=False, help_text=_("For example: its general meeting of 3 March.")
    )
    mandate = PlainText(label=_("Mandate for"), limit=300, required=False)
    mandate_until = forms.DateField(label=_("Mandate until"), widget=Day, required=False)
    stands_for = PlainText(
        label=_("Under which names it takes part"),
        limit=700,
        lines=3,
        required=False,
        help_text=_(
            "One a line: a side of a charter, an area, a group of people. By these it is checked later whether the "
            "party's voice was there."
        ),
    )
    public_name = PlainText(
        label=_("Public name"),
        limit=80,
        required=False,
        help_text=_("Names nobody, for example “residents next to the site”. Left empty, the party is not published."),
    )
    published = forms.MultipleChoiceField(
        label=_("What everyone may read"),
        choices=Party.Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside public name and kind. Read each text first: could anybody recognise a person?"),
    )

    def clean_stands_for(self) -> list[str]:
        labels = [" ".join(line.split()) for line in self.cleaned_data["stands_for"].splitlines() if line.strip()]
        if len(labels) > MOST_LABELS or any(len(label) > 60 for label in labels):  # noqa: PLR2004 - of the column
            raise ValidationError(_("At most ten names of at most 60 characters each."))
        return list(dict.fromkeys(labels))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("published") and not given.get("public_name"):
            self.add_error("public_name", _("What is published needs a public name."))
        return given

    @staticmethod
    def of(party: Party) -> dict[str, Any]:
        """What the form shows of a party."""
        shown = {name: getattr(party, name) for name in PartyForm.base_fields if hasattr(party, name)}
        touched = "direct" if party.direct else "indirect"
        return shown | {"touched": touched, "stands_for": "\n".join(party.stands_for), "version": party.version}

    def columns(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given.pop("version", None)
        return given | {"direct": given.pop("touched") == "direct"}


class PartyRevisionForm(PartyForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class IssueForm(CaseReadersForm):
    title = PlainText(label=_("Issue"), limit=80, help_text=_("In neutral words, such as: where the plant stands."))
    detail = PlainText(label=_("What is disputed"), limit=500, lines=3, required=False)

    @staticmethod
    def of(issue: Issue) -> dict[str, Any]:
        return {"title": issue.title, "detail": issue.detail} | IssueForm.shown(issue.restriction)


class StancesForm(forms.Form):
    """Where one party stands on every issue."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, party: Party, issues: list[Issue]):
        known = {stance.issue_id: stance for stance in party.stances.all()}
        super().__init__(data, initial={"version": party.version})
        self.issues = issues
        for issue in issues:
            stance = known.get(issue.pk)
            self.fields[f"side_{issue.pk}"] = forms.ChoiceField(
                label=issue.title,
                choices=[("", _("not asked")), *Stance.Side.choices],
                required=False,
                initial=stance.side if stance else "",
            )
            self.fields[f"text_{issue.pk}"] = PlainText(
                label=_("In a few words: %(issue)s") % {"issue": issue.title},
                limit=120,
                required=False,
                initial=stance.text if stance else "",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for issue in self.issues:
            if given.get(f"text_{issue.pk}") and not given.get(f"side_{issue.pk}"):
                self.add_error(f"side_{issue.pk}", _("Please choose where the party stands, or leave both empty."))
        return given

    def sides(self) -> dict[int, tuple[str, str]]:
        given = cast(dict[str, str], self.cleaned_data)
        return {issue.pk: (given[f"side_{issue.pk}"], given[f"text_{issue.pk}"]) for issue in self.issues}


class RelationsForm(forms.Form):
    """How one party stands to every other."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, party: Party, others: list[Party], relations: Iterable[Relation]):
        super().__init__(data, initial={"version": party.version})
        self.others = others
        said = {row.second_id: row.kind for row in relations if row.first_id == party.pk}
        said |= {row.first_id: Relation.Kind(row.kind).turned for row in relations if row.second_id == party.pk}
        for other in others:
            self.fields[f"kind_{other.pk}"] = forms.ChoiceField(
                label=other.name,
                choices=[("", _("not known")), *Relation.Kind.choices],
                required=False,
                initial=said.get(other.pk, ""),
            )

    def kinds(self) -> dict[int, str]:
        return {other.pk: self.cleaned_data[f"kind_{other.pk}"] for other in self.others}


class NoteForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=Day)
    text = PlainText(label=_("What was said"), limit=5000, lines=8)

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return self.cleaned_data["on"]
