from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.algorithms.tally import Choice
from deliberation.ballots.models import Ballot, Question

WORDS = {
    Choice.FOR: pgettext_lazy("vote", "For"),
    Choice.AGAINST: pgettext_lazy("vote", "Against"),
    Choice.ABSTAIN: pgettext_lazy("vote", "Abstain"),
}


class VoteForm(forms.Form):
    """One mark a question, the two sides in the order drawn for the ballot. ``marks`` is by question number."""

    def __init__(self, ballot: Ballot, questions: list[Question], data: Any = None, *, checked: bool = True):
        """``checked`` is false where kept choices are shown again without complaints about missing ones."""
        super().__init__(data)
        self.is_checked = checked and data is not None
        options = [(choice.value, WORDS[choice]) for choice in drawn_order(ballot)]
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
    def marks(self) -> dict[int, str]:
        return {question.number: self.cleaned_data[field_name(question)] for question in self.questions}

    @property
    def in_words(self) -> list[tuple[Question, str, str]]:
        """Question, choice in words and field name, for the review page."""
        chosen = self.marks
        return [
            (question, str(WORDS[Choice(chosen[question.number])]), field_name(question)) for question in self.questions
        ]


def field_name(question: Question) -> str:
    return f"question-{question.number}"


def drawn_order(ballot: Ballot) -> list[Choice]:
    """For and against in an order drawn with the ballot's random key, abstaining last: the same for every voter."""
    sides = [Choice.FOR, Choice.AGAINST] if int(ballot.public_key[-1], 16) % 2 else [Choice.AGAINST, Choice.FOR]
    return [*sides, Choice.ABSTAIN]
