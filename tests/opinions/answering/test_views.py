import json
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from deliberation.accounts.templatetags.words import moment
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import Stance
from deliberation.opinions.statements.actions import seed_statement
from deliberation.panels.actions import end_seat
from deliberation.processes.actions import suspend
from deliberation.processes.models import Stage
from deliberation.spaces.actions import decide
from tests.opinions.scenes import address, admitted, after, crowd, during, ready_round
from tests.restricting import close

pytestmark = pytest.mark.django_db


def test_one_statement_is_shown_and_the_answer_leads_to_the_next(client):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        first = client.get(address("answer", stage)).context["statement"]
        response = client.post(address("answer", stage), {"statement": first.pk, "value": "1"}, follow=True)
    assert response.redirect_chain == [(address("answer", stage), 302)]
    assert (response.context["answered"], response.context["left"]) == (1, 2)
    assert list(Stance.objects.values_list("statement", "value", "channel")) == [(first.pk, 1, "web")]


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
    close(stage.process.space)
    pages = [address(name, stage) for name in ("answer", "statements", "map")]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    client.force_login(cast.ben)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


ENGLISH = {"accept-language": "en"}


def sent(client, stage, rows, language="en", **fields):
    """The answer to a script that sends what has waited on a device."""
    data = {"together": rows if isinstance(rows, str) else json.dumps(rows)} | fields
    return client.post(
        address("answer", stage), data, headers={"accept": "application/json", "accept-language": language}
    )


def told(response) -> tuple[int, bool, str]:
    return response.status_code, response.json()["done"], response.json()["told"]


def stored(seat) -> dict[int, int]:
    return dict(Stance.objects.filter(seat=seat).values_list("statement", "value"))


def test_the_next_statements_travel_along_each_with_its_reason(client):
    stage, cast = ready_round(statements=12)
    client.force_login(cast.ben)
    with during(stage):
        page = client.get(address("answer", stage), headers=ENGLISH)
    assert (len(page.context["offers"]), page.text.count("<template data-ahead>")) == (10, 9)
    assert len({offer.statement for offer in page.context["offers"]}) == 10
    assert page.text.count("It was drawn by lot from those that you have not answered.") == 10


def test_what_waited_is_stored_once_and_the_later_of_two_answers_counts(client):
    stage, cast = ready_round()
    first, second, _third = admitted(stage)
    client.force_login(cast.ben)
    with during(stage):
        at = round(timezone.now().timestamp() * 1000)
        rows = [
            {"statement": str(first.pk), "value": "-1", "at": at - 1000, "key": str(uuid4())},
            {"statement": first.pk, "value": 1, "at": at - 5000},
            {"statement": str(second.pk), "value": "0", "at": at},
        ]
        for _again in range(2):
            assert told(sent(client, stage, rows)) == (200, True, "")
        late = [{"statement": first.pk, "value": 0, "at": at - 3000}]
        assert told(sent(client, stage, late)) == (200, True, "")
    assert stored(cast.ben.seats.get()) == {first.pk: -1, second.pk: 0}


@pytest.mark.parametrize("value", ["2", "", "agree", "1; DROP TABLE"])
def test_an_answer_that_is_none_is_refused_in_words(client, value):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        response = client.post(
            address("answer", stage), {"statement": admitted(stage)[0].pk, "value": value}, headers=ENGLISH
        )
    assert (response.status_code, Stance.objects.count()) == (409, 0)
    assert "1 answer could not be read and is not stored." in response.text


LATE = " 1 answer came when none were taken any more, and does not count."
PAUSED = "The process is suspended. It goes on when the city resumes it; the dates move by the pause." + LATE
SAME = ("kind", "title", "opens_at", "closes_at")
NONE = [None, 7, "x", [], {}, {"statement": 1}, {"statement": [1], "value": 1}, {"statement": True, "value": 1}]
NONE += [{"statement": 2**70, "value": 1}, {"statement": 1, "value": 0.5}, {"statement": 1, "value": None}]
NONE += [{"statement": 1, "value": 2}, {"statement": 1, "value": 1, "at": "soon"}, {"statement": "1\0", "value": 1}]


