from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliberation.ballots.checking.forms import CodeForm
from deliberation.ballots.complaints.models import CONTACT, REASON, TEXT, Complaint
from deliberation.spaces.fields import PlainText


class ComplaintForm(CodeForm):
    """A number under which no vote was found, what happened, and how its holder can be reached."""

    text = PlainText(
        label=pgettext_lazy("complaint", "What happened"),
        limit=TEXT,
        lines=5,
        help_text=_("For example when and on which device you voted. Do not write how you voted."),
        required=False,
    )
    contact = PlainText(label=_("How we can reach you"), limit=CONTACT)

    def __init__(self, user: Any, *args: Any, **options: Any):
        super().__init__(*args, **options)
        if user.is_authenticated:
            self.fields["contact"].required = False
            self.fields["contact"].help_text = _("Optional: you will find the answer among your notices.")
        else:
            self.fields["contact"].help_text = _("Telephone or e-mail. It is deleted once you have been answered.")


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Complaint.State.UPHELD.value, _("The complaint is upheld: a vote is missing")),
            (Complaint.State.REJECTED.value, _("The complaint is not upheld")),
        ],
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label=pgettext_lazy("complaint", "Answer"),
        limit=REASON,
        lines=6,
        help_text=_(
            "Public, on the page of the result: what was looked into, what was found, what follows. Name nobody."
        ),
    )
