"""What people do about themselves: arrive, introduce themselves, consent, leave. The order of locks is the user row,
then its identities."""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.accounts import consents
from deliberation.accounts.contacts import Contact
from deliberation.accounts.models import Consent, Identity, Letter, Pseudonym, Reveal, User
from deliberation.ledger.actions import Refused

PERSONAL_FIELDS = {"email", "phone", "display_name", "district"}
LETTER_DIGITS = 8

# Rooms above add what erasure means for their own rows; each is called inside the erasing transaction.
ERASURES: list[Callable[[User], None]] = []


def person_for(contact: Contact, *, language: str) -> User:
    """The person behind a contact, known or new; two first requests at the same moment make one person."""
    lookup = {contact.provider: contact.subject}
    new = {"language": language, "welcome_due": True, "password": make_password(None)}
    try:
        with transaction.atomic():
            return User.objects.get_or_create(**lookup, defaults=new)[0]
    except IntegrityError:
        return User.objects.get(**lookup)


@transaction.atomic
def arrive(user: User, *, contact: Contact | None = None) -> None:
    """Note at sign-in that the contact is proven, and whether something must still be asked."""
    if contact:
        key = Identity.key_for(contact.provider, contact.subject)
        Identity.objects.get_or_create(
            provider=contact.provider, key=key, defaults={"user": user, "level": Identity.Level.CONTACT}
        )
    user.welcome_due = consents.incomplete(user)
    user.save(update_fields=["welcome_due"])


@transaction.atomic
def introduce(user: User, *, display_name: str, district: str, purposes: Iterable[str]) -> None:
    """A person's first page: name, district and the consents they ticked. Refused without the required ones."""
    purposes = set(purposes)
    if not purposes.issuperset(consents.REQUIRED):
        raise Refused(_("Without the required consents you can read, but not take part."))
    user.display_name, user.district = display_name, district
    for purpose in sorted(purposes):
        consent(user, purpose)
    user.welcome_due = False
    user.save(update_fields=["display_name", "district", "welcome_due"])


def change_settings(user: User, *, display_name: str, district: str, language: str) -> None:
    """Write these alone: offices and erasure may come at the same moment and must not be undone by a stale row."""
    known = User.objects.filter(pk=user.pk, erased_at=None)
    known.update(display_name=display_name, district=district, language=language)


@transaction.atomic
def consent(user: User, purpose: str) -> None:
    """Consent to one purpose in the present version of its notice; an older version is withdrawn by it."""
    now = timezone.now()
    old = user.consents.filter(purpose=purpose, withdrawn_at=None).exclude(version=consents.VERSION)
    old.update(withdrawn_at=now)
    Consent.objects.bulk_create(
        [Consent(user=user, purpose=purpose, version=consents.VERSION, given_at=now)], ignore_conflicts=True
    )


@transaction.atomic
def withdraw_consent(user: User, purpose: str) -> None:
    """Withdraw a consent from now on. Without a required one the person is asked again before any other page."""
    user.consents.filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=timezone.now())
    user.welcome_due = consents.incomplete(user)
    user.save(update_fields=["welcome_due"])


class Proof(NamedTuple):
    """What is known of an account being one human, for acts that one human does once."""

    key: str
    keys: frozenset[str]
    level: int
    born: date | None


def proof_of(user: User) -> Proof:
    """The strongest proof that this account is one human, and every key by which the same human may come again.

    A proof that tells name and birth date is known by the key of paper, too. Somebody without a proof (imported, or
    entered without one) counts as this account alone.
    """
    known = list(user.identities.order_by("-level", "pk").values_list("key", "level", "claims"))
    keys, born = {key for key, _level, _claims in known}, None
    for _key, _level, claims in known:
        if claims.get("born"):
            born = date.fromisoformat(claims["born"])
            if claims.get("name"):
                keys.add(paper_key(claims["name"], born))
    if not known:
        key = Identity.key_for("account", str(user.pk))
        return Proof(key, frozenset([key]), Identity.Level.CONTACT, None)
    return Proof(known[0][0], frozenset(keys), known[0][1], born)


def identity_key(user: User) -> str:
    """The key of the strongest proof that this account is one human; see :func:`proof_of`."""
    return proof_of(user).key


