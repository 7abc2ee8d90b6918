from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from deliberation.accounts.actions import erase
from deliberation.ledger.actions import Refused
from deliberation.ledger.models import Entry
from deliberation.processes.actions import prepare_stage
from deliberation.processes.models import Stage
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book import reading
from deliberation.rounds.book.content import read
from deliberation.rounds.book.kind import LearningKind
from deliberation.rounds.book.receipts import KnowledgeAnswer, Receipt
from tests.concurrency import at_once
from tests.rounds import books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def sums(scene) -> list[tuple]:
    return [row.cells for row in reading.chapter_sums(scene.book, read(scene.edition.content))[1]]


def test_a_chapter_is_opened_once_finished_once_and_anew_in_a_later_edition():
    scene = books.published()
    seat, chapter = books.seated(scene)[0], books.chapters(scene)[0]
    reading.open_chapter(seat, chapter, scene.edition)
    opened = Receipt.objects.get().opened_at
    reading.open_chapter(seat, chapter, scene.edition)
    reading.finish_chapter(seat, chapter, scene.edition)
    first = Receipt.objects.get()
    reading.finish_chapter(seat, chapter, scene.edition)
    again = Receipt.objects.get()
    assert (again.opened_at, again.finished_at, again.edition) == (opened, first.finished_at, 1)
    book_actions.revise(scene.book, by=scene.cast.ada)
    books.published(books.under_review(scene))
    reading.finish_chapter(seat, chapter, scene.edition)
    later = Receipt.objects.get()
    assert (later.edition, later.finished_at > first.finished_at) == (2, True)


def test_nothing_of_what_is_read_or_answered_is_minuted():
    scene = books.published(books.quizzed())
    seat = books.seated(scene)[0]
    before = Entry.objects.count()
    books.read_through(scene, seat)
    assert Entry.objects.count() == before


def test_the_first_answer_stays_and_must_be_one_of_those_offered():
    scene = books.published(books.quizzed())
    seat, item = books.seated(scene)[0], scene.book.items.get()
    for choice in (-1, 2):
        with pytest.raises(Refused, match="one of the answers"):
            reading.answer_item(item, seat, choice)
    assert [reading.answer_item(item, seat, choice).choice for choice in (0, 1)] == [0, 0]


def test_items_change_with_the_draft_and_never_once_somebody_has_answered():
    scene = books.quizzed()
    item = reading.set_item(scene.book, books.ITEM | {"question": "새 질문?"}, item=scene.book.items.get())
    books.published(scene)
    with pytest.raises(Refused, match="under review"):
        reading.set_item(scene.book, books.ITEM)
    reading.answer_item(item, books.seated(scene)[0], 1)
    book_actions.revise(scene.book, by=scene.cast.ada)
    item.refresh_from_db()
    for act in (lambda: reading.set_item(scene.book, books.ITEM, item=item), lambda: reading.drop_item(item)):
        with pytest.raises(Refused, match="answered this item"):
            act()
    reading.drop_item(reading.set_item(scene.book, books.ITEM))
    assert scene.book.items.get() == item


@pytest.mark.parametrize(
    ("people", "finished", "told"),
    [
        (4, 4, (None, None, None)),
        (12, 0, (0, 0, 12)),
        (12, 12, (12, 0, 0)),
        (12, 6, (6, 0, 6)),
        (12, 4, (None, 0, None)),
        (12, 8, (None, 0, None)),
    ],
)
def test_sums_never_tell_of_fewer_than_five(people, finished, told):
    scene = books.published(books.quizzed())
    for seat in books.seated(scene, people)[:finished]:
        books.read_through(scene, seat)
    assert set(sums(scene)) == {told}
    rightly = reading.item_sums(scene.book)[0].cells
    assert rightly == ((finished, 0) if finished >= 5 else (None, None))


def test_a_lone_opened_chapter_takes_the_next_smallest_number_with_it():
    scene = books.published()
    seats, chapter = books.seated(scene, 12), books.chapters(scene)[0]
    reading.open_chapter(seats[0], chapter, scene.edition)
    for seat in seats[1:6]:
        reading.finish_chapter(seat, chapter, scene.edition)
    assert sums(scene)[0] == (None, None, 6)


