import csv
import hashlib
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.opinions.statements.actions import seed_statement
from deliberation.panels.actions import import_seats
from deliberation.processes.actions import close_stage, suspend
from deliberation.recommendations.adoption.actions import deliver_recommendation
from deliberation.reports.editions.changes import in_words
from deliberation.reports.editions.freezing import freeze, snapshot_of
from deliberation.reports.editions.snapshot import Damaged
from deliberation.reports.models import Edition
from tests.concurrency import at_once
from tests.opinions.scenes import during, ready_round, two_camps
from tests.recommendations.scene import signed
from tests.responses.scene import drafted, published
from tests.scenes import convened

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENTS = [
    f"documents/{shape}.{language}.json" for shape in ("recommendation", "result") for language in ("en", "ko")
]


def rows(snapshot, name) -> list[list[str]]:
    return list(csv.reader(io.StringIO(snapshot.read(name).decode("utf-8-sig"), newline="")))


def test_an_edition_holds_documents_tables_and_minutes_under_one_digest():
    process, _cast = convened()
    edition = freeze(process)
    snapshot = snapshot_of(edition)
    assert snapshot.names("documents/") == DOCUMENTS
    assert [row[0] for row in rows(snapshot, "data/stages.csv")[1:]] == [str(s.position) for s in process.stages.all()]
    assert {"data/participants.csv", "data/03-statements.csv", "about.json"} <= set(snapshot.files)
    assert snapshot.digest == edition.digest == hashlib.sha256(snapshot.listing).hexdigest()
    minuted = Entry.objects.get(step="freeze_report")
    assert minuted.facts == {"edition": 1, "digest": edition.digest}


def test_open_data_keep_the_words_of_the_list_that_documents_translate():
    process, cast = convened()
    import_seats(process, "\n".join(["code,sex", *(f"A{n},여" for n in range(6))]).encode(), by=cast.emil)
    with override("en"):
        snapshot = snapshot_of(freeze(process))
    assert rows(snapshot, "data/participants.csv") == [["stratum", "value", "people"], ["sex", "여", "6"]]
    told = {language: repr(snapshot.document("result", language).blocks) for language in ("ko", "en")}
    assert ("('여', '6')" in told["ko"], "('Female', '6')" in told["en"]) == (True, True)


def test_a_small_round_that_has_ended_gives_the_same_edition_on_every_later_day():
    stage, cast = ready_round(statements=9)
    with during(stage):
        two_camps(stage)
    with time_machine.travel(stage.closes_at + timedelta(minutes=5)):
        close_stage(stage, by=cast.ada)
        first = freeze(stage.process)
    assert "기준입니다" in snapshot_of(first).read("documents/result.ko.json").decode()
    with time_machine.travel(stage.closes_at + timedelta(days=1)):
        assert freeze(stage.process) == first


def test_the_minute_book_in_it_is_whole_up_to_what_is_not_the_report_s_own():
    process, _cast = convened()
    freeze(process)
    suspended = snapshot_of(freeze(process))
    book = json.loads(suspended.read("ledger.json"))
    last = Entry.objects.filter(chain__name=process.chain).exclude(step="freeze_report").latest("n")
    assert (book["length"], book["head"], book["chain"]) == (last.n, last.digest, process.chain)
    for entry in book["entries"]:
        assert digest({key: value for key, value in entry.items() if key != "digest"}) == entry["digest"]


def test_the_same_data_are_the_same_edition_minuted_once_whatever_the_clock():
    process, _cast = convened()
    first = freeze(process)
    with time_machine.travel(process.stages.last().closes_at + timedelta(days=1)):
        assert freeze(process) == first
    assert Entry.objects.filter(step="freeze_report").count() == 1


def test_within_a_transaction_it_is_frozen_only_where_that_reads_from_one_snapshot():
    process, _cast = convened()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        freeze(process)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        within = freeze(process)
    assert freeze(process) == within


def test_other_data_are_a_new_edition_that_tells_what_changed_and_the_first_stays():
    process, cast = convened()
    first = freeze(process)
    before = snapshot_of(first).document("result", "ko")
    seed_statement(process.stages.get(kind="opinion_round"), by=cast.ada, text="충전소는 주거지에서 멀어야 합니다.")
    second = freeze(process)
    assert (first.number, second.number, first.told) == (1, 2, [])
    assert second.changes["tables"] == [["03-statements", 1, 0]]
    assert second.changes["chapters"]["ko"]["result"] == {
        "added": [],
        "removed": [],
        "changed": ["의견과 표결", "작성 방법과 확인하는 방법"],
    }
    with override("en"):
        assert second.told == [
            "Policy recommendation, chapters that changed: Method and how to check this report",
            "Result report, chapters that changed: Opinions and votes, Method and how to check this report",
            "Table “Statements” (03-statements), rows new: 1, rows gone: 0.",
            f"{second.changes['entries']} new entries in the minute book.",
        ]
    assert second.told[2] == "표 ‘의견’(03-statements): 새 줄 1개, 없어진 줄 0개."
    assert snapshot_of(first).document("result", "ko") == before


