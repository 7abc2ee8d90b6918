"""Forms of the bodies that prepare an agenda."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.agendas.bodies.models import Nomination, SteeringCommittee, SteeringMember
from deliberation.conflicts.casefile.forms import ExpertForm
from deliberation.spaces.fields import Day, Files, PlainText
from deliberation.spaces.models import Space
from deliberation.spaces.sitting_forms import ResolutionForm

Answer = Nomination.Answer
TERM = 180  # days that a term takes unless somebody says otherwise


def yet_to_come(day: date) -> None:
    if day < timezone.localdate():
        raise ValidationError(_("This day has passed. Please give a later one."))


def not_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))


def last_day(**options: Any) -> forms.DateField:
    return forms.DateField(label=_("Last day of the term"), widget=Day, validators=[yet_to_come], **options)


def in_half_a_year() -> date:
    return timezone.localdate() + timedelta(days=TERM)


class SeatsForm(forms.Form):
    seats = forms.IntegerField(
        label=pgettext_lazy("number", "Seats"),
        min_value=3,
        max_value=30,
        initial=9,
        help_text=_("Groups nominate twice as many people as there are seats."),
    )


class NominationForm(ExpertForm):
    """Whom a group proposes: found by their contact, named as they will stand on the public list."""

    name = PlainText(label=_("Name"), limit=40, help_text=_("As it will stand on the public list of members."))
    post = PlainText(label=_("Post"), limit=80, help_text=_("For example: professor of urban planning."))
    source = forms.ChoiceField(label=_("Group"), choices=Nomination.Source.choices, widget=forms.RadioSelect)
    nominated_by = PlainText(label=_("Nominated by"), limit=60, help_text=_("The organisation that proposes them."))
    reason = PlainText(
        label=_("Why they are suited"),
        limit=1000,
        lines=4,
        help_text=_("Read by the nominee, the office and the committee."),
    )

    def nomination(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "post", "source", "nominated_by", "reason")}


class AnswerForm(forms.Form):
    """Whether a nominee consents: their own word, or what the office has in writing."""

    answer = forms.ChoiceField(label=pgettext_lazy("nomination", "Answer"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("Day of the letter"), widget=Day, validators=[not_to_come])

    def __init__(self, data: Any = None, *, own: bool):
        super().__init__(data)
        field = cast(forms.ChoiceField, self.fields["answer"])
        if own:
            del self.fields["on"]
            field.choices = [
                (Answer.AGREED.value, _("I consent: if I am appointed, my name and post are public")),
                (Answer.DECLINED.value, _("I decline")),
            ]
        else:
            field.choices = [
                (Answer.AGREED.value, _("consents in writing")),
                (Answer.DECLINED.value, _("declines in writing")),
                (Answer.WITHDRAWN.value, _("The group takes the nomination back")),
            ]

    def given(self) -> dict[str, Any]:
        return {"answer": self.cleaned_data["answer"], "on": self.cleaned_data.get("on") or timezone.localdate()}


class Nominees(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.post} – {obj.group}"


class AppointForm(ResolutionForm):
    """Whom the committee chooses from the nominations, for which term."""

    chosen = Nominees(
        label=_("Who is appointed"), queryset=Nomination.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    last_day = last_day()
    field_order = ["chosen", "last_day"]

    def __init__(self, space: Space, data: Any, committee: SteeringCommittee, possible: list[Nomination]):
        super().__init__(space, data, about=committee.subject)
        rows = Nomination.objects.filter(pk__in=[nomination.pk for nomination in possible])
        cast(Nominees, self.fields["chosen"]).queryset = rows
        ends = timezone.localdate(committee.until) - timedelta(days=1) if committee.until else in_half_a_year()
        self.fields["last_day"].initial = max(ends, timezone.localdate())

    def appointment(self) -> dict[str, Any]:
        return {"chosen": list(self.cleaned_data["chosen"]), "last_day": self.cleaned_data["last_day"]}


class ChairForm(ResolutionForm):
    """Whom the members elect."""

    member = forms.ChoiceField(label=_("Who is elected"), widget=forms.RadioSelect)
    field_order = ["member"]

    def __init__(self, space: Space, data: Any, members: list[SteeringMember], *, about: str):
        super().__init__(space, data, about=about)
        self.members = {str(member.pk): member for member in members}
        choices = [(key, str(member.nomination)) for key, member in self.members.items()]
        cast(forms.ChoiceField, self.fields["member"]).choices = choices

    def clean_member(self) -> SteeringMember:
        return self.members[self.cleaned_data["member"]]


class ReportForm(forms.Form):
    report = Files(label=_("Report of the steering committee"), most=1)
    on = forms.DateField(label=_("Handed in on"), widget=Day, validators=[not_to_come], initial=timezone.localdate)


class MandateForm(forms.Form):
    name = PlainText(label=pgettext_lazy("body", "Name"), limit=80)
    task = PlainText(label=_("Task"), limit=1000, lines=4)
    last_day = last_day(initial=in_half_a_year)


class MandateDecisionForm(ResolutionForm):
    step = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("appoint", _("Appoint")), ("reject", _("Do not appoint"))],
    )
    field_order = ["step"]


class JoinForm(ExpertForm):
    label = PlainText(label=_("Department or office"), limit=60)


class EndForm(forms.Form):
    reason = PlainText(label=_("Reason"), limit=1000, lines=4, help_text=_("Published."))


class PaperForm(forms.Form):
    title = PlainText(label=_("Title"), limit=120)
    upload = Files(label=_("File"), most=1)
