from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.spaces.fields import PlainText


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
