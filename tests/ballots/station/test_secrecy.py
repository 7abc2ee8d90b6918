"""What a reader of the database learns from passes, papers from the box and channels."""

import logging
import re

import pytest

from deliberation.accounts.models import Channel
from deliberation.ballots import envelope
from deliberation.ballots.models import PaperEntry, Pass
from deliberation.ballots.station.counting import finish_reading
from deliberation.ballots.station.passes import open_pass
from deliberation.ballots.voting.actions import cast
from tests.ballots.scene import ballot_in, closed, seats, vote
from tests.ballots.station.scene import AGAINST, FOR, INVALID, confirmed, emptied, handed, read
from tests.ballots.test_secrecy import dump, rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_mark_of_a_paper_is_in_the_database_while_it_is_counted(traveller):
    scene = emptied(traveller, voters=8, papers=6)
    before = dump()
    read(scene, scene.cast.ada, {1: FOR, 2: AGAINST, 3: INVALID})
    read(scene, scene.cast.emil, {1: AGAINST, 2: AGAINST, 3: FOR})
    new = "\n".join(line for line in dump().splitlines() if line not in before)
    assert not [mark for mark in ("for", "against", "invalid") if re.search(rf"\b{mark}\b", new)]
    assert len({len(entry.sealed) for entry in PaperEntry.objects.all()}) == 1, "all papers have one length"
    assert len({bytes(entry.sealed) for entry in PaperEntry.objects.all()}) == 6, "equal papers do not look equal"


def test_a_sealed_paper_carries_no_receipt_and_nobody_s_name(traveller):
    scene = confirmed(traveller)
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
    assert {name for (name,) in rows(columns, "ballots_paperentry")} == {"id", "reading_id", "n", "sealed"}
    key = envelope.take_key(ballot_in(scene).public_key)
    entry = PaperEntry.objects.filter(reading__n=1).order_by("n")[1]
    _code, marks = envelope.unseal(bytes(entry.sealed), key, width=24, ballot=ballot_in(scene).pk, paper=entry.pk)
    assert marks == ["against"] * 3


def test_after_the_close_no_pass_and_no_paper_is_left(traveller):
    scene = handed(traveller, voters=6, papers=2)
    _one, _two, third, fourth, fifth, _sixth = seats(scene)
    for seat in (third, fourth):
        open_pass(ballot_in(scene), seat, channel=Channel.ON_SITE)
    cast(ballot_in(scene), third, FOR, code=envelope.new_code(), channel=Channel.ON_SITE)
    vote(scene, fifth)
    entries_before = set()
    traveller.move_to(scene.stage("ballot").closes_at)
    for who in (scene.cast.ada, scene.cast.emil):
        reading = read(scene, who, {1: FOR, 2: AGAINST})
        entries_before |= set(reading.entries.values_list("pk", flat=True))
        finish_reading(reading, by=who)
    closed(scene, traveller, "ballot")
    text = dump()
    assert (Pass.objects.count(), PaperEntry.objects.count()) == (0, 0)
    assert not [entry for entry in entries_before if entry in text]
    # One statement wrote all choices, sorted: what came from paper stands nowhere apart.
    choices = rows("SELECT question_id, choice FROM ballots_publishedvote ORDER BY id")
    assert (len(choices), choices) == (12, sorted(choices))
    assert {xmin for (xmin,) in rows("SELECT DISTINCT xmin::text FROM ballots_publishedvote")} == {
        rows("SELECT xmin::text FROM ballots_rollentry")[0][0]
    }


def test_a_pass_knows_no_paper_and_a_used_one_no_time(traveller):
    scene = handed(traveller, papers=1)
    seat, code = seats(scene)[1], envelope.new_code()
    opened = open_pass(ballot_in(scene), seat, channel=Channel.ASSISTED)
    cast(ballot_in(scene), seat, FOR, code=code, channel=Channel.ASSISTED)
    row = str(Pass.objects.values().get())
    assert not [secret for secret in (opened, code, envelope.paper_id(code)) if secret in row]
    assert Pass.objects.get().valid_until is None


def test_the_desk_leaves_no_minute_and_no_log_line(traveller, caplog):
    scene = handed(traveller, papers=1)
    entries = rows("SELECT count(*) FROM ledger_entry")
    with caplog.at_level(logging.DEBUG):
        open_pass(ballot_in(scene), seats(scene)[1], channel=Channel.ON_SITE)
    assert rows("SELECT count(*) FROM ledger_entry") == entries
    assert [line for line in caplog.records if not line.name.startswith("django.db")] == []
