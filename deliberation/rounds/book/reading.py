"""Reading the briefing book: receipts, knowledge items, and the sums that a facilitator knows of them.

A receipt or an answer counts for nothing but its owner's own view, so none is minuted and none waits for a stage.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.algorithms.disclosure import LEAST, hide_small
from deliberation.ledger.actions import Refused, hold
from deliberation.panels.models import Seat
from deliberation.processes.models import Process
from deliberation.rounds.book.content import Reading
from deliberation.rounds.book.models import Book, Edition
from deliberation.rounds.book.receipts import KnowledgeAnswer, KnowledgeItem, Receipt


@dataclass(frozen=True)
class Sums:
    """Of one chapter or item: people by what they did. None stands for a number that could tell of somebody."""

    title: str
    cells: tuple[int | None, ...]


def open_chapter(seat: Seat, chapter: int, edition: Edition) -> None:
    """Keep that the participant has opened the chapter; the first time counts."""
    Receipt.objects.bulk_create([Receipt(seat=seat, chapter_id=chapter, edition=edition.number)], ignore_conflicts=True)


@transaction.atomic
def finish_chapter(seat: Seat, chapter: int, edition: Edition) -> None:
    """Keep that the participant has read it to the end; of a later edition, anew."""
    open_chapter(seat, chapter, edition)
    mine = Receipt.objects.filter(Q(finished_at=None) | Q(edition__lt=edition.number), seat=seat, chapter=chapter)
    mine.update(finished_at=timezone.now(), edition=edition.number)


@transaction.atomic
def answer_item(item: KnowledgeItem, seat: Seat, choice: int) -> KnowledgeAnswer:
    """The participant's answer: the first one stays, also when two come at the same moment."""
    if not 0 <= choice < len(item.options):
        raise Refused(_("Please choose one of the answers."))
    KnowledgeAnswer.objects.bulk_create([KnowledgeAnswer(item=item, seat=seat, choice=choice)], ignore_conflicts=True)
    return KnowledgeAnswer.objects.get(item=item, seat=seat)


@transaction.atomic
def set_item(book: Book, told: dict, *, item: KnowledgeItem | None = None) -> KnowledgeItem:
    """A knowledge item, new or changed; one that somebody has answered stays as it is."""
    _hold_draft(book)
    item = item or KnowledgeItem(book=book)
    _demand_unanswered(item)
    for name, value in told.items():
        setattr(item, name, value)
    item.save()
    return item


@transaction.atomic
def drop_item(item: KnowledgeItem) -> None:
    _hold_draft(item.book)
    _demand_unanswered(item)
    item.delete()


def _hold_draft(book: Book) -> None:
    hold(book.process)
    hold(book)
    if book.state not in (Book.State.WRITING, Book.State.REVIEW) or book.process.state == Process.State.CONCLUDED:
        raise Refused(_("Items change while the book is written or under review."))


def _demand_unanswered(item: KnowledgeItem) -> None:
    if item.pk and item.answers.exists():
        raise Refused(_("Somebody has answered this item already, so it stays as it is."))


def chapter_sums(book: Book, said: Reading) -> tuple[int, list[Sums]]:
    """How many take part, and by chapter how many have finished it, have begun it, have not opened it."""
    people = Seat.objects.current().filter(process=book.process).count()
    current = Receipt.objects.filter(chapter__book=book, seat__until=None)
    rows = current.order_by().values_list("chapter").annotate(opened=Count("pk"), finished=Count("finished_at"))
    counted = {chapter: (opened, finished) for chapter, opened, finished in rows}
    sums = []
    for chapter in said.chapters:
        opened, finished = counted.get(chapter.id, (0, 0))
        sums.append(_sums(chapter.title, finished, opened - finished, people - opened))
    return people, sums


def item_sums(book: Book) -> list[Sums]:
    """By item how many answered rightly, and how many otherwise."""
    answers = Count("answers", filter=Q(answers__seat__until=None))
    right = Count("answers", filter=Q(answers__seat__until=None, answers__choice=F("right")))
    items = book.items.annotate(answered=answers, rightly=right).order_by("pk")
    return [_sums(item.question, item.rightly, item.answered - item.rightly) for item in items]


def _sums(title: str, *numbers: int) -> Sums:
    """No number under five is told, and none by which one could be told, except that of nobody at all."""
    if sum(numbers) < LEAST:
        return Sums(title, (None,) * len(numbers))
    some = {n: number for n, number in enumerate(numbers) if number}
    shown = dict.fromkeys(range(len(numbers)), 0) | hide_small(some)
    return Sums(title, tuple(shown.values()))


def forget(person) -> None:
    """What erasing a person means here: what they read and answered is nobody else's business."""
    Receipt.objects.filter(seat__user=person).delete()
    KnowledgeAnswer.objects.filter(seat__user=person).delete()