def test_who_has_not_read_it_all_has_it_before_them_while_the_stage_is_open(time_machine):
    scene = books.published()
    seats = books.seated(scene, 3)
    prepare_stage(scene.stage, by=scene.cast.ada)
    time_machine.move_to(scene.stage.opens_at + timedelta(hours=1))
    books.read_through(scene, seats[0])
    reading.open_chapter(seats[1], books.chapters(scene)[0], scene.edition)
    stages = Stage.objects.filter(kind="learning").open()
    due = LearningKind().pending(stages)
    assert {row["user_id"] for row in due} == {seats[1].user_id, seats[2].user_id}
    assert [row["what"] for row in LearningKind().pending(stages, seats[2].user)] == ["read"]
    assert not LearningKind().pending(stages, seats[0].user)


def test_the_facilitators_desk_shows_objections_that_wait():
    scene = books.objected()
    kind = LearningKind()
    assert [(row["stage_id"], row["what"]) for row in kind.desk(scene.cast.ada)] == [(scene.stage.pk, "decide")]
    assert not kind.desk(scene.cast.emil)
    book_actions.decide_objection(scene.objection(), "keep", reason="이유", by=scene.cast.ada)
    assert not kind.desk(scene.cast.ada)


def test_the_report_and_the_open_data_tell_the_book_and_not_its_readers():
    scene = books.objected()
    book_actions.take_stand(scene.claim(), accepts=False, by=scene.two)
    book_actions.decide_objection(scene.objection(), "annotate", reason="이유", view="다른 견해", by=scene.cast.ada)
    books.published(scene)
    kind = LearningKind()
    assert kind.summary(scene.stage) == [
        "Edition 1 of the briefing book treats 2 issues, with 4 claims and their sources."
    ]
    assert [type(block).__name__ for block in kind.section(scene.stage)] == [
        *("Paragraph", "Note", "Table", "Heading", "Table", "Table"),
    ]
    background, sides, _heading, contested = kind.on_issue(scene.stage, scene.stage.process.issues.first())
    assert [column.title for column in sides.columns] == ["Residents for it", "Safety first"]
    assert (background.text, contested.items[0].runs[0].text) == ("배경을 설명합니다.", "1측의 주장")
    tables = {name: (columns, list(rows)) for name, columns, rows in kind.tables(scene.stage)}
    _columns, claims = tables["book_claims"]
    source = ["안전 점검 결과", "인천광역시", "2022", "https://www.incheon.go.kr/"]
    assert claims[0] == [
        books.ISSUES[0],
        "case",
        "Residents for it",
        "1측의 주장",
        *source,
        "Contested by Safety first",
    ]
    _columns, objections = tables["book_objections"]
    assert objections == [
        [1, "Safety first", 2, "Case", "Residents for it", "출처와 다른 문장입니다.", "annotated", "이유"]
    ]
    assert [title for title, _url in kind.materials(scene.stage)] == ["이 의제가 나오기까지", *books.ISSUES]


def test_erasing_a_person_takes_what_they_read_along():
    scene = books.published(books.quizzed())
    seat = books.seated(scene, 2)
    for one in seat:
        books.read_through(scene, one)
    erase(scene.cast.ben, by=scene.cast.ben)
    assert set(Receipt.objects.values_list("seat", flat=True)) == {seat[1].pk}
    assert KnowledgeAnswer.objects.get().seat == seat[1]


@pytest.mark.django_db(transaction=True)
def test_two_answers_and_two_receipts_at_once_leave_one():
    scene = books.published(books.quizzed())
    seat, item, chapter = books.seated(scene)[0], scene.book.items.get(), books.chapters(scene)[0]
    edition = scene.edition
    answers = at_once(4, lambda n: reading.answer_item(item, seat, n % 2).choice)
    assert len(set(answers)) == 1
    assert at_once(4, lambda _n: reading.finish_chapter(seat, chapter, edition)) == [None] * 4
    assert (KnowledgeAnswer.objects.count(), Receipt.objects.count()) == (1, 1)
    assert Receipt.objects.get().finished_at <= timezone.now()
