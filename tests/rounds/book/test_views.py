import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from pypdf import PdfReader

from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book.models import Assertion, Book, Objection
from deliberation.rounds.book.receipts import Receipt
from tests.restricting import close
from tests.rounds import books
from tests.scenes import convened
from tests.sign_in import Visitor, sign_in

pytestmark = pytest.mark.django_db


def visitor(user=None) -> Visitor:
    client = Visitor(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def page(name: str, *args) -> str:
    return reverse(f"rounds:{name}", args=["hydrogen", *args])


def text_of(client, *args) -> str:
    return client.get(page(*args)).content.decode()


def test_before_there_is_a_book_the_page_says_what_will_be_and_staff_begin_it():
    scene = books.Scene(*convened())
    assert "The briefing book will appear here" in text_of(visitor(), "book")
    assert "Begin the briefing book" not in text_of(visitor(scene.cast.ben), "book")
    ada = visitor(scene.cast.ada)
    assert "Begin the briefing book" in text_of(ada, "book")
    assert ada.post(page("book_begin")).url == page("book_draft")
    assert visitor(scene.cast.ben).post(page("book_begin")).status_code == 403


def test_the_book_is_written_reviewed_and_published_by_its_pages():
    scene = books.begun()
    ada, one, two = visitor(scene.cast.ada), visitor(scene.one), visitor(scene.two)
    ada.post(page("book_add_chapter"), {"title": "배경"})
    ada.post(page("book_add_issue"), {"title": "안전한가?", "title_en": "Is it safe?"})
    for passage in list(scene.book.chapters.first().passages.all()) + list(scene.book.chapters.last().passages.all()):
        answer = ada.post(page("book_write", passage.pk), {"version": 1, "text": books.TEXTS[passage.kind]})
        assert answer.url == page("book_draft_chapter", passage.chapter_id)
    for side in (1, 2):
        told = books.SOURCE | {"text": f"{side}측의 주장"}
        assert ada.post(page("book_add_claim", scene.passage(side=side).pk), told).status_code == 302
    ada.post(page("book_review"), {"until": "2099-01-01T18:00"})
    assert "Object to this text" in text_of(one, "book_draft_chapter", scene.passage().chapter_id)
    two.post(page("book_object", scene.passage().pk), {"text": "다릅니다."})
    two.post(page("book_stand", scene.claim().pk), {"accepts": "no"})
    decision = {"step": "keep", "reason": "맞습니다.", "text": scene.passage().text, "version": scene.passage().version}
    assert ada.post(page("book_decide", Objection.objects.get().pk), decision).url == page("book_draft")
    for side in (one, two):
        side.post(page("book_step", "finish"))
    assert ada.post(page("book_step", "submit")).url == page("book_draft")
    dora = visitor(scene.cast.dora)
    assert f'href="{page("book_resolve")}"' in text_of(dora, "book_draft")
    assert dora.post(page("book_resolve"), {"step": "publish", "reason": "좋습니다."}).status_code == 422
    given = {"step": "publish", "manner": "consensus", "reason": "출처를 확인했습니다."}
    given |= {"held": "meeting", "place": "시청", "present": [scene.cast.dora.pk, scene.cast.hana.pk]}
    assert dora.post(page("book_resolve"), given).url == page("book")
    assert scene.edition.decision.sitting.get_absolute_url() in text_of(visitor(), "book")
    html = text_of(visitor(), "book_edition", 1)
    assert [words in html for words in ("Is it safe?", "다릅니다.", "맞습니다.", "Contested by:")] == [True] * 4
    assert ada.post(page("book_step", "revise")).url == page("book_draft")
    assert scene.book.state == Book.State.WRITING


def test_a_source_may_be_a_file_and_an_invalid_form_keeps_what_was_typed():
    scene = books.written()
    ada, passage = visitor(scene.cast.ada), scene.passage()
    told = books.SOURCE | {"text": "새 주장", "url": ""}
    answer = ada.post(page("book_add_claim", passage.pk), told)
    assert answer.status_code == 422
    assert "새 주장" in answer.content.decode()
    file = SimpleUploadedFile("source.txt", "근거".encode())
    assert ada.post(page("book_add_claim", passage.pk), told | {"attached": file}).status_code == 302
    claim = Assertion.objects.get(text="새 주장")
    assert ada.post(page("book_claim", passage.pk, claim.pk), told | {"text": "고친 주장"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.text, claim.attachment.name) == ("고친 주장", "source.txt")
    ada.post(page("book_drop_claim", claim.pk))
    assert not Assertion.objects.filter(pk=claim.pk).exists()
    answer = ada.post(page("book_review"), {"until": "yesterday"})
    assert (answer.status_code, scene.book.state) == (422, "writing")


def test_the_second_writer_sees_both_wordings():
    scene = books.written()
    passage = scene.passage()
    book_actions.write_passage(passage, "먼저", version=passage.version, by=scene.cast.emil)
    answer = visitor(scene.cast.ada).post(page("book_write", passage.pk), {"version": 2, "text": "나중"})
    html = answer.content.decode()
    assert (answer.status_code, "먼저" in html, "나중" in html) == (409, True, True)
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    again = visitor(scene.cast.ada).post(page("book_write", passage.pk), {"version": version, "text": "나중"})
    assert (again.status_code, scene.passage().text) == (302, "나중")


DRAFT = ("book_draft", "book_items")


def test_who_has_no_part_in_a_draft_finds_nothing_and_who_may_only_read_writes_nothing():
    scene = books.under_review()
    passage = scene.passage()
    for user in (None, scene.cast.ben, scene.cast.cleo, scene.cast.finn, scene.cast.root):
        client = visitor(user)
        answers = [client.get(page(name), follow=True) for name in DRAFT]
        assert all("Draft of" not in answer.content.decode() for answer in answers)
        assert user is None or {answer.status_code for answer in answers} == {404}
    for user in (scene.cast.dora, scene.one):
        client = visitor(user)
        assert {client.get(page(name)).status_code for name in DRAFT} == {200}
        assert client.get(page("book_draft_chapter", passage.chapter_id)).status_code == 200
        for name, *args in (("book_write", passage.pk), ("book_add_chapter",), ("book_add_item",)):
            assert client.get(page(name, *args)).status_code == 403
        for step in ("submit", "rework", "revise"):
            assert client.post(page("book_step", step)).status_code == 403
    assert visitor(scene.cast.dora).post(page("book_step", "finish")).status_code == 403
    assert visitor(scene.cast.ada).get(page("book_object", passage.pk)).status_code == 403
    assert visitor(scene.cast.ada).post(page("book_step", "nothing")).status_code == 404


def test_a_draft_is_in_no_published_page_and_a_closed_process_shows_nothing():
    scene = books.published()
    book_actions.revise(scene.book, by=scene.cast.ada)
    book_actions.write_passage(scene.passage(), "아직 비밀인 글", version=scene.passage().version, by=scene.cast.ada)
    chapter = scene.passage().chapter_id
    new = book_actions.add_chapter(scene.book, title="새 장")
    stranger = visitor()
    pages = [("book",), ("book_edition", 1), ("book_chapter", chapter)]
    assert not any("아직 비밀인 글" in text_of(stranger, *args) for args in pages)
    assert stranger.get(page("book_chapter", new.pk)).status_code == 404
    close(scene.process.space)
    pages += [("book_pdf", 1), ("book_check",), ("book_reading",)]
    assert {visitor(scene.cast.finn).get(page(*args)).status_code for args in pages} == {404}


def test_a_participants_reading_is_theirs_and_counts_for_nobody_else():
    scene = books.published(books.quizzed())
    books.seated(scene, 2)
    ben, chapter = visitor(scene.cast.ben), books.chapters(scene)[0]
    assert "I have read this chapter" in text_of(ben, "book_chapter", chapter)
    assert Receipt.objects.get().finished_at is None
    assert "Opened" in text_of(ben, "book")
    assert ben.post(page("book_finish", chapter)).url == page("book_chapter", books.chapters(scene)[1])
    assert "You have read it" in text_of(ben, "book")
    for other in (scene.cast.ada, scene.cast.emil, scene.cast.finn):
        client = visitor(other)
        assert "I have read this chapter" not in text_of(client, "book_chapter", chapter)
        assert client.post(page("book_finish", chapter)).status_code == 403
        assert "You have read it" not in text_of(client, "book")
    assert Receipt.objects.count() == 1
    last = books.chapters(scene)[-1]
    assert ben.post(page("book_finish", last)).url == page("book")


def test_the_explanation_follows_the_answer():
    scene = books.published(books.quizzed())
    books.seated(scene)
    ben, item = visitor(scene.cast.ben), scene.book.items.get()
    assert books.ITEM["explanation"] not in text_of(ben, "book_check")
    assert ben.post(page("book_check"), {"item": item.pk, "choice": "0"}).url.endswith(f"#item-{item.pk}")
    html = text_of(ben, "book_check")
    assert books.ITEM["explanation"] in html
    assert "The book says something else." in html
    assert ben.post(page("book_check"), {"item": item.pk}).status_code == 409
    assert ben.post(page("book_check"), {"item": "x"}).status_code == 404
    assert visitor(scene.cast.ada).get(page("book_check")).status_code == 403


def test_only_the_facilitator_sees_the_sums():
    scene = books.published(books.quizzed())
    for seat in books.seated(scene, 6):
        books.read_through(scene, seat)
    html = text_of(visitor(scene.cast.ada), "book_reading")
    assert html.count('<td class="number" data-label="have read it">6</td>') == 3
    for other in (scene.cast.ben, scene.cast.emil, scene.one, scene.cast.root):
        assert visitor(other).get(page("book_reading")).status_code == 403


def test_items_are_set_by_staff():
    scene = books.under_review()
    ada = visitor(scene.cast.ada)
    told = {"question": "목표는?", "options": "가\n나", "right": "3", "explanation": "나입니다."}
    assert ada.post(page("book_add_item"), told).status_code == 422
    assert ada.post(page("book_add_item"), told | {"right": "2"}).url == page("book_items")
    item = scene.book.items.get()
    assert (item.options, item.right) == (["가", "나"], 1)
    assert ada.post(page("book_item", item.pk), told | {"right": "1"}).status_code == 302
    assert ada.post(page("book_drop_item", item.pk)).status_code == 302
    assert not scene.book.items.exists()


def test_what_an_edition_changed_is_told_by_words(tmp_path):
    scene = books.published()
    book_actions.revise(scene.book, by=scene.cast.ada)
    passage = scene.passage("neutral", 0)
    book_actions.write_passage(passage, "배경을 새로 설명합니다.", version=passage.version, by=scene.cast.ada)
    books.published(books.under_review(scene))
    html = text_of(visitor(), "book_changes", 2)
    assert re.findall(r"<ins>.*?</span>(.*?)<span", html) == ["새로 "]
    assert html.count("<section>") == 1
    assert visitor().get(page("book_changes", 1)).status_code == 404
    assert "This is an earlier edition" in text_of(visitor(), "book_edition", 1)


def test_the_print_of_an_edition_is_tagged_and_stays_byte_for_byte(tmp_path):
    scene = books.published()
    before = visitor().get(page("book_pdf", 1)).content
    book_actions.revise(scene.book, by=scene.cast.ada)
    book_actions.write_passage(scene.passage(), "새 글", version=scene.passage().version, by=scene.cast.ada)
    assert visitor().get(page("book_pdf", 1)).content == before
    (tmp_path / "book.pdf").write_bytes(before)
    pdf = PdfReader(tmp_path / "book.pdf")
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    printed = "".join("".join(sheet.extract_text().split()) for sheet in pdf.pages)
    assert [words in printed for words in (scene.edition.digest, "1측의주장", "나" * 40)] == [True] * 3


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_stay_the_same_whatever_the_size(rows):
    titles = tuple(f"쟁점 {n}" for n in range(rows))
    scene = books.published(books.quizzed(books.under_review(books.written(issues=titles))))
    books.seated(scene)
    chapter = books.chapters(scene)[0]
    ben, ada, two = visitor(scene.cast.ben), visitor(scene.cast.ada), visitor(scene.two)
    book_actions.revise(scene.book, by=scene.cast.ada)
    books.under_review(scene)
    for passage in scene.book.chapters.first().passages.all():
        for _n in range(rows):
            book_actions.object_to(scene.passage("neutral", 0) if passage.side else passage, "의견", by=scene.two)
    ben.get(page("book_chapter", chapter))  # leaves its receipt
    counted = {}
    for client, *args in (
        *((ben, "book"), (ben, "book_chapter", chapter), (visitor(), "book_edition", 1), (ben, "book_check")),
        *((ada, "book"), (ada, "book_draft"), (ada, "book_draft_chapter", chapter), (ada, "book_reading")),
        *((two, "book_draft"), (two, "book_draft_chapter", chapter)),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(*args)).status_code == 200
        counted[len(counted), args[0]] = len(queries)
    assert counted == QUERIES


QUERIES = {
    (0, "book"): 14,
    (1, "book_chapter"): 11,
    (2, "book_edition"): 3,
    (3, "book_check"): 11,
    (4, "book"): 14,
    (5, "book_draft"): 14,
    (6, "book_draft_chapter"): 14,
    (7, "book_reading"): 12,
    (8, "book_draft"): 15,
    (9, "book_draft_chapter"): 15,
}


def test_materials_lead_to_the_book_when_there_is_one():
    scene = books.written()
    materials = reverse("processes:materials", args=["hydrogen"])
    assert page("book") not in visitor().get(materials).content.decode()
    books.published(books.under_review(scene))
    html = visitor().get(materials).content.decode()
    assert [page("book") in html, page("book_chapter", books.chapters(scene)[0]) in html] == [True, True]
    assert escape(books.ISSUES[0]) in html


# In the browser -------------------------------------------------------------------------------------------------------

VOICE = """
window.said = [];
class Utterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(words) { window.said.push([words.text, words.lang]); window.speaking = words; }, cancel() {},
}});
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_chapter_is_read_aloud_where_the_browser_has_a_voice(visit, live_server, assert_accessible):
    scene = books.published()
    tab = visit()
    tab.add_init_script(VOICE)
    tab.goto(page("book_edition", 1))
    play = tab.locator("[data-aloud-play]")
    play.click()
    assert tab.evaluate("window.said") == [["1. 이 의제가 나오기까지", "ko-KR"]]
    tab.evaluate("window.speaking.onend()")
    assert tab.evaluate("window.said")[1] == ["배경을 설명합니다.", "ko-KR"]
    play.click()  # pause
    play.click()  # the sentence begins anew
    assert tab.evaluate("window.said.length") == 3
    assert tab.evaluate("window.said")[2] == ["배경을 설명합니다.", "ko-KR"]
    tab.locator("[data-aloud-next]").click()
    assert tab.evaluate("window.said")[3][0].endswith(scene.edition.content["chapters"][1]["title"])
    tab.locator("[data-aloud-stop]").click()
    tab.locator("[data-aloud-stop]").wait_for(state="hidden")
    assert_accessible(tab)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_a_voice_the_page_offers_none_and_everything_is_accessible(visit, live_server, assert_accessible):
    scene = books.objected()
    tab = visit(width=360)
    tab.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    for user, names in ((scene.cast.ada, DRAFT), (scene.two, DRAFT)):
        sign_in(tab.context, user, live_server.url)
        for name in names:
            tab.goto(page(name))
            assert_accessible(tab)
        tab.goto(page("book_draft_chapter", scene.passage().chapter_id))
        assert_accessible(tab)
    book_actions.decide_objection(scene.objection(), "annotate", reason="이유", view="다른 견해", by=scene.cast.ada)
    books.published(books.quizzed(scene))
    books.seated(scene)
    sign_in(tab.context, scene.cast.ben, live_server.url)
    for args in (("book",), ("book_chapter", scene.passage().chapter_id), ("book_edition", 1), ("book_check",)):
        tab.goto(page(*args))
        assert_accessible(tab)
        assert tab.locator("[data-aloud-controls]:visible").count() == 0