def test_a_table_that_is_no_longer_made_is_told_by_its_file():
    assert in_words({"tables": [["02-letters", 0, 3]]}) == ["표 ‘02-letters’(02-letters): 새 줄 0개, 없어진 줄 3개."]


def test_freezing_at_the_same_moment_gives_one_edition():
    process, _cast = convened()
    editions = at_once(4, lambda _n: freeze(process).pk)
    assert (len(set(editions)), Edition.objects.count()) == (1, 1)


def test_what_is_written_meanwhile_is_not_in_it():
    """A statement is put while the edition is being read: nowhere does the edition know it."""
    process, cast = convened()
    stage = process.stages.get(kind="opinion_round")
    written = []

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('SELECT "panels_seat"') and not written:
            written.append(True)
            at_once(1, lambda _n: seed_statement(stage, by=cast.ada, text="읽는 동안 쓴 의견입니다."))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        first = snapshot_of(freeze(process))
    assert (written, rows(first, "data/03-statements.csv")[1:]) == ([True], [])
    assert len(rows(snapshot_of(freeze(process)), "data/03-statements.csv")[1:]) == 1


def test_ways_to_reach_people_are_covered_and_formulas_are_text():
    process, cast = convened()
    stage = process.stages.get(kind="opinion_round")
    seed_statement(stage, by=cast.ada, text="문의는 hong@example.com 또는 010-1234-5678 로 해 주십시오.")
    seed_statement(stage, by=cast.ada, text="=1+1 이라고 쓴 의견입니다.")
    snapshot = snapshot_of(freeze(process))
    texts = [row[1] for row in rows(snapshot, "data/03-statements.csv")[1:]]
    assert texts == ["문의는 ⟦가림⟧ 또는 ⟦가림⟧ 로 해 주십시오.", "'=1+1 이라고 쓴 의견입니다."]
    assert {table["table"]: table["covered"] for table in snapshot.about["tables"]}["statements"] == 2


def test_an_answer_makes_a_new_edition_and_is_no_part_of_what_was_recommended(traveller):
    scene = drafted(traveller)
    before = freeze(scene.process)
    published(scene)
    after = freeze(scene.process)
    chapter = {"added": ["시의 답변과 이행"], "removed": []}
    told = after.changes["chapters"]["ko"]
    assert {how: told["result"][how] for how in chapter} == chapter
    assert told.get("recommendation", {"added": []})["added"] == []
    tables = {name: counts for name, *counts in after.changes["tables"]}
    assert (tables["responses"], tables["response_budgets"]) == ([2, 2], [2, 0])
    snapshot = snapshot_of(after)
    assert "에너지정책과" in repr(snapshot.document("result", "ko").blocks)
    assert "에너지정책과" not in repr(snapshot.document("recommendation", "ko").blocks)
    assert before.number + 1 == after.number
    traveller.shift(timedelta(days=400))
    assert freeze(scene.process) == after, "the clock makes no edition"


def test_an_empty_table_that_is_new_is_no_change(traveller):
    scene = signed(traveller)
    before = freeze(scene.process)
    deliver_recommendation(scene.adoption(), on=timezone.localdate(), by=scene.cast.emil)
    after = freeze(scene.process)
    name = "data/check_findings.csv"
    assert (name in snapshot_of(before).files, name in snapshot_of(after).files) == (False, True)
    changed = [table for table, _added, _removed in after.changes["tables"]]
    assert ("responses" in changed, "check_findings" in changed) == (True, False)


def test_a_file_that_was_changed_or_lost_is_noticed():
    process, cast = convened()
    edition = freeze(process)
    snapshot = snapshot_of(edition)
    place = f"snapshots/{snapshot.files['about.json'].sha256[:2]}/{snapshot.files['about.json'].sha256}"
    default_storage.delete(place)
    with pytest.raises(Damaged):
        snapshot_of(edition).read("about.json")
    default_storage.save(place, ContentFile(b"{}"))
    with pytest.raises(Damaged):
        snapshot_of(edition).read("about.json")
    default_storage.delete(place)  # other tests store the same file
    default_storage.delete(edition.file)
    suspend(process, by=cast.emil, reason="감염병 확산으로 잠시 멈춥니다.")
    assert freeze(process).changes == {}, "with nothing to compare it with it is made all the same"


def test_an_edition_of_the_first_format_is_told_so():
    process, _cast = convened()
    edition = freeze(process)
    default_storage.delete(edition.file)
    default_storage.save(edition.file, ContentFile(b'{"format":1,"document":{}}'))
    with pytest.raises(Refused):
        snapshot_of(edition)


def test_it_is_read_in_a_transaction_that_cannot_write():
    process, _cast = convened()
    seen = []

    def asked(execute, sql, params, many, context):
        if sql.startswith('SELECT "panels_seat"'):
            with connection.cursor() as cursor:
                for name in ("transaction_isolation", "transaction_read_only"):
                    cursor.execute(f"SHOW {name}")
                    seen.append(cursor.fetchone()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(asked):
        freeze(process)
    assert set(seen) == {"repeatable read", "on"}
