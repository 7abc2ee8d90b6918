import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from deliberation.accounts.models import User
from deliberation.algorithms import merkle
from deliberation.ledger.actions import Refused, advance, anchor, commit_to, first_fault, hold, record
from deliberation.ledger.canonical import canonical
from deliberation.ledger.models import Chain, Entry
from deliberation.spaces.models import Item, Space
from tests.concurrency import at_once
from tests.restricting import close


def an_item(**fields) -> Item:
    space, _created = Space.objects.get_or_create(kind="process", name="process-park")
    return Item.objects.create(kind="statement", space=space, text="공원에 나무를 더 심읍시다", **fields)


@pytest.mark.django_db
def test_a_step_moves_the_state_and_is_minuted():
    item, ada = an_item(), User.objects.create_user("ada@example.org")
    entry = advance(item, "admit", by=ada, role="moderator", facts={"version": 1}, reason="")
    item.refresh_from_db()
    content = entry.content()
    assert item.state == "admitted"
    assert len(content.pop("at")) == len("2026-11-22T12:00:00.000000Z")
    assert content == {
        "version": 1,
        "chain": "process-park",
        "n": 1,
        "step": "admit",
        "subject": f"item:{item.pk}",
        "actor": ada.pseudonym("process-park"),
        "role": "moderator",
        "facts": {"from": "waiting", "to": "admitted", "version": 1},
        "commitments": {},
        "previous": "0" * 64,
    }


@pytest.mark.django_db
def test_a_step_from_another_state_is_refused_and_leaves_no_minute():
    item = an_item(state="withdrawn")
    with pytest.raises(Refused):
        advance(item, "admit")
    item.refresh_from_db()
    assert (item.state, Entry.objects.count()) == ("withdrawn", 0)


@pytest.mark.django_db
def test_the_minute_tells_the_state_that_the_row_had_not_the_one_that_was_read():
    item = an_item()
    stale = Item.objects.get(pk=item.pk)
    advance(item, "admit")
    assert advance(stale, "erase").facts == {"from": "admitted", "to": "erased"}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_step_at_once_one_succeeds():
    item = an_item()
    won = at_once(8, lambda _n: advance(Item.objects.get(pk=item.pk), "admit"))
    assert sorted(type(result).__name__ for result in won) == ["Entry"] + ["Refused"] * 7
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_form_one_chain():
    item = an_item()
    at_once(8, lambda n: [record(item, "note", facts={"n": n, "i": i}) for i in range(5)])
    chain = Chain.objects.get()
    assert (chain.length, first_fault(chain)) == (40, None)
    assert list(chain.entries.order_by("n").values_list("n", flat=True)) == list(range(1, 41))


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_delete_an_entry():
    entry = record(an_item(), "note")
    for act in (lambda: Entry.objects.filter(pk=entry.pk).update(step="other"), entry.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        ("UPDATE ledger_entry SET facts = '{\"n\": 9}' WHERE n = 2", 2),
        ("UPDATE ledger_entry SET role = 'chair' WHERE n = 3", 3),
        ("DELETE FROM ledger_entry WHERE n = 2", 2),
        ("DELETE FROM ledger_entry WHERE n = 4", 4),
        ("UPDATE ledger_chain SET head = repeat('0', 64)", 5),
    ],
)
def test_whoever_goes_round_the_trigger_is_found(tamper, fault):
    item = an_item()
    for n in range(4):
        record(item, "note", facts={"n": n})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(tamper)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
    assert first_fault(Chain.objects.get()) == fault


@pytest.mark.django_db
def test_a_commitment_binds_salt_and_value():
    salt, sealed = commit_to({"offer": 3})
    assert sealed == hashlib.sha256(salt.encode() + canonical({"offer": 3})).hexdigest()
    assert commit_to({"offer": 3})[1] != sealed


@pytest.mark.django_db
def test_the_heads_of_all_chains_enter_the_citys():
    record(an_item(), "note")
    head = Chain.objects.get().head
    entry = anchor()
    leaf = [hashlib.sha256(b"process-park").hexdigest(), 1, head]
    assert (entry.chain.name, entry.step, entry.subject) == ("city", "anchor", "ledger")
    assert entry.facts == {"heads": [leaf], "root": merkle.root([canonical({"head": leaf})]).hex()}


@pytest.mark.django_db
def test_what_is_held_is_as_it_is_now_with_the_rows_that_it_points_to():
    item = an_item()
    assert item.space.closed is False
    Item.objects.filter(pk=item.pk).update(state="admitted", decided_at="2026-11-22T12:00:00Z")
    close(item.space)
    hold(item)
    assert (item.state, item.decided_at.isoformat(), item.space.closed) == (
        "admitted",
        "2026-11-22T12:00:00+00:00",
        True,
    )
    item.pk += 1
    with pytest.raises(Item.DoesNotExist):
        hold(item)


@pytest.mark.django_db(transaction=True)
def test_a_step_waits_for_those_who_hold_the_row():
    item = an_item()
    held, done = Barrier(2), []

    def holder():
        with transaction.atomic():
            hold(Item.objects.get(pk=item.pk))
            held.wait(timeout=10)
            connection.cursor().execute("SELECT pg_sleep(0.3)")
            done.append("held")
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(holder)
        held.wait(timeout=10)
        advance(item, "admit")
        done.append("moved")
        waiting.result()
    assert done == ["held", "moved"]
