from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.opinions.statements.actions import REPLY_LENGTH, STATEMENT_LENGTH, TRANSLATION_LENGTH
from deliberation.spaces.fields import PlainText


class StatementForm(forms.Form):
    text = PlainText(
        label=_("Your statement"),
        limit=STATEMENT_LENGTH,
        help_text=_("One thought in one sentence, which others can agree or disagree with. 140 characters at most."),
    )


class WordingForm(forms.Form):
    """Another wording of a statement; the version is the one that was read."""

    text = PlainText(label=_("Wording"), limit=STATEMENT_LENGTH)
    version = forms.IntegerField(widget=forms.HiddenInput)


class TranslationForm(forms.Form):
    text = PlainText(
        label=_("Translation"),
        limit=TRANSLATION_LENGTH,
        help_text=_("As plain as the original: no word stronger, none milder."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReplyForm(forms.Form):
    text = PlainText(label=_("Your reply"), limit=REPLY_LENGTH, lines=4)
