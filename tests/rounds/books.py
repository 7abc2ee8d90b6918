"""A briefing book for tests, brought to its state by the actions that bring it there in life."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from deliberation.accounts.models import User
from deliberation.panels.actions import import_seats
from deliberation.panels.models import Seat
from deliberation.processes.models import Process, Stage
from deliberation.rounds.book import actions as book_actions
from deliberation.rounds.book import reading
from deliberation.rounds.book.models import Assertion, Book, Edition, Objection, Passage
from tests.cast import Cast
from tests.scenes import convened
from tests.sittings import in_session
from tests.standing import standing

TEXTS = {"neutral": "배경을 설명합니다.", "summary": "가" * 100, "case": "나" * 200, "rebuttal": "다" * 80}
SOURCE = {"source": "안전 점검 결과", "publisher": "인천광역시", "dated": "2022", "url": "https://www.incheon.go.kr/"}
ITEM = {"question": "목표는 얼마입니까?", "options": ["396MW", "696MW"], "right": 1, "explanation": "696MW입니다."}
REASON = "출처를 확인했고 양측의 분량이 같습니다."
ISSUES = ("시설은 안전한가?", "주민은 언제 참여하는가?")


@dataclass
class Scene:
    process: Process
    cast: Cast

    @property
    def book(self) -> Book:
        return Book.objects.select_related("process__space").get(process=self.process)

    @property
    def one(self) -> User:
        return self.speaker(0)

    @property
    def two(self) -> User:
        return self.speaker(1)

    def speaker(self, n: int) -> User:
        return User.objects.get(email=f"speaker-{self.process.slug}-{n}@example.org")

    def passage(self, kind: str = "case", side: int = 1, issue: int = 1) -> Passage:
        rows = Passage.objects.select_related("chapter__book__process__space", "chapter__issue")
        return rows.get(chapter__book__process=self.process, chapter__issue__number=issue, kind=kind, side=side)

    def claim(self, side: int = 1) -> Assertion:
        claim = self.passage(side=side).assertions.get()
        claim.passage = self.passage(side=side)
        return claim

    def objection(self) -> Objection:
        rows = Objection.objects.select_related("passage__chapter__book__process__space")
        return rows.get(passage__chapter__book__process=self.process)

    @property
    def edition(self) -> Edition | None:
        return Edition.objects.newest_of(self.process)

    @property
    def stage(self) -> Stage:
        stage = self.process.stages.get(kind="learning")
        stage.process = self.process
        return stage


@standing
def begun(scene: Scene | None = None) -> Scene:
    scene = scene or Scene(*convened())
    book_actions.begin_book(scene.process, by=scene.cast.ada)
    return scene


@standing
def written(scene: Scene | None = None, issues=ISSUES) -> Scene:
    """Every text is there, as long on one side as on the other, and every case names a source."""
    scene = scene or begun()
    book_actions.add_chapter(scene.book, title="이 의제가 나오기까지")
    for title in issues:
        book_actions.add_issue(scene.book, title=title)
    for passage in Passage.objects.select_related("chapter__book__process__space").order_by("pk"):
        book_actions.write_passage(passage, TEXTS[passage.kind], version=1, by=scene.cast.ada)
        if passage.kind == "case":
            told = SOURCE | {"text": f"{passage.side}측의 주장"}
            book_actions.put_claim(passage, told, by=scene.cast.ada)
    return scene


@standing
def under_review(scene: Scene | None = None) -> Scene:
    scene = scene or written()
    book_actions.open_review(scene.book, until=timezone.now() + timedelta(days=7), by=scene.cast.ada)
    return scene


@standing
def objected(scene: Scene | None = None) -> Scene:
    """Side 2 objects to the case of side 1."""
    scene = scene or under_review()
    book_actions.object_to(scene.passage(), "출처와 다른 문장입니다.", by=scene.two)
    return scene


@standing
def submitted(scene: Scene | None = None) -> Scene:
    scene = scene or under_review()
    for speaker in (scene.one, scene.two):
        book_actions.finish_review(scene.book, by=speaker)
    book_actions.submit(scene.book, by=scene.cast.ada)
    return scene


def resolution(scene: Scene, **more) -> dict[str, Any]:
    """Of the committee of its process, in the sitting that is open."""
    return {"sitting": in_session(space=scene.book.committee), "reason": REASON, "by": scene.cast.dora} | more


@standing
def published(scene: Scene | None = None) -> Scene:
    scene = submitted(scene)
    book_actions.publish(scene.book, **resolution(scene))
    return scene


def seated(scene: Scene, n: int = 1) -> list[Seat]:
    """Ben and others, drawn into the process; Ben's is the first seat."""
    rows = ["번호,이름,연락처,거주지,성별,연령대", "001,Ben,ben@example.org,서구,남성,40대"]
    rows += [f"{place:03},시민{place},,서구,여성,50대" for place in range(2, n + 1)]
    return import_seats(scene.process, "\n".join(rows).encode(), by=scene.cast.emil)


def chapters(scene: Scene) -> list[int]:
    return [chapter["id"] for chapter in scene.edition.content["chapters"]]


def read_through(scene: Scene, seat: Seat) -> None:
    """The participant finishes every chapter and answers every item rightly."""
    for chapter in chapters(scene):
        reading.finish_chapter(seat, chapter, scene.edition)
    for item in scene.book.items.all():
        reading.answer_item(item, seat, item.right)


@standing
def quizzed(scene: Scene | None = None) -> Scene:
    scene = scene or under_review()
    reading.set_item(scene.book, ITEM)
    return scene
