import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.accounts.models import User
from deliberation.notices import actions
from deliberation.notices.models import Delivery, Notice, Preference
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role, Space
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def finn(client):
    finn = person("Finn")
    client.force_login(finn)
    return finn


def tell(user, n=1, start=0):
    for i in range(start, start + n):
        actions.notify([user], "greeting", occasion=f"proposal:{i}", url=f"/proposals/{i}/", facts={"name": f"no {i};"})


def test_the_list_costs_the_same_for_one_and_for_thirty(client, finn):
    counts = []
    for n in (1, 29):
        tell(finn, n, start=Notice.objects.count())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/notices/").status_code == 200
        counts.append(len(queries))
    assert counts == [4, 4]


def test_the_list_is_paged_by_key_newest_first(client, finn):
    tell(finn, 30)
    first = client.get("/notices/").content.decode()
    assert ("no 29;" in first, "no 10;" in first, "no 9;" in first) == (True, True, False)
    tenth = Notice.objects.get(occasion="proposal:10")
    assert f'href="?before={tenth.pk}"' in first
    second = client.get("/notices/", {"before": tenth.pk}).content.decode()
    assert ("no 10;" in second, "no 9;" in second, "no 0;" in second) == (False, True, True)


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 40, "<script>"])
def test_an_odd_page_key_is_no_error(client, finn, before):
    tell(finn)
    assert client.get("/notices/", {"before": before}).status_code == 200


def test_opening_a_notice_marks_it_and_leads_on(client, finn):
    tell(finn, 2)
    notice = Notice.objects.earliest("pk")
    assert client.get(f"/notices/{notice.pk}/read/").status_code == 405
    assert client.post(f"/notices/{notice.pk}/read/")["Location"] == "/proposals/0/"
    assert [row.read_at is None for row in Notice.objects.order_by("pk")] == [False, True]
    client.post("/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_count_of_unread_notices_stands_on_every_page(client, finn):
    tell(finn, 2)
    assert '<span class="bell__count">2</span>' in client.get("/accounts/settings/").content.decode()
    client.post("/notices/read/")
    assert "bell__count" not in client.get("/accounts/settings/").content.decode()


def test_the_notices_of_another_are_not_there(client, finn):
    ben = person("Ben")
    tell(ben)
    assert "no 0;" not in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{Notice.objects.get().pk}/read/").status_code == 404
    client.post("/notices/read/")
    assert Notice.objects.get().read_at is None


def test_strangers_are_asked_to_sign_in(client):
    for path in ("/notices/", "/notices/preferences/", "/notices/undelivered/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")


def test_mail_can_be_switched_off_and_on(client, finn):
    assert "checked" in client.get("/notices/preferences/").content.decode()
    client.post("/notices/preferences/")
    tell(finn)
    assert (Preference.objects.get().wanted, Delivery.objects.count()) == (False, 0)
    client.post("/notices/preferences/", {"email": "on"})
    tell(finn, start=1)
    assert (Preference.objects.get().wanted, Delivery.objects.count()) == (True, 1)


def test_without_an_address_no_mail_is_offered(client, db):
    client.force_login(User.objects.create_user(phone="+821012345678", display_name="한가람", district="서구"))
    page = client.get("/notices/preferences/").content.decode()
    assert ('name="email"' in page, "전자우편 주소 없이 로그인하셔서" in page) == (False, True)


def test_only_the_administrator_sees_what_may_not_have_arrived(client, finn):
    tell(finn, 30)
    Delivery.objects.update(state=Delivery.State.UNKNOWN)
    assert client.get("/notices/undelivered/").status_code == 404
    appoint(Space.objects.city(), finn, Role.ADMINISTRATOR)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/notices/undelivered/").content.decode()
    assert (len(queries), page.count("Hello no")) == (4, 20)
    assert client.post("/notices/undelivered/").status_code == 200
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.UNKNOWN}
