from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Channel
from deliberation.algorithms.counting import slips
from deliberation.algorithms.counting.slips import Method
from deliberation.ballots.models import Ballot, Question
from deliberation.ballots.voting.forms import VoteForm, field_name
from deliberation.spaces.fields import PlainText

LONGEST_STACK = 500  # lines at once
# What a key on a keyboard means, in Latin letters and where Hangul was left switched on.
KEYS = {
    **dict.fromkeys(["f", "ㄹ"], "for"),
    **dict.fromkeys(["a", "ㅁ"], "against"),
    **dict.fromkeys(["b", "ㅠ"], slips.ABSTAIN),
    **dict.fromkeys(["x", "ㅌ"], slips.INVALID),
}


class FindForm(forms.Form):
    asked = PlainText(label=_("Code of the seat, or the whole name"), limit=40)


class ServeForm(forms.Form):
    """How the desk knows somebody, and what they get: a pass into the booth, alone or with a helper, or a paper."""

    found = forms.CharField(widget=forms.HiddenInput)
    known_by = forms.ChoiceField(
        label=_("How do you know who this is?"),
        widget=forms.RadioSelect,
        choices=[
            ("document", _("I have looked at an identity document with this name.")),
            ("person", _("I know this person from the deliberation.")),
        ],
        error_messages={"required": _("Please say how you know who this is.")},
    )
    gets = forms.ChoiceField(
        label=_("How do they want to vote?"),
        widget=forms.RadioSelect,
        choices=[
            (Channel.ON_SITE, _("On the device in the booth, or on their own phone")),
            (Channel.ASSISTED, _("There, with a helper of their own choice who enters it in their presence")),
            (Channel.PAPER, _("On paper, into the box")),
        ],
        error_messages={"required": _("Please choose one.")},
    )

    def __init__(self, ballot: Ballot, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.ballot = ballot

    def clean_known_by(self) -> str:
        how = self.cleaned_data["known_by"]
        if how != "document" and self.ballot.identity:
            raise forms.ValidationError(gettext("This ballot asks for a proof of identity: please look at a document."))
        return how


class PassForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the desk"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].replace("-", " ").split())


class PaperForm(VoteForm):
    """One paper from the box, in the fields that voters have; a question that is blank or unclear is ticked so."""

    def __init__(self, ballot: Ballot, questions: Sequence[Question], data: Any = None, *, n: int):
        super().__init__(ballot, questions, data)
        self.n = n
        for question in questions:
            self.fields[_invalid(question)] = forms.BooleanField(
                label=_("Blank or unclear: invalid on this question"), required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for question in self.questions:
            if cleaned.get(_invalid(question)):
                self.errors.pop(field_name(question), None)
                cleaned[field_name(question)] = slips.INVALID
        return cleaned

    @property
    def pairs(self) -> list[tuple[Question, forms.BoundField, forms.BoundField]]:
        """Each question with its field and the box that says it is invalid."""
        return [(question, self[field_name(question)], self[_invalid(question)]) for question in self.questions]


class StackForm(forms.Form):
    """Many papers at once: a line each, in the order of the stack, from number ``first`` on."""

    first = forms.IntegerField(label=_("Number of the first paper"), min_value=1, max_value=100_000)
    lines = forms.CharField(
        label=_("A line for each paper"),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false", "class": "input code"}),
    )

    def __init__(self, questions: Sequence[Question], *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.questions = questions

    def clean_lines(self) -> list[dict[int, str]]:
        lines = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > LONGEST_STACK:
            raise forms.ValidationError(gettext("At most %(n)d lines at once.") % {"n": LONGEST_STACK})
        read, faults = [], []
        for n, line in enumerate(lines, start=self.cleaned_data.get("first") or 1):
            try:
                read.append(read_line(line, self.questions))
            except ValueError:
                told = gettext("Paper %(n)d needs a mark for each of the %(asked)d questions: %(line)s")
                faults.append(told % {"n": n, "asked": len(self.questions), "line": line})
            else:
                faults += [f"{fault} ({line})" for fault in self._faults(n, read[-1])]
        if faults:
            raise forms.ValidationError(faults)
        return read

    def _faults(self, n: int, marks: dict[int, str]) -> Iterator[str]:
        """What cannot be read on paper ``n``, question by question."""
        for question in self.questions:
            mark = marks[question.number]
            try:
                slips.check_on_paper(mark, Method(question.method), len(question.options.all()))
            except ValueError:
                told = gettext("Paper %(n)d, question %(question)d cannot be read: “%(mark)s”.")
                yield told % {"n": n, "question": question.number, "mark": mark}

    @property
    def papers(self) -> dict[int, dict[int, str]]:
        """Marks by number of question, by number in the stack."""
        return dict(enumerate(self.cleaned_data["lines"], start=self.cleaned_data["first"]))


def read_line(line: str, questions: Sequence[Question]) -> dict[int, str]:
    """What is typed of one paper: a word for each question, in their order; ValueError if they are more or fewer.

    A word is a mark as `slips` writes it, or a key of KEYS; keys need no spaces; one ``x`` stands for a whole paper.
    """
    words = line.lower().split()
    if len(words) == 1 and len(words[0]) == len(questions) and set(words[0]) <= KEYS.keys():
        words = list(words[0])
    if len(words) == 1 and KEYS.get(words[0]) == slips.INVALID:
        words *= len(questions)
    pairs = zip(questions, words, strict=True)
    return {question.number: _mark(word, Method(question.method)) for question, word in pairs}


def _mark(word: str, method: Method) -> str:
    """Approved options may be typed in any order; what is no mark stays as it is."""
    mark = KEYS.get(word, word)
    if method is not Method.APPROVAL or not mark[0].isdecimal():
        return mark
    try:
        return slips.write(slips.read(mark, method), method)
    except ValueError:
        return mark


def _invalid(question: Question) -> str:
    return f"invalid-{question.number}"
