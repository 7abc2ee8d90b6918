from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from deliberation.rounds.arguments.actions import Cited
from deliberation.rounds.arguments.models import Argument, Rating
from deliberation.rounds.participants import Side
from deliberation.spaces.fields import PlainText

CLAIM_LENGTH = 400
REPLY_LENGTH = 600
SOURCES = 3  # as many as the form offers
PARTS = ("title", "link", "date")


class SigningForm(forms.Form):
    """How a participant's text is signed."""

    named = forms.TypedChoiceField(
        label=_("Shown under"),
        choices=[("code", _("my seat's code")), ("name", _("my name"))],
        coerce=lambda chosen: chosen == "name",
        widget=forms.RadioSelect,
        initial="code",
    )


class ArgumentForm(SigningForm):
    """Words with up to three sources."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for n in range(1, SOURCES + 1):
            self.fields[f"source_{n}_title"] = PlainText(
                label=_("Source %(n)d: title") % {"n": n}, limit=200, required=False
            )
            self.fields[f"source_{n}_link"] = forms.URLField(
                label=_("Source %(n)d: web address") % {"n": n},
                max_length=500,
                required=False,
                assume_scheme="https",
                validators=[URLValidator(["http", "https"])],
            )
            self.fields[f"source_{n}_date"] = forms.DateField(
                label=_("Source %(n)d: date") % {"n": n},
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(1, SOURCES + 1):
            title, *others = (given.get(f"source_{n}_{part}") for part in PARTS)
            if any(others) and not title:
                self.add_error(f"source_{n}_title", _("Please give the source a title."))
        return given

    def sources(self) -> list[Cited]:
        rows = [[self.cleaned_data[f"source_{n}_{part}"] for part in PARTS] for n in range(1, SOURCES + 1)]
        return [Cited(title, link, on) for title, link, on in rows if title]

    def source_fields(self) -> list[Any]:
        """For the page, which keeps them folded away."""
        return [self[f"source_{n}_{part}"] for n in range(1, SOURCES + 1) for part in PARTS]

    def has_source_errors(self) -> bool:
        return any(name.startswith("source_") for name in self.errors)


class ClaimForm(ArgumentForm):
    side = forms.ChoiceField(label=_("It speaks for"), widget=forms.RadioSelect)
    text = PlainText(
        label=_("Your argument"),
        limit=CLAIM_LENGTH,
        lines=5,
        help_text=_("One reason in your own words. Others answer it and say how convincing it is."),
    )
    field_order = ["side", "text", "named"]

    def __init__(self, *args, sides: list[Side], **options):
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["side"]).choices = [(side.key, side.name) for side in sides]


class ReplyForm(ArgumentForm):
    stance = forms.TypedChoiceField(
        label=_("What your reply does"), choices=Argument.Stance.choices, coerce=int, widget=forms.RadioSelect
    )
    text = PlainText(label=_("In your words"), limit=REPLY_LENGTH, lines=5)
    field_order = ["stance", "text", "named"]


class RatingForm(forms.Form):
    value = forms.TypedChoiceField(choices=Rating.Value.choices, coerce=int)


class IssueForm(forms.Form):
    title = PlainText(label=_("What is in dispute"), limit=120)
    title_en = PlainText(label=_("What is in dispute, in English"), limit=160, required=False)


class MergeForm(forms.Form):
    """Into which one a duplicate is merged, by its number, which the page shows."""

    number = forms.IntegerField(label=_("Number of the one that stays"), min_value=1)

    def __init__(self, *args, candidates, **options):
        super().__init__(*args, **options)
        self.candidates = candidates

    def clean_number(self) -> int:
        self.into = self.candidates.filter(number=self.cleaned_data["number"]).first()
        if self.into is None:
            raise ValidationError(_("There is no such number among those that it can be merged into."))
        return self.cleaned_data["number"]
