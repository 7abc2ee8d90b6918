from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.processes.forms import LocalDateTime
from deliberation.rounds.arguments.forms import MergeForm, SigningForm
from deliberation.rounds.issues import Issue
from deliberation.rounds.participants import Side
from deliberation.rounds.questions.models import ANSWER_DAYS, ANSWER_LENGTH, Question
from deliberation.spaces.fields import PlainText
from deliberation.spaces.models import Membership

QUESTION_LENGTH = 300
ORDERS = {"supports": ("-supports", "pk"), "number": ("number",)}

__all__ = ["AnswerForm", "AskForm", "FilterForm", "MergeForm", "QuestionsForm", "RouteForm"]


class QuestionsForm(forms.Form):
    """The settings of the stage: the same for every side."""

    answer_length = forms.IntegerField(
        label=_("Characters of an answer"), min_value=100, max_value=5000, initial=ANSWER_LENGTH
    )
    answer_days = forms.IntegerField(
        label=_("Days in which experts answer"), min_value=1, max_value=60, initial=ANSWER_DAYS
    )


class AskForm(SigningForm):
    text = PlainText(
        label=_("Your question"),
        limit=QUESTION_LENGTH,
        lines=4,
        help_text=_("One question; an expert of each side answers it."),
    )
    issue = forms.ModelChoiceField(
        label=_("Which issue it is about"),
        queryset=Issue.objects.none(),
        required=False,
        empty_label=_("none of these"),
    )
    table = PlainText(
        label=_("For which table"),
        limit=40,
        required=False,
        help_text=_("Only if you ask for a whole table, such as “Table 3”. It is shown instead of you."),
    )
    field_order = ["text", "issue", "table", "named"]

    def __init__(self, *args, issues, seated: bool, **options):
        super().__init__(*args, **options)
        cast(forms.ModelChoiceField, self.fields["issue"]).queryset = issues
        if not seated:
            self.fields["table"].required = True
            self.fields["table"].help_text = _("You ask for a table; it is shown under its name.")
            del self.fields["named"]


class FilterForm(forms.Form):
    """Which questions a list shows, and in which order."""

    issue = forms.ModelChoiceField(
        label=_("Issue"), queryset=Issue.objects.none(), required=False, empty_label=_("all issues")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all states")), *((state.value, state.label) for state in Question.State)],
    )
    order = forms.ChoiceField(
        label=_("Sorted by"),
        required=False,
        choices=[("supports", _("most wanted first")), ("number", _("by number"))],
    )

    def __init__(self, *args, issues, **options):
        super().__init__(*args, **options)
        cast(forms.ModelChoiceField, self.fields["issue"]).queryset = issues

    def chosen(self, questions):
        """The questions narrowed down, and the columns of their order; what cannot be read is passed over.

        Those that were merged into another are shown only where they are asked for.
        """
        self.full_clean()
        given = getattr(self, "cleaned_data", {})  # there is none where nothing was chosen
        narrowed = {name: given[name] for name in ("issue", "state") if given.get(name)}
        if "state" not in narrowed:
            questions = questions.exclude(state=Question.State.MERGED)
        return questions.filter(**narrowed), ORDERS[given.get("order") or "supports"]


class RouteForm(forms.Form):
    """An expert of each side, by their appointment in the process or by name, and one deadline for all."""

    due_at = forms.DateTimeField(
        label=_("Deadline for all experts"),
        widget=LocalDateTime,
        help_text=_("Nobody's answer is shown before it, unless all are there."),
    )

    def __init__(self, data: Any = None, *, sides: Sequence[Side], experts: Sequence[Membership], days: int, given):
        super().__init__(data, initial={"due_at": timezone.localtime() + timedelta(days=days)})
        self.sides, self.people = sides, {str(expert.user_id): expert.user for expert in experts}
        answers = {answer.side: answer for answer in given}
        for n, side in enumerate(sides):
            now = answers.get(side.key)
            of_side = [expert for expert in experts if expert.label in ("", side.key)]
            choices = [("", _("without an account here"))]
            self.fields[f"expert_{n}"] = forms.ChoiceField(
                label=_("%(side)s: expert") % {"side": side},
                choices=choices + [(str(expert.user_id), str(expert.user)) for expert in of_side],
                required=False,
                initial=str(now.expert_id) if now and now.expert_id else "",
            )
            self.fields[f"name_{n}"] = PlainText(
                label=_("%(side)s: name and field of an expert without an account") % {"side": side},
                limit=80,
                required=False,
                initial=now.expert_name if now else "",
                help_text=_("You enter their answer for them."),
            )
        self.order_fields([*(f"{part}_{n}" for n in range(len(sides)) for part in ("expert", "name")), "due_at"])

    def clean_due_at(self) -> datetime:
        due_at = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise ValidationError(_("The deadline must lie in the future."))
        return due_at

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(len(self.sides)):
            if bool(given.get(f"expert_{n}")) == bool(given.get(f"name_{n}")):
                self.add_error(f"expert_{n}", _("Please choose an expert or enter a name, one of the two."))
        return given

    def experts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            side.key: self.people.get(given[f"expert_{n}"]) or given[f"name_{n}"] for n, side in enumerate(self.sides)
        }


class AnswerForm(forms.Form):
    def __init__(self, *args, length: int, **options):
        super().__init__(*args, **options)
        self.fields["text"] = PlainText(
            label=_("The answer"),
            limit=length,
            lines=10,
            help_text=_("Every side has the same space. Say where readers can check what you write."),
        )
