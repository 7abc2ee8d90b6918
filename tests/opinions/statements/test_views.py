import pytest
from django.urls import reverse

from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import put_statement
from tests.opinions.scenes import address, admitted, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def voted(stage, n: int):
    """Two camps of n people each who answer every statement."""
    statements = admitted(stage)
    for number, one in enumerate(crowd(stage, 2 * n)):
        side = 1 if number < n else -1
        values = {s.pk: side if s.number % 3 else 1 for s in statements}
        answer(stage, seat=one, values=values)


def test_a_statement_over_the_limit_comes_back_as_it_was_typed(client):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    typed = "가" * 141
    with during(stage):
        response = client.post(address("put", stage), {"text": typed})
    assert (response.status_code, Statement.objects.count()) == (422, 3)
    assert typed in response.text


def test_script_in_a_statement_is_shown_as_text(client):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        client.post(address("put", stage), {"text": "<script>alert('x')</script>"})
        client.force_login(cast.ada)
        page = client.get(address("moderate", stage)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_waiting_statement_is_there_for_its_author_and_the_facilitator_alone(client):
    stage, cast = ready_round()
    with during(stage):
        waiting = put_statement(stage, seat=cast.ben.seats.get(), text="아직 읽지 않은 의견입니다.")
        seen = {}
        for who in (None, cast.finn, cast.emil, cast.ben, cast.ada):
            client.force_login(who) if who else client.logout()
            page = client.get(address("statement", stage, waiting.pk))
            listed = waiting.item.text in client.get(address("statements", stage)).text
            seen[who and who.display_name] = (page.status_code, listed)
    hidden, shown = (404, False), (200, True)
    assert seen == {None: hidden, "Finn": hidden, "Emil": hidden, "Ben": shown, "Ada": shown}


def test_an_unknown_round_or_statement_is_404(client):
    stage, _cast = ready_round()
    assert client.get(reverse("opinions:answer", args=["hydrogen", 999999])).status_code == 404
    assert client.get(reverse("opinions:answer", args=["nowhere", stage.pk])).status_code == 404
    assert client.get(address("statement", stage, 999999)).status_code == 404


def test_statements_are_paged_forwards_and_back_by_number(client):
    stage, _cast = ready_round(statements=35)

    def numbers(page) -> list[int]:
        return [row.number for row in page.context["page"].rows]

    first = client.get(address("statements", stage))
    second = client.get(address("statements", stage) + first.context["page"].next_url)
    again = client.get(address("statements", stage) + second.context["page"].previous_url)
    broken = client.get(address("statements", stage), {"page": "²", "after": "²"})
    assert (numbers(first), numbers(second)) == ([*range(1, 31)], [*range(31, 36)])
    assert numbers(again) == numbers(broken) == numbers(first)
