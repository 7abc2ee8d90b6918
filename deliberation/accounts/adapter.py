"""Where django-allauth asks this project: how a code reaches a person, and what a sign-in means here."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from deliberation.accounts import sms
from deliberation.accounts.actions import arrive
from deliberation.accounts.contacts import Contact
from deliberation.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not the code that we sent. Please compare the digits."),
        "too_many_login_attempts": gettext_lazy("The code was wrong three times. Please ask for a new one."),
        "rate_limited": gettext_lazy("Too many attempts. Please ask for a new code in a few minutes."),
    }

    def add_message(self, request, level, message_template=None, *context, message=None, **kwargs):
        """Errors only: where one stands is told by the page itself."""
        if message:
            super().add_message(request, level, message=message)

    def login(self, request, user):
        """Every sign-in by code ends here, after all its stages."""
        records = [record for record in get_authentication_records(request, user) if record["method"] == "code"]
        super().login(request, user)
        for record in records[-1:]:
            provider = "phone" if record.get("phone") else "email"
            arrive(user, contact=Contact(provider, record[provider]))

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        city = settings.CITY["name" if get_language() == "ko" else "name_en"]
        sms.send(
            phone, _("[%(city)s] Your sign-in code is %(code)s. Tell it to nobody.") % {"city": city, "code": code}
        )

    def set_phone(self, user, phone, verified):
        User.objects.filter(pk=user.pk).update(phone=phone, phone_verified=verified)

    def get_phone(self, user):
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone):
        return User.objects.filter(phone=phone).first()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted under a key of their own, derived from SECRET_KEY."""

    def _cipher(self) -> Fernet:
        key = hashlib.sha256(b"second factor\x1f" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()
