import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import URLPattern, get_resolver

from deliberation.accounts import actions, consents
from deliberation.spaces.actions import appoint, dismiss
from deliberation.spaces.models import Role
from tests.accounts.conftest import code_in
from tests.cast import gather

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/second-factor/app/"
SETTINGS = "/accounts/settings/"
KEYS = {"int": "1", "slug": "hydrogen", "purpose": "contact", "str": "token", "path": "nothing"}
KNOW_NO_COOKIES = ("/api/v1/", "/feeds/")  # whoever asks there is a stranger, signed in or not


@pytest.fixture
def cast():
    cast = gather()
    for user in (cast.ada, cast.dora, cast.hana, cast.emil, cast.root, cast.ben, cast.finn):
        user.set_unusable_password()
        user.save()
        actions.introduce(user, display_name=user.display_name, district="서구", purposes=consents.REQUIRED)
    return cast


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def by_code(browser, email, back=SETTINGS):
    confirm = browser.post("/accounts/login/", {"contact": email, "next": back})["Location"]
    return browser.post(confirm, {"code": code_in(mail.outbox[-1].subject), "next": back})


def set_up(browser):
    secret = re.search(r"<code>(\w+)</code>", browser.get(SET_UP).content.decode()).group(1)
    return secret, browser.post(SET_UP, {"code": app_code(secret)})


@pytest.mark.parametrize("name", ["ada", "dora", "hana", "emil", "root"])
def test_whoever_decides_sets_up_a_second_factor_before_anything_else(cast, visitor, name):
    by_code(visitor, f"{name}@example.org")
    for path in ("/", SETTINGS):
        assert visitor.get(path)["Location"].startswith(SET_UP)
        assert visitor.post(path)["Location"].startswith(SET_UP)


def addresses(patterns, before: str = "/") -> set[str]:
    """An address of every view of the project's own."""
    found: set[str] = set()
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            found |= addresses(pattern.url_patterns, route)
        elif pattern.callback.__module__.startswith("deliberation."):
            found.add(re.sub(r"<(\w+):\w+>", lambda part: KEYS[part[1]], route))
    return found


def test_no_page_is_open_without_it_but_those_of_arriving_and_leaving(cast, visitor):
    by_code(visitor, "emil@example.org")
    every = addresses(get_resolver().url_patterns)
    opened = {address for address in every if not visitor.get(address).get("Location", "").startswith(SET_UP)}
    assert len(every) > 80
    opened = {address for address in opened if not address.startswith(KNOW_NO_COOKIES)}
    assert opened == {"/accounts/welcome/", "/accounts/settings/erase/", SET_UP}


@pytest.mark.parametrize("name", ["ben", "finn"])
def test_citizens_and_participants_need_none(cast, visitor, name):
    by_code(visitor, f"{name}@example.org")
    assert visitor.get(SETTINGS).status_code == 200


def test_who_has_a_password_gives_it_before_setting_the_app_up(cast, visitor):
    cast.root.set_password("a long password")
    cast.root.save()
    by_code(visitor, "root@example.org")
    again = visitor.get(SET_UP)["Location"]
    assert visitor.post(again, {"password": "another"}).status_code == 200
    assert visitor.post(again, {"password": "a long password"})["Location"] == SET_UP


def test_the_app_is_set_up_once_and_asked_for_at_each_sign_in(cast, visitor):
    by_code(visitor, "emil@example.org")
    secret, done = set_up(visitor)
    assert done["Location"] == "/accounts/second-factor/recovery/"
    recovery = re.findall(r"<code>(\d{8})</code>", visitor.get(done["Location"]).content.decode())
    assert len(recovery) == 10
    assert visitor.get(SETTINGS).status_code == 200
    assert secret not in Authenticator.objects.get(type="totp").data["secret"]

    later = Client()
    challenge = by_code(later, "emil@example.org")
    assert challenge["Location"] == "/accounts/second-factor/code/"
    assert later.get(SETTINGS)["Location"].startswith("/accounts/login/")
    assert later.post(challenge["Location"], {"code": "00000000"}).status_code == 200
    later.post(challenge["Location"], {"code": recovery[0]})
    assert later.get(SETTINGS).status_code == 200


def test_a_session_older_than_the_office_is_asked_when_the_office_begins(cast, visitor):

    by_code(visitor, "finn@example.org")
    membership = appoint(cast.city, cast.finn, Role.OFFICIAL)
    assert visitor.get(SETTINGS)["Location"] == f"{SET_UP}?next=%2Faccounts%2Fsettings%2F"
    dismiss(membership, by=cast.hana)
    assert visitor.get(SETTINGS).status_code == 200


def test_an_administrator_of_the_city_reads_the_admin_pages_and_changes_nothing(cast, client):

    appoint(cast.city, cast.finn, Role.ADMINISTRATOR)
    client.force_login(cast.finn)
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 403
    client.force_login(cast.emil)
    assert client.get("/admin/accounts/user/", follow=True).status_code == 404
    client.logout()
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
