from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.models import Statement
from deliberation.spaces.fields import PlainText

MOST = 2**31 - 1  # of a number's column


class DecisionForm(forms.Form):
    step = forms.ChoiceField(choices=[("admit", _("Admit")), ("decline", _("Decline")), ("hide", _("Hide"))])
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = PlainText(
        label=_("Reason"),
        limit=500,
        required=False,
        help_text=_("Needed to decline or hide. It is published beside the statement."),
    )

    def clean(self):
        data = super().clean() or {}
        if data.get("step") in {"decline", "hide"} and not data.get("reason"):
            self.add_error("reason", _("Please give a reason: it is published beside the statement."))
        return data


class MergeForm(forms.Form):
    """Into which statement a duplicate is merged: one that is alike in words, or another by its number."""

    into = forms.ChoiceField(label=_("Statement into which it is merged"), widget=forms.RadioSelect, required=False)
    number = forms.IntegerField(
        label=_("Or the number of another statement"), min_value=1, max_value=MOST, required=False
    )

    def __init__(self, duplicate: Statement, alike: Sequence[Statement], data: Any = None):
        super().__init__(data)
        self.duplicate = duplicate
        choices = [(one.pk, f"{one.number}. {one.item.text}") for one in alike]
        cast(forms.ChoiceField, self.fields["into"]).choices = choices
        if not alike:
            del self.fields["into"]
            self.fields["number"].label = _("Number of the statement into which it is merged")

    def clean(self) -> dict[str, Any]:
        """``statement`` is the chosen one; a number counts before a choice that was left standing."""
        given = super().clean() or {}
        number, into = given.get("number"), given.get("into")
        offered = Statement.objects.admitted().filter(stage=self.duplicate.stage).exclude(pk=self.duplicate.pk)
        if number:
            given["statement"] = offered.filter(number=number).first()
        elif into and not number:
            given["statement"] = offered.filter(pk=into).first()
        if not self.errors and not given.get("statement"):
            self.add_error("number", _("Please choose another statement that is in this round."))
        return given
