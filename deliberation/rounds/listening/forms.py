from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.rounds.listening.models import Concern, Group
from deliberation.rounds.meetings.forms import MeetingForm
from deliberation.spaces.fields import PlainText

MOST = 9999


class TurnoutForm(forms.Form):
    """One number for each group; empty is nobody."""

    def __init__(self, data: Any = None, *, counted: dict[str, int]):
        super().__init__(data)
        for group, label in Group.choices:
            self.fields[group] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST, required=False, initial=counted.get(group)
            )


class ConcernForm(forms.Form):
    group = forms.ChoiceField(label=_("Who said it"), choices=Group, widget=forms.RadioSelect)
    text = PlainText(
        label=_("What was said"),
        limit=1000,
        lines=4,
        help_text=_("One concern in the people's own words, without names or anything that shows who said it."),
    )


class AnswerConcernForm(forms.Form):
    answer = PlainText(
        label=_("The city's answer"),
        limit=2000,
        lines=6,
        help_text=_(
            "Say what was done or will be done and until when, or why it is not possible. It is public at once."
        ),
    )


class JudgeForm(forms.Form):
    step = forms.ChoiceField(
        label=_("What came of it"),
        choices=[("settle", Concern.State.SETTLED.label), ("leave_open", Concern.State.STILL_OPEN.label)],
        widget=forms.RadioSelect,
    )
    finding = PlainText(
        label=_("What the people there said about the answer"),
        limit=1000,
        lines=4,
        help_text=_("It is public at once."),
    )


class ReturnForm(MeetingForm):
    """The second session: the same place, another day."""

    kind = None  # type: ignore[assignment]
