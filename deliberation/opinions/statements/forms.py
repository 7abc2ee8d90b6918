from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.statements.actions import STATEMENT_LENGTH
from deliberation.spaces.fields import PlainText


class StatementForm(forms.Form):
    text = PlainText(
        label=_("Your statement"),
        limit=STATEMENT_LENGTH,
        help_text=_("One thought in one sentence, which others can agree or disagree with. 140 characters at most."),
    )
