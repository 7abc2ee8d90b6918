import pytest

from deliberation.accounts.models import User
from tests.accounts.conftest import code_in
from tests.cast import person
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_signing_up_takes_three_pages_and_each_is_accessible(visit, assert_accessible, texts):
    page = visit(width=360)
    page.goto("/accounts/login/?next=/accounts/settings/")
    assert_accessible(page)
    page.get_by_role("textbox").fill("010-1234-5678")
    page.get_by_role("button", name="인증번호 받기").click()
    assert_accessible(page)
    page.get_by_role("textbox").fill(code_in(texts()[-1]["text"]))
    page.get_by_role("button", name="계속").click()
    assert_accessible(page)
    page.get_by_role("button", name="계속").click()  # nothing is filled in yet
    assert_accessible(page)
    page.get_by_label("표시 이름").fill("한가람")
    page.get_by_label("거주지").select_option("서구")
    for consent in ("만 14세", "참여를 위한", "정치적 견해"):
        page.get_by_role("checkbox", name=consent).check()
    page.get_by_role("button", name="계속").click()
    page.wait_for_url("**/accounts/settings/")
    assert_accessible(page)
    assert User.objects.get().display_name == "한가람"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/letter/",
        "/accounts/settings/erase/",
        "/notices/",
        "/notices/preferences/",
        "/notices/undelivered/",
        "/accounts/second-factor/app/",
    ],
)
def test_the_other_pages_are_accessible(visit, live_server, assert_accessible, path):
    page = visit(width=360)
    if path != "/accounts/letter/":
        user = person("Root", is_staff=True)
        user.set_unusable_password()
        user.save()
        sign_in(page.context, user, live_server.url)
    page.goto(path)
    assert page.url.endswith(path)
    assert_accessible(page)
