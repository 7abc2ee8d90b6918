from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from deliberation.algorithms.counting.slips import ABSTAIN, NONE, RANKED, Method, may_abstain, read
from deliberation.algorithms.tally import Choice
from deliberation.ballots.explaining import how_counted
from deliberation.ballots.models import Ballot, Option, Question
from deliberation.ballots.voting.marking import ABSTAINING, NONE_SUITS, ApprovalField, RankingField, ScoreField

SIDES = {
    Choice.FOR: pgettext_lazy("vote", "For"),
    Choice.AGAINST: pgettext_lazy("vote", "Against"),
}


class Row(NamedTuple):
    """A question on the paper: how it is marked, its options in the drawn order, and how it is counted.

    What holds for all recommendations is said once, beside the rule of the ballot.
    """

    question: Question
    field: forms.BoundField | None  # None for those who only read
    options: list[Option]
    counted: list[str]


class VoteForm(forms.Form):
    """One field a question, cleaned to the vote as `slips` writes it. ``marks`` is by question number."""

    def __init__(self, ballot: Ballot, questions: Sequence[Question], data: Any = None, *, checked: bool = True):
        """``checked`` is false where kept choices are shown again without complaints about missing ones."""
        super().__init__(data)
        self.is_checked = checked and data is not None
        self.ballot, self.questions = ballot, questions
        for question in questions:
            self.fields[field_name(question)] = _field(ballot, question)

    @property
    def rows(self) -> list[Row]:
        return [row._replace(field=self[field_name(row.question)]) for row in rows_of(self.ballot, self.questions)]

    @property
    def marks(self) -> dict[int, str]:
        return {question.number: self.cleaned_data[field_name(question)] for question in self.questions}

    @property
    def written(self) -> list[tuple[str, str]]:
        """Names and votes as they ride from one page to the next."""
        return [(field_name(question), self.cleaned_data[field_name(question)]) for question in self.questions]

    @property
    def in_words(self) -> list[tuple[Question, list[str]]]:
        """What was chosen on each question, for the review page."""
        return [(question, in_words(question, self.marks[question.number])) for question in self.questions]


def field_name(question: Question) -> str:
    return f"question-{question.number}"


def rows_of(ballot: Ballot, questions: Sequence[Question]) -> list[Row]:
    """The questions for those who only read."""
    return [
        Row(
            question,
            None,
            drawn_options(ballot, question),
            [] if question.recommendation_id else how_counted(question),
        )
        for question in questions
    ]


def _field(ballot: Ballot, question: Question) -> forms.Field:
    method, options = Method(question.method), drawn_options(ballot, question)
    label = f"{question.number}. {question}"
    if method is Method.APPROVAL:
        return ApprovalField(options, label=label)
    if method is Method.SCORE:
        return ScoreField(options, method, label=label)
    if method in RANKED:
        return RankingField(options, method, label=label)
    offered = [(str(option.number), str(option)) for option in options]
    if method is Method.DECISION:
        offered = [(side.value, str(SIDES[side])) for side in drawn_sides(ballot)]
    missing = _("Please choose one of the two.")
    if may_abstain(method):
        missing = _("Please choose one. You can also abstain.")
        offered.append((ABSTAIN, str(ABSTAINING)))
    return forms.ChoiceField(
        label=label, choices=offered, widget=forms.RadioSelect, error_messages={"required": missing}
    )


def drawn_sides(ballot: Ballot) -> list[Choice]:
    """For and against in an order drawn with the ballot's random key: the same for every voter."""
    drawn = [Choice.FOR, Choice.AGAINST]
    return drawn[::-1] if ballot.public_key and int(ballot.public_key[-1], 16) % 2 == 0 else drawn


def drawn_options(ballot: Ballot, question: Question) -> list[Option]:
    """The options in an order drawn likewise; until the key is made, as they were written."""
    options = list(question.options.all())
    if ballot.public_key:
        options.sort(key=lambda option: _lot(f"{ballot.public_key}/{question.number}/{option.number}"))
    return options


def _lot(text: str) -> bytes:
    return sha256(text.encode()).digest()


def in_words(question: Question, mark: str) -> list[str]:
    """A vote in the reader's words: one line, or a line for each option that it places or gives points to."""
    method = Method(question.method)
    if mark == ABSTAIN:
        return [str(ABSTAINING)]
    if mark == NONE:
        return [str(NONE_SUITS)]
    if method is Method.DECISION:
        return [str(SIDES[Choice(mark)])]
    numbers, names = read(mark, method), question.names
    if method is Method.SCORE:
        return [
            ngettext("%(option)s: %(n)d point", "%(option)s: %(n)d points", points)
            % {"option": names[option], "n": points}
            for option, points in enumerate(numbers, start=1)
        ]
    if method in RANKED:
        told = _("Place %(n)d: %(option)s")
        return [str(told % {"n": place, "option": names[option]}) for place, option in enumerate(numbers, start=1)]
    return [names[option] for option in numbers]
