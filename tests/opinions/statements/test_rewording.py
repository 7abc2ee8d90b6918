import pytest

from deliberation.algorithms.text import grams
from deliberation.ledger.actions import Refused
from deliberation.opinions.answering.actions import answer
from deliberation.opinions.models import Stance, Statement
from deliberation.opinions.statements.actions import correct_statement, put_statement, reply_to, reword_statement
from deliberation.processes.actions import close_stage
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, after, crowd, during, ready_round

pytestmark = pytest.mark.django_db
NEW = "주민 대표가 점검에 늘 참여해야 합니다."


def put(stage, cast, *, admit: bool = True):
    statement = put_statement(stage, seat=cast.ben.seats.get(), text="주민 대표가 점검에 참여해야 합니다.")
    if admit:
        decide(statement.item, "admit", by=cast.ada, version=1)
    statement.refresh_from_db()
    return statement


def told(person) -> list[str]:
    return list(person.notices.filter(kind__startswith="statement_").order_by("pk").values_list("kind", flat=True))


def test_an_author_rewords_until_the_first_answer_and_it_is_read_again():
    stage, cast = ready_round()
    with during(stage):
        statement = put(stage, cast)
        reword_statement(statement, by=cast.ben, text=NEW, version=1)
        statement.refresh_from_db()
        assert (statement.item.state, statement.item.version, statement.item.text) == ("waiting", 2, NEW)
        assert (statement.number, statement.grams) == (4, grams(NEW))
        with pytest.raises(Refused):
            answer(stage, seat=crowd(stage, 1)[0], values={statement.pk: 1})
        decide(statement.item, "admit", by=cast.ada, version=2)
        statement.refresh_from_db()
        assert statement.number == 4
    assert told(cast.ben) == ["statement_admit", "statement_readmit"]


def test_a_declined_one_may_be_put_better_and_waits_again():
    stage, cast = ready_round()
    with during(stage):
        statement = put(stage, cast, admit=False)
        decide(statement.item, "decline", by=cast.ada, version=1, reason="두 가지 생각입니다.")
        reword_statement(statement, by=cast.ben, text=NEW, version=1)
    statement.refresh_from_db()
    assert (statement.item.state, statement.item.version, statement.number) == ("waiting", 2, None)


def test_a_correction_by_the_facilitator_stays_in_the_round():
    stage, cast = ready_round()
    first = admitted(stage)[0]
    correct_statement(first, by=cast.ada, text="안전 점검 결과를 모두 공개해야 합니다.", version=1)  # before it opens
    with during(stage):
        statement, waiting = put(stage, cast), put(stage, cast, admit=False)
        correct_statement(statement, by=cast.ada, text=NEW, version=1)
        correct_statement(waiting, by=cast.ada, text=NEW, version=1)
    for row, state in ((first, "admitted"), (statement, "admitted"), (waiting, "waiting")):
        row.refresh_from_db()
        assert (row.item.state, row.item.version) == (state, 2)
    assert told(cast.ben) == ["statement_admit", "statement_readmit"]


def test_after_a_stance_or_a_reply_the_words_stay_and_a_lost_race_is_told():
    stage, cast = ready_round()
    (one,) = crowd(stage, 1)
    with during(stage):
        answered, replied, changed = (put(stage, cast) for _ in range(3))
        answer(stage, seat=one, values={answered.pk: 0})
        reply_to(replied, seat=one, text="그렇습니다.")
        for act, by in ((reword_statement, cast.ben), (correct_statement, cast.ada)):
            for statement in (answered, replied):
                with pytest.raises(Refused, match="이미 답한"):
                    act(statement, by=by, text=NEW, version=1)
            with pytest.raises(Refused, match="다시 읽어"):
                act(changed, by=by, text=NEW, version=2)
            with pytest.raises(Refused):
                act(changed, by=by, text=changed.item.text, version=1)
    with after(stage):
        close_stage(stage)
        for act, by in ((reword_statement, cast.ben), (correct_statement, cast.ada)):
            with pytest.raises(Refused):
                act(changed, by=by, text=NEW, version=1)


@pytest.mark.django_db(transaction=True)
def test_of_a_rewording_and_a_first_answer_at_once_exactly_one_wins():
    stage, cast = ready_round()
    seats = crowd(stage, 4)
    with during(stage):
        for _turn in range(3):
            key = put(stage, cast).pk

            def act(n: int, key=key):
                row = Statement.objects.get(pk=key)
                if n == 4:
                    return reword_statement(row, by=cast.ben, text=NEW, version=1)
                if n == 5:
                    return correct_statement(row, by=cast.ada, text=NEW + "!", version=1)
                return answer(row.stage, seat=seats[n], values={key: 1})

            results = at_once(6, act)
            assert all(isinstance(one, int | Refused | None) for one in results), results
            row = Statement.objects.get(pk=key)
            newest = row.item.versions.order_by("-n")[0]
            answers = Stance.objects.filter(statement=key)
            assert results[:4].count(1) == answers.count()
            assert results[4:].count(None) == newest.n - 1 <= 1
            assert not answers.filter(answered_at__lt=newest.at).exists()  # every answer is to words that stand
            assert (row.item.state == "waiting") == (results[4] is None)
            assert results[4] is not None or not answers.exists()


def test_pages_offer_the_wording_to_its_author_until_it_is_answered(client):
    stage, cast = ready_round()
    with during(stage):
        statement = put(stage, cast)
        edit = address("edit", stage, statement.pk)
        client.force_login(cast.finn)
        assert client.get(edit).status_code == 403
        client.force_login(cast.ben)
        assert edit in client.get(address("statement", stage, statement.pk)).text
        assert client.post(edit, {"text": "가" * 141, "version": 1}).status_code == 422
        assert client.post(edit, {"text": NEW, "version": 1}).url == statement.get_absolute_url()
        client.force_login(cast.ada)
        assert "고치기" in client.get(edit).text
        assert client.post(edit, {"text": NEW + "!", "version": 2}).status_code == 302
        decide(type(statement.item).objects.get(pk=statement.item_id), "admit", by=cast.ada, version=3)
        answer(stage, seat=cast.ben.seats.get(), values={statement.pk: 1})
        client.force_login(cast.ben)
        assert edit not in client.get(address("statement", stage, statement.pk)).text
        late = client.get(edit, follow=True)
        assert late.redirect_chain[-1][0] == statement.get_absolute_url()
