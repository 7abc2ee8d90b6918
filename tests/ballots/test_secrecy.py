"""Each promise of secrecy, as an attempt to break it with what an insider can read after the close."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import connection
from django.db.models import Model

from deliberation.ballots import envelope
from deliberation.ledger.models import Entry
from deliberation.notices.models import Delivery, Notice
from tests.ballots.scene import ballot_in, closed, counted, seats, vote, voted

VOTERS = 12
pytestmark = pytest.mark.django_db(transaction=True)


def rows(sql: str, *parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def dump() -> str:
    """Every row of every table, as a stolen copy of the database would show it."""
    tables = rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return "\n".join(str(row) for (table,) in tables for row in rows(f'SELECT t::text FROM "{table}" AS t'))


def truth(scene, codes: dict[int, str]) -> dict[int, str]:
    """Seat to its receipt on the first question: what an attacker would like to know."""
    ballot = ballot_in(scene)
    return {seat: envelope.receipt(code, ballot.stage_id, 1) for seat, code in codes.items()}


def joined(scene, codes, guess: list[tuple[int, str]]) -> int:
    real = truth(scene, codes)
    return sum(real.get(seat) == receipt for seat, receipt in guess)


def turned(found: list) -> list:
    """The same from its least on: where a page has room, rows that were written in order begin behind others."""
    start = found.index(min(found))
    return found[start:] + found[:start]


@pytest.fixture(params=[200, 1], ids=["apart", "paired"])
def after(request, traveller, monkeypatch):
    """A closed ballot and its codes, its lists published apart and paired."""
    monkeypatch.setattr("deliberation.ballots.voting.closing.ENOUGH_TO_PAIR", request.param)
    scene, codes = counted(traveller, voters=VOTERS, absent=0)
    table = "ballots_publishedreceipt" if request.param > VOTERS else "ballots_publishedvote"
    return scene, codes, table


def test_no_transaction_joins_voter_and_vote(after):
    _scene, codes, table = after
    same = f"SELECT r.seat_id, p.receipt FROM ballots_rollentry r JOIN {table} p ON p.xmin = r.xmin ORDER BY 1, 2"
    per_seat: dict[int, set] = {}
    for seat, receipt in rows(same):
        per_seat.setdefault(seat, set()).add(receipt)
    # One transaction wrote them all: every seat meets every receipt, so the join says nothing.
    assert set(per_seat) == set(codes)
    everything = frozenset(receipt for (receipt,) in rows(f"SELECT receipt FROM {table}"))
    assert {frozenset(receipts) for receipts in per_seat.values()} == {everything}


def test_no_order_of_rows_joins_voter_and_vote(after):
    scene, codes, table = after
    for order in ("ctid", "id"):
        roll = [seat for (seat,) in rows(f"SELECT seat_id FROM ballots_rollentry ORDER BY {order}")]
        first = scene.process.stages.get(kind="ballot").ballot.questions.get(number=1).pk
        votes = [r for (r,) in rows(f"SELECT receipt FROM {table} WHERE question_id = %s ORDER BY {order}", first)]
        assert turned(roll) == sorted(roll)
        assert turned(votes) == sorted(votes)
        # In two orders that know nothing of each other about one of twelve meets by chance.
        assert joined(scene, codes, list(zip(roll, votes, strict=True))) <= 7


def test_the_rewritten_roll_has_lost_the_order_of_voting(traveller):
    scene, codes = voted(traveller, voters=VOTERS, absent=0)
    in_order = [seat for (seat,) in rows("SELECT seat_id FROM ballots_rollentry ORDER BY xmin::text::bigint")]
    assert in_order == list(codes), "before the close the rows do keep the order of voting"
    closed(scene, traveller, "ballot")
    assert {row[0] for row in rows("SELECT count(DISTINCT xmin::text) FROM ballots_rollentry")} == {1}


def test_answers_to_several_questions_do_not_sign_a_voter(after):
    _scene, codes, table = after
    receipts = [receipt for (receipt,) in rows(f"SELECT receipt FROM {table}")]
    assert len(set(receipts)) == len(receipts) == 3 * len(codes)


def test_only_the_day_of_a_vote_is_kept(traveller):
    voted(traveller, voters=VOTERS, absent=0)
    columns = rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_name ~ '^ballots_(rollentry|paper|publishedvote|publishedreceipt)$' "
        "AND (data_type LIKE 'timestamp%%' OR data_type LIKE 'time%%')"
    )
    assert columns == []


def test_no_code_nor_key_is_in_the_database_at_any_time(traveller):
    scene, codes = voted(traveller, voters=VOTERS, absent=0)
    ballot = ballot_in(scene)
    with storages["vault"].open(f"ballots/{ballot.public_key}") as file:
        key = file.read().decode()
    during = dump()
    closed(scene, traveller, "ballot")
    after = dump()
    for text in (during, after):
        assert key not in text
        assert not [code for code in codes.values() if code in text]
    assert not [paper for paper in map(envelope.paper_id, codes.values()) if paper in after]


def test_before_the_close_the_database_alone_opens_no_paper(traveller):
    scene, codes = voted(traveller, voters=VOTERS, absent=0)
    text = dump()
    assert not [receipt for receipt in truth(scene, codes).values() if receipt in text]


def test_casting_leaves_no_minute_notice_session_or_log_line(traveller, caplog):
    scene, _codes = voted(traveller, voters=2, absent=1)
    before = traces()
    with caplog.at_level(logging.DEBUG):
        vote(scene, seats(scene)[1])
    assert traces() == before
    assert [line for line in caplog.records if not line.name.startswith("django.db")] == []


def traces() -> list[int]:
    tables: list[type[Model]] = [Entry, Notice, Delivery, Session]
    return [table.objects.count() for table in tables]