@pytest.mark.parametrize("rows", ["", "{", "7", '{"statement": 1}', "null", "[" * 2000, [{}] * 1001])
def test_a_batch_that_is_none_is_refused_in_words_and_nothing_is_stored(client, rows):
    stage, cast = ready_round()
    client.force_login(cast.ben)
    with during(stage):
        status, done, words = told(sent(client, stage, rows))
    assert (status, done, Stance.objects.count()) == (409, False, 0)
    assert words.startswith("1 answer could not be read and is not stored.")


def test_what_is_no_answer_spoils_none_beside_it_and_is_told(client):
    stage, cast = ready_round()
    other = Stage.objects.create(process=stage.process, position=9, **{name: getattr(stage, name) for name in SAME})
    elsewhere = seed_statement(other, by=cast.ada, text="다른 단계의 의견입니다.")
    first, second, hidden = admitted(stage)
    client.force_login(cast.ben)
    with during(stage):
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="개인 정보가 있습니다.")
        keys = [first.pk, hidden.pk, elsewhere.pk, second.pk, 999_999]
        rows = [*NONE, *({"statement": pk, "value": 1} for pk in keys)]
        status, done, words = told(sent(client, stage, rows))
    assert (status, done) == (409, False)
    assert words == (
        "3 answers do not count, since their statements are not open for answers any more (no. 3). "
        f"{len(NONE)} answers could not be read and are not stored. "
        "Please load the page again and answer once more."
    )
    assert stored(cast.ben.seats.get()) == {first.pk: 1, second.pk: 1}


def test_a_thousand_answers_at_once_are_read(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    client.force_login(cast.ben)
    with during(stage):
        rows = [{"statement": first.pk, "value": n % 2, "at": n} for n in range(1, 1001)]
        assert told(sent(client, stage, rows)) == (200, True, "")
    assert stored(cast.ben.seats.get()) == {first.pk: 0}


def test_what_comes_after_the_end_or_in_a_pause_is_told_in_the_readers_language(client):
    stage, cast = ready_round()
    rows = [{"statement": admitted(stage)[0].pk, "value": 1}]
    with after(stage):
        client.force_login(cast.ben)
        with override("en"):
            closed = f"This stage closed at {moment(stage.closes_at)}. What you entered before that counts." + LATE
        assert told(sent(client, stage, rows)) == (409, False, closed)
        assert "그 전에 입력하신 것은 반영됩니다." in told(sent(client, stage, rows, language="ko"))[2]
    with during(stage):
        client.force_login(cast.ben)
        suspend(stage.process, by=cast.emil, reason="감염병")
        assert told(sent(client, stage, rows)) == (409, False, PAUSED)
    assert Stance.objects.count() == 0


def test_a_batch_of_another_seat_stays_on_the_device_and_one_of_an_ended_seat_is_told(client):
    stage, cast = ready_round()
    rows = [{"statement": admitted(stage)[0].pk, "value": 1}]
    mine, others = cast.ben.seats.get(), crowd(stage, 1)[0]
    with during(stage):
        assert sent(client, stage, rows, seat=mine.pk).status_code == 403
        for person in (others.user, cast.finn):
            client.force_login(person)
            for seat in (mine.pk, "x", "9" * 30):
                assert sent(client, stage, rows, seat=seat).status_code == 403
        client.force_login(cast.ben)
        end_seat(mine, by=cast.emil)
        words = "Your seat in this deliberation has ended. What you answered before counts."
        assert told(sent(client, stage, rows, seat=mine.pk)) == (409, False, words)
    assert Stance.objects.count() == 0


def test_the_last_answer_can_be_taken_up_again(client):
    stage, cast = ready_round()
    first, second, _third = admitted(stage)
    client.force_login(cast.ben)
    with during(stage):
        for statement in (first, second):
            answer(stage, seat=cast.ben.seats.get(), values={statement.pk: 1})
        page = client.get(address("answer", stage))
        assert f'href="?again={second.pk}"' in page.text
        again = client.get(address("answer", stage), {"again": second.pk})
        for key in ("x", "999999", admitted(stage)[2].pk):
            assert len(client.get(address("answer", stage), {"again": key}).context["offers"]) == 1
    assert next((offer.statement, offer.value) for offer in again.context["offers"]) == (second, 1)
    assert 'id="answer-agree" aria-keyshortcuts="a" aria-pressed="true"' in again.text
