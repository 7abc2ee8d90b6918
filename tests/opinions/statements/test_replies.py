from datetime import timedelta

import pytest

from deliberation.ledger.actions import Refused
from deliberation.opinions.models import Reply
from deliberation.opinions.statements.actions import put_statement, reply_to
from deliberation.opinions.statements.merging import merge_statements
from deliberation.spaces.actions import decide
from tests.concurrency import at_once
from tests.opinions.scenes import address, admitted, after, crowd, during, ready_round

pytestmark = pytest.mark.django_db


def bens(stage, cast):
    statement = put_statement(stage, seat=cast.ben.seats.get(), text="섬 주민의 뱃삯을 지원해야 합니다.")
    decide(statement.item, "admit", by=cast.ada, version=1)
    statement.refresh_from_db()
    return statement


def test_a_reply_waits_is_admitted_and_hidden_with_a_stub(client):
    stage, cast = ready_round()
    with during(stage):
        statement = bens(stage, cast)
        (one,) = crowd(stage, 1)
        page = address("statement", stage, statement.pk)
        client.force_login(one.user)
        sent = client.post(address("reply", stage, statement.pk), {"text": "어느 섬인지\n적어 주십시오."})
        reply = Reply.objects.get()
        assert sent.url == reply.get_absolute_url() == f"{page}#reply-{reply.pk}"
        assert (reply.item.state, reply.item.kind, reply.seat) == ("waiting", "statement_reply", one)
        seen = {}
        for who in (None, cast.ben, cast.ada, one.user):
            client.force_login(who) if who else client.logout()
            seen[who] = "어느 섬인지" in client.get(page).text
        assert seen == {None: False, cast.ben: False, cast.ada: True, one.user: True}
        client.force_login(cast.ada)
        assert f"/moderation/{reply.item_id}/" in client.get(address("moderate", stage)).text
        decide(reply.item, "admit", by=cast.ada, version=1)
        client.logout()
        assert "C-000" in client.get(page).text
        assert "답글 1개" in client.get(address("statements", stage)).text
        decide(reply.item, "hide", by=cast.ada, version=1, reason="사람을 비난합니다.")
        text = client.get(page).text
        assert "사람을 비난합니다." in text
        assert "어느 섬인지" not in text
        assert "답글 1개" not in client.get(address("statements", stage)).text
    assert set(one.user.notices.values_list("kind", flat=True)) >= {"reply_admit", "reply_hide"}


def test_its_author_is_told_of_replies_once_a_day():
    stage, cast = ready_round()

    def told() -> int:
        return cast.ben.notices.filter(kind="statement_reply").count()

    with during(stage) as clock:
        statement = bens(stage, cast)
        for n, seat in enumerate(crowd(stage, 3)):
            decide(reply_to(statement, seat=seat, text=f"답 {n}").item, "admit", by=cast.ada, version=1)
        assert told() == 1
        decide(reply_to(statement, seat=cast.ben.seats.get(), text="제 말은").item, "admit", by=cast.ada, version=1)
        clock.shift(timedelta(days=1))
        last = reply_to(statement, seat=seat, text="하나 더")
        assert told() == 1
        decide(last.item, "admit", by=cast.ada, version=1)
    assert told() == 2


def test_outside_the_window_without_a_seat_or_to_what_is_not_offered_nobody_replies(client):
    stage, cast = ready_round()
    first, second, hidden = admitted(stage)
    seat = cast.ben.seats.get()
    client.force_login(cast.finn)
    assert client.post(address("reply", stage, first.pk), {"text": "답"}).status_code == 403
    client.force_login(cast.ben)
    assert client.post(address("reply", stage, first.pk), {"text": "답"}).status_code == 409
    with during(stage):
        decide(hidden.item, "hide", by=cast.ada, version=1, reason="중복")
        merge_statements(second, first, by=cast.ada)
        waiting = put_statement(stage, seat=seat, text="기다립니다.")
        for row in (hidden, second, waiting):
            with pytest.raises(Refused):
                reply_to(row, seat=seat, text="답")
        for text in ("", "  ", "가" * 501):
            assert client.post(address("reply", stage, first.pk), {"text": text}).status_code == 422
    with after(stage), pytest.raises(Refused):
        reply_to(first, seat=seat, text="답")
    assert Reply.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_reply_sent_twice_at_once_is_one():
    stage, cast = ready_round()
    first = admitted(stage)[0]
    seat = cast.ben.seats.get()
    with during(stage):
        rows = [type(first).objects.get(pk=first.pk) for _ in range(4)]
        results = at_once(4, lambda n: reply_to(rows[n], seat=seat, text="다른 답" if n == 3 else "답"))
    assert len({one.pk for one in results}) == Reply.objects.count() == 2


def test_what_was_said_to_a_merged_one_is_read_under_the_other(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    with during(stage):
        old = bens(stage, cast)
        reply = reply_to(old, seat=cast.ben.seats.get(), text="배가 하루 두 번뿐입니다.")
        decide(reply.item, "admit", by=cast.ada, version=1)
        merge_statements(old, first, by=cast.ada)
        page = client.get(first.get_absolute_url()).text
        assert "배가 하루 두 번뿐입니다." in page
        assert "4번" in page
        assert client.get(address("statements", stage)).text.count("답글 1개") == 1


def test_replies_are_paged(client):
    stage, cast = ready_round()
    first = admitted(stage)[0]
    with during(stage):
        for n in range(21):
            decide(reply_to(first, seat=cast.ben.seats.get(), text=f"답 {n}").item, "admit", by=cast.ada, version=1)
        page = client.get(first.get_absolute_url())
        rest = client.get(first.get_absolute_url() + page.context["page"].next_url)
    assert [len(one.context["page"].rows) for one in (page, rest)] == [20, 1]
