from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.ballots.envelope import typed_code
from deliberation.ballots.models import Ballot, PublishedVote, Question

Choice = PublishedVote.Choice


class RuleForm(forms.Form):
    """The rule of a ballot, set while the process is being prepared: the charter names it."""

    threshold = forms.ChoiceField(
        label=_("Carried by"),
        choices=Ballot.Threshold.choices,
        widget=forms.RadioSelect,
        initial=Ballot.Threshold.SIMPLE,
    )
    quorum_percent = forms.IntegerField(
        label=_("Percent of the roll that must have voted"), min_value=0, max_value=100, initial=50
    )


class VoteForm(forms.Form):
    """One choice a question, the two sides in the order drawn for the ballot. ``choices`` is by question number."""

    def __init__(self, ballot: Ballot, questions: list[Question], data: Any = None, *, checked: bool = True):
        """``checked`` is false where kept choices are shown again without complaints about missing ones."""
        super().__init__(data)
        self.is_checked = checked and data is not None
        options = [(choice.value, choice.label) for choice in drawn_order(ballot)]
        for question in questions:
            self.fields[field_name(question)] = forms.ChoiceField(
                label=f"{question.number}. {question.title}",
                choices=options,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one. You can also abstain.")},
            )
        self.questions = questions

    @property
    def rows(self) -> list[tuple[Question, forms.BoundField]]:
        return [(question, self[field_name(question)]) for question in self.questions]

    @property
    def choices(self) -> dict[int, str]:
        return {question.number: self.cleaned_data[field_name(question)] for question in self.questions}

    @property
    def in_words(self) -> list[tuple[Question, str, str]]:
        """Question, choice in words and field name, for the review page."""
        chosen = self.choices
        return [
            (question, str(Choice(chosen[question.number]).label), field_name(question)) for question in self.questions
        ]


class CodeForm(forms.Form):
    """A voter's code as it was typed; cleaned to the form that is hashed."""

    code = forms.CharField(
        label=_("Your confirmation number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = typed_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("A confirmation number has 24 letters and digits. Please check yours."))
        return code


def field_name(question: Question) -> str:
    return f"question-{question.number}"


def drawn_order(ballot: Ballot) -> list[Choice]:
    """For and against in an order drawn with the ballot's random key, abstaining last: the same for every voter."""
    sides = [Choice.FOR, Choice.AGAINST] if int(ballot.public_key[-1], 16) % 2 else [Choice.AGAINST, Choice.FOR]
    return [*sides, Choice.ABSTAIN]
