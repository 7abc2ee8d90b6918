"""How a question is marked on the page. Each field cleans to the vote as `slips` writes it, and takes that form, too.

Radios and boxes work alone; where each option gets a number of its own, there is one input an option beside the box to
abstain. What is wrong is told by the options' names, and everything stays as it was typed.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deliberation.algorithms.counting.marks import BEST
from deliberation.algorithms.counting.slips import ABSTAIN, NONE, Method, read, write
from deliberation.ballots.models import Option

ABSTAINING = pgettext_lazy("vote", "Abstain")
NONE_SUITS = gettext_lazy("None of these options suits me")


class ApprovalInput(forms.CheckboxSelectMultiple):
    def value_from_datadict(self, data, files, name):
        values = super().value_from_datadict(data, files, name) or []
        return [part for value in values for part in value.split("+")]


class ApprovalField(forms.MultipleChoiceField):
    """Every option that suits, or that none does, or to abstain."""

    widget = ApprovalInput
    default_error_messages = {
        "required": gettext_lazy("Please mark what suits you. You can also say that nothing does, or abstain.")
    }

    def __init__(self, options: Sequence[Option], **named):
        choices = [(str(option.number), str(option)) for option in options]
        super().__init__(choices=[*choices, (NONE, NONE_SUITS), (ABSTAIN, ABSTAINING)], **named)

    def clean(self, value: Any) -> str:
        marked = set(super().clean(value))
        if len(marked) > 1 and marked & {NONE, ABSTAIN}:
            raise ValidationError(_("You have marked options and also none of them. Please leave one of the two."))
        return marked.pop() if marked & {NONE, ABSTAIN} else write(tuple(map(int, marked)), Method.APPROVAL)


class Given(NamedTuple):
    """What was chosen for each option, by its number, as it was sent, and whether the voter abstains."""

    numbers: dict[int, str]
    abstains: bool = False


class PerOptionInput(forms.Widget):
    """An input for each option, named after it, and one to abstain."""

    use_fieldset = True
    method: Method
    options: Sequence[Option]

    def value_from_datadict(self, data, files, name) -> Given:
        mark = data.get(name, "")
        if mark in ("", ABSTAIN):
            sent = {option.number: data.get(f"{name}-{option.number}", "") for option in self.options}
            return Given(sent, abstains=mark == ABSTAIN)
        try:
            numbers = read(mark, self.method)
        except ValueError:
            return Given({})
        if self.method is Method.SCORE:
            return Given({n: str(points) for n, points in enumerate(numbers, start=1)})
        return Given({option: str(place) for place, option in enumerate(numbers, start=1)})

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given = value or Given({})
        rows = [(option, f"{name}-{option.number}", given.numbers.get(option.number, "")) for option in self.options]
        numbers = numbers_for(self.method, self.options)
        return context | {"rows": rows, "numbers": numbers, "abstains": given.abstains}


class ScoreInput(PerOptionInput):
    template_name = "ballots/marking/score.html"


class RankingInput(PerOptionInput):
    template_name = "ballots/marking/ranking.html"


class PerOptionField(forms.Field):
    """A number for each option, or to abstain."""

    def __init__(self, options: Sequence[Option], method: Method, **named):
        super().__init__(**named)
        self.method, self.options = method, options
        self.widget.method, self.widget.options = method, options

    def clean(self, value: Given) -> str:
        given = {n: number for n, number in value.numbers.items() if number}
        if value.abstains and given:
            raise ValidationError(_("You have marked options and also abstained. Please leave one of the two."))
        if value.abstains:
            return ABSTAIN
        if not given:
            raise ValidationError(self.error_messages["required"], code="required")
        names = {option.number: str(option) for option in self.options}
        if missing := [name for n, name in names.items() if n not in given]:
            raise ValidationError(_("Something is still missing for: %(options)s.") % {"options": ", ".join(missing)})
        if not set(numbers_for(self.method, self.options)).issuperset(given.values()):
            raise ValidationError(_("Please choose from what is offered."))
        return self.written({n: int(number) for n, number in given.items()}, names)

    def written(self, given: dict[int, int], names: dict[int, str]) -> str:
        """The choice as votes are kept, of a number for each option; each way of marking has its own."""
        raise NotImplementedError


class ScoreField(PerOptionField):
    """Points for each option."""

    widget = ScoreInput
    default_error_messages = {"required": gettext_lazy("Please give each option points. You can also abstain.")}

    def written(self, given: dict[int, int], names: dict[int, str]) -> str:
        return write(tuple(given[n] for n in sorted(given)), self.method)


class RankingField(PerOptionField):
    """A place for each option, none of them twice."""

    widget = RankingInput
    default_error_messages = {"required": gettext_lazy("Please put the options in order. You can also abstain.")}

    def written(self, given: dict[int, int], names: dict[int, str]) -> str:
        place, times = Counter(given.values()).most_common(1)[0]
        if times > 1:
            told = {"n": place, "options": ", ".join(names[n] for n in names if given[n] == place)}
            raise ValidationError(_("Place %(n)d is given more than once: %(options)s.") % told)
        return write(tuple(sorted(given, key=given.__getitem__)), self.method)


def numbers_for(method: Method, options: Sequence[Option]) -> list[str]:
    """What can be given to an option: points, or a place."""
    return [str(n) for n in (range(BEST + 1) if method is Method.SCORE else range(1, len(options) + 1))]
