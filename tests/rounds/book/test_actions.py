from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from deliberation.ledger.actions import Refused
from deliberation.ledger.canonical import digest
from deliberation.ledger.models import Entry
from deliberation.notices.models import Notice
from deliberation.processes.actions import close_stage, prepare_stage
from deliberation.processes.actions import missing_before_ready as missing_of_stage
from deliberation.processes.models import Process
from deliberation.rounds import desk
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book import reading
from deliberation.rounds.book.content import compose, read
from deliberation.rounds.book.models import Assertion, Book, Edition, Objection
from deliberation.rounds.issues import Issue
from deliberation.spaces.access import allowed
from deliberation.spaces.models import Decision
from deliberation.spaces.sittings import plan_sitting
from tests.agendas import steerings
from tests.concurrency import at_once
from tests.rounds.books import (
    ITEM,
    REASON,
    SOURCE,
    TEXTS,
    begun,
    objected,
    published,
    resolution,
    submitted,
    under_review,
    written,
)
from tests.sittings import in_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def missing(scene) -> list[str]:
    return book_actions.missing_before_published(scene.book, read(compose(scene.book)))


def minuted(scene) -> list[tuple[str, str]]:
    rows = Entry.objects.filter(chain__name=scene.process.chain, step__in=STEPS).order_by("n")
    return list(rows.values_list("step", "role"))


STEPS = [
    *("begin_book", "open_review", "finish_review", "correct", "annotate", "keep", "rework", "submit"),
    *("publish", "send_back", "revise", "object", "stand", "write"),
]


def test_a_book_from_its_first_text_to_its_edition_and_what_the_record_holds():
    scene = published(objected_and_decided())
    edition = scene.edition
    assert (edition.number, scene.book.state, digest(edition.content)) == (1, "published", edition.digest)
    assert minuted(scene) == [
        ("begin_book", "facilitator"),
        ("open_review", "facilitator"),
        ("keep", "facilitator"),
        ("finish_review", "side"),
        ("finish_review", "side"),
        ("submit", "facilitator"),
        ("publish", "committee"),
    ]
    assert Entry.objects.get(step="publish").facts == {
        "from": "submitted",
        "to": "published",
        "edition": 1,
        "digest": edition.digest,
        "issues": 2,
        "claims": 4,
        "objections": 1,
    }
    assert set(Notice.objects.filter(person=scene.one).values_list("kind", flat=True)) >= {"book_review"}
    assert Notice.objects.filter(person=scene.two, kind="objection_decided").count() == 1
    assert Notice.objects.filter(person=scene.cast.ben, kind="book_published").count() == 1


def objected_and_decided():
    scene = objected()
    book_actions.decide_objection(scene.objection(), "keep", reason="출처에 그렇게 적혀 있습니다.", by=scene.cast.ada)
    return scene


def test_sides_take_turns_in_coming_first():
    said = read(compose(written().book))
    assert [[side.number for side in chapter.order] for chapter in said.issues] == [[1, 2], [2, 1]]
    assert [[text.side.number for text in chapter.summaries] for chapter in said.issues] == [[1, 2], [2, 1]]


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("case", "", "“시설은 안전한가?”: the text “Case · Residents for it” is empty."),
        ("case", "나" * 179, "“시설은 안전한가?”: the texts “Case” differ in length by 10.5%."),
        ("case", "나 " * 180, None),
        ("rebuttal", "다" * 89, "“시설은 안전한가?”: the texts “Rebuttal” differ in length by 10.1%."),
        ("summary", "가" * 111, None),
    ],
)
def test_the_rule_of_length_counts_characters_without_spaces(kind, text, reason):
    scene = written()
    passage = scene.passage(kind)
    book_actions.write_passage(passage, text.strip(), version=passage.version, by=scene.cast.ada)
    told = [row for row in missing(scene) if "not reviewed" not in row]
    assert told == ([reason] if reason else [])


def test_a_summary_fits_on_half_a_page():
    scene = written()
    for side in (1, 2):
        passage = scene.passage("summary", side)
        book_actions.write_passage(passage, "가" * 351, version=passage.version, by=scene.cast.ada)
    assert "“시설은 안전한가?”: a text “At a glance” is too long for half a page." in missing(scene)


