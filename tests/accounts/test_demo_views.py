from importlib import reload

import pytest
from django.test import Client
from django.urls import clear_url_caches

import config.urls
from deliberation.accounts import demo
from deliberation.accounts.models import User
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_mode(settings, tmp_path):
    """The addresses are read from the settings once, so they are read again here and afterwards."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.SMS_FILE_PATH = tmp_path / "sms"
    reload(config.urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    reload(config.urls)
    clear_url_caches()


def official() -> User:
    user = User.objects.create_user("official@demo.example", display_name="이도현", district="서구")
    appoint(Space.objects.city(), user, Role.OFFICIAL)
    return user


def test_in_the_demo_each_role_is_entered_with_one_click(demo_mode, visitor):
    user = official()
    page = visitor.get("/accounts/login/?next=/accounts/settings/").content.decode()
    assert [f'action="/demo/enter/{account.slug}/"' in page for account in demo.ACCOUNTS] == [True] * 9
    assert visitor.get("/demo/enter/official/").status_code == 405
    entered = visitor.post("/demo/enter/official/", {"next": "/accounts/settings/"})
    assert entered["Location"] == "/accounts/settings/"
    page = visitor.get("/accounts/settings/")
    assert (page.status_code, page.wsgi_request.user) == (200, user)
    assert visitor.post("/demo/enter/mayor/").status_code == 404


def test_in_the_demo_what_was_sent_can_be_read(demo_mode, visitor):
    assert visitor.get("/demo/mails/").status_code == 200
    visitor.post("/accounts/login/", {"contact": "010-1234-5678"})
    Client().post("/accounts/login/", {"contact": "finn@example.org"})
    page = visitor.get("/demo/mails/").content.decode()
    assert ("+821012345678" in page, "finn@example.org" in page) == (True, True)


def test_outside_the_demo_there_is_neither(visitor):
    official()
    assert "/demo/" not in visitor.get("/accounts/login/").content.decode()
    assert visitor.get("/demo/mails/").status_code == 404
    assert visitor.post("/demo/enter/official/").status_code == 404
