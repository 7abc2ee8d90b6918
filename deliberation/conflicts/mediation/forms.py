from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.conflicts.casefile.forms import ExpertForm
from deliberation.conflicts.mediation.models import Compliance, GroundRules, Member, Offer
from deliberation.conflicts.stakeholders.models import Party
from deliberation.spaces.fields import Day, Files, PlainText


def not_to_come(day):
    if day and day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))
    return day


class FoundForm(forms.Form):
    since = forms.DateField(
        label=_("In being since"), widget=Day, help_text=_("The day of its first meeting, or today.")
    )

    def clean_since(self):
        return not_to_come(self.cleaned_data["since"])


class ChoiceOfParty(forms.Form):
    """A form with a field ``party`` that offers the parties given; nothing chosen means ``nobody``."""

    nobody: Any = ""

    def __init__(self, data: Any, parties: list[Party], files: Any = None, initial: Any = None):
        super().__init__(data, files, initial=initial)
        self.parties = {str(party.pk): party for party in parties}
        choices = [("", self.nobody), *((key, party.public_name or party.name) for key, party in self.parties.items())]
        cast(forms.ChoiceField, self.fields["party"]).choices = choices

    def clean_party(self) -> Party | None:
        return self.parties.get(self.cleaned_data["party"])


class SeatForm(ChoiceOfParty, ExpertForm):
    nobody = _("no party: neutral, such as chair, mediator, expert")

    party = forms.ChoiceField(label=_("Represents"), required=False)
    capacity = PlainText(label=_("Capacity"), limit=80, help_text=_("For example: mediator named by the residents."))


class RulesForm(forms.Form):
    """The seven ground rules; the parties are those that have seats."""

    purpose = PlainText(label=_("Purpose"), limit=1000, lines=3)
    chair = forms.ChoiceField(label=_("Chair"), help_text=_("Neutral, and agreed to by every member."))
    schedule = PlainText(label=_("Schedule"), limit=1000, lines=3)
    procedure = PlainText(label=_("Procedure"), limit=2000, lines=5)
    agreement = PlainText(label=_("How the agreement is written"), limit=1000, lines=3)
    costs = PlainText(label=_("Costs"), limit=1000, lines=2)

    def __init__(self, data: Any, neutral: list[Member], last: GroundRules | None):
        initial = {name: getattr(last, name) for name in GroundRules.TEXTS} | {"chair": last.chair_id} if last else {}
        super().__init__(data, initial=initial)
        self.neutral = {str(member.pk): member for member in neutral}
        choices = [(key, str(member)) for key, member in self.neutral.items()]
        cast(forms.ChoiceField, self.fields["chair"]).choices = choices

    def clean_chair(self) -> Member:
        return self.neutral[self.cleaned_data["chair"]]


class PrincipalForm(forms.Form):
    principal = PlainText(
        label=_("Who ratifies for your seat"),
        limit=120,
        help_text=_("For example: the general meeting of the residents' committee, or the mayor."),
    )


class OfferForm(ChoiceOfParty):
    nobody = _("all parties")

    party = forms.ChoiceField(label=_("To whom"), required=False)
    text = PlainText(label=_("Offer"), limit=3000, lines=6, help_text=_("What you would do, and on which terms."))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    text = PlainText(label=_("In words"), limit=2000, lines=4, required=False)

    def __init__(self, data: Any, *, own: bool):
        super().__init__(data)
        answers = [a for a in Offer.Answer if a and (a == Offer.Answer.WITHDRAWN) == own]
        cast(forms.ChoiceField, self.fields["answer"]).choices = [(answer.value, answer.label) for answer in answers]


class DraftForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    text = PlainText(label=_("Text of the agreement"), limit=10_000, lines=16)
    extent = forms.ChoiceField(
        label=_("How far it goes"),
        choices=[("whole", _("It settles the conflict")), ("interim", _("Interim: some of it stays open"))],
        widget=forms.RadioSelect,
        initial="whole",
    )


class RatifyForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What your principals decided"),
        choices=[("accepted", _("They ratify the draft")), ("declined", _("They do not ratify it"))],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Decided on"), widget=Day)
    note = PlainText(
        label=_("How it was decided"),
        limit=300,
        required=False,
        help_text=_("For example: general meeting, 83 of 91 for it."),
    )

    def clean_on(self):
        return not_to_come(self.cleaned_data["on"])


class EndForm(forms.Form):
    reason = PlainText(
        label=_("Reason"), limit=1000, lines=4, help_text=_("Read by members; everyone reads that it has ended.")
    )


class UndertakingForm(ChoiceOfParty):
    nobody = _("all together")

    text = PlainText(label=_("What is promised"), limit=300)
    party = forms.ChoiceField(label=_("By whom"), required=False)
    due = forms.DateField(label=_("Due"), widget=Day, required=False)


class CheckForm(forms.Form):
    result = forms.ChoiceField(label=_("Result"), choices=Compliance.Result.choices, widget=forms.RadioSelect)
    done_on = forms.DateField(label=_("Done on"), widget=Day, required=False)
    finding = PlainText(label=_("Finding"), limit=1000, lines=4, help_text=_("Published with the agreement."))
    evidence = Files(
        label=_("Evidence"),
        most=1,
        required=False,
        help_text=_(
            "It stays with the council unless an official publishes it once procedure and agreement are public."
        ),
    )

    def clean_done_on(self):
        return not_to_come(self.cleaned_data["done_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("result") == Compliance.Result.KEPT and not given.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", _("Please say on which day it was done."))
        return given
