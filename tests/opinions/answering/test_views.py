import pytest

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import Stance
from tests.opinions.scenes import address, admitted, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def voted(stage, n: int):
    """Two camps of n people each who answer every statement."""
    statements = admitted(stage)
    for number, one in enumerate(crowd(stage, 2 * n)):
        side = 1 if number < n else -1
        values = {s.pk: side if s.number % 3 else 1 for s in statements}
        answer(stage, seat=one, values=values)


def test_one_statement_is_shown_and_the_answer_leads_to_the_next(client):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        first = client.get(address("answer", stage)).context["statement"]
        response = client.post(address("answer", stage), {"statement": first.pk, "value": "1"}, follow=True)
    assert response.redirect_chain == [(address("answer", stage), 302)]
    assert (response.context["answered"], response.context["left"]) == (1, 2)
    assert list(Stance.objects.values_list("statement", "value", "channel")) == [(first.pk, 1, "web")]


def test_with_htmx_only_the_card_comes_back(client):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        response = client.post(
            address("answer", stage),
            {"statement": admitted(stage)[0].pk, "value": "0"},
            headers={"hx-request": "true"},
        )
    assert (response.status_code, "<html" in response.text, 'id="card"' in response.text) == (200, False, True)


def test_when_all_is_answered_the_page_says_so(client):
    stage, cast = ready_round(statements=1)
    client.force_login(cast.ben)
    with during(stage):
        data = {"statement": admitted(stage)[0].pk, "value": "-1"}
        response = client.post(address("answer", stage), data, follow=True)
    assert response.context["statement"] is None


def test_strangers_read_and_cannot_answer(client):
    stage, cast = ready_round()
    with during(stage):
        assert client.get(address("answer", stage)).status_code == 200
        data = {"statement": admitted(stage)[0].pk, "value": "1"}
        assert client.post(address("answer", stage), data).status_code == 403
        client.force_login(cast.cleo)
        assert client.post(address("answer", stage), data).status_code == 403
        assert client.get(address("moderate", stage)).status_code == 403
    assert Stance.objects.count() == 0


def test_a_closed_space_is_not_there_for_strangers(client):
    stage, cast = ready_round()
    stage.process.space.closed = True
    stage.process.space.save()
    pages = [address(name, stage) for name in ("answer", "statements", "map")]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    client.force_login(cast.ben)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


@pytest.mark.parametrize("value", ["2", "", "agree", "1; DROP TABLE"])
def test_an_answer_that_is_none_is_refused(client, value):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        response = client.post(address("answer", stage), {"statement": admitted(stage)[0].pk, "value": value})
    assert (response.status_code, Stance.objects.count()) == (400, 0)
