from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deliberation.panels.models import Seat
from deliberation.recommendations.amendments.rule import FACILITATOR, PARTICIPANTS, SUPPORTS
from deliberation.recommendations.models import Amendment, Recommendation
from deliberation.rounds.arguments.forms import SigningForm
from deliberation.spaces.fields import PlainText

WORDING, REASON, CODES = 600, 600, 120


class RuleForm(forms.Form):
    """The setting of the drafting stage: who decides about amendments. Its pages state it."""

    decides = forms.ChoiceField(
        label=_("Who decides about amendments"),
        choices=[
            (FACILITATOR, _("the facilitator, once enough participants support it")),
            (PARTICIPANTS, _("the participants: what more than half of them support is taken in")),
        ],
        widget=forms.RadioSelect,
        initial=FACILITATOR,
    )
    supports = forms.IntegerField(
        label=_("Supports that an amendment needs where the facilitator decides"),
        min_value=1,
        max_value=500,
        initial=SUPPORTS,
    )


class AmendmentForm(SigningForm):
    """What is to change in one sentence, or the sentence to be added, and why."""

    wording = PlainText(label=_("The sentence as it should read"), limit=WORDING, lines=4)
    reason = PlainText(label=_("Why"), limit=REASON, lines=4)
    coauthors = PlainText(
        label=_("Who proposes it with you (codes of seats)"),
        limit=CODES,
        required=False,
        help_text=_("Separate codes by commas. They are asked, and shown once they have agreed."),
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["wording", "reason", "coauthors", "named"]

    def __init__(self, recommendation: Recommendation, act: str, before: str, data: Any = None):
        initial = {"wording": before if act == Amendment.Act.CHANGE else "", "before": before}
        super().__init__(data, initial=initial)
        self.seats = Seat.objects.current().filter(process=recommendation.process_id).select_related("user")
        if act == Amendment.Act.STRIKE:
            del self.fields["wording"]

    def clean_coauthors(self) -> list[Seat]:
        codes = {code.strip() for code in self.cleaned_data["coauthors"].replace(";", ",").split(",") if code.strip()}
        found = list(self.seats.filter(code__in=codes).order_by("pk"))
        missing = codes - {seat.code for seat in found}
        if missing:
            raise ValidationError(_("There is no seat with the code %(code)s."), params={"code": min(missing)})
        return found


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class RefusalForm(forms.Form):
    reason = PlainText(label=_("Reason (published)"), limit=REASON, lines=3)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        queryset=Amendment.objects.none(), label=_("It says the same as"), empty_label=_("Please choose")
    )

    def __init__(self, others: QuerySet[Amendment], data: Any = None):
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["into"]).queryset = others