def paper_key(name: str, born: date) -> str:
    """The key of somebody known by name and birth date: on paper, at a counter. Spaces in a name do not matter."""
    return Identity.key_for("paper", "".join(name.split()).lower(), born.isoformat())


@transaction.atomic
def person_on_paper(name: str, born: date, *, district: str, level: int, origin: str = User.Origin.ASSISTED) -> User:
    """The person of a name and birth date, known or new, as staff enter them; a stronger look at them is kept.

    Neither the birth date nor a number is kept, only their keyed hash. Two entries at one moment make one person.
    """
    key = paper_key(name, born)
    try:
        with transaction.atomic():
            known = Identity.objects.select_related("user").filter(provider="paper", key=key).first()
            if known is None:
                user = User.objects.create_user(display_name=name, district=district, origin=origin)
                known = Identity.objects.create(user=user, provider="paper", key=key, level=level)
    except IntegrityError:
        known = Identity.objects.select_related("user").get(provider="paper", key=key)
    Identity.objects.filter(pk=known.pk, level__lt=level).update(level=level)
    return known.user


def issue_letter(user: User, landing: str, valid_until: datetime) -> str:
    """An invitation letter's code, shown as ``1234 5678``; only its keyed hash is stored."""
    while True:
        digits = f"{secrets.randbelow(10**LETTER_DIGITS):0{LETTER_DIGITS}d}"
        letter = Letter(user=user, key=Identity.key_for("letter", digits), landing=landing, valid_until=valid_until)
        try:
            with transaction.atomic():
                letter.save()
        except IntegrityError:
            continue
        return f"{digits[:4]} {digits[4:]}"


@transaction.atomic
def open_letter(code: str) -> Letter | None:
    """The valid letter of a code, whose person is thereby identified; None for a wrong or expired code.

    The code is looked up by its keyed hash, so the time taken tells nothing about how near a guess was.
    """
    digits = "".join(character for character in code if character.isdecimal())
    key = Identity.key_for("letter", digits)
    letters = Letter.objects.select_related("user").filter(valid_until__gt=timezone.now(), user__is_active=True)
    letter = letters.filter(key=key).first()
    if letter:
        Letter.objects.filter(pk=letter.pk, used_at=None).update(used_at=timezone.now())
        level = Identity.Level.LETTER
        Identity.objects.get_or_create(provider="letter", key=key, defaults={"user": letter.user, "level": level})
        arrive(letter.user)
    return letter


@transaction.atomic
def erase(user: User, *, by: User) -> None:
    """Blank a person for good: nobody signs in as them again, and nothing links what counts to a human.

    Rows that count (co-signatures, votes, answers) stay. Refused while they hold a role that decides about others.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.needs_second_factor:
        raise Refused(_("Please hand your office over first: whoever decides about others cannot be erased."))
    for forget in ERASURES:
        forget(user)
    for model in (Identity, Pseudonym, Letter, Authenticator):
        model.objects.filter(user=user).delete()
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    user.email = user.phone = None
    user.phone_verified = user.is_active = user.is_superuser = user.welcome_due = False
    user.display_name = user.district = ""
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()


def reveal(person: User, fields: Iterable[str], *, by: User, why: str) -> dict[str, str]:
    """A person's contact fields for a member of staff who says why; the look is logged before it is granted."""
    return reveal_all([person], fields, by=by, why=why)[person.pk]


@transaction.atomic
def reveal_all(people: Iterable[User], fields: Iterable[str], *, by: User, why: str) -> dict[int, dict[str, str]]:
    """The same of many people at once, as for a list, by their primary keys: each look is logged for itself."""
    fields = sorted(set(fields))
    if not by.needs_second_factor or not PERSONAL_FIELDS.issuperset(fields):
        raise PermissionDenied
    if not why.strip():
        raise Refused(_("Please say why you need to see this: it is logged."))
    people = list(people)
    Reveal.objects.bulk_create(Reveal(person=person, by=by, fields=fields, why=why.strip()) for person in people)
    return {person.pk: {field: getattr(person, field) or "" for field in fields} for person in people}


def purge_unverified(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete rows of contacts that asked for a code and never proved it; returns how many."""
    stale = User.objects.filter(
        origin=User.Origin.SELF,
        identities=None,
        display_name="",
        last_login=None,
        decides=False,
        is_staff=False,
        erased_at=None,
        created_at__lt=timezone.now() - older_than,
    )
    return stale.delete()[0]
