import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from deliberation.accounts import actions, consents
from deliberation.accounts.models import Channel, Consent, Identity, Letter, User
from tests.accounts.conftest import code_in
from tests.cast import person

pytestmark = pytest.mark.django_db
WELCOME = "/accounts/welcome/"
NEW_PERSON = {"display_name": "한가람", "district": "서구", "of_age": "on", "account": "on", "opinion": "on"}


def ask_for_code(visitor, contact, back="/notices/"):
    return visitor.post("/accounts/login/", {"contact": contact, "next": back})


def sign_in(visitor, contact, texts, back="/notices/"):
    confirm = ask_for_code(visitor, contact, back)["Location"]
    text = mail.outbox[-1].subject if "@" in contact else texts()[-1]["text"]
    return visitor.post(confirm, {"code": code_in(text), "next": back})


@pytest.mark.parametrize("contact", ["010-1234-5678", "Finn@example.org"])
def test_from_any_page_to_a_first_act_there_are_three_pages_between(visitor, texts, contact):
    screens = [visitor.get("/accounts/login/?next=/accounts/settings/")]
    confirm = ask_for_code(visitor, contact, back="/accounts/settings/")["Location"]
    screens.append(visitor.get(confirm))
    text = mail.outbox[-1].subject if "@" in contact else texts()[-1]["text"]
    arrived = visitor.post(confirm, {"code": code_in(text), "next": "/accounts/settings/"})
    assert arrived["Location"] == "/accounts/settings/"
    detour = visitor.get("/accounts/settings/")["Location"]
    assert detour == f"{WELCOME}?next=%2Faccounts%2Fsettings%2F"
    screens.append(visitor.get(detour))
    finished = visitor.post(detour, NEW_PERSON | {"next": "/accounts/settings/"})

    assert [screen.status_code for screen in screens] == [200, 200, 200]
    assert finished["Location"] == "/accounts/settings/"
    user = User.objects.get()
    assert (user.display_name, user.district, user.welcome_due) == ("한가람", "서구", False)
    assert consents.standing(user) == {"account", "opinion"}
    assert list(user.identities.values_list("level", flat=True)) == [Identity.Level.CONTACT]


