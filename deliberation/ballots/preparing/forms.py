import re
from collections import Counter
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Identity
from deliberation.ballots.explaining import KINDS
from deliberation.ballots.models import MOST_OPTIONS, Option, Question, Threshold
from deliberation.ballots.preparing.actions import Named, fingerprint
from deliberation.spaces.fields import PlainText

PAIR = 2
BULLET = re.compile(r"^\s*(?:(?:[-–—*·•∙○●◦□■▪▶☐]|\(?\d{1,2}[.)]|[①-⑳])\s*)(?=\D)")


def _margin(told: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Margin of error in percentage points, if one decides"),
        help_text=told,
        min_value=0,
        max_value=99,
        decimal_places=1,
        required=False,
    )


class RuleForm(forms.Form):
    """The rule of a ballot, set while the process is being prepared: the charter names it. Cleaned data are JSON."""

    on_recommendations = forms.BooleanField(
        label=_("Vote on each final recommendation"),
        help_text=_("Questions of its own can be added to the ballot until the roll is fixed."),
        initial=True,
        required=False,
    )
    threshold = forms.ChoiceField(
        label=_("A recommendation is carried by"),
        choices=Threshold.choices,
        widget=forms.RadioSelect,
        initial=Threshold.SIMPLE,
    )
    margin = _margin(_("Publish it before the vote, as “±3.6”: for and against must be further apart than this."))
    quorum_percent = forms.IntegerField(
        label=_("Percent of the roll that must have voted"), min_value=0, max_value=100, initial=50
    )
    identity = forms.TypedChoiceField(
        label=_("Proof of identity that a voter needs"),
        choices=[("", _("a seat is enough")), *Identity.Level.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        asked = cleaned.get("threshold") == Threshold.OUTSIDE_MARGIN
        if asked and cleaned.get("margin") is None:
            self.add_error("margin", _("Please give the margin of error that was published."))
        margin = cleaned.get("margin")
        return cleaned | {"margin": str(margin) if asked and margin is not None else None}


class QuestionForm(forms.Form):
    """A question of the ballot's own. Each kind says what voters do; options are pasted line by line."""

    method = forms.ChoiceField(label=_("Kind of vote"), widget=forms.RadioSelect)
    title = PlainText(label=_("Question"), limit=120)
    title_en = PlainText(label=_("Question in English"), limit=160, required=False)
    text = PlainText(
        label=_("What voters should know"),
        limit=2000,
        lines=4,
        required=False,
        help_text=_("Neutral and short: it stands above the options on the paper."),
    )
    text_en = PlainText(label=_("The same in English"), limit=2600, lines=4, required=False)
    options = PlainText(
        label=_("Options, each on a line of its own"),
        limit=MOST_OPTIONS * 121,
        lines=8,
        required=False,
        help_text=_("At least two, at most 30. Numbers and dots before a line are left out when you paste a list."),
    )
    options_en = PlainText(
        label=_("The options in English, in the same order"), limit=MOST_OPTIONS * 161, lines=8, required=False
    )
    seats = forms.IntegerField(label=_("How many options are chosen"), min_value=2, initial=2, required=False)
    threshold = forms.ChoiceField(
        label=_("What the option that is ahead, or the side for it, needs"),
        choices=Threshold.choices,
        widget=forms.RadioSelect,
        initial=Threshold.SIMPLE,
    )
    margin = _margin(
        _("Publish it before the vote, as “±3.6”: the first must be further ahead of the second than this.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, question: Question | None = None):
        super().__init__(data, initial=written_in(question) if question else {"method": Question.Method.CHOICE})
        kinds = [(method.value, f"{capfirst(method.label)}: {KINDS[method]}") for method in Question.Method]
        cast(forms.ChoiceField, self.fields["method"]).choices = kinds

    def clean_options(self) -> list[str]:
        return _lines(self.cleaned_data["options"], "title")

    def clean_options_en(self) -> list[str]:
        return _lines(self.cleaned_data["options_en"], "title_en")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        method = given.get("method")
        if method and "options" in given:
            self._check_options(method, given["options"], given.get("options_en", []))
        if method == Question.Method.STV:
            self._check_seats(given)
        asked = given.get("threshold") == Threshold.OUTSIDE_MARGIN
        if asked and given.get("margin") is None and "margin" not in self.errors:
            self.add_error("margin", _("Please give the margin of error that was published."))
        return given

    def _check_options(self, method: str, options: list[str], english: list[str]) -> None:
        if method == Question.Method.DECISION:
            if options:
                self.add_error("options", _("For or against needs no options. Remove them, or choose another kind."))
            return
        if method == Question.Method.FORCED and len(options) != PAIR:
            self.add_error("options", _("A choice between two needs exactly two options."))
        elif len(options) < PAIR:
            self.add_error("options", _("Please give at least two options, each on a line of its own."))
        elif len(options) > MOST_OPTIONS:
            told = _("There are %(n)d options, at most %(most)d are possible.")
            self.add_error("options", told % {"n": len(options), "most": MOST_OPTIONS})
        if english and len(english) != len(options):
            told = _("There are %(n)d options, but %(english)d lines in English. Leave it empty or fill in each line.")
            self.add_error("options_en", told % {"n": len(options), "english": len(english)})

    def _check_seats(self, given: dict[str, Any]) -> None:
        if given.get("threshold") not in (None, Threshold.SIMPLE):
            self.add_error("threshold", _("Seats have a threshold of their own. Choose the first one here."))
        if "seats" in given and given["seats"] is None:
            self.add_error("seats", _("Please say how many options are chosen."))
        elif given.get("seats") and "options" in given and given["seats"] >= len(given["options"]):
            self.add_error("seats", _("There must be more options than are chosen."))

    @property
    def wording(self) -> dict[str, Any]:
        """What `write_question` takes; seats and margin only where the kind and the threshold have them."""
        given = self.cleaned_data
        wording = {name: given[name] for name in ("method", "title", "title_en", "text", "text_en", "threshold")}
        wording["seats"] = given["seats"] if given["method"] == Question.Method.STV else 1
        wording["margin"] = given["margin"] if given["threshold"] == Threshold.OUTSIDE_MARGIN else None
        return wording

    @property
    def named(self) -> list[Named]:
        english = self.cleaned_data["options_en"] or [""] * len(self.cleaned_data["options"])
        return [Named(*pair) for pair in zip(self.cleaned_data["options"], english, strict=True)]


def written_in(question: Question) -> dict[str, Any]:
    """A question as the form shows it."""
    options = list(question.options.all())
    english = [option.title_en for option in options]
    return {
        **{name: getattr(question, name) for name in ("method", "title", "title_en", "text", "text_en", "threshold")},
        "options": "\n".join(option.title for option in options),
        "options_en": "\n".join(english) if all(english) else "",
        "seats": question.seats if question.method == Question.Method.STV else 2,
        "margin": question.margin,
        "seen": fingerprint(question),
    }


def _lines(pasted: str, name: str) -> list[str]:
    """The options of a pasted list, without its bullets; a doubled or an overlong one is an error that names it."""
    found = [" ".join(BULLET.sub("", line).split()) for line in pasted.splitlines()]
    lines = [line for line in found if line]
    longest = cast(CharField, Option._meta.get_field(name)).max_length or 0
    for line in lines:
        if len(line) > longest:
            told = _("Please shorten “%(line)s”: at most %(most)d characters are possible.")
            raise ValidationError(told % {"line": line, "most": longest})
    twice = [line for line, n in Counter(line.casefold() for line in lines).items() if n > 1]
    if twice:
        doubled = next(line for line in lines if line.casefold() == twice[0])
        raise ValidationError(_("“%(line)s” stands here twice.") % {"line": doubled})
    return lines
