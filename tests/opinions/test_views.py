import pytest
from django.urls import reverse

from deliberation.opinions.actions import answer, put_statement, seed_statement
from deliberation.opinions.maps import draw_map
from deliberation.opinions.models import Stance, Statement
from deliberation.processes.actions import prepare_stage
from tests.opinions.scenes import admitted, crowd, during, planned_round, ready_round

pytestmark = pytest.mark.django_db


def address(name: str, stage, *more) -> str:
    return reverse(f"opinions:{name}", args=[stage.process.slug, stage.pk, *more])


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


def voted(stage, n: int):
    """Two camps of n people each who answer every statement."""
    statements = admitted(stage)
    for number, one in enumerate(crowd(stage, 2 * n)):
        side = 1 if number < n else -1
        values = {s.pk: side if s.number % 3 else 1 for s in statements}
        answer(stage, seat=one, values=values)


def test_the_map_says_what_unites_and_divides(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        drawn = draw_map(stage)
        page = client.get(address("map", stage))
    assert (drawn.result["k"], sorted(drawn.result["sizes"])) == (2, [8, 8])
    reading = page.context["reading"]
    assert {finding.text for finding in reading.unites} == {s.item.text for s in admitted(stage) if s.number % 3 == 0}
    assert len(reading.divides) == 5
    assert reading.picture is False


def test_the_picture_marks_the_reader(client):
    stage, _cast = ready_round(statements=9)
    with during(stage):
        voted(stage, 8)
        draw_map(stage)
        client.force_login(stage.process.seats.get(code="C-000").user)
        marked = client.get(address("map_picture", stage))
        client.logout()
        plain = client.get(address("map_picture", stage))
    assert marked["Content-Type"] == "image/svg+xml"
    assert (marked.text.count('r="12"'), plain.text.count('r="12"')) == (1, 0)
    assert marked.text.isascii()  # an image shows no Hangul where the reader's machine has none


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("who", "name", "queries"),
    [("ben", "answer", 11), ("ben", "statements", 9), ("ada", "moderate", 11), ("ben", "map", 10)],
)
def test_pages_run_a_fixed_number_of_queries(client, rows, who, name, queries, django_assert_num_queries):
    stage, cast = planned_round()
    for n in range(rows):
        seed_statement(stage, by=cast.ada, text=f"의견 {n}번입니다.")
    prepare_stage(stage, by=cast.ada)
    with during(stage):
        for one in crowd(stage, 6):
            answer(stage, seat=one, values={s.pk: 1 for s in admitted(stage)})
        for n in range(rows):
            put_statement(stage, seat=cast.ben.seats.get(), text=f"새 의견 {n}")
        draw_map(stage)
        client.force_login(getattr(cast, who))
        client.get(address(name, stage))
        with django_assert_num_queries(queries):
            client.get(address(name, stage))