def test_known_and_unknown_contacts_see_the_same(client, visitor, texts):
    person("Finn")
    answers = [
        ask_for_code(browser, contact)
        for browser, contact in ((client, "finn@example.org"), (visitor, "nobody@example.org"))
    ]
    pages = [
        browser.get(answer["Location"]).content.decode()
        for browser, answer in zip((client, visitor), answers, strict=True)
    ]
    pages = [re.sub(r'(finn|nobody)@|csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["finn@example.org"], ["nobody@example.org"]]


def test_the_same_number_written_differently_is_one_person(visitor, client, texts):
    sign_in(visitor, "010-1234-5678", texts)
    sign_in(client, "+82 10 1234 5678", texts)
    assert User.objects.count() == 1


def test_a_wrong_code_is_told_and_after_three_a_new_one_is_needed(visitor, texts):
    confirm = ask_for_code(visitor, "010-1234-5678")["Location"]
    wrong = "0" * 6 if code_in(texts()[-1]["text"]) != "0" * 6 else "1" * 6
    pages = [visitor.post(confirm, {"code": wrong}) for _ in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 302]
    assert "field--invalid" in pages[0].content.decode()
    assert pages[2]["Location"] == "/accounts/login/?next=%2Fnotices%2F"
    assert "인증번호가 세 번 틀렸습니다" in visitor.get(pages[2]["Location"]).content.decode()
    late = visitor.post(confirm, {"code": code_in(texts()[-1]["text"])})
    assert late["Location"] == "/accounts/login/?next=%2Fnotices%2F"


def test_a_code_holds_for_fifteen_minutes_and_then_says_so(visitor, texts, time_machine):
    confirm = ask_for_code(visitor, "010-1234-5678")["Location"]
    time_machine.move_to(timezone.now() + timedelta(minutes=15, seconds=1))
    late = visitor.post(confirm, {"code": code_in(texts()[-1]["text"])})
    assert late["Location"] == "/accounts/login/?next=%2Fnotices%2F"
    assert "이 인증번호는 더 이상 쓸 수 없습니다" in visitor.get(late["Location"]).content.decode()


def test_a_second_code_is_sent_and_if_it_cannot_be_the_first_still_holds(visitor, texts, settings, tmp_path):
    confirm = ask_for_code(visitor, "010-1234-5678")["Location"]
    first = code_in(texts()[-1]["text"])
    working, settings.SMS_FILE_PATH = settings.SMS_FILE_PATH, tmp_path / "file"
    settings.SMS_FILE_PATH.write_text("a file where a folder is needed")
    failed = visitor.post(confirm, {"action": "resend", "next": "/notices/"}, follow=True)
    assert failed.redirect_chain == [(confirm, 302)]
    assert "인증번호를 보내지 못했습니다" in failed.content.decode()
    settings.SMS_FILE_PATH = working
    assert visitor.post(confirm, {"code": first, "next": "/notices/"})["Location"] == "/notices/"


def test_a_fourth_code_within_a_minute_is_refused_and_the_number_kept(visitor, texts):
    for _ in range(3):
        ask_for_code(visitor, "010-1234-5678")
    page = ask_for_code(visitor, "010-1234-5678")
    assert page.status_code == 200
    assert 'value="010-1234-5678"' in page.content.decode()
    assert len(texts()) == 3


@pytest.mark.parametrize("contact", ["", "02-123-4567", "<script>alert(1)</script>", "x" * 300])
def test_a_contact_that_cannot_be_reached_is_refused_in_words(visitor, texts, contact):
    page = ask_for_code(visitor, contact)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert User.objects.count() == 0


def test_nobody_is_sent_to_a_foreign_site(visitor, texts):
    arrived = sign_in(visitor, "010-1234-5678", texts, back="https://evil.example/")
    assert arrived["Location"] == "/"


def test_without_a_carrier_only_mail_is_offered(visitor, settings):
    settings.SMS_SENDER = ""
    page = ask_for_code(visitor, "010-1234-5678")
    assert page.status_code == 200
    assert User.objects.count() == 0


def test_when_the_message_cannot_be_sent_the_page_says_so(visitor, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "file"
    settings.SMS_FILE_PATH.write_text("a file where a folder is needed")
    page = ask_for_code(visitor, "010-1234-5678")
    assert page.status_code == 200
    assert "field--invalid" in page.content.decode()


@pytest.mark.parametrize("missing", ["display_name", "district", "of_age", "account", "opinion"])
def test_the_first_page_needs_what_it_marks_as_required(client, missing):
    user = User.objects.create_user("new@example.org", welcome_due=True)
    client.force_login(user)
    page = client.post(WELCOME, {key: value for key, value in NEW_PERSON.items() if key != missing})
    assert page.status_code == 200
    assert ("한가람" in page.content.decode()) == (missing != "display_name")
    user.refresh_from_db()
    assert (user.display_name, Consent.objects.count()) == ("", 0)


def test_no_consent_is_ticked_beforehand(client):
    client.force_login(User.objects.create_user("new@example.org", welcome_due=True))
    assert "checked" not in client.get(WELCOME).content.decode()


def test_an_unfinished_person_reaches_the_first_page_and_the_way_out_only(client):
    client.force_login(User.objects.create_user("new@example.org", welcome_due=True))
    assert client.get("/accounts/settings/")["Location"] == f"{WELCOME}?next=%2Faccounts%2Fsettings%2F"
    assert client.post("/accounts/settings/", {})["Location"] == f"{WELCOME}?next=%2F"
    posted = client.post("/notices/read/", HTTP_REFERER="http://testserver/notices/?before=9")
    assert posted["Location"] == f"{WELCOME}?next=%2Fnotices%2F%3Fbefore%3D9"
    client.post("/accounts/logout/")
    assert client.get(WELCOME)["Location"].startswith("/accounts/login/")


def test_a_letter_signs_its_person_in_for_the_session(visitor):
    user = User.objects.create_user(origin=User.Origin.IMPORT)
    code = actions.issue_letter(user, "/processes/waste/", timezone.now() + timedelta(days=14))
    assert re.fullmatch(r"\d{4} \d{4}", code)
    assert f'value="{code}"' in visitor.get("/accounts/letter/", {"code": code}).content.decode()

    arrived = visitor.post("/accounts/letter/", {"code": code.replace(" ", "")})

    assert arrived["Location"] == "/processes/waste/"
    detour = visitor.get("/accounts/settings/")
    assert detour["Location"].startswith(WELCOME)
    assert (detour.wsgi_request.user, detour.wsgi_request.channel) == (user, Channel.LETTER)
    assert list(user.identities.values_list("level", flat=True)) == [Identity.Level.LETTER]
    assert Letter.objects.get().used_at is not None
    assert code.replace(" ", "") not in str(Letter.objects.values().get())


@pytest.mark.parametrize("code", ["", "1234", "99999999", "no digits", "<b>12345678</b>"])
def test_a_wrong_letter_code_signs_nobody_in(visitor, code):
    page = visitor.post("/accounts/letter/", {"code": code})
    assert (page.status_code, "_auth_user_id" in visitor.session) == (200, False)


def test_an_expired_letter_and_one_of_an_erased_person_sign_nobody_in(visitor):
    user = User.objects.create_user(origin=User.Origin.IMPORT)
    old = actions.issue_letter(user, "/", timezone.now() - timedelta(seconds=1))
    gone = actions.issue_letter(user, "/", timezone.now() + timedelta(days=1))
    assert visitor.post("/accounts/letter/", {"code": old}).status_code == 200
    actions.erase(user, by=user)
    assert visitor.post("/accounts/letter/", {"code": gone}).status_code == 200


def test_a_full_hall_behind_one_address_opens_its_letters():
    for _ in range(12):
        user = User.objects.create_user(origin=User.Origin.IMPORT)
        code = actions.issue_letter(user, "/", timezone.now() + timedelta(days=1))
        assert Client().post("/accounts/letter/", {"code": code}).status_code == 302


def test_guessing_letters_ends_after_ten_attempts(visitor):
    user = User.objects.create_user(origin=User.Origin.IMPORT)
    code = actions.issue_letter(user, "/", timezone.now() + timedelta(days=1))
    for guess in range(10):
        visitor.post("/accounts/letter/", {"code": f"{guess:08d}"})
    assert visitor.post("/accounts/letter/", {"code": code}).status_code == 200


def test_without_a_cache_that_counts_letters_stay_shut_and_codes_are_sent(visitor, texts, settings):
    user = User.objects.create_user(origin=User.Origin.IMPORT)
    code = actions.issue_letter(user, "/", timezone.now() + timedelta(days=1))
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    page = visitor.post("/accounts/letter/", {"code": code})
    assert (page.status_code, "_auth_user_id" in visitor.session) == (200, False)
    assert sign_in(visitor, "010-1234-5678", texts)["Location"] == "/notices/"


def test_settings_are_kept_and_the_language_with_them(client):
    finn = person("Finn")
    client.force_login(finn)
    saved = client.post("/accounts/settings/", {"display_name": " 핀  ", "district": "중구", "language": "en"})
    finn.refresh_from_db()
    assert (finn.display_name, finn.district, finn.language) == ("핀", "중구", "en")
    assert saved.cookies["django_language"].value == "en"
    assert "Your settings are saved." in client.get("/accounts/settings/").content.decode()


@pytest.mark.parametrize("field", [{"display_name": ""}, {"display_name": "가" * 41}, {"district": "서울"}])
def test_settings_that_cannot_be_are_refused_and_kept_in_the_form(client, field):
    finn = person("Finn")
    client.force_login(finn)
    page = client.post("/accounts/settings/", {"display_name": "핀", "district": "중구", "language": "en"} | field)
    assert page.status_code == 200
    finn.refresh_from_db()
    assert finn.display_name == "Finn"


def test_consents_are_withdrawn_and_given_one_by_one(client):
    finn = person("Finn")
    actions.introduce(finn, display_name="Finn", district="서구", purposes=Consent.Purpose.values)
    client.force_login(finn)
    client.post("/accounts/settings/consents/contact/")
    assert consents.standing(finn) == {"account", "opinion"}
    client.post("/accounts/settings/consents/contact/", {"give": "1"})
    assert consents.standing(finn) == {"account", "opinion", "contact"}
    client.post("/accounts/settings/consents/opinion/")
    assert client.get("/accounts/settings/")["Location"].startswith(WELCOME)
    assert client.get("/accounts/settings/consents/opinion/").status_code == 302


def test_unknown_consents_and_reading_by_the_acts_address_are_refused(client):
    client.force_login(person("Finn"))
    assert client.post("/accounts/settings/consents/everything/").status_code == 404
    assert client.get("/accounts/settings/consents/contact/").status_code == 405


def test_strangers_are_asked_to_sign_in(visitor):
    pages = [visitor.get(path) for path in ("/accounts/settings/", WELCOME, "/accounts/settings/erase/")]
    assert [page["Location"].split("?")[0] for page in pages] == ["/accounts/login/"] * 3


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/notices/?before=9", "/notices/%3Fbefore%3D9"),
        ("http://evil.example/notices/", "/"),
        ("http://testserver//evil.example/", "/"),
        ("", "/"),
    ],
)
def test_who_must_sign_in_to_post_comes_back_to_the_page_of_the_form(visitor, before, back):
    asked = visitor.post("/notices/read/", HTTP_REFERER=before)
    assert asked["Location"] == f"/accounts/login/?next={back}"
    assert "아직 처리되지 않았습니다" in visitor.get(asked["Location"]).content.decode()


def test_erasing_takes_a_tick_and_ends_every_session(client, visitor, texts):
    sign_in(visitor, "010-1234-5678", texts)
    user = User.objects.get()
    client.force_login(user)
    assert client.post("/accounts/settings/erase/").status_code == 200
    client.post("/accounts/settings/erase/", {"sure": "on"})
    assert visitor.get("/accounts/settings/")["Location"].startswith("/accounts/login/")
    user.refresh_from_db()
    assert (user.phone, user.is_active) == (None, False)


def test_passwords_are_not_offered(visitor):
    paths = ["password/reset/", "password/change/", "signup/", "email/"]
    assert [visitor.get(f"/accounts/{path}").status_code for path in paths] == [404] * 4
