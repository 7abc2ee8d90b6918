from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from deliberation.accounts import actions, consents
from deliberation.accounts.contacts import Contact
from deliberation.accounts.models import Consent, Identity, Pseudonym, Reveal, User
from deliberation.ledger.actions import Refused
from deliberation.spaces.actions import appoint, submit
from deliberation.spaces.models import Membership, Role
from tests.cast import gather, person
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db
PHONE = Contact("phone", "+821012345678")


@pytest.mark.django_db(transaction=True)
def test_two_first_requests_at_once_make_one_person():
    people = at_once(4, lambda i: actions.person_for(PHONE, language="ko").pk)
    assert len(set(people)) == 1
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_arriving_twice_at_once_proves_one_identity():
    user = actions.person_for(PHONE, language="ko")
    assert at_once(4, lambda i: actions.arrive(User.objects.get(pk=user.pk), contact=PHONE)) == [None] * 4
    assert Identity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_consenting_twice_at_once_is_one_consent():
    finn = person("Finn")
    assert at_once(4, lambda i: actions.consent(finn, Consent.Purpose.OPINION)) == [None] * 4
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_the_strongest_identity_counts_and_does_not_change_with_later_equal_ones():
    finn = person("Finn")
    account = actions.identity_key(finn)
    actions.arrive(finn, contact=PHONE)
    contact = actions.identity_key(finn)
    code = actions.issue_letter(finn, "/", timezone.now() + timedelta(days=1))
    actions.open_letter(code)
    letter = actions.identity_key(finn)
    actions.open_letter(actions.issue_letter(finn, "/", timezone.now() + timedelta(days=1)))
    assert actions.identity_key(finn) == letter
    assert len({account, contact, letter}) == 3
    assert PHONE.subject not in contact


def test_a_new_version_of_a_notice_asks_again(monkeypatch):
    finn = person("Finn")
    actions.introduce(finn, display_name="Finn", district="서구", purposes=consents.REQUIRED)
    monkeypatch.setattr(consents, "VERSION", "later")
    actions.arrive(finn)
    assert finn.welcome_due
    actions.introduce(finn, display_name="Finn", district="서구", purposes=consents.REQUIRED)
    assert sorted((row.purpose, row.version, row.withdrawn_at is None) for row in finn.consents.all()) == [
        ("account", "2026-1", False),
        ("account", "later", True),
        ("opinion", "2026-1", False),
        ("opinion", "later", True),
    ]


def test_introducing_oneself_without_a_required_consent_is_refused():
    with pytest.raises(Refused):
        actions.introduce(person("Finn"), display_name="F", district="서구", purposes=[Consent.Purpose.ACCOUNT])
    assert Consent.objects.count() == 0


def test_an_erased_person_is_blank_and_what_counts_stays():
    cast = gather()
    actions.arrive(cast.ben, contact=Contact("email", "ben@example.org"))
    actions.consent(cast.ben, Consent.Purpose.CONTACT)
    code = actions.issue_letter(cast.ben, "/", timezone.now() + timedelta(days=1))
    item = submit("statement", space=cast.here, author=cast.ben, text="바람", channel="web")

    actions.erase(cast.ben, by=cast.ben)

    ben = User.objects.get(pk=cast.ben.pk)
    assert (ben.email, ben.phone, ben.display_name, ben.district, ben.is_active) == (None, None, "", "", False)
    assert ben.erased_at is not None
    assert Identity.objects.count() == Pseudonym.objects.filter(user=ben).count() == 0
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    assert actions.open_letter(code) is None
    item.refresh_from_db()
    assert (item.author, item.text) == (None, "바람")
    assert not Membership.objects.current().filter(user=ben).exists()
    assert actions.person_for(Contact("email", "ben@example.org"), language="ko") != ben


def test_whoever_decides_about_others_cannot_be_erased():
    cast = gather()
    for person_ in (cast.ada, cast.emil, cast.root):
        with pytest.raises(Refused):
            actions.erase(person_, by=person_)


def test_contact_fields_are_read_by_staff_alone_with_a_reason_and_logged():
    cast = gather()
    for by, fields, why, refusal in [
        (cast.ben, ["email"], "curious", PermissionDenied),
        (cast.emil, ["email", "password"], "a letter came back", PermissionDenied),
        (cast.emil, ["email"], " ", Refused),
    ]:
        with pytest.raises(refusal):
            actions.reveal(cast.finn, fields, by=by, why=why)
    assert Reveal.objects.count() == 0
    assert actions.reveal(cast.finn, ["email", "phone"], by=cast.emil, why="a letter came back") == {
        "email": "finn@example.org",
        "phone": "",
    }
    assert list(Reveal.objects.values_list("person", "by", "fields", "why")) == [
        (cast.finn.pk, cast.emil.pk, ["email", "phone"], "a letter came back")
    ]


def test_only_contacts_that_were_never_proven_are_purged_after_a_day(time_machine):
    cast = gather()
    stale = actions.person_for(PHONE, language="ko")
    proven = actions.person_for(Contact("email", "new@example.org"), language="ko")
    actions.arrive(proven, contact=Contact("email", "new@example.org"))
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))
    fresh = actions.person_for(Contact("email", "fresh@example.org"), language="ko")
    before = set(User.objects.values_list("pk", flat=True))
    actions.purge_unverified()
    assert before - set(User.objects.values_list("pk", flat=True)) == {stale.pk}
    assert {proven.pk, fresh.pk, cast.finn.pk} <= before


def test_settings_do_not_undo_what_came_in_between(cast):
    stale = User.objects.get(pk=cast.finn.pk)
    appoint(cast.city, cast.finn, Role.OFFICIAL)
    actions.change_settings(stale, display_name="핀", district="중구", language="en")
    stale = User.objects.get(pk=cast.ben.pk)
    actions.erase(cast.ben, by=cast.ben)
    actions.change_settings(stale, display_name="벤", district="중구", language="en")
    kept = {
        pk: User.objects.values_list("display_name", "email", "decides").get(pk=pk) for pk in (cast.finn.pk, stale.pk)
    }
    assert kept == {cast.finn.pk: ("핀", "finn@example.org", True), stale.pk: ("", None, False)}
