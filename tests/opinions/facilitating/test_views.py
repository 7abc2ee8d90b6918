import pytest

from deliberation.opinions.statements.actions import put_statement
from tests.opinions.scenes import address, during, ready_round

pytestmark = pytest.mark.django_db


def test_the_facilitator_decides_with_a_reason_or_is_asked_for_one(client):
    stage, cast = ready_round()
    with during(stage):
        statement = put_statement(stage, seat=cast.ben.seats.get(), text="버스를 먼저 늘립시다.")
        client.force_login(cast.ada)
        data = {"step": "decline", "version": 1, "reason": ""}
        assert client.post(address("decide", stage, statement.pk), data).status_code == 422
        assert client.post(address("decide", stage, statement.pk), data | {"reason": "중복입니다."}).status_code == 302
    client.logout()
    page = client.get(address("statement", stage, statement.pk))
    assert "중복입니다." in page.text
    assert "버스를 먼저" not in page.text
