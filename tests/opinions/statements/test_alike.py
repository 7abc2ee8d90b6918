import pytest

from deliberation.opinions.importing import import_polis
from deliberation.opinions.models import Statement
from deliberation.opinions.statements.actions import put_statement
from deliberation.opinions.statements.alike import alike_to
from deliberation.spaces.actions import decide
from tests.opinions.scenes import address, admitted, during, ready_round
from tests.opinions.test_importing import export

pytestmark = pytest.mark.django_db

LIKE_FIRST = "안전 점검 결과를 공개하지 말아야 합니다."
TOLD = "말은 비슷하지만 뜻은 반대일 수 있습니다"


def test_a_statement_is_advised_once_and_then_sent_as_it_is(client):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        shown = client.post(address("put", stage), {"text": LIKE_FIRST})
        assert (shown.status_code, Statement.objects.count()) == (200, 3)
        assert [one.number for one in shown.context["alike"]] == [1]
        assert LIKE_FIRST in shown.text
        assert TOLD in shown.text
        assert f'{address("statement", stage, admitted(stage)[0].pk)}#your-answer"' in shown.text
        assert client.post(address("put", stage), {"text": LIKE_FIRST, "seen": "1"}).status_code == 302
        assert client.post(address("put", stage), {"text": "버스를 늘립시다."}).status_code == 302
    assert list(Statement.objects.order_by("-pk").values_list("item__text", flat=True)[:2]) == [
        "버스를 늘립시다.",
        LIKE_FIRST,
    ]


def test_two_thoughts_are_a_hint_and_no_refusal(client):
    stage, cast = ready_round()
    text = "버스를 늘립시다. 그리고 요금을 내립시다."
    client.force_login(cast.ben)
    with during(stage):
        shown = client.post(address("put", stage), {"text": text})
        assert (shown.context["two_thoughts"], shown.context["alike"]) == (True, [])
        client.post(address("put", stage), {"text": text, "seen": "1"})
        client.force_login(cast.ada)
        assert client.get(address("moderate", stage)).text.count("두 가지 생각") == 1


def test_what_is_hidden_waits_or_is_elsewhere_is_not_shown_while_typing(client, tmp_path):
    stage, cast = ready_round()
    there = import_polis(export(tmp_path), title="나무 심기", slug="trees")
    trees = {"text": "나무를 더 많이 심어야 합니다."}
    first = admitted(stage)[0]
    with during(stage):
        put_statement(stage, seat=cast.ben.seats.get(), text=LIKE_FIRST)
        assert client.get(address("advice", stage), {"text": LIKE_FIRST}).context["alike"] == [first]
        decide(first.item, "hide", by=cast.ada, version=1, reason="잘못 올렸습니다.")
        assert client.get(address("advice", stage), {"text": LIKE_FIRST}).context["alike"] == []
        assert client.get(address("advice", stage), trees).context["alike"] == []
        assert client.get(address("advice", there), trees).context["alike"] == [admitted(there)[0]]


def test_the_facilitator_sees_beside_each_waiting_one_what_is_alike_in_round_and_queue(client):
    stage, cast = ready_round()
    seat = cast.ben.seats.get()
    with during(stage):
        waiting = [put_statement(stage, seat=seat, text=text) for text in (LIKE_FIRST, LIKE_FIRST, "버스를 늘립시다.")]
        client.force_login(cast.ada)
        page = client.get(address("moderate", stage))
    alike = [[one.pk for one in row.alike] for row, _two in page.context["rows"]]
    first = admitted(stage)[0].pk
    assert alike == [[waiting[1].pk, first], [waiting[0].pk, first], []]
    assert TOLD in page.text


@pytest.mark.parametrize("text", ["", "?", "\x00\ud800", "<script>", "가" * 5000])
def test_anything_typed_is_answered(client, text):
    stage, _cast = ready_round()
    typed = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert client.get(address("advice", stage), {"text": typed}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_advice_takes_the_same_queries(client, rows, django_assert_num_queries):
    stage, _cast = ready_round(statements=rows)
    with django_assert_num_queries(4):
        assert client.get(address("advice", stage), {"text": LIKE_FIRST}).context["alike"]
    with django_assert_num_queries(2):
        alike_to(LIKE_FIRST, Statement.objects.admitted().filter(stage=stage))
