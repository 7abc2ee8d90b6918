"""How a briefing book of the demo comes about: written, reviewed by both sides, published, read."""

from datetime import datetime, timedelta

from deliberation.portal.demo.booktexts import BookText, Said
from deliberation.portal.demo.committee import PRESENT, adjourn, in_session
from deliberation.portal.demo.convening import Case
from deliberation.portal.demo.stories import Story
from deliberation.processes.actions import prepare_stage
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book import reading
from deliberation.rounds.book.models import Assertion, Book, Edition, Objection, Passage
from deliberation.spaces.models import Sitting, Space
from deliberation.spaces.sittings import hold_sitting, members_of

HOUR = timedelta(hours=1)
EAGER, BUSY = 0.7, 0.2  # of the participants: who read the whole book, and who read only its first chapter
RESOLVED = "인용한 출처를 모두 확인했고, 양측의 글이 같은 분량이며, 남은 이의가 없어 배포하기로 합니다."
KNOWN = 0.75  # of the answers: given knowingly; the others are guessed


def written(case: Case, text: BookText) -> Story:
    """The facilitator enters the background and what both sides have handed in."""
    yield case.before(10, 10)
    by = case.city.facilitator
    book = book_actions.begin_book(case.process, by=by)
    for title, neutral, claims in text.background:
        chapter = book_actions.add_chapter(book, title=title)
        _write(chapter.passages.get(), neutral, claims, by)
    for issue in text.issues:
        chapter = book_actions.add_issue(book, title=issue.title, title_en=issue.title_en)
        passages = {(passage.kind, passage.side): passage for passage in chapter.passages.all()}
        _write(passages["neutral", 0], issue.neutral, (), by)
        for kind in ("summary", "case", "rebuttal"):
            part = getattr(issue, kind)
            for side, (said, claims) in enumerate(zip(part.texts, part.claims, strict=True), start=1):
                _write(passages[kind, side], said, claims, by)
    for question, options, right, explanation in text.items:
        told = {"question": question, "options": list(options), "right": right, "explanation": explanation}
        reading.set_item(book, told)


def _write(passage: Passage, text: str, claims, by) -> None:
    book_actions.write_passage(passage, text, version=passage.version, by=by)
    for claim, source, publisher, dated, url in claims:
        told = {"text": claim, "source": source, "publisher": publisher, "dated": dated, "url": url}
        book_actions.put_claim(passage, told, by=by)


def reviewed(case: Case, text: BookText, until: datetime | None = None) -> Story:
    """Both sides object and say what they accept; the facilitator decides what has been decided."""
    yield case.before(9, 10)
    book_actions.open_review(_book(case), until=until or case.before(6, 12), by=case.city.facilitator)
    for n, said in enumerate(text.objections):
        yield case.before(8, 10 + n)
        passage = _passage(case, said)
        objection = book_actions.object_to(passage, said.text, by=case.speakers[said.by - 1])
        if said.step:
            yield case.before(7, 10 + n)
            decide(objection, said, case.city.facilitator)
    yield case.before(7, 15)
    for side, speaker in enumerate(case.speakers, start=1):
        for claim in Assertion.objects.filter(passage__chapter__book=_book(case)).order_by("pk"):
            theirs = claim.passage.side not in (0, side)
            contested = theirs and claim.text.startswith(tuple(text.contested))
            book_actions.take_stand(claim, accepts=not contested, by=speaker)


def decide(objection: Objection, said: Said, by) -> None:
    passage = Passage.objects.select_related("chapter__book__process__space").get(pk=objection.passage_id)
    objection.passage = passage
    text = passage.text.replace(said.old, said.new) if said.old else ""
    book_actions.decide_objection(
        objection, said.step, reason=said.reason, text=text, version=passage.version, view=said.view, by=by
    )


def published(case: Case) -> Story:
    for speaker in case.speakers:
        yield case.before(6, 10)
        book_actions.finish_review(_book(case), by=speaker)
    yield case.before(6, 16)
    book_actions.submit(_book(case), by=case.city.facilitator)
    yield case.before(5, 16)
    resolved(case)
    yield case.before(4, 10)
    prepare_stage(case.stage("learning"), by=case.city.facilitator)


def resolved(case: Case) -> None:
    """The steering committee decides, or the city's where there is none, in a sitting that is minuted at once."""
    book = _book(case)
    committee, members = book.committee, members_of(book.committee)
    if committee.kind == Space.Kind.CITY:
        sitting = in_session(case.city)
    else:
        title = f"제{Sitting.objects.filter(space=committee).count() + 1}차 추진위원회"
        here = members[:PRESENT]
        sitting = hold_sitting(committee, title=title, place="시청 소회의실", present=here, by=here[0])
    book_actions.publish(book, sitting=sitting, reason=RESOLVED, by=sitting.recorded_by)
    adjourn(case.city)


def another_edition(case: Case, passage: tuple[int, str, int], old: str, new: str) -> Story:
    """While it is read, a sentence is corrected: both sides review it again, and the change is a new edition."""
    stage, by = case.stage("learning"), case.city.facilitator
    yield stage.opens_at + timedelta(days=2, hours=10)
    book = _book(case)
    book_actions.revise(book, by=by)
    issue, kind, side = passage
    row = Passage.objects.get(chapter__book=book, chapter__issue__number=issue, kind=kind, side=side)
    book_actions.write_passage(row, row.text.replace(old, new), version=row.version, by=by)
    book_actions.open_review(_book(case), until=stage.opens_at + timedelta(days=4), by=by)
    for speaker in case.speakers:
        yield stage.opens_at + timedelta(days=2, hours=15)
        book_actions.finish_review(_book(case), by=speaker)
    yield stage.opens_at + timedelta(days=2, hours=16)
    book_actions.submit(_book(case), by=by)
    yield stage.opens_at + timedelta(days=2, hours=17)
    resolved(case)


def learned(case: Case) -> Story:
    """Most participants read to the end and answer; some read a chapter; the others leave it."""
    stage, random = case.stage("learning"), case.city.random
    yield stage.opens_at + timedelta(days=3)
    edition = Edition.objects.newest_of(case.process)
    if edition is None:
        return
    book = _book(case)
    chapters, items = list(book.chapters.all()), list(book.items.all())
    for place, seat in enumerate(case.seats):
        luck = random.random() if place else EAGER  # the first can be entered, and has begun
        reads = chapters if luck < EAGER else chapters[:2] if luck < EAGER + BUSY else []
        for chapter in reads:
            reading.finish_chapter(seat, chapter.pk, edition)
        for item in items if luck < EAGER else ():
            choice = item.right if random.random() < KNOWN else random.randrange(len(item.options))
            reading.answer_item(item, seat, choice)


def _book(case: Case) -> Book:
    return Book.objects.select_related("process__space").get(process=case.process)


def _passage(case: Case, said: Said) -> Passage:
    rows = Passage.objects.select_related("chapter__book__process__space", "chapter__issue")
    return rows.get(
        chapter__book__process=case.process, chapter__issue__number=said.issue, kind=said.kind, side=said.about
    )
