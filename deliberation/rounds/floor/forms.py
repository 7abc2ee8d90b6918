"""Forms of the console and of the participants' phones. Keys and moments come along from where a button is pressed."""

import re
from datetime import UTC, datetime
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.rounds.floor.models import Floor
from deliberation.rounds.floor.notes import Note, Review
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
CARD = re.compile(r"\s*([0-9]{1,4})\s+([0-9]{1,4})\s+(\S.*)")


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


class CardsForm(forms.Form):
    """One reading of numbered cards, a line each: number of the card, number of the table, what it says."""

    cards = PlainText(
        label=_("Cards"),
        limit=20000,
        lines=12,
        help_text=_(
            "One card a line: its number, the table's number, what is written on it. “12 3 Trucks pass the school.”"
        ),
    )

    def clean_cards(self) -> list[list[str]]:
        rows, seen = [], set()
        for n, line in enumerate(filter(str.strip, self.cleaned_data["cards"].splitlines()), start=1):
            if not (parts := CARD.match(line)):
                raise forms.ValidationError(_("Line %(n)d: please begin with two numbers, then the text.") % {"n": n})
            card, table, text = parts.groups()
            if len(text) > NOTE_LENGTH:
                told = _("Line %(n)d is longer than %(limit)d characters.")
                raise forms.ValidationError(told % {"n": n, "limit": NOTE_LENGTH})
            if int(card) in seen:
                told = _("Line %(n)d: card %(card)s stands there twice.")
                raise forms.ValidationError(told % {"n": n, "card": card})
            seen.add(int(card))
            rows.append([str(int(card)), str(int(table)), text])
        return rows


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
