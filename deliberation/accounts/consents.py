"""What people consent to, one by one, each with the four-part notice of the Personal Information Protection Act
(articles 15 and 23): purpose, items, retention, right to refuse."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.accounts.models import Consent, User

VERSION = "2026-1"


@dataclass(frozen=True)
class ConsentNotice:
    purpose: Consent.Purpose
    required: bool
    why: Any
    items: Any
    retention: Any
    refusal: Any

    @property
    def label(self) -> str:
        return str(self.purpose.label)


NOTICES = [
    ConsentNotice(
        Consent.Purpose.ACCOUNT,
        required=True,
        why=_("To know that each person takes part once, and to open to you what concerns your district."),
        items=_("Display name, district, mobile number or e-mail address"),
        retention=_("Until you ask for erasure"),
        refusal=_("You may refuse. You can then read everything that is public, but not take part."),
    ),
    ConsentNotice(
        Consent.Purpose.OPINION,
        required=True,
        why=_("To count your co-signatures, answers and votes and to publish the results without your name."),
        items=_("What you support, answer, write and vote: the law calls political opinions sensitive information"),
        retention=_("Until you ask for erasure; what was counted then stays without any link to you"),
        refusal=_("You may refuse. You can then read everything that is public, but not take part."),
    ),
    ConsentNotice(
        Consent.Purpose.CONTACT,
        required=False,
        why=_("To tell you when a stage opens or closes, when there is a result, and when the city has answered."),
        items=_("Mobile number or e-mail address"),
        retention=_("Until you withdraw this consent"),
        refusal=_("You may refuse without any disadvantage: the same notices wait for you after you sign in."),
    ),
]
REQUIRED = [notice.purpose for notice in NOTICES if notice.required]


def standing(user: User) -> set[str]:
    """The purposes that the person consents to now."""
    return set(user.consents.filter(withdrawn_at=None, version=VERSION).values_list("purpose", flat=True))


def incomplete(user: User) -> bool:
    """True while name, district or a required consent in its present version is missing."""
    return not (user.display_name and user.district) or not standing(user).issuperset(REQUIRED)
