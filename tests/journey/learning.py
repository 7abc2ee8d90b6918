"""The briefing book: written, reviewed by both sides, published, and read by a participant."""

from datetime import timedelta

from django.utils import timezone

from deliberation.processes.models import Process
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book.models import Book, Passage
from deliberation.spaces.models import Sitting
from deliberation.spaces.sittings import close_sitting
from tests.journey.convening import at
from tests.journey.walker import Walker

TITLE, ISSUE = "항만과 동네", "화물차는 밤에만 막아야 하는가?"
TEXTS = {
    "neutral": "항만에서 나온 화물차가 동네를 지납니다.",
    "summary": "요약 " * 20,
    "case": "주장 " * 60,
    "rebuttal": "반박 " * 30,
}
CLAIM = {"text": "하루 3천 대가 지난다.", "source": "교통량 조사", "publisher": "인천광역시", "dated": "2026"}
OBJECTION, REASON = "밤 시간의 조사가 빠졌습니다.", "조사 시간을 출처에서 확인했습니다."
RESOLVED = "출처를 확인했고 양측의 분량이 같습니다."


def write(facilitator: Walker, process: Process) -> None:
    """By the pages one text and one claim; the others by the action behind them."""
    facilitator.go(at("book")).press("Begin the briefing book")
    facilitator.follow("Add a chapter on the background").fill(title=TITLE).press("Add the chapter")
    facilitator.follow("Write", of=facilitator.words("Background")).fill(text=TEXTS["neutral"]).press("Save")
    facilitator.follow("Back to the draft").follow("Add an issue").fill(title=ISSUE).press("Add the issue")
    by = process.space.memberships.get(role="facilitator").user
    rows = Passage.objects.select_related("chapter__book__process__space").filter(chapter__book__process=process)
    for passage in rows.filter(text="").order_by("pk"):
        book_actions.write_passage(passage, TEXTS[passage.kind].strip(), version=passage.version, by=by)
        if passage.kind == "case":
            book_actions.put_claim(passage, CLAIM | {"url": "https://www.incheon.go.kr/"}, by=by)
    facilitator.go(at("book", "draft"))
    facilitator.page.locator("main summary").first.click()
    facilitator.fill(until=timezone.now() + timedelta(days=3)).press("Open the review")


def review(sides: list[Walker], facilitator: Walker, process: Process) -> None:
    """The first side objects; the objection is decided, both finish, the book is submitted."""
    chapter = Book.objects.get(process=process).chapters.get(issue__title=ISSUE)
    objecting = sides[0].go(at("book", "draft", "chapters", chapter.pk))
    objecting.page.get_by_role("link", name=objecting.words("Object to this text")).last.click()
    objecting.fill(text=OBJECTION).press("Object").reads(OBJECTION)
    facilitator.go(at("book", "draft")).follow("Decide", of=OBJECTION)
    facilitator.fill(step="keep", reason=REASON).press("Decide")
    for side in sides:
        side.go(at("book", "draft")).press("Our side has gone through all of it")
    facilitator.go(at("book", "draft")).press("Lay it before the committee")


def resolve(member: Walker) -> None:
    """The committee decides in a sitting that opens with the decision; the book is published."""
    member.go(at("book", "draft")).follow("Decide on the briefing book")
    member.fill(step="publish", reason=RESOLVED).press("Publish the decision")
    member.reads(member.words("Decided on by the committee"))
    sitting = Sitting.objects.get(state=Sitting.State.OPEN)
    close_sitting(sitting, by=sitting.recorded_by)


def read(participant: Walker) -> None:
    participant.go(at("book")).page.locator(".list__title a").first.click()
    participant.press("I have read this chapter").press("I have read this chapter")
    participant.reads(participant.words("You have read it"))
    participant.follow("all of them with the reasons").reads(REASON)
