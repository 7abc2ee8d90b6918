from functools import partial
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.accounts import consents, contacts, sms
from deliberation.accounts.characteristics import districts
from deliberation.accounts.models import User
from deliberation.algorithms.text import normalise


class ContactForm(forms.Form):
    """One field for whoever comes, known or new."""

    contact = forms.CharField(validators=[MaxLengthValidator(254)])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        field.label = _("Mobile number or e-mail address") if sms.available() else _("E-mail address")
        field.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}

    def clean_contact(self) -> contacts.Contact:
        contact = contacts.parse(self.cleaned_data["contact"])
        if contact.provider == "phone" and not sms.available():
            raise forms.ValidationError(_("We cannot send text messages here. Please use an e-mail address."))
        return contact


class ProfileForm(forms.ModelForm):
    district = forms.ChoiceField(label=_("District"), choices=partial(districts, _("Please choose")))

    class Meta:
        model = User
        fields: tuple[str, ...] = ("display_name", "district")
        labels = {"display_name": _("Display name")}
        help_texts = {"display_name": _("Shown beside what you write. It need not be your real name.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        self.fields["display_name"].widget.attrs["autocomplete"] = "nickname"

    def clean_display_name(self) -> str:
        return " ".join(normalise(self.cleaned_data["display_name"]).split())


class WelcomeForm(ProfileForm):
    """Everything that a new person is asked, once: no box is ticked beforehand."""

    of_age = forms.BooleanField(label=_("I am 14 years old or older."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for notice in consents.NOTICES:
            self.fields[notice.purpose] = forms.BooleanField(
                label=format_lazy(_("I consent: {purpose}"), purpose=notice.label), required=notice.required
            )

    def consents(self) -> list[tuple[consents.ConsentNotice, forms.BoundField]]:
        return [(notice, self[notice.purpose]) for notice in consents.NOTICES]

    def purposes(self) -> list[str]:
        return [notice.purpose for notice in consents.NOTICES if self.cleaned_data[notice.purpose]]


class LetterForm(forms.Form):
    code = forms.CharField(
        label=_("Code in your letter"),
        help_text=_("Eight digits, such as 1234 5678"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class SettingsForm(ProfileForm):
    class Meta(ProfileForm.Meta):
        fields = ("display_name", "district", "language")
        labels = ProfileForm.Meta.labels | {"language": _("Language of pages and mails")}


class ErasureForm(forms.Form):
    sure = forms.BooleanField(label=_("I understand that this cannot be undone."))


class CodeField(forms.Form):
    """How every code that allauth asks for is typed: with the keyboard for digits, and offered by the phone."""

    label = _("Six digits")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = self.label
        code.widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"})


class SignInCodeForm(CodeField, ConfirmLoginCodeForm):
    pass


class ActivateAppForm(CodeField, ActivateTOTPForm):
    pass


class SecondFactorForm(CodeField, AuthenticateForm):
    label = _("Code of the app, or a recovery code")


class SecondFactorAgainForm(CodeField, ReauthenticateForm):
    label = _("Code of the app, or a recovery code")
