"""Forms of the console and of the participants' phones. Keys and moments come along from where a button is pressed."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from deliberation.ledger.actions import Refused
from deliberation.rounds.floor.models import Floor
from deliberation.rounds.floor.moderating import known_as, named, people_in_the_hall
from deliberation.rounds.floor.notes import Note, Review, Sheet
from deliberation.rounds.meetings.models import Meeting
from deliberation.spaces.fields import PlainText

NOTE_LENGTH = 500
MINUTES_LENGTH = 8000
PROMPTS = {
    "short": _("Two minutes each, please"),
    "new": _("Who has not spoken yet goes first"),
    "own": _("Speak of what you have seen yourself"),
    "other": _("First say in your own words what the one before you said"),
    "write": _("One minute in silence: write down your thought"),
}
# What each act needs beside its key.
NEEDS = {
    "step": ["position"],
    "extend": ["number"],
    "timer": ["number"],
    "round": [],
    "prompt": [],
    "take_over": [],
    "raise": ["who"],
    "lower": ["hand"],
    "first": ["hand"],
    "call": ["hand"],
    "finish": [],
}
MOST_SECONDS = 3600


class PressForm(forms.Form):
    """A key, and the moment in milliseconds at which a page believes that the server's clock stood."""

    key = forms.UUIDField(required=False)
    at = forms.IntegerField(required=False, min_value=0, max_value=10**13)

    def clean_key(self):
        return self.cleaned_data["key"] or uuid4()

    def clean_at(self):
        milliseconds = self.cleaned_data["at"]
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else timezone.now()


class ActForm(PressForm):
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in NEEDS])
    position = forms.IntegerField(required=False, min_value=0)
    number = forms.IntegerField(required=False, min_value=0, max_value=MOST_SECONDS)
    hand = forms.UUIDField(required=False)
    who = PlainText(limit=20, required=False)
    to = forms.IntegerField(required=False)
    round = forms.ChoiceField(choices=Floor.Round.choices, required=False)
    text = PlainText(limit=120, required=False)

    def clean(self):
        data = super().clean() or {}
        for name in NEEDS.get(data.get("kind", ""), []):
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Please fill this in."))
        return data


class HandForm(PressForm):
    up = forms.BooleanField(required=False)


class CaptionForm(PressForm):
    text = PlainText(label=_("What is being said"), limit=200)


class NoteForm(PressForm):
    text = PlainText(
        label=_("Note"),
        limit=NOTE_LENGTH,
        lines=3,
        help_text=_("One thought, as it was said. No names: everybody in the process can read it."),
    )
    kind = forms.ChoiceField(choices=Note.Kind.choices, required=False, widget=forms.HiddenInput)

    def clean_kind(self):
        return self.cleaned_data["kind"] or Note.Kind.NOTE


class MaterialForm(forms.Form):
    """What a note becomes, and its wording there."""

    become = forms.ChoiceField(label=_("What it becomes"), widget=forms.RadioSelect)
    text = PlainText(label=_("Wording there"), limit=NOTE_LENGTH, lines=3)

    def __init__(self, *args, choices, **options):
        super().__init__(*args, **options)
        self.fields["become"].choices = choices  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    item = forms.IntegerField()
    sheet = forms.ChoiceField(choices=Sheet.choices)
    back = forms.BooleanField(required=False)


class SheetForm(forms.Form):
    """One reading of a sheet on paper, a line each; a line begins with its number."""

    pattern: ClassVar[re.Pattern]
    unclear: ClassVar[Any]

    def __init__(self, *args, meeting: Meeting, **options):
        super().__init__(*args, **options)
        self.meeting = meeting

    def clean_lines(self) -> list[list[str]]:
        rows: dict[int, list[str]] = {}
        for n, line in enumerate(filter(str.strip, self.cleaned_data["lines"].splitlines()), start=1):
            if not (parts := self.pattern.fullmatch(line)):
                raise forms.ValidationError(self.unclear % {"n": n})
            number, *said = parts.groups()
            if int(number) in rows:
                told = _("Line %(n)d: number %(number)s stands there twice.")
                raise forms.ValidationError(told % {"n": n, "number": number})
            rows[int(number)] = self.read(n, *said)
        return [[str(number), *said] for number, said in rows.items()]

    def read(self, n: int, *said: str) -> list[str]:
        """What a line says, in one way of writing, so that two readings can be compared."""
        raise NotImplementedError


class CardsForm(SheetForm):
    lines = PlainText(
        label=_("Cards"),
        limit=20000,
        lines=12,
        help_text=_(
            "One card a line: its number, the table's number, what is written on it. “12 3 Trucks pass the school.”"
        ),
    )
    pattern = re.compile(r"\s*([0-9]{1,4})\s+([0-9]{1,4})\s+(\S.*)")
    unclear = _("Line %(n)d: please begin with two numbers, then the text.")

    def read(self, n: int, *said: str) -> list[str]:
        table, text = said
        if len(text) > NOTE_LENGTH:
            told = _("Line %(n)d is longer than %(limit)d characters.")
            raise forms.ValidationError(told % {"n": n, "limit": NOTE_LENGTH})
        return [str(int(table)), text]


class TurnsForm(SheetForm):
    lines = PlainText(
        label=_("Speaking list"),
        limit=20000,
        lines=12,
        help_text=_(
            "One turn a line: its number, the code on the badge or the name of a party's speaker, minutes and seconds. "
            "“3 A-12 1:45”"
        ),
    )
    pattern = re.compile(r"\s*([0-9]{1,4})\s+(\S.*?)\s+([0-9]{1,3}):([0-5][0-9])\s*")
    unclear = _("Line %(n)d: please write a number, a code, then minutes and seconds like 1:45.")

    @cached_property
    def people(self):
        return people_in_the_hall(self.meeting)

    def read(self, n: int, *said: str) -> list[str]:
        who, minutes, seconds = said
        try:
            code, _side = known_as(self.meeting, user := named(self.people, who))
        except Refused as error:
            raise forms.ValidationError(_("Line %(n)d: %(told)s") % {"n": n, "told": error}) from error
        return [code or str(user), f"{int(minutes)}:{seconds}"]


SHEETS: dict[str, type[SheetForm]] = {Sheet.CARDS: CardsForm, Sheet.TURNS: TurnsForm}


class MinutesForm(forms.Form):
    text = PlainText(
        label=_("What was said"),
        limit=MINUTES_LENGTH,
        lines=12,
        help_text=_(
            "The course of the meeting in a neutral way. Clock, turns and notes of the tables are added by themselves."
        ),
    )


class ReviewForm(forms.Form):
    stand = forms.ChoiceField(label=_("The table's word"), choices=Review.Stand.choices, widget=forms.RadioSelect)
    text = PlainText(label=_("What should read differently"), limit=1000, lines=3, required=False)

    def clean(self):
        data = super().clean() or {}
        if data.get("stand") == Review.Stand.OBJECT and not data.get("text"):
            self.add_error("text", _("Please say what the table objects to."))
        return data