def test_an_empty_book_is_not_shown_to_the_sides():
    scene = begun()
    with pytest.raises(Refused, match="no issue yet"):
        book_actions.open_review(scene.book, until=timezone.now() + timedelta(days=1), by=scene.cast.ada)


def test_what_is_not_decided_or_not_reviewed_keeps_it_from_publication(time_machine):
    scene = objected()
    assert missing(scene) == [
        "“Residents for it” has not finished its review.",
        "“Safety first” has not finished its review.",
        "Objections that are not decided: 1.",
    ]
    time_machine.move_to(timezone.now() + timedelta(days=8))
    assert missing(scene) == ["Objections that are not decided: 1."]
    with pytest.raises(Refused, match="not decided: 1"):
        book_actions.submit(scene.book, by=scene.cast.ada)
    assert scene.book.state == "review"


def test_correcting_changes_the_text_and_keeps_both_wordings():
    scene = objected()
    passage = scene.passage()
    new = TEXTS["case"] + "라"
    with pytest.raises(Refused, match="as it was"):
        book_actions.decide_objection(
            scene.objection(), "correct", reason="이유", text=passage.text, version=passage.version, by=scene.cast.ada
        )
    book_actions.decide_objection(
        scene.objection(), "correct", reason="이유", text=new, version=passage.version, by=scene.cast.ada
    )
    done = scene.objection()
    assert (done.state, done.before, done.after, scene.passage().text) == ("corrected", TEXTS["case"], new, new)
    assert done.pieces == [("removed", TEXTS["case"]), ("added", new)]


def test_annotating_puts_the_other_view_beside_the_text_for_good():
    scene = objected()
    with pytest.raises(Refused, match="other view"):
        book_actions.decide_objection(scene.objection(), "annotate", reason="이유", by=scene.cast.ada)
    book_actions.decide_objection(scene.objection(), "annotate", reason="이유", view="다른 견해", by=scene.cast.ada)
    said = read(published(scene).edition.content)
    texts = [text for text in said.issues[0].texts if text.notes]
    assert [(text.kind, text.side.number, text.notes[0][0].number, text.notes[0][1]) for text in texts] == [
        ("case", 1, 2, "다른 견해")
    ]


@pytest.mark.parametrize("step", ["keep", "correct", "annotate"])
def test_every_decision_has_a_reason_and_is_made_once(step):
    scene = objected()
    told = {"text": "새 글", "version": scene.passage().version, "view": "견해", "by": scene.cast.ada}
    with pytest.raises(Refused, match="reason"):
        book_actions.decide_objection(scene.objection(), step, reason=" ", **told)
    book_actions.decide_objection(scene.objection(), step, reason="이유", **told)
    told["version"] = scene.passage().version
    told["text"] = "또 새 글"
    with pytest.raises(Refused):
        book_actions.decide_objection(scene.objection(), step, reason="이유", **told)
    assert scene.passage().text == ("새 글" if step == "correct" else TEXTS["case"])


def test_texts_change_only_while_it_is_written_and_sides_speak_only_in_review():
    scene = written()
    for act in (
        lambda: book_actions.object_to(scene.passage(), "글", by=scene.one),
        lambda: book_actions.take_stand(scene.claim(), accepts=True, by=scene.one),
        lambda: book_actions.finish_review(scene.book, by=scene.one),
    ):
        with pytest.raises(Refused, match="not under review"):
            act()
    under_review(scene)
    passage = scene.passage()
    for act in (
        lambda: book_actions.write_passage(passage, "글", version=passage.version, by=scene.cast.ada),
        lambda: book_actions.add_chapter(scene.book, title="장"),
        lambda: book_actions.add_issue(scene.book, title="쟁점"),
        lambda: book_actions.drop_chapter(passage.chapter),
        lambda: book_actions.put_claim(passage, SOURCE | {"text": "주장"}, by=scene.cast.ada),
        lambda: book_actions.drop_claim(scene.claim()),
    ):
        with pytest.raises(Refused, match="under review by the sides now"):
            act()
    with pytest.raises(Refused, match="representatives"):
        book_actions.object_to(scene.passage(), "글", by=scene.cast.ada)


