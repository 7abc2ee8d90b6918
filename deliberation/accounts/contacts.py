"""A mobile number or an e-mail address as people write it, in one field."""

from typing import NamedTuple

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

HOME_REGION = "KR"


class Contact(NamedTuple):
    """``provider`` is the name of the User column as well as of the Identity's provider."""

    provider: str
    subject: str


def parse(text: str) -> Contact:
    """An e-mail address in lower case or a mobile number in E.164 (``010-1234-5678`` is ``+821012345678``).

    Raises ValidationError with words for the reader.
    """
    text = text.strip()
    return Contact("email", _email(text)) if "@" in text else Contact("phone", _mobile(text))


def shown(contact: Contact) -> str:
    """As people of the city write it: a number at home without its country code."""
    if contact.provider == "email":
        return contact.subject
    number = phonenumbers.parse(contact.subject)
    at_home = phonenumbers.region_code_for_number(number) == HOME_REGION
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(
            _("This is not a complete e-mail address. Example: name@example.com"), code="email"
        ) from error
    return text.lower()


def _mobile(text: str) -> str:
    unclear = ValidationError(
        _("Please give a mobile number such as 010-1234-5678, or an e-mail address."), code="contact"
    )
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise unclear from error
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in mobile:
        raise unclear
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
