from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.panels.models import Seat
from deliberation.processes.models import Stage
from deliberation.recommendations.groups.actions import FEWEST
from deliberation.recommendations.groups.forming import by_tables, in_equal_parts, meetings_with_tables
from deliberation.recommendations.models import DraftingGroup
from deliberation.rounds.meetings.models import Meeting

A_GROUP = 6  # people, for the number that is proposed
MOST = 40  # groups


class FormingForm(forms.Form):
    """As people sat at the tables of a meeting, or so many equal parts."""

    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(),
        label=_("As people sat at the tables of"),
        empty_label=_("no meeting: in equal parts"),
        required=False,
    )
    parts = forms.IntegerField(label=_("Number of groups, if in equal parts"), min_value=FEWEST, max_value=MOST)

    def __init__(self, stage: Stage, people: int, data=None):
        meetings = meetings_with_tables(stage.process)
        first = None if data else meetings.first()
        super().__init__(data, initial={"parts": max(FEWEST, round(people / A_GROUP)), "meeting": first})
        cast(forms.ModelChoiceField, self.fields["meeting"]).queryset = meetings
        self.stage = stage

    @property
    def seats(self) -> list[list[Seat]]:
        """Who is to be in each group."""
        meeting = self.cleaned_data["meeting"]
        return by_tables(meeting) if meeting else in_equal_parts(self.stage.process, self.cleaned_data["parts"])


class PlacingForm(forms.Form):
    """Somebody, by the seat's code, and the group into which they come."""

    seat = forms.ModelChoiceField(
        queryset=Seat.objects.none(),
        to_field_name="code",
        label=_("Code of the seat"),
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("There is no seat with this code.")},
    )
    group = forms.ModelChoiceField(queryset=DraftingGroup.objects.none(), label=_("Into"), empty_label=None)

    def __init__(self, stage: Stage, data=None):
        super().__init__(data)
        seats, groups = self.fields["seat"], self.fields["group"]
        cast(forms.ModelChoiceField, seats).queryset = Seat.objects.current().filter(process=stage.process_id)
        cast(forms.ModelChoiceField, groups).queryset = stage.drafting_groups.all()