def test_a_claim_keeps_who_accepts_it_until_it_is_changed():
    scene = under_review()
    book_actions.take_stand(scene.claim(), accepts=True, by=scene.one)
    book_actions.take_stand(scene.claim(), accepts=True, by=scene.two)
    book_actions.take_stand(scene.claim(), accepts=False, by=scene.two)
    claim = read(compose(scene.book)).issues[0].texts[3].claims[0]
    assert ([side.number for side in claim.accepted], [side.number for side in claim.contested]) == ([1], [2])
    book_actions.rework(scene.book, by=scene.cast.ada)
    book_actions.put_claim(scene.passage(), SOURCE | {"text": "바뀐 주장"}, by=scene.cast.ada, claim=scene.claim())
    assert Assertion.objects.filter(stands=None).count() == 4


def test_a_source_has_an_address_or_a_file_which_is_open_to_all_once_published():
    scene = written()
    told = SOURCE | {"text": "주장", "url": ""}
    with pytest.raises(Refused, match="web address"):
        book_actions.put_claim(scene.passage(), told, by=scene.cast.ada)
    with pytest.raises(Refused, match="no claim of its own"):
        book_actions.put_claim(scene.passage("summary"), SOURCE | {"text": "주장"}, by=scene.cast.ada)
    file = SimpleUploadedFile("source.txt", "근거".encode())
    claim = book_actions.put_claim(scene.passage(), told, upload=file, by=scene.cast.ada)
    assert claim.attachment.restricted
    published(under_review(scene))
    claim.attachment.refresh_from_db()
    assert not claim.attachment.restricted


def test_an_edition_stays_and_the_next_goes_through_a_review_again():
    scene = published()
    first = scene.edition.content
    with pytest.raises(Refused, match="published now"):
        book_actions.write_passage(scene.passage(), "글", version=2, by=scene.cast.ada)
    book_actions.revise(scene.book, by=scene.cast.ada)
    passage = scene.passage("neutral", 0)
    book_actions.write_passage(passage, "배경을 새로 설명합니다.", version=passage.version, by=scene.cast.ada)
    with pytest.raises(Refused, match="names this chapter"):
        book_actions.drop_chapter(passage.chapter)
    under_review(scene)
    assert len(missing(scene)) == 2  # both sides go through it again
    published(scene)
    assert (scene.edition.number, scene.book.round) == (2, 2)
    assert Edition.objects.get(number=1).content == first


def test_the_second_writer_sees_that_they_are_second():
    scene = written()
    mine, theirs = scene.passage(), scene.passage()
    book_actions.write_passage(theirs, "먼저 저장한 글", version=theirs.version, by=scene.cast.emil)
    with pytest.raises(book_actions.Overtaken) as told:
        book_actions.write_passage(mine, "나중 글", version=mine.version, by=scene.cast.ada)
    assert told.value.current.text == "먼저 저장한 글"
    assert scene.passage().text == "먼저 저장한 글"


def test_issues_are_numbered_and_a_chapter_can_go_before_it_is_published():
    scene = written()
    book_actions.drop_chapter(scene.passage(issue=2).chapter)
    with pytest.raises(Refused, match="such an issue"):
        book_actions.add_issue(scene.book, title="주민은 언제 참여하는가?")
    issue = Issue.objects.get(process=scene.process, number=2)
    book_actions.add_chapter(scene.book, issue=issue)
    with pytest.raises(Refused, match="has a chapter"):
        book_actions.add_chapter(scene.book, issue=issue)
    assert book_actions.add_issue(scene.book, title="또 하나").issue.number == 3


def test_the_learning_stage_waits_for_an_edition_and_says_what_it_lacks():
    scene = objected()
    assert missing_of_stage(scene.stage) == [
        "The briefing book is not published yet.",
        *missing(scene),
    ]
    book_actions.decide_objection(scene.objection(), "keep", reason="이유", by=scene.cast.ada)
    published(scene)
    entry = prepare_stage(scene.stage, by=scene.cast.ada)
    assert (entry.facts["edition"], entry.facts["digest"]) == (1, scene.edition.digest)


def test_closing_the_stage_minutes_the_edition_and_nothing_of_its_readers(time_machine):
    scene = published()
    prepare_stage(scene.stage, by=scene.cast.ada)
    time_machine.move_to(scene.stage.closes_at)
    assert close_stage(scene.stage).facts.keys() == {"from", "to", "opens_at", "closes_at", "edition", "digest"}


def test_the_committee_decides_on_what_was_submitted_and_may_send_it_back():
    scene = under_review()
    planned = plan_sitting(scene.cast.city, title="제2차 위원회", held_at=timezone.now(), by=scene.cast.hana)
    submitted(scene)
    assert [point.about for point in planned.points.all()] == ["book:hydrogen:1"]
    assert [row["address"] for row in desk.waiting(scene.cast.dora)] == [f"{scene.book.get_absolute_url()}draft/"]
    for late in (
        lambda: book_actions.object_to(scene.passage(), "늦은 이의", by=scene.two),
        lambda: book_actions.write_passage(scene.passage(), "늦은 글", version=2, by=scene.cast.ada),
        lambda: reading.set_item(scene.book, ITEM),
    ):
        with pytest.raises(Refused):
            late()
    with pytest.raises(Refused, match="reason"):
        book_actions.send_back(scene.book, **resolution(scene, reason=" "))
    book_actions.send_back(scene.book, **resolution(scene))
    assert scene.book.state == "writing"
    assert Notice.objects.filter(kind="book_sent_back").values_list("person", flat=True).get() == scene.cast.ada.pk
    published(under_review(scene))
    assert scene.edition.decision.about == "book:hydrogen:2"
    decided = Decision.objects.order_by("pk").values_list("result", "recorded_by", "reason")
    assert list(decided) == [(result, scene.cast.dora.pk, REASON) for result in ("book_sent_back", "book_published")]


def test_a_book_submitted_before_a_sitting_was_planned_comes_on_its_agenda_once():
    scene = submitted()
    planned = plan_sitting(scene.cast.city, title="제2차 위원회", held_at=timezone.now(), by=scene.cast.hana)
    for _again in range(2):
        book_actions.enter(scene.book, planned)
    assert [point.title for point in planned.points.all()] == [f"숙의자료집 발간: {scene.process.title}"]


def test_the_steering_committee_at_work_decides_in_place_of_the_citys():
    scene = submitted()
    committee = steerings.with_chair(scene.cast)
    Process.objects.filter(pk=scene.process.pk).update(agenda=committee.preparation.agenda)
    chair = committee.chair.nomination.user
    with pytest.raises(Refused, match="another committee"):
        book_actions.publish(scene.book, **resolution(scene, sitting=in_session()))
    right = [allowed(user, "rounds.decide_book", scene.book) for user in (chair, scene.cast.dora, scene.cast.hana)]
    assert (right, Book.objects.drafts_visible_to(chair).exists()) == ([True, False, False], True)
    assert [desk.waiting(user).count() for user in (chair, scene.cast.dora)] == [1, 0]
    book_actions.publish(scene.book, **resolution(scene, by=chair))
    assert scene.edition.decision.sitting.space == committee.space


# Races ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_publishing_at_once_makes_one_edition():
    scene = submitted()
    decided = resolution(scene)
    results = at_once(4, lambda _n: book_actions.publish(scene.book, **decided))
    assert [type(result) for result in results].count(Refused) == 3
    assert Edition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_objection_and_the_submission_never_miss_each_other():
    scene = under_review()
    for speaker in (scene.one, scene.two):
        book_actions.finish_review(scene.book, by=speaker)
    acts = [
        lambda: book_actions.object_to(scene.passage(), "잠깐만요", by=scene.two),
        lambda: book_actions.submit(scene.book, by=scene.cast.ada),
    ]
    at_once(2, lambda n: acts[n]())
    assert {(scene.book.state, Objection.objects.count())} <= {("submitted", 0), ("review", 1)}


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_leave_one():
    scene = objected()
    results = at_once(
        4, lambda n: book_actions.decide_objection(scene.objection(), "keep", reason=f"이유 {n}", by=scene.cast.ada)
    )
    assert results.count(None) == 1
    assert Entry.objects.filter(step="keep").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_leave_one_wording_and_begin_one_book():
    scene = written()
    version = scene.passage().version
    results = at_once(
        4, lambda n: book_actions.write_passage(scene.passage(), f"글 {n}", version=version, by=scene.cast.ada)
    )
    assert results.count(None) == 1
    assert scene.passage().version == version + 1
    results = at_once(2, lambda _n: book_actions.begin_book(scene.process, by=scene.cast.ada))
    assert [type(result) for result in results] == [Refused, Refused]
